# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Compare two names that are written with spaces.

The words of both are paired. What is left unpaired decides: a number, a point of the
compass or a brand of one side alone is another company; another place, a branch, a
holding or a line of trade that the other lacks is another company of the group; only
words that any trader may add or leave out change nothing.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from .likeness import (
    SLIP,
    Pair,
    believable,
    initials_of,
    joined,
    letters,
    marked_apart,
    pair,
    plain,
    tones_apart,
)
from .name import Name, Token, split
from .people import surnames
from .places import compatible
from .text import fold
from .verdict import Result, because, different, group, same, words_of
from .weights import Weights
from .words import ABBREVIATED, GENERIC, TITLES

_VEHICLE = frozenset({"fund", "trust"})
#: A word of three letters or more with a dot behind it and more to come.
_SHORTENED = re.compile(r"(?<!\w)(\w{3,8})\.(?=\s|\w{3})")
_PATRONYMIC = ("ovich", "evich", "ovna", "evna", "ович", "евич", "овна", "евна")


@dataclass
class _Case:
    """Two names with their words paired."""

    a: Name
    b: Name
    pairs: list[Pair]
    rest_a: list[Token]
    rest_b: list[Token]
    weights: Weights

    @property
    def rare(self) -> list[Token]:
        """Paired words of the names' own that not everybody has."""
        own = [one for one, two, _like in self.pairs if "brand" in (one.kind, two.kind)]
        return [
            t for t in own if len(t.text) > 2 and not self.weights.is_common(t.concept)
        ]

    @property
    def slips(self) -> list[Pair]:
        return [p for p in self.pairs if p[2] < SLIP]

    @property
    def telling(self) -> bool:
        """True where the shared brand alone points at one group of companies."""
        return any(
            len(t.text) >= 4 and not self.weights.is_shared(t.concept)
            for t in self.rare
        )

    def left(self, *kinds: str) -> tuple[list[Token], list[Token]]:
        return split(self.rest_a, *kinds), split(self.rest_b, *kinds)


def compare_spaced(
    a: Name,
    b: Name,
    weights: Weights,
    countries: tuple[str | None, str | None],
    texts: tuple[str, str],
) -> Result:
    """Compare two parsed names; ``texts`` are the names as they are written."""
    if a.core == b.core:
        if (a.vietnamese or b.vietnamese) and tones_apart(
            *texts, [t.text for t in a.tokens]
        ):
            return different(64, because("spelling", a=texts[0], b=texts[1]))
        if a.folded == b.folded:
            return same(100, because("identical"))
        return same(97, because("same_without_form"))
    for one, two in ((a, b), (b, a)):
        found = _acronym(one, two)
        if found:
            return found
    case = _paired(a, b, weights)
    if case.rest_a and case.rest_b:
        _write_out(case, texts)
    unlike = _unbelievable(case, texts)
    if unlike:
        return different(64, because("spelling", a=unlike[0].text, b=unlike[1].text))
    if case.rest_a or case.rest_b:
        verdict = _judge_rest(case, countries)
        if verdict:
            return verdict
    return _score(case)


def _paired(a: Name, b: Name, weights: Weights) -> _Case:
    """Pair the words, also where they are written together or apart."""
    case = _Case(a, b, *pair(a.tokens, b.tokens, weights), weights)
    if not (case.rest_a or case.rest_b):
        return case
    whole = bool(a.full) and letters(a.full) == letters(b.full)
    if whole or joined(case.rest_a, case.rest_b) or joined(a.tokens, b.tokens):
        case.rest_a, case.rest_b = [], []
        case.pairs.append((a.tokens[0], b.tokens[0], 0.95))
    _drop_initial(case)
    own_a, own_b = case.left("brand")
    spelled_out = _shortened(a, own_a, b, own_b) or _shortened(b, own_b, a, own_a)
    together = own_a and own_b and plain(own_a) == plain(own_b)
    if together or (spelled_out and case.rare):
        case.rest_a = [t for t in case.rest_a if t.kind != "brand"]
        case.rest_b = [t for t in case.rest_b if t.kind != "brand"]
        word = Token(plain(own_a), "brand", plain(own_a))
        case.pairs.append((word, word, 0.95))
    return case


def _drop_initial(case: _Case) -> None:
    """Pass over the letter in front that one side leaves out: "H. Lundbeck".

    Of a family's name alone it tells one person from another ("A. Müller").
    """
    for name, rest, other in (
        (case.a, case.rest_a, case.rest_b),
        (case.b, case.rest_b, case.rest_a),
    ):
        first = name.tokens[0]
        brands = [t.text for t in name.tokens[1:] if t.kind == "brand"]
        family = len(brands) == 1 and brands[0] in surnames()
        if rest == [first] and not other and len(first.text) == 1 and not family:
            rest.clear()
            return


