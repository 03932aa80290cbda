# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Compare two Chinese, Japanese or Korean names, which are written without spaces."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .name import Name, concepts
from .places import compatible
from .text import has_han, pinyin
from .verdict import Result, because, different, group, same, words_of


def _trade_text(name: Name) -> str:
    return "".join(t.text for t in name.of("trade", "filler", "line"))


def _trades(a: Name, b: Name) -> Result | None:
    """Compare the lines of trade of two names with the same brand."""
    one, two = a.of("trade", "filler", "line"), b.of("trade", "filler", "line")
    text_a, text_b = _trade_text(a), _trade_text(b)
    if text_a == text_b:
        return None
    if not text_a or not text_b:
        return _trade_missing(a, b, text_a or text_b, concepts(one + two))
    meant_a, meant_b = concepts(one), concepts(two)
    short, long = sorted((text_a, text_b), key=len)
    if long.startswith(short) or long.endswith(short) or sorted(short) == sorted(long):
        return None
    said_a, said_b = ({t.text for t in words} for words in (one, two))
    if said_a <= said_b or said_b <= said_a:
        return None
    one_language = a.hangul == b.hangul and a.kana == b.kana
    if not one_language and (meant_a <= meant_b or meant_b <= meant_a):
        return None
    return group(72, because("other_line", a=text_a, b=text_b))


def _trade_missing(a: Name, b: Name, text: str, meant: set[str]) -> Result | None:
    """One side names a trade and the other none.

    A Chinese register lets a brand be used once in a trade and place, and people leave
    the trade out: 深圳市旭成有限公司. In Japan and Korea the trade is part of the name:
    ソニー and ソニー銀行, 삼성 and 삼성전자 are companies of one group.
    """
    reason = because("word_missing", words=text)
    if meant & {"bank", "insurance"}:
        return group(72, because("other_line", a=a.core, b=b.core))
    if a.kana or b.kana or a.hangul or b.hangul:
        return group(76, reason)
    placed = concepts(a.of("place")) & concepts(b.of("place"))
    return None if placed or len(a.brand) > 2 else group(76, reason)


def _unspaced_places(
    a: Name, b: Name, countries: tuple[str | None, str | None]
) -> Result | None:
    one = [token for token in a.tokens if token.kind == "place"]
    two = [token for token in b.tokens if token.kind == "place"]
    if not one or not two:
        seat = a.bracket_place or b.bracket_place
        if seat and len(one + two) == 1 and "cn" in (seat,):
            words = words_of(one or two)
            return group(77, because("place_missing", words=words))
        return None
    if ("cn" in concepts(one)) != ("cn" in concepts(two)):  # 中国…, 苏州…: two seats
        return group(72, because("other_place", a=words_of(one), b=words_of(two)))
    if all(any(compatible(x.concept, y.concept) for y in two) for x in one) or all(
        any(compatible(x.concept, y.concept) for y in one) for x in two
    ):
        return None
    reason = because("other_place", a=words_of(one), b=words_of(two))
    if a.bracket_place or b.bracket_place:
        return group(70, reason)
    return different(60, reason)


def _one_left_out(a: Name, b: Name) -> bool:
    """Same place and brand; one side says a trade and the other none at all."""
    places = concepts(a.of("place")), concepts(b.of("place"))
    short, long = sorted((a, b), key=lambda name: len(name.brand))
    return (
        bool(places[0])
        and places[0] == places[1]
        and not short.of("trade", "line", "filler", "struct", "branch")
        and bool(long.of("trade", "filler") or len(long.brand) - len(short.brand) > 2)
        and not long.of("struct", "branch")
    )


_KANA = frozenset(map(chr, range(0x30A0, 0x3100)))


