# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Cut a company name into brand, line of trade, place, branch and legal form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from .forms import (
    _ANYWHERE,
    _LONG_FORMS,
    _PREFIX_ONLY,
    FORMS,
    INNER_FORM,
    MAX_TOKENS,
    UNSPACED_FORMS,
    UNSPACED_LONGEST,
)
from .places import CHINESE, PLACES
from .text import fold, has_han, is_unspaced, pinyin, romanise
from .words import ABBREVIATED, NUMBER_WORDS, STOP, VOCABULARY

_ALIAS = re.compile(
    r"\b(formerly(?: known as)?|f/?k/?a|previously|vormals|vorm\.|anciennement|"
    r"antes|anteriormente|бывш\w*|ранее|eski unvan\w*)\b[:\s]*"
    r"|(?:曾用名|原名|旧称|原)[::]|(?:旧社名|旧[::])",
    re.IGNORECASE,
)
_TRADING_AS = re.compile(
    r"(?<![\w/])(?:trading as|doing business as|d/b/a|d\.b\.a\.?|dba|t/a|a/k/a|aka|"
    r"also known as|operating as|o/a)(?![\w/])[:\s]*",
    re.IGNORECASE,
)
_REGISTER_TAIL = re.compile(r"\s*/\s*(?:[a-z]{2}|new|adv|old|fi)\s*/?\s*$")
_CAMEL_FORM = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:AG|GmbH|SE|SA|NV|BV|AB|SpA|Ltd|Inc|LLC|PLC|Plc|SRL)\b)"
)
_DOTTED = re.compile(r"(?<!\w)((?:\w\s?[./]\s?){1,7}\w(?!\w)\.?|(?:\w\.\s?){2,8})")
_AMPERSAND = re.compile(r"(?<!\w)(\w{1,2})\s?&\s?(?!co\b|kg\b)(\w{1,2})(?!\w)")
_DIGITS = re.compile(r"\d")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10}
_BRACKETS = re.compile(r"[(\[{<（【「]([^()\[\]{}<>（）【】「」]*)[)\]}>）】」]")
_PLACE_TAIL = "省市县区州盟旗镇乡"
_AUTONOMOUS = re.compile(
    "(?:维吾尔|壮族|回族|藏族|彝族|朝鲜族|土家族苗族|蒙古族)*(?:自治区|自治州|自治县|特别行政区|省|市|地区|区|县|都|府|道)"
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2}(?:区|县|镇)")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOWN = re.compile(r"[\u4e00-\u9fff]{2}[市县](?!场|政|内)")
_JUNK = re.compile(r"[^\w\u0e00-\u0e7f\u0900-\u097f]")

_UNSPACED_WORDS = {
    word: kind_concept for word, kind_concept in VOCABULARY.items() if is_unspaced(word)
}
_UNSPACED_LONGEST = max(map(len, _UNSPACED_WORDS))
_SINGLE_OK = frozenset("厂")
_MULTI = {
    tuple(word.split()): (kind, concept)
    for word, (kind, concept) in VOCABULARY.items()
    if " " in word
} | {
    tuple(word.split()): ("place", code) for word, code in PLACES.items() if " " in word
}
_PLACES_UNSPACED = {
    word: code
    for word, code in (PLACES | CHINESE).items()
    if is_unspaced(word) and len(word) > 1
} | CHINESE
_PLACE_LONGEST = max(map(len, _PLACES_UNSPACED))
_CHINESE_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(slots=True)
class Token:
    """One word: ``text`` as folded, ``concept`` what it is compared by."""

    text: str
    kind: str
    concept: str


@dataclass
class Name:
    """A parsed name. ``tokens`` hold the words that are no legal form."""

    folded: str
    unspaced: bool
    tokens: list[Token] = field(default_factory=list)
    forms: frozenset[str] = frozenset()
    form_words: tuple[str, ...] = ()
    bracket_place: str | None = None
    only_form: bool = False
    full: str = ""

    @cached_property
    def core(self) -> str:
        return "".join(token.text for token in self.tokens)

    def of(self, *kinds: str) -> list[Token]:
        return [token for token in self.tokens if token.kind in kinds]

    @cached_property
    def kana(self) -> bool:
        """True for a name that must be Japanese."""
        japanese = any(
            "会社" in form or form in ("(株)", "(有)") for form in self.form_words
        )
        return japanese or any("\u3040" <= letter <= "\u30ff" for letter in self.folded)

    @cached_property
    def brand(self) -> str:
        return "".join(token.text for token in self.tokens if token.kind == "brand")

    @cached_property
    def roman(self) -> str:
        """The core in Latin letters; Chinese by pinyin."""
        return "".join(map(latin, self.tokens))


