# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Cut a Chinese, Japanese or Korean name: form, places, brand, then known words."""

from __future__ import annotations

import re

from .forms import INNER_FORM, UNSPACED_FORMS, UNSPACED_LONGEST
from .name import Name, Token
from .places import CHINESE, PLACES
from .text import is_unspaced
from .words import VOCABULARY

_BRACKETS = re.compile(r"[(\[{<（【「]([^()\[\]{}<>（）【】「」]*)[)\]}>）】」]")
_AUTONOMOUS = re.compile(
    "(?:维吾尔|壮族|回族|藏族|彝族|朝鲜族|土家族苗族|蒙古族)*(?:自治区|自治州|自治县|特别行政区|经济技术开发区|高新技术开发区|经济开发区|开发区|高新区|新区|保税区|省|市|地区|区|县|都|府|道)"
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2}(?:区|县|镇)")
_TOWN = re.compile(r"[\u4e00-\u9fff]{2}[市县](?!场|政|内)")
_JUNK = re.compile(r"[^\w\u0e00-\u0e7f\u0900-\u097f]")

_UNSPACED_WORDS = {
    word: kind_concept for word, kind_concept in VOCABULARY.items() if is_unspaced(word)
}
_UNSPACED_LONGEST = max(map(len, _UNSPACED_WORDS))
_SINGLE_OK = frozenset("厂")
_PLACES_UNSPACED = {
    word: code
    for word, code in (PLACES | CHINESE).items()
    if is_unspaced(word) and len(word) > 1
} | CHINESE
_PLACE_LONGEST = max(map(len, _PLACES_UNSPACED))
_CHINESE_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")

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


#: A whole company with a branch of it behind: 北京南巡搬家公司宁波分公司.
_BRANCH = re.compile(
    "(.{3,}?(?:公司|厂|社|店|中心|事务所))"
    "(.{0,8}(?:分公司|分厂|分店|分社|支社|办事处|营业部|门市部|联络处|代表处))"
)


def _cut_branch(text: str) -> tuple[str, str]:
    """Return a name and the branch behind it, which may be empty."""
    hit = _BRANCH.fullmatch(text)
    return (hit.group(1), hit.group(2)) if hit else (text, "")


def unspaced_name(folded: str) -> Name:
    name = Name(folded, True)
    whole, branch = _cut_branch(folded.replace(" ", ""))
    text, tail, kinds, forms = _strip_unspaced(whole)
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
    tail = _JUNK.sub("", tail + _tail + branch)
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