def _shortened(a: Name, short: list[Token], b: Name, long: list[Token]) -> bool:
    """Initials that stand where the other name has the words, one behind another."""
    if not initials_of(short, long):
        return False
    place = next(i for i, token in enumerate(a.tokens) if token is short[0])
    places = [i for i, token in enumerate(b.tokens) if any(token is t for t in long)]
    return places == list(range(place, place + len(long)))


def _write_out(case: _Case, texts: tuple[str, str]) -> None:
    """Pair what one side shortens with a dot: "Off. Mecc.", "Officine Meccaniche"."""
    rests = (case.rest_a, case.rest_b)
    for text, short, long in (
        (texts[0], *rests),
        (texts[1], *reversed(rests)),
    ):
        written = (fold(word) for word in _SHORTENED.findall(text))
        dotted = {ABBREVIATED.get(word, word): word for word in written}
        for token in [t for t in short if t.text in dotted]:
            beginning = dotted[token.text]
            for other in long:
                if len(other.text) > len(beginning) + 1 and (
                    other.text.startswith(beginning)
                ):
                    case.pairs.append((token, other, 1.0))
                    short.remove(token)
                    long.remove(other)
                    break


def _unbelievable(case: _Case, texts: tuple[str, str]) -> Pair | None:
    """Return the first slip that must not be taken for one."""
    for slip in case.slips:
        one, two, _likeness = slip
        others = [
            p
            for p in case.pairs
            if p is not slip and (p[2] >= SLIP or len(p[0].text) >= 8)
        ]
        brands = sum(
            "brand" in (x.kind, y.kind) and len(x.text) > 2 for x, y, _like in others
        )
        if (
            case.a.vietnamese
            or case.b.vietnamese
            or not believable(one.text, two.text, brands, len(others))
            or marked_apart(*texts, one.text, two.text)
        ):
            return slip
    return None


#: Companies and bodies that are called by their initials all over the world.
WELL_KNOWN = {
    "ibm": "internationalbusinessmachines",
    "bmw": "bayerischemotorenwerke",
    "amd": "advancedmicrodevices",
    "ups": "unitedparcelservice",
    "bat": "britishamericantobacco",
    "ntt": "nippontelegraphtelephone",
    "tsmc": "taiwansemiconductormanufacturing",
    "icbc": "industrialcommercialbankchina",
    "cnpc": "chinanationalpetroleum",
    "hsbc": "hongkongshanghaibanking",
    "nato": "northatlantictreatyorganization",
    "oecd": "organizationeconomiccooperationdevelopment",
    "unesco": "unitednationseducationalscientificculturalorganization",
    "who": "worldhealthorganization",
    "wto": "worldtradeorganization",
    "imf": "internationalmonetaryfund",
    "opec": "organizationpetroleumexportingcountries",
}


def _acronym(short: Name, long: Name) -> Result | None:
    """ "IBM" against "International Business Machines".

    Among the listed companies of the world not one pair in a hundred that share their
    initials is one company: they say "may be", unless everybody knows them.
    """
    if len(short.tokens) != 1 or not 3 <= len(short.core) <= 6:
        return None
    tokens = [token for token in long.tokens if token.kind != "num"]
    if not short.core.isalpha() or len(tokens) < 3:
        return None
    reason = because("initials", a=short.core.upper(), b=long.folded)
    if WELL_KNOWN.get(short.core) in ("".join(t.text for t in tokens), long.full):
        return same(83, reason)
    words = long.folded.replace("-", " ").replace("&", " ").split()
    initials = "".join(token.text[0] for token in tokens)
    loose = "".join(word[0] for word in words if word[0].isalpha())
    if short.core in (initials, loose) and short.tokens[0].kind == "brand":
        return group(72, reason)
    return None


# --------------------------------------------------------------------------
# What is left unpaired
# --------------------------------------------------------------------------


def _judge_rest(case: _Case, countries: tuple[str | None, str | None]) -> Result | None:
    """Return the verdict of the unpaired words, or None: they change nothing."""
    strong = bool(case.rare)
    kinds = {token.kind for token in (*case.rest_a, *case.rest_b)}
    if "branch" in kinds and strong and not (case.rest_a and case.rest_b):
        return group(78, because("branch"))  # at a place that no table may have
    if "brand" in kinds:
        found = _brands(case)
        if found:
            return found
    if "num" in kinds:
        return _numbers(case, *case.left("num"))
    if "dir" in kinds:
        direction = case.left("dir")
        reason = because(
            "other_direction", a=words_of(direction[0]), b=words_of(direction[1])
        )
        one_sided = not all(direction)
        return group(66, reason) if one_sided and strong else different(62, reason)
    if "branch" in kinds:
        return group(78, because("branch"))
    place = _places(case, countries)
    if place:
        return place
    both = any(one.kind == two.kind == "struct" for one, two, _like in case.pairs)
    if "struct" in kinds and not both:
        reason = because("group", words=words_of(case.rare[:2]))
        return group(78, reason) if strong else different(60, reason)
    return _lines(case)


