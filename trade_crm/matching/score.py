# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two names: the same legal entity, the same group, or different companies.

The words of both names are paired (equal, meaning the same, sounding alike, one slip
apart, written together or apart). What is left unpaired decides: a line of trade that
one side leaves out changes nothing; another place, branch, bank or holding is another
company of the group; another brand, number or point of the compass is another company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Levenshtein

from .arabic import ARTICLE, is_arabic, spelled
from .parse import Name, Token, aliases, latin, parse
from .places import compatible
from .text import has_han, readings, romanise, skeleton, sound
from .weights import DEFAULT, Weights

#: Scores from here on are the same company.
SAME = 80.0

#: Reasons in English; ``{names}`` are the parameters.
SENTENCES = {
    "identical": "same name",
    "same_without_form": "same name without legal form",
    "same_words": "same words in another order or spelling",
    "spelling": "{a} is spelled like {b}",
    "joined": "same name written together or apart",
    "romanised": "same name in another script ({a}, {b})",
    "initials": "{a} are the initials of {b}",
    "word_missing": "only one side says {words}",
    "place_missing": "only one side says the place {words}",
    "former_name": "a former name matches",
    "trading_name": "a trading name matches",
    "series": "vehicles of one series ({a}, {b})",
    "other_form": "same name with another legal form ({a}, {b})",
    "changed_form": "same name, perhaps before a change of legal form ({a}, {b})",
    "other_place": "same name at another place ({a}, {b})",
    "branch": "branch or office of the company",
    "group": "company of the group of {words}",
    "other_line": "same brand in another line ({a}, {b})",
    "other_number": "another number ({a}, {b})",
    "other_direction": "another point of the compass ({a}, {b})",
    "other_country": "registered in another country ({a}, {b})",
    "same_sound": "the brand sounds alike ({a}, {b})",
    "abbreviation": "{a} may be short for {b}",
    "other_brand": "another brand ({a}, {b})",
    "nothing_to_compare": "a name without a word of its own",
}


@dataclass(frozen=True)
class Reason:
    """One machine-readable reason with its English sentence."""

    code: str
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.params)


@dataclass(frozen=True)
class Result:
    """``score`` 0 to 100, ``verdict`` same / group / different, ``reasons``."""

    score: float
    verdict: str
    reasons: tuple[Reason, ...] = ()


def _reason(code: str, **params: Any) -> Reason:
    return Reason(code, {key: str(value)[:80] for key, value in params.items()})


def _words(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens) or "-"


def _different(score: float, *reasons: Reason) -> Result:
    return Result(round(min(score, SAME - 15), 1), "different", reasons)


def _group(score: float, *reasons: Reason) -> Result:
    return Result(round(min(score, SAME - 1), 1), "group", reasons)


# --------------------------------------------------------------------------
# Words
# --------------------------------------------------------------------------


def slip(a: str, b: str) -> bool:
    """True where two words are a slip of the keyboard apart.

    One edit in words of four letters or more, two in words of ten or more.
    """
    shorter = min(len(a), len(b))
    if shorter < 4:
        return False
    allowed = 2 if shorter >= 10 else 1
    if Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed:
        return True
    # two neighbours swapped
    if len(a) == len(b) and shorter >= 5:
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and a[wrong[0]] == b[wrong[1]]
            and a[wrong[1]] == b[wrong[0]]
        )
    return False


def _vowelless(text: str) -> bool:
    """True for Arabic and Hebrew, which write no short vowels."""
    return any("\u0590" <= letter <= "\u06ff" for letter in text)


def _bones(token: Token) -> str:
    return skeleton(romanise(token.text.removeprefix(ARTICLE))).replace("v", "f")


def _transliterated(a: Token, b: Token) -> float:
    """One word in a script without vowels, the other in one with them."""
    written, other = (a, b) if _vowelless(a.text) else (b, a)
    if is_arabic(written.text):
        return 0.9 if spelled(written.text, romanise(other.text)) else 0.0
    bones = _bones(written)
    return 0.85 if len(bones) >= 2 and bones == _bones(other) else 0.0