def _near_brand(a: Name, b: Name) -> Result | None:
    """Two brands that are not the same: what they still may have in common."""
    one, two = a.brand, b.brand
    words = {"a": one or a.core, "b": two or b.core}
    if not one or not two:
        return different(40, because("other_brand", **words))
    if (
        min(len(one), len(two)) >= 5
        and len(one) != len(two)
        and set(one + two) <= _KANA
        and Levenshtein.distance(one, two, score_cutoff=1) <= 1
    ):
        return same(84, because("spelling", **words))
    han = has_han(one) and has_han(two) and len(one) == len(two)
    if han and pinyin(one) == pinyin(two):
        return different(65, because("same_sound", **words))
    short, long = sorted((one, two), key=len)
    if len(short) >= 2 and long.startswith(short) and _one_left_out(a, b):
        return same(81, because("word_missing", words=long[len(short) :]))
    if len(short) >= 2 and long.startswith(short):
        return group(70, because("group", words=short))
    if 2 <= len(short) <= 4 and len(long) > len(short) and short[0] == long[0]:
        letters = iter(long)
        if all(letter in letters for letter in short):
            return different(65, because("abbreviation", a=short, b=long))
    return different(
        50 * Levenshtein.normalized_similarity(one, two),
        because("other_brand", **words),
    )


_LONG_KANA = re.compile(r"([アイウエオ])\1")


@lru_cache(maxsize=65536)
def _squash(text: str) -> str:
    """Long vowels and middle dots don't make another Japanese name."""
    return _LONG_KANA.sub(r"\1", text.replace("ー", "").replace("・", ""))


def compare_unspaced(
    a: Name, b: Name, countries: tuple[str | None, str | None]
) -> Result:
    """Compare two parsed names without spaces."""
    core_a, core_b = _squash(a.core), _squash(b.core)
    if core_a == core_b:
        if a.folded == b.folded:
            return same(100, because("identical"))
        return same(97, because("same_without_form"))
    brand_a, brand_b = _squash(a.brand), _squash(b.brand)
    if not brand_a and not brand_b:
        return _nameless(a, b)
    if brand_a != brand_b:
        # the dictionary may have cut one of the two differently
        if sorted(_squash(a.core)) == sorted(core_b) and len(core_a) > 3:
            return same(90, because("same_words"))
        one = _squash("".join(t.text for t in a.tokens if t.kind != "place"))
        two = _squash("".join(t.text for t in b.tokens if t.kind != "place"))
        whole = one == two
        if not whole:
            return _cut_differently(a, b) or _near_brand(a, b)
    if bool(a.of("branch")) != bool(b.of("branch")):
        return group(78, because("branch"))
    place = _unspaced_places(a, b, countries)
    if place:
        return place
    if brand_a == brand_b:
        structure = concepts(a.of("struct")) ^ concepts(b.of("struct"))
        if structure:
            return group(78, because("group", words=a.brand))
        trade = _trades(a, b)
        if trade:
            return trade
    rest_a = _plain_rest(a, b)
    score = 94.0 - 3 * len(rest_a)
    reasons = [because("word_missing", words=" ".join(rest_a))] if rest_a else []
    return same(score, *(reasons or [because("same_words")]))


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
            return same(85, because("same_words"))
    return None


def _nameless(a: Name, b: Name) -> Result:
    """Place and trade only (山西省房地产开发公司): all of it must agree."""
    one, two = concepts(a.of("place")), concepts(b.of("place"))
    trade_a, trade_b = _trade_text(a), _trade_text(b)
    if one == two and trade_a == trade_b:
        if a.of("branch") or b.of("branch"):
            return group(78, because("branch"))
        return same(90, because("same_words"))
    if trade_a == trade_b and (not one or not two) and len(trade_a) >= 4:
        return same(81, because("place_missing", words="/".join(sorted(one | two))))
    return different(50, because("other_line", a=a.core, b=b.core))


def _plain_rest(a: Name, b: Name) -> list[str]:
    known = {token.concept for token in a.tokens} ^ {t.concept for t in b.tokens}
    return [t.text for t in a.tokens + b.tokens if t.concept in known]