def _numbers(case: _Case, a: list[Token], b: list[Token]) -> Result:
    words = {"a": words_of(a), "b": words_of(b)}
    alone = all(t.kind == "num" for t in (*case.rest_a, *case.rest_b))
    if alone and case.rare and _is_vehicle(case.a) and _is_vehicle(case.b):
        return same(82, because("series", **words))
    if a and b:
        return different(62, because("other_number", **words))
    return group(66, because("other_number", **words))


def _is_vehicle(name: Name) -> bool:
    """A numbered investment vehicle: a fund, a trust, a partnership of a sponsor."""
    meant = {token.concept for token in name.tokens}
    return bool(meant & _VEHICLE) or ("partner" in name.forms and "associates" in meant)


def _is_title(token: Token, *names: Name) -> bool:
    """ "Dr." in "Kunststofftechnik Dr. Seidel": a title with a name behind it."""
    for name in names:
        for one, behind in itertools.pairwise(name.tokens):
            if one is token:
                named = behind.kind == "brand" and len(behind.text) > 2
                return named and token.text in TITLES
    return False


def _brands(case: _Case) -> Result | None:
    """Words of the names' own that only one side has."""
    own_a, own_b = case.left("brand")
    extra = own_a or own_b
    one_more = not (own_a and own_b) and len(case.pairs) >= 2 and len(extra) == 1
    if one_more and (
        extra[0].text.endswith(_PATRONYMIC) or _is_title(extra[0], case.a, case.b)
    ):
        return None
    words = {"a": words_of(own_a), "b": words_of(own_b)}
    firsts = [name.tokens[0] for name in (case.a, case.b) if name.tokens]
    paired = [token for one, two, _like in case.pairs for token in (one, two)]
    leads = all(any(first is token for token in paired) for first in firsts)
    if leads and not case.slips and any(len(t.text) > 3 for t in case.rare):
        return group(70, because("group", words=words_of(case.rare[:2])))
    total = len(case.pairs) + len(own_a) + len(own_b)
    return different(
        60 * len(case.pairs) / max(total, 1), because("other_brand", **words)
    )


def _places(case: _Case, countries: tuple[str | None, str | None]) -> Result | None:
    """What places that only one side has, or that differ, mean."""
    shared = [one.concept for one, _two, _like in case.pairs if one.kind == "place"]
    home = {country.lower() for country in countries if country}
    left_a, left_b = case.left("place")
    a = [t for t in left_a if left_b or t.concept not in home]
    b = [t for t in left_b if left_a or t.concept not in home]
    if not (a and b):  # "Shenzhen, Guangdong" beside "Shenzhen" adds nothing
        a = [t for t in a if not any(compatible(t.concept, p) for p in shared)]
        b = [t for t in b if not any(compatible(t.concept, p) for p in shared)]
    if not a and not b:
        return None
    if a and b:
        reason = because("other_place", a=words_of(a), b=words_of(b))
        return group(70, reason) if case.rare else different(60, reason)
    reason = because("place_missing", words=words_of(a or b))
    if case.slips or not case.rare:
        return different(60, reason)
    return group(76, reason)


def _lines(case: _Case) -> Result | None:
    """Lines of trade that differ, or that only one side has."""
    a, b = case.left("line", "trade", "filler")
    if not a and not b:
        return None
    reason = because("other_line", a=words_of(a), b=words_of(b))
    if not (a and b):
        reason = because("word_missing", words=words_of(a or b))
    if case.slips or not case.rare:
        return different(62, reason)
    if a and b:
        return group(72, reason)
    generic = all(token.concept in GENERIC for token in a or b)
    if generic and case.telling:
        return None
    return group(76 if case.telling else 72, reason)


# --------------------------------------------------------------------------
# Nothing decisive is left
# --------------------------------------------------------------------------


def _score(case: _Case) -> Result:
    """Score two names whose words all found each other, or may be left out."""
    missing = case.rest_a or case.rest_b
    score = 96.0 - 4 * len(missing)
    reasons = []
    for one, two, likeness in case.pairs:
        if likeness < 1:
            score -= 4 + (1 - likeness) * 40
            scripts = one.text.isascii() != two.text.isascii()
            code = "romanised" if scripts else "spelling"
            reasons.append(because(code, a=one.text, b=two.text))
    reasons = reasons or [because("same_words")]
    brands = [t for t in case.a.tokens if t.kind == "brand"]
    if len(case.slips) > 2 and len(case.slips) >= len(brands):
        return different(64, *reasons)
    if missing:
        reasons.append(because("word_missing", words=words_of(missing)))
    return same(score, *reasons)