def _same_word(a: Token, b: Token, weights: Weights) -> float:
    """Return 1 for one word, less for a spelling of it, 0 for two words."""
    if a.concept == b.concept and (a.kind == b.kind or a.kind == "brand"):
        return 1.0
    known_a, known_b = a.kind != "brand", b.kind != "brand"
    if known_a and known_b:
        return 0.0
    if "num" in (a.kind, b.kind):
        return 0.0
    one, two = romanise(a.text), romanise(b.text)
    if _vowelless(a.text) != _vowelless(b.text):
        return _transliterated(a, b)
    said = 5 if a.text.isascii() and b.text.isascii() else 3
    if one == two or (sound(one) == sound(two) and len(sound(one)) >= said):
        return 0.96
    two_scripts = a.text.isascii() != b.text.isascii() and len(_bones(a)) >= 3
    if (
        two_scripts
        and _bones(a) == _bones(b)
        and Levenshtein.normalized_similarity(one, two) > 0.5
    ):
        return 0.88
    if weights.is_common(a.concept) and weights.is_common(b.concept):
        return 0.0
    if _vowelless(a.text):
        bare = min(len(t.text.removeprefix(ARTICLE)) for t in (a, b))
        return 0.9 if bare >= 6 and slip(a.text, b.text) else 0.0
    return 0.9 if slip(one, two) else 0.0


def _pair(a: list[Token], b: list[Token], weights: Weights) -> tuple:
    """Pair the words; return (pairs with likeness, rest of a, rest of b)."""
    pairs: list[tuple[Token, Token, float]] = []
    left = list(b)
    rest: list[Token] = []
    for token in a:
        for other in left:
            if token.concept == other.concept and (
                token.kind == other.kind or "brand" in (token.kind, other.kind)
            ):
                pairs.append((token, other, 1.0))
                left.remove(other)
                break
        else:
            rest.append(token)
    still: list[Token] = []
    for token in rest:
        best, found = 0.0, None
        for other in left:
            likeness = _same_word(token, other, weights)
            if likeness > best:
                best, found = likeness, other
        if found is not None:
            pairs.append((token, found, best))
            left.remove(found)
        else:
            still.append(token)
    return pairs, still, left


def _plain(tokens: list[Token]) -> str:
    return "".join(romanise(token.text) for token in tokens)


def _number_free(text: str) -> bool:
    return not any(letter.isdigit() for letter in text)


# --------------------------------------------------------------------------
# Names with spaces
# --------------------------------------------------------------------------

_VEHICLE = frozenset({"fund", "trust"})
_KNOWN_SERIES = frozenset({"partners", "capital", "fund", "trust", "finance"})


def _is_vehicle(name: Name) -> bool:
    """A numbered investment vehicle: a fund, a trust, a partnership of a sponsor."""
    concepts = {token.concept for token in name.tokens}
    return bool(concepts & _VEHICLE) or (
        "partner" in name.forms and "associates" in concepts
    )


def _numbers(name_a: Name, name_b: Name, a: list[Token], b: list[Token]) -> Result:
    words = {"a": _words(a), "b": _words(b)}
    if _is_vehicle(name_a) and _is_vehicle(name_b):
        return Result(82.0, "same", (_reason("series", **words),))
    if a and b:
        return _different(62, _reason("other_number", **words))
    return _group(66, _reason("other_number", **words))


def _acronym(short: Name, long: Name) -> Result | None:
    """ "IBM" against "International Business Machines"."""
    if len(short.tokens) != 1 or not 3 <= len(short.core) <= 6:
        return None
    if short.tokens[0].kind != "brand" or not short.core.isalpha():
        return None
    words = long.folded.replace("-", " ").replace("&", " ").split()
    tokens = [token for token in long.tokens if token.kind != "num"]
    if len(tokens) < 3:
        return None
    initials = "".join(token.text[0] for token in tokens)
    loose = "".join(word[0] for word in words if word[0].isalpha())
    if short.core in (initials, loose) or (
        len(short.core) > 3 and loose.startswith(short.core)
    ):
        return Result(
            83.0, "same", (_reason("initials", a=short.core.upper(), b=long.folded),)
        )
    return None


