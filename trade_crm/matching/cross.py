# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Compare a Chinese, Japanese or Korean name with one in Latin letters."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from .kanji import kanji_spelled
from .likeness import one_edit
from .name import Name, Token, concepts, latin, split, spoken
from .places import compatible
from .text import has_han, romanise, skeleton, sound
from .verdict import Result, because, different, group, same


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
    for rank, target in enumerate(spoken(written)):
        for text, places in spans:
            # only the likeliest reading may be written in a way of its own
            if len(target) >= 2 and (
                text == target or (not rank and _says(written, target, text))
            ):
                return text, places
    if written.kana and has_han(written.brand):
        for text, places in spans:
            if len(text) > 2 and kanji_spelled(written.brand, text):
                return text, places
    return None


def _says(written: Name, target: str, text: str) -> bool:
    """True where Latin words spell a brand that is said as ``target``."""
    if len(target) > 4 and _say(text) == _say(target):
        return True
    first = _FIRST.get(target[:1], "")
    if written.hangul and text[:1] in (*first,) and text[1:] == target[1:]:
        return True
    if len(target) > 8 and one_edit(text, target):
        return True
    return (
        (written.hangul or not has_han(written.brand))
        and len(skeleton(target)) >= 2
        and skeleton(text) == skeleton(target)
        and text[:1] in (target[:1], *first)
        and (not written.kana or len(skeleton(text)) > 2 or _sounds_like(text, target))
    )


def _sounds_like(text: str, target: str) -> bool:
    """False for Sony and Sanyo: two consonants are few, and kana write the vowels."""
    return Levenshtein.normalized_similarity(_say(text), _say(target)) > 0.5


#: First letters that romanisations of one Korean or Japanese sound begin with.
_FIRST = {
    **{"g": "k", "k": "gc", "d": "t", "b": "pv", "j": "cz", "e": "ue", "i": "yl"},
    **{"r": "l", "v": "w"},
}


def _all_known(written: Name, other: Name) -> bool:
    """香港海洋貿易, "Hong Kong Ocean Trading": a place and words that all are known."""
    meant = concepts(written.tokens)
    return len(meant) > 2 and meant == concepts(other.tokens)


def compare_scripts(a: Name, b: Name) -> Result:
    """Compare two parsed names of which one is written without spaces."""
    written, other = (a, b) if a.unspaced else (b, a)
    words = {"a": a.folded, "b": b.folded}
    roman = written.roman
    plain = "".join(romanise(t.text) for t in other.tokens)
    for spelled_out in (plain, romanise(other.full)):
        if len(roman) > 4 and (
            roman == spelled_out
            or Levenshtein.normalized_similarity(roman, spelled_out) > 0.93
            or (written.kana and kanji_spelled(written.core, spelled_out))
        ):
            return same(90, because("romanised", **words))
    if not written.brand and _all_known(written, other):
        return same(84, because("romanised", **words))
    hit = _cross_brand(written, other) if written.brand else None
    if not hit:
        return different(
            40 * Levenshtein.normalized_similarity(roman, plain),
            because("other_brand", **words),
        )
    left = [t for i, t in enumerate(other.tokens) if i not in hit[1]]
    read = {latin(t) for t in written.tokens if t.kind != "brand"}
    meant = {t.concept for t in written.tokens if t.kind != "brand"}
    place_a = written.of("place")
    rest: list[Token] = []
    joined = "".join(romanise(t.text) for t in left)
    for token in left:
        text = romanise(token.text)
        if token.concept in meant or text in read:
            continue
        if any(text and text in spelled for spelled in read):
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
    reason = because("romanised", **words)
    strange = [t for t in rest if t.kind == "brand"]
    if [t for t in rest if t.kind in ("num", "dir")]:
        return different(60, reason, because("other_number", **words))
    if strange:
        return different(55, reason, because("other_brand", **words))
    if bool(written.of("branch")) != bool(other.of("branch")):
        return group(78, reason, because("branch"))
    places = split(rest, "place")
    own = written.of("place")
    if (
        places
        and own
        and not any(compatible(p.concept, q.concept) for p in places for q in own)
    ):
        return different(60, reason, because("other_place", **words))
    mine = concepts(written.of("trade", "line"))
    theirs = concepts(split(left, "trade", "line"))
    if (
        mine
        and theirs
        and not (mine & theirs)
        and not joined.startswith(tuple(latin(t) for t in written.of("trade", "line")))
    ):
        return group(72, reason, because("other_line", **words))
    struct = concepts(written.of("struct")) ^ concepts(other.of("struct"))
    if "股份" in "".join(written.form_words):
        struct.discard("holding")  # 股份有限公司 is "Holdings Co., Ltd." to many
    if struct:
        return group(78, reason, because("group", words=written.brand))
    if mine and not left and has_han(written.brand) and len(written.brand) < 3:
        # two syllables alone: many brands are said like that
        return group(74, reason)
    return same(86, reason)