def latin(token: Token) -> str:
    if has_han(token.text):
        return romanise(pinyin(token.text))
    return romanise(token.text)


def _roman_number(word: str) -> int | None:
    if not _ROMAN.match(word):
        return None
    total = 0
    values = [_ROMAN_VALUE[letter] for letter in word]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


# --------------------------------------------------------------------------
# Names written with spaces
# --------------------------------------------------------------------------


def _collapse(match: re.Match[str]) -> str:
    return re.sub(r"[\s./]", "", match.group()) + " "


@lru_cache(maxsize=4096)
def _near_form(text: str, size: int) -> tuple[str, ...] | None:
    """A long legal form written with a slip, like "aktiengeselschaft"."""
    for form, tokens in _LONG_FORMS.get((size, text[0]), ()):
        if abs(len(form) - len(text)) <= 2 and (
            Levenshtein.distance(text, form, score_cutoff=2) <= 2
        ):
            return tokens
    return None


def _form_at(words: list[str], start: int, size: int) -> tuple[str, ...] | None:
    span = tuple(words[start : start + size])
    if span in FORMS:
        return span
    text = " ".join(span)
    if len(text) >= 12 and text.isascii() and text[:2] not in ("co",):
        return _near_form(text, size)
    return None


def _strip_end(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    for size in range(min(MAX_TOKENS, len(words)), 0, -1):
        form = _form_at(words, len(words) - size, size)
        if form and form not in _PREFIX_ONLY:
            return size, form
    return None


def _strip_start(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    for size in range(min(MAX_TOKENS, len(words)), 0, -1):
        form = _form_at(words, 0, size)
        if form:
            return size, form
    return None


def _strip_forms(words: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the words without legal forms, and the forms found."""
    found: list[tuple[str, ...]] = []
    left = list(words)
    while left and (hit := _strip_end(left)):
        found.append(hit[1])
        left = left[: -hit[0]]
        while left and left[-1] in ("and", "&"):
            left.pop()
    while left and (hit := _strip_start(left)):
        if len(left) == hit[0] and not left[hit[0] :]:
            break
        if hit[0] == 1 and len(left) > 1 and left[1] in ("and", "&"):
            break
        found.append(hit[1])
        left = left[hit[0] :]
    place = 1
    while place < len(left):
        for size in range(min(MAX_TOKENS, len(left) - place), 0, -1):
            span = tuple(left[place : place + size])
            if span in _ANYWHERE:
                found.append(span)
                left[place : place + size] = []
                break
        else:
            place += 1
    return left, found


def _merge_letters(words: list[str]) -> list[str]:
    """Join single letters: "l & h" and "l h" become "lh"."""
    merged: list[str] = []
    run: list[str] = []
    for place, word in enumerate([*words, ""]):
        joins = (
            word in ("and", "&")
            and run
            and place + 1 < len(words)
            and len(words[place + 1]) == 1
        )
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run.append(word)
        elif not joins:
            merged += ["".join(run)] if run else []
            run = []
            if word:
                merged.append(word)
    return merged


def _classify(word: str) -> Token:
    word = word.replace("'", "")
    if word in STOP:
        return Token(word, "stop", word)
    if word.isdigit():
        return Token(word, "num", str(int(word)) if len(word) < 30 else word)
    if word in NUMBER_WORDS:
        return Token(word, "num", str(NUMBER_WORDS[word]))
    canonical = ABBREVIATED.get(word, word)
    if canonical in PLACES:
        return Token(canonical, "place", PLACES[canonical])
    if canonical in VOCABULARY:
        kind, concept = VOCABULARY[canonical]
        return Token(canonical, kind, concept)
    if len(word) > 7 and canonical.endswith(("isation", "isations")):
        canonical = canonical.replace("isation", "ization")
    if len(word) > 1 and (number := _roman_number(word)):
        return Token(word, "num", str(number))
    if _DIGITS.search(word):
        return Token(word, "num" if len(word) > 2 else "brand", canonical)
    return Token(canonical, "brand", canonical)


def _tokens(words: list[str]) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        for size in (4, 3, 2):
            span = tuple(words[place : place + size])
            if len(span) == size and span in _MULTI:
                kind, concept = _MULTI[span]
                tokens.append(Token("".join(span), kind, concept))
                place += size
                break
        else:
            tokens.append(_classify(words[place]))
            place += 1
    return _tidy(tokens)


def _tidy(tokens: list[Token]) -> list[Token]:
    """Settle what a word means from its place in the name."""
    kept = [token for token in tokens if token.kind != "stop"] or tokens
    if kept and kept[0].kind == "stop":
        kept = [Token(token.text, "brand", token.text) for token in kept]
    for place, token in enumerate(kept):
        last = place == len(kept) - 1
        if place and last and token.text in ("i", "v", "x"):
            kept[place] = Token(token.text, "num", str(_roman_number(token.text)))
    merged: list[Token] = []
    for token in kept:  # forty 4 -> 44
        if (
            merged
            and token.kind == merged[-1].kind == "num"
            and merged[-1].concept.isdigit()
            and int(merged[-1].concept) in range(20, 100, 10)
            and len(token.concept) == 1
            and token.concept.isdigit()
        ):
            total = str(int(merged[-1].concept) + int(token.concept))
            merged[-1] = Token(total, "num", total)
        else:
            merged.append(token)
    return merged


#: Forms that only Vietnamese names have, and what such names shorten.
_VIETNAMESE = frozenset({"tnhh", "cty", "ty", "phan", "vien", "mtv", "ctcp", "dntn"})
_VIETNAMESE_SHORT = {
    "sx": "sanxuat",
    "tm": "thuongmai",
    "dv": "services",
    "xnk": "importexport",
    "xd": "construction",
    "vt": "transport",
    "dp": "pharma",
    "kd": "trading",
}


def _spaced(folded: str) -> Name:
    folded = _REGISTER_TAIL.sub("", folded).replace("%", " percent ")
    bracket = None
    for inner in _BRACKETS.findall(folded):
        if inner.strip() in PLACES:
            bracket = PLACES[inner.strip()]
    text = _AMPERSAND.sub(r"\1\2", folded)
    text = _DOTTED.sub(_collapse, text.replace("&", " & "))
    words = [
        word if word != "&" else "and" for word in re.findall(r"&|\w+(?:'\w+)*", text)
    ]
    words = [word.removesuffix("'s").replace("'", "") for word in words]
    words = [word.replace("_", "") for word in words if word.strip("_'")]
    core, forms = _strip_forms(words)
    if len(core) > 1 and all(word in STOP for word in core):
        forms = []
        core = words
    name = Name(folded, False, bracket_place=bracket)
    if not core:
        name.only_form = bool(words)
        core = words
    if any(form[-1] in _VIETNAMESE for form in forms):
        core = [_VIETNAMESE_SHORT.get(word, word) for word in core]
    name.tokens = _tokens(_merge_letters(core))
    name.full = "".join(core)
    name.form_words = tuple(" ".join(form) for form in forms)
    kinds = [FORMS[form] for form in forms if FORMS[form]]
    name.forms = frozenset().union(*kinds[:1]) if kinds else frozenset()
    return name


# --------------------------------------------------------------------------
# Names written without spaces: Chinese, Japanese, Korean
# --------------------------------------------------------------------------


_EDGE = " -·・,.，、"
#: Forms that name nothing in front of a name: 企业 may begin a brand.
_NEVER_FIRST = ("公司", "企业", "有限", "股份")


def _longest_form(text: str, inner: bool) -> tuple[str, int]:
    """Return the longest legal form at the end, the beginning or within; its place."""
    best, place = "", 0
    for size in range(min(UNSPACED_LONGEST, len(text)), 0, -1):
        if text[-size:] in UNSPACED_FORMS:
            best, place = text[-size:], len(text) - size
            break
        if text[:size] in UNSPACED_FORMS and text[:size] not in _NEVER_FIRST:
            best, place = text[:size], 0
            break
    for hit in INNER_FORM.finditer(text, 2) if inner else ():
        if len(hit.group()) > len(best):
            best, place = hit.group(), hit.start()
    return best, place


def _strip_unspaced(text: str) -> tuple[str, str, frozenset[str], list[str]]:
    """Return core, tail behind an inner form, classes and forms found."""
    found: list[str] = []
    kinds: frozenset[str] = frozenset()
    tail = ""
    while text:
        form, start = _longest_form(text, not tail)
        if not form:
            break
        if start + len(form) == len(text):
            text = text[:start]
        elif start == 0:
            text = text[len(form) :]
        else:
            text, _form, tail = text.partition(form)
        found.append(form)
        kinds = kinds or UNSPACED_FORMS[form]
        text = text.strip(_EDGE)
    return text, tail, kinds, found


def _place_at(text: str, start: int) -> tuple[str, int] | None:
    """Return (place code, end) of the longest place that begins at ``start``."""
    for size in range(min(_PLACE_LONGEST, len(text) - start), 1, -1):
        code = _PLACES_UNSPACED.get(text[start : start + size])
        if code is None:
            continue
        end = start + size
        tail = _AUTONOMOUS.match(text, end)
        if tail and len(text) - tail.end() >= 2:
            end = tail.end()
        return code, end
    return None


def _leading_places(text: str) -> tuple[list[Token], str]:
    places: list[Token] = []
    while len(text) > 2:
        hit = _place_at(text, 0)
        if hit and len(text) - hit[1] >= 1:
            places.append(Token(text[: hit[1]], "place", hit[0]))
            text = text[hit[1] :].lstrip(" -")
            continue
        district = (_DISTRICT if places else _TOWN).match(text)
        if district and len(text) - district.end() >= 2:
            places.append(Token(district.group(), "place", district.group()))
            text = text[district.end() :]
            continue
        break
    return places, text


def _tile(text: str) -> tuple[str, list[Token]]:
    """Cut known words off the end; return what is left and the words."""
    words: list[Token] = []
    while text:
        for size in range(min(_UNSPACED_LONGEST, len(text)), 0, -1):
            piece = text[-size:]
            hit = _UNSPACED_WORDS.get(piece)
            if hit and (size > 1 or piece in _SINGLE_OK) and hit[0] != "dir":
                words.insert(0, Token(piece, *hit))
                text = text[:-size]
                break
        else:
            hit = None
            for size in range(min(4, len(text) - 2), 1, -1):
                if text[-size:] in _PLACES_UNSPACED and words:
                    hit = size
                    break
            if not hit:
                break
            code = _PLACES_UNSPACED[text[-hit:]]
            words.insert(0, Token(text[-hit:], "place", code))
            text = text[:-hit]
    return text, words


def _unspaced(folded: str) -> Name:
    name = Name(folded, True)
    text, tail, kinds, forms = _strip_unspaced(folded.replace(" ", ""))
    bracket: list[Token] = []

    def open_bracket(match: re.Match[str]) -> str:
        inner = match.group(1)
        bare = inner.rstrip("省市区")
        if inner in _PLACES_UNSPACED or bare in _PLACES_UNSPACED:
            code = _PLACES_UNSPACED.get(inner) or _PLACES_UNSPACED[bare]
            bracket.append(Token(inner, "place", code))
            name.bracket_place = code
            return ""
        return inner

    text = _BRACKETS.sub(open_bracket, text)
    text, _tail, more, found = _strip_unspaced(text)
    name.forms = kinds or more
    name.form_words = tuple(forms + found)
    text = _JUNK.sub("", text)
    if any("\u4e00" <= letter <= "\u9fff" for letter in text):
        text = text.translate(_CHINESE_DIGITS)
    tail = _JUNK.sub("", tail + _tail)
    if not text and not bracket:
        name.only_form = True
        core = _JUNK.sub("", folded)
        name.tokens = [Token(core, "brand", core)] if core else []
        return name
    places, rest = _leading_places(text)
    brand, words = _tile(rest)
    known = not brand and not places and len(words) > 1
    if known and words[0].kind not in ("struct", "branch") and len(words[0].text) == 2:
        # every word is known: the first may well be the brand of a short name
        brand, words = words[0].text, words[1:]
    if not brand and not words and places:
        brand = places.pop().text
    if brand and len(brand) == 1 and places and len(places[-1].text) == 2 and not words:
        brand = places.pop().text + brand
    tokens = places + ([Token(brand, "brand", brand)] if brand else []) + words
    name.tokens = tokens + bracket
    if tail:
        before, rest = _leading_places(tail)
        _rest, after = _tile(rest)
        name.tokens += before + [t for t in after if t.kind in ("branch", "place")]
        if _rest and not after:
            name.tokens.append(Token(_rest, "brand", _rest))
    return name


@lru_cache(maxsize=32768)
def _parse_folded(folded: str) -> Name:
    return _unspaced(folded) if is_unspaced(folded) else _spaced(folded)


@lru_cache(maxsize=32768)
def parse(text: str) -> Name:
    """Return the parsed name (shared and cached: don't change it)."""
    return _parse_folded(fold(_CAMEL_FORM.sub(" ", text[:1000])).strip())


@lru_cache(maxsize=32768)
def aliases(text: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of the names in one text: own, former, trading, also.

    >>> aliases("Acme Ltd (formerly Bolt Ltd)")
    (('own', 'Acme Ltd'), ('former', 'Bolt Ltd'))
    """
    text = _UNSEEN.sub("", (text or "")[:1000]).strip()
    for kind, pattern in (("former", _ALIAS), ("trading", _TRADING_AS)):
        hit = pattern.search(text)
        if not hit:
            continue
        first = text[: hit.start()].strip(" ,;-([（")
        second = text[hit.end() :].strip(" ,;-)]）.")
        if len(first) > 1 and len(second) > 1:
            return (("own", first), (kind, second))
    if "/" in text:
        parts = [part.strip() for part in text.split("/")]
        if all(len(part) >= 5 for part in parts) and len(parts) < 4:
            return (("own", text), *(("also", part) for part in parts))
    return (("own", text),)