def _places(
    a: list[Token],
    b: list[Token],
    strong: bool,
    countries: tuple[str | None, str | None],
) -> Result | None:
    """What places that only one side has, or that differ, mean."""
    home = {country.lower() for country in countries if country}
    a = [t for t in a if t.concept not in home or b]
    b = [t for t in b if t.concept not in home or a]
    if not a and not b:
        return None
    if a and b:
        if any(compatible(one.concept, two.concept) for one in a for two in b):
            return None
        reason = _reason("other_place", a=_words(a), b=_words(b))
        return _group(70, reason) if strong else _different(60, reason)
    reason = _reason("place_missing", words=_words(a or b))
    return _group(76, reason) if strong else _different(60, reason)


def _split(tokens: list[Token], *kinds: str) -> list[Token]:
    return [token for token in tokens if token.kind in kinds]


def _judge_rest(
    name_a: Name,
    name_b: Name,
    rest_a: list[Token],
    rest_b: list[Token],
    pairs: list[tuple[Token, Token, float]],
    weights: Weights,
    countries: tuple[str | None, str | None],
) -> Result | None:
    """Return the verdict of the unpaired words, or None: they change nothing."""
    matched = [one for one, two, _likeness in pairs if "brand" in (one.kind, two.kind)]
    rare = [t for t in matched if len(t.text) > 2 and not weights.is_common(t.concept)]
    strong = bool(rare)
    brand_a, brand_b = _split(rest_a, "brand"), _split(rest_b, "brand")
    if brand_a or brand_b:
        return _brands(name_a, name_b, brand_a, brand_b, rare, pairs)
    number = _split(rest_a, "num"), _split(rest_b, "num")
    if any(number):
        return _numbers(name_a, name_b, *number)
    direction = _split(rest_a, "dir"), _split(rest_b, "dir")
    if any(direction):
        reason = _reason(
            "other_direction", a=_words(direction[0]), b=_words(direction[1])
        )
        one_sided = not all(direction)
        return _group(66, reason) if one_sided and strong else _different(62, reason)
    if _split(rest_a + rest_b, "branch"):
        return _group(78, _reason("branch"))
    place = _places(_split(rest_a, "place"), _split(rest_b, "place"), strong, countries)
    if place:
        return place
    if _split(rest_a + rest_b, "struct"):
        return _group(78, _reason("group", words=_words(pairs and [pairs[0][0]])))
    a = _split(rest_a, "line", "trade", "filler")
    b = _split(rest_b, "line", "trade", "filler")
    if (a and b) or _split(a + b, "line"):
        reason = _reason("other_line", a=_words(a), b=_words(b))
        return _group(72, reason) if strong else _different(60, reason)
    if (a or b) and not strong:
        return _different(62, _reason("word_missing", words=_words(a or b)))
    if len(a or b) > 2 and len(pairs) < 2 and not name_a.unspaced:
        return _group(74, _reason("word_missing", words=_words(a or b)))
    return None


_PATRONYMIC = ("ovich", "evich", "ovna", "evna", "ович", "евич", "овна", "евна")


def _brands(
    name_a: Name,
    name_b: Name,
    brand_a: list[Token],
    brand_b: list[Token],
    rare: list[Token],
    pairs: list,
) -> Result | None:
    extra = brand_a or brand_b
    one_more = not (brand_a and brand_b) and len(pairs) >= 2 and len(extra) == 1
    if one_more and extra[0].text.endswith(_PATRONYMIC):
        return None
    words = {"a": _words(brand_a), "b": _words(brand_b)}
    first_a = name_a.tokens[0] if name_a.tokens else None
    paired = [one for one, _two, _likeness in pairs]
    leads = first_a in paired or any(t in paired for t in name_a.tokens[:1])
    lead_b = name_b.tokens and name_b.tokens[0] in [two for _one, two, _l in pairs]
    if rare and leads and lead_b and any(len(t.text) > 3 for t in rare):
        return _group(70, _reason("group", words=_words(rare[:2])))
    total = len(pairs) + len(brand_a) + len(brand_b)
    return _different(60 * len(pairs) / max(total, 1), _reason("other_brand", **words))


def _spaced(
    a: Name,
    b: Name,
    weights: Weights,
    countries: tuple[str | None, str | None],
) -> Result:
    if a.only_form or b.only_form:
        return _different(0, _reason("nothing_to_compare"))
    if a.core == b.core:
        code = "identical" if a.folded == b.folded else "same_without_form"
        return Result(100.0 if code == "identical" else 97.0, "same", (_reason(code),))
    for one, two in ((a, b), (b, a)):
        found = _acronym(one, two)
        if found:
            return found
    pairs, rest_a, rest_b = _pair(a.tokens, b.tokens, weights)
    if (rest_a or rest_b) and _joined(a, b, rest_a, rest_b):
        rest_a, rest_b = [], []
        pairs.append((a.tokens[0], b.tokens[0], 0.95))
    brand_a, brand_b = _split(rest_a, "brand"), _split(rest_b, "brand")
    if brand_a and brand_b and _plain(brand_a) == _plain(brand_b):
        rest_a = [t for t in rest_a if t.kind != "brand"]
        rest_b = [t for t in rest_b if t.kind != "brand"]
        joined = Token(_plain(brand_a), "brand", _plain(brand_a))
        pairs.append((joined, joined, 0.95))
    if rest_a or rest_b:
        verdict = _judge_rest(a, b, rest_a, rest_b, pairs, weights, countries)
        if verdict:
            return verdict
    return _paired(a, pairs, rest_a or rest_b)


def _paired(
    a: Name, pairs: list[tuple[Token, Token, float]], missing: list[Token]
) -> Result:
    """Score two names whose words all found each other, or may be left out."""
    slips = [(one, two) for one, two, likeness in pairs if likeness < 1]
    score = 96.0 - 4 * len(slips)
    reasons = [_reason("spelling", a=one.text, b=two.text) for one, two in slips] or [
        _reason("same_words")
    ]
    for one, two, likeness in pairs:
        score -= (1 - likeness) * 40
        if likeness < 0.9 and one.text.isascii() != two.text.isascii():
            reasons.append(_reason("romanised", a=one.text, b=two.text))
    if len(slips) > 2 and any(like <= 0.9 for _one, _two, like in pairs):
        brands = [t for t in a.tokens if t.kind == "brand"]
        if len(slips) >= len(brands):
            return _different(64, *reasons)
    if missing:
        score -= 4 * len(missing)
        reasons.append(_reason("word_missing", words=_words(missing)))
    return Result(round(max(score, SAME + 1), 1), "same", tuple(reasons))


def _joined(a: Name, b: Name, rest_a: list[Token], rest_b: list[Token]) -> bool:
    """ "van der bilt" and "vanderbilt", "3 percent ers" and "three percenters"."""
    if a.full and romanise(a.full) == romanise(b.full):
        return True
    for one, two in ((rest_a, rest_b), (a.tokens, b.tokens)):
        if not one or not two:
            continue
        left, right = _plain(one), _plain(two)
        numeric = "".join(t.concept if t.kind == "num" else t.text for t in one)
        numeric_b = "".join(t.concept if t.kind == "num" else t.text for t in two)
        if left == right or romanise(numeric) == romanise(numeric_b):
            return True
        known = [
            t
            for t in one + two
            if t.kind in ("num", "dir", "place") or len(t.text) == 1
        ]
        if (
            len(one) != len(two)
            and not known
            and min(len(left), len(right)) >= 7
            and _number_free(left + right)
            and Levenshtein.distance(left, right, score_cutoff=1) <= 1
        ):
            return True
    return False


# --------------------------------------------------------------------------
# Names without spaces
# --------------------------------------------------------------------------


def _concepts(tokens: list[Token]) -> set[str]:
    return {token.concept for token in tokens}


def _trade_text(name: Name) -> str:
    return "".join(t.text for t in name.of("trade", "filler", "line"))


def _trades(a: Name, b: Name) -> Result | None:
    """Compare the lines of trade of two names with the same brand."""
    one, two = a.of("trade", "filler", "line"), b.of("trade", "filler", "line")
    text_a, text_b = _trade_text(a), _trade_text(b)
    if text_a == text_b or not text_a or not text_b:
        own = {"bank", "insurance"} & (_concepts(one) ^ _concepts(two))
        if own:
            return _group(72, _reason("other_line", a=a.core, b=b.core))
        return None
    meant_a, meant_b = _concepts(one), _concepts(two)
    if meant_a <= meant_b or meant_b <= meant_a or text_a in text_b or text_b in text_a:
        return None
    return _group(72, _reason("other_line", a=text_a, b=text_b))


def _unspaced_places(
    a: Name, b: Name, countries: tuple[str | None, str | None]
) -> Result | None:
    one = [token for token in a.tokens if token.kind == "place"]
    two = [token for token in b.tokens if token.kind == "place"]
    if not one or not two:
        seat = a.bracket_place or b.bracket_place
        if seat and len(one + two) == 1 and "cn" in (seat,):
            words = _words(one or two)
            return _group(77, _reason("place_missing", words=words))
        return None
    if all(any(compatible(x.concept, y.concept) for y in two) for x in one) or all(
        any(compatible(x.concept, y.concept) for y in one) for x in two
    ):
        return None
    reason = _reason("other_place", a=_words(one), b=_words(two))
    if a.bracket_place or b.bracket_place:
        return _group(70, reason)
    return _different(60, reason)


def _one_left_out(a: Name, b: Name) -> bool:
    """Same place and brand; one side says a trade and the other none at all."""
    places = _concepts(a.of("place")), _concepts(b.of("place"))
    short, long = sorted((a, b), key=lambda name: len(name.brand))
    return (
        bool(places[0])
        and places[0] == places[1]
        and not short.of("trade", "line", "filler", "struct", "branch")
        and bool(long.of("trade", "filler"))
        and not long.of("struct", "branch")
    )


_KANA = frozenset(map(chr, range(0x30A0, 0x3100)))


def _near_brand(a: Name, b: Name) -> Result | None:
    """Two brands that are not the same: what they still may have in common."""
    one, two = a.brand, b.brand
    words = {"a": one or a.core, "b": two or b.core}
    if not one or not two:
        return _different(40, _reason("other_brand", **words))
    if (
        min(len(one), len(two)) >= 5
        and set(one) <= _KANA
        and set(two) <= _KANA
        and Levenshtein.distance(one, two, score_cutoff=1) <= 1
    ):
        return Result(84.0, "same", (_reason("spelling", **words),))
    if has_han(one) and has_han(two) and len(one) == len(two):
        from .text import pinyin

        if pinyin(one) == pinyin(two):
            return _different(65, _reason("same_sound", **words))
    short, long = sorted((one, two), key=len)
    if len(short) >= 2 and long.startswith(short) and _one_left_out(a, b):
        return Result(
            81.0, "same", (_reason("word_missing", words=long[len(short) :]),)
        )
    if len(short) >= 2 and long.startswith(short):
        return _group(70, _reason("group", words=short))
    if 2 <= len(short) <= 4 and len(long) > len(short) and short[0] == long[0]:
        letters = iter(long)
        if all(letter in letters for letter in short):
            return _different(65, _reason("abbreviation", a=short, b=long))
    return _different(
        50 * Levenshtein.normalized_similarity(one, two),
        _reason("other_brand", **words),
    )


def _squash(text: str) -> str:
    """Long vowels and middle dots don't make another Japanese name."""
    return text.replace("ー", "").replace("・", "")


def _unspaced(
    a: Name,
    b: Name,
    weights: Weights,
    countries: tuple[str | None, str | None],
) -> Result:
    if a.only_form or b.only_form:
        return _different(0, _reason("nothing_to_compare"))
    core_a, core_b = _squash(a.core), _squash(b.core)
    if core_a == core_b:
        code = "identical" if a.folded == b.folded else "same_without_form"
        return Result(100.0 if code == "identical" else 97.0, "same", (_reason(code),))
    brand_a, brand_b = _squash(a.brand), _squash(b.brand)
    if not brand_a and not brand_b:
        return _nameless(a, b)
    if brand_a != brand_b:
        # the dictionary may have cut one of the two differently
        if sorted(_squash(a.core)) == sorted(core_b) and len(core_a) > 3:
            return Result(90.0, "same", (_reason("same_words"),))
        one = _squash("".join(t.text for t in a.tokens if t.kind != "place"))
        two = _squash("".join(t.text for t in b.tokens if t.kind != "place"))
        whole = one == two
        if not whole:
            return _cut_differently(a, b) or _near_brand(a, b)
    if bool(a.of("branch")) != bool(b.of("branch")):
        return _group(78, _reason("branch"))
    place = _unspaced_places(a, b, countries)
    if place:
        return place
    if brand_a == brand_b:
        structure = _concepts(a.of("struct")) ^ _concepts(b.of("struct"))
        if structure:
            return _group(78, _reason("group", words=a.brand))
        trade = _trades(a, b)
        if trade:
            return trade
    rest_a = _plain_rest(a, b)
    score = 94.0 - 3 * len(rest_a)
    reasons = [_reason("word_missing", words=" ".join(rest_a))] if rest_a else []
    return Result(
        max(score, SAME + 2), "same", tuple(reasons or [_reason("same_words")])
    )


def _cut_differently(a: Name, b: Name) -> Result | None:
    """One name is the beginning of the other but for words of its trade."""
    for one, two in ((a, b), (b, a)):
        head = "".join(t.text for t in one.tokens if t.kind != "place")
        if len(one.brand) < 2 or not two.brand:
            continue
        if head == two.brand and two.brand.startswith(one.brand):
            place = _unspaced_places(a, b, (None, None))
            if place:
                return place
            return Result(85.0, "same", (_reason("same_words"),))
    return None


def _nameless(a: Name, b: Name) -> Result:
    """Place and trade only (山西省房地产开发公司): all of it must agree."""
    one, two = _concepts(a.of("place")), _concepts(b.of("place"))
    trade_a, trade_b = _trade_text(a), _trade_text(b)
    if one == two and trade_a == trade_b:
        if a.of("branch") or b.of("branch"):
            return _group(78, _reason("branch"))
        return Result(90.0, "same", (_reason("same_words"),))
    if trade_a == trade_b and (not one or not two) and len(trade_a) >= 4:
        return Result(
            81.0, "same", (_reason("place_missing", words="/".join(one | two)),)
        )
    return _different(50, _reason("other_line", a=a.core, b=b.core))


def _plain_rest(a: Name, b: Name) -> list[str]:
    known = {token.concept for token in a.tokens} ^ {t.concept for t in b.tokens}
    return [t.text for t in a.tokens + b.tokens if t.concept in known]


# --------------------------------------------------------------------------
# Names in two scripts
# --------------------------------------------------------------------------


def _spoken(name: Name) -> Iterator[str]:
    """Spellings in Latin letters of a brand in another script."""
    brand = "".join(t.text for t in name.tokens if t.kind == "brand")
    if has_han(brand) and not name.kana:
        yield from map(romanise, readings(brand))
    else:
        yield "".join(latin(t) for t in name.tokens if t.kind == "brand")


def _say(text: str) -> str:
    return sound(text).replace("ou", "o").replace("uu", "u").replace("oo", "o")


def _cross_brand(written: Name, other: Name) -> tuple[str, set[int]] | None:
    """Find the brand of an unspaced name among the words of a Latin one.

    :return: the spelling found and the places of its words
    """
    words = [romanise(token.text) for token in other.tokens]
    spans = [
        ("".join(words[start : start + size]), set(range(start, start + size)))
        for start in range(len(words))
        for size in range(1, min(6, len(words) - start) + 1)
    ]
    for rank, target in enumerate(_spoken(written)):
        for text, places in spans:
            # only the likeliest reading may be written in a way of its own
            if len(target) >= 2 and (
                text == target or (not rank and _says(written, target, text))
            ):
                return text, places
    return None


def _says(written: Name, target: str, text: str) -> bool:
    """True where Latin words spell a brand that is said as ``target``."""
    if len(target) > 4 and _say(text) == _say(target):
        return True
    if len(target) > 8 and slip(text, target):
        return True
    hangul = any("\uac00" <= letter <= "\ud7af" for letter in written.brand)
    return (
        (hangul or not has_han(written.brand))
        and len(skeleton(target)) >= 2
        and skeleton(text) == skeleton(target)
        and text[:1] in (target[:1], *_FIRST.get(target[:1], ""))
    )


#: First letters that romanisations of one Korean sound begin with.
_FIRST = {"g": "k", "k": "gc", "d": "t", "b": "p", "j": "cz", "e": "ue", "i": "yl"}


def _cross(a: Name, b: Name, weights: Weights) -> Result:
    """A Chinese, Japanese or Korean name against one in Latin letters."""
    written, other = (a, b) if a.unspaced else (b, a)
    if a.only_form or b.only_form:
        return _different(0, _reason("nothing_to_compare"))
    words = {"a": a.folded, "b": b.folded}
    roman = written.roman
    plain = "".join(romanise(t.text) for t in other.tokens)
    for spelled_out in (plain, romanise(other.full)):
        if len(roman) > 4 and (
            roman == spelled_out
            or Levenshtein.normalized_similarity(roman, spelled_out) > 0.93
        ):
            return Result(90.0, "same", (_reason("romanised", **words),))
    hit = _cross_brand(written, other) if written.brand else None
    if not hit:
        return _different(
            40 * Levenshtein.normalized_similarity(roman, plain),
            _reason("other_brand", **words),
        )
    left = [t for i, t in enumerate(other.tokens) if i not in hit[1]]
    spoken = {latin(t): t for t in written.tokens if t.kind != "brand"}
    meant = {t.concept for t in written.tokens if t.kind != "brand"}
    place_a = written.of("place")
    rest: list[Token] = []
    joined = "".join(romanise(t.text) for t in left)
    for token in left:
        text = romanise(token.text)
        if token.concept in meant or text in spoken:
            continue
        if any(text and text in spelled for spelled in spoken):
            continue
        if token.kind == "brand" and any(text in romanise(p) for p in _said(place_a)):
            continue
        rest.append(token)
    return _cross_verdict(written, other, rest, left, joined, words)


def _said(places: list[Token]) -> list[str]:
    return [latin(token) for token in places]


def _cross_verdict(
    written: Name,
    other: Name,
    rest: list[Token],
    left: list[Token],
    joined: str,
    words: dict[str, str],
) -> Result:
    reason = _reason("romanised", **words)
    strange = [t for t in rest if t.kind == "brand"]
    if [t for t in rest if t.kind in ("num", "dir")]:
        return _different(60, reason, _reason("other_number", **words))
    if strange:
        return _different(55, reason, _reason("other_brand", **words))
    if bool(written.of("branch")) != bool(other.of("branch")):
        return _group(78, reason, _reason("branch"))
    places = _split(rest, "place")
    own = written.of("place")
    if (
        places
        and own
        and not any(compatible(p.concept, q.concept) for p in places for q in own)
    ):
        return _different(60, reason, _reason("other_place", **words))
    mine = _concepts(written.of("trade", "line"))
    theirs = _concepts(_split(left, "trade", "line"))
    if (
        mine
        and theirs
        and not (mine & theirs)
        and not joined.startswith(tuple(latin(t) for t in written.of("trade", "line")))
    ):
        return _group(72, reason, _reason("other_line", **words))
    if _concepts(written.of("struct")) ^ _concepts(other.of("struct")):
        return _group(78, reason, _reason("group", words=written.brand))
    if mine and not left and has_han(written.brand) and len(written.brand) < 3:
        # two syllables alone: many brands are said like that
        return _group(74, reason)
    return Result(86.0, "same", (reason,))


# --------------------------------------------------------------------------
# The whole
# --------------------------------------------------------------------------


_CAPITAL = frozenset({"stock", "limited"})


def _changed_form(a: Name, b: Name) -> bool:
    """A Chinese company that became a joint-stock one keeps its name.

    The register lets no second company of the place have the same name with the
    other of the two forms.
    """
    return a.forms <= _CAPITAL and b.forms <= _CAPITAL and not (a.kana or b.kana)


def _forms(a: Name, b: Name, result: Result) -> Result:
    if result.verdict != "same" or not a.forms or not b.forms or a.forms & b.forms:
        return result
    if has_han(a.folded) and has_han(b.folded) and _changed_form(a, b):
        reason = _reason("changed_form", a=a.form_words[0], b=b.form_words[0])
        return Result(min(result.score, 92.0), "same", (*result.reasons, reason))
    form_a = a.form_words[0] if a.form_words else "-"
    form_b = b.form_words[0] if b.form_words else "-"
    if any(reason.code == "initials" for reason in result.reasons):
        return result
    return _group(
        min(result.score, 78),
        *result.reasons,
        _reason("other_form", a=form_a, b=form_b),
    )


def _compare(
    a: str, b: str, countries: tuple[str | None, str | None], weights: Weights
) -> Result:
    one, two = parse(a), parse(b)
    if not one.tokens or not two.tokens:
        return _different(0, _reason("nothing_to_compare"))
    if one.unspaced and two.unspaced:
        result = _unspaced(one, two, weights, countries)
    elif one.unspaced or two.unspaced:
        result = _cross(one, two, weights)
    else:
        result = _spaced(one, two, weights, countries)
    return _forms(one, two, result)


def compare(
    a: str | None,
    b: str | None,
    country_a: str | None = None,
    country_b: str | None = None,
    weights: Weights | None = None,
) -> Result:
    """Compare two company names.

    :param country_a: ISO 3166 alpha-2 code of the first, where known
    :param weights: words' frequencies; the shipped ones by default
    :return: ``score`` (0 to 100), ``verdict`` and ``reasons``; symmetric

    >>> compare("Acme Ltd", "ACME Limited").verdict
    'same'
    >>> compare("Deutsche Bank AG", "Deutsche Bank GmbH").verdict
    'group'
    """
    if not (a or "").strip() or not (b or "").strip():
        return _different(0, _reason("nothing_to_compare"))
    if a == b and parse(a).tokens and not parse(a).only_form:
        result = Result(100.0, "same", (_reason("identical"),))
        return _abroad(result, country_a, country_b)
    weights = weights or DEFAULT
    countries = (country_a, country_b)
    if b < a:
        a, b = b, a
        countries = (country_b, country_a)
    best: Result | None = None
    for kind_a, name_a in aliases(a):
        for kind_b, name_b in aliases(b):
            if kind_a == kind_b == "also":
                continue  # parts behind strokes: one whole name must be among them
            result = _compare(name_a, name_b, countries, weights)
            if kind_a != "own" or kind_b != "own":
                result = _as_alias(result, {kind_a, kind_b})
            if best is None or result.score > best.score:
                best = result
    return _abroad(best, country_a, country_b)


def _abroad(result: Result, country_a: str | None, country_b: str | None) -> Result:
    """One name in two countries: two companies of a group."""
    if (
        result.verdict != "same"
        or not country_a
        or not country_b
        or country_a.upper() == country_b.upper()
    ):
        return result
    reason = _reason("other_country", a=country_a, b=country_b)
    return _group(78, *result.reasons, reason)


def _as_alias(result: Result, kinds: set[str]) -> Result:
    code = "former_name" if "former" in kinds else "trading_name"
    score = result.score
    if result.verdict == "same":
        score = max(SAME + 1, score - 5)
    return Result(score, result.verdict, (*result.reasons, _reason(code)))
