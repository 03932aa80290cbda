# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Keys under which a name is found again: any shared key makes two names candidates.

Each key begins with its kind. The strength of a kind is how much a shared key says::

    c  the whole core, joined, as it sounds       brand and trade, without place
    s  the words sorted
    b  brand (unspaced scripts), brand and first word of trade
    t  one rare word, as it sounds; Chinese brands by pinyin, so that scripts meet
    k  consonants of the whole core               transliterations, vowels
    d  the same with one consonant left out       slips
    i  initials
    x  two characters of a short brand
"""

from __future__ import annotations

import re
from functools import lru_cache

from .arabic import ARTICLE, is_arabic
from .kanji import kanji_ways, repeated
from .name import Name, Token, latin, spoken
from .parse import aliases, parse
from .text import has_han, romanise, skeleton, sound
from .weights import DEFAULT

STRENGTH = {"c": 8, "s": 6, "b": 5, "t": 3, "k": 4, "d": 2, "i": 2, "x": 1}
MAX_KEYS = 32
MAX_TEXT = 1000
_MAX_KEY_LENGTH = 64
_BONES = 8
#: Consonants of readings that a Japanese brand is found by.
_READINGS = 20
#: Readings that it is found by beside other words.
_SAID = 6


def _brand_tokens(name: Name) -> list[Token]:
    brands = [t for t in name.tokens if t.kind == "brand"]
    rare = [t for t in brands if not DEFAULT.is_common(t.concept) and len(t.text) > 1]
    return (rare or brands)[:4]


def _deletions(bones: str) -> list[str]:
    return [f"d:{bones[:i]}{bones[i + 1 :]}" for i in range(len(bones))]


def _arabic_bones(brand: str) -> list[str]:
    """Where an Arabic word and its Latin spellings meet.

    Without article; و and ي are vowels in one key and consonants in the other.
    """
    if is_arabic(brand):
        bare = brand.removeprefix(ARTICLE)
        ways = [romanise(re.sub("(?<!^)[وي]", "", bare)), romanise(bare)]
    elif brand[:2] in ("al", "el") and len(brand) > 4:
        ways = [brand[2:]]
    else:
        return []
    found = {skeleton(way)[:_BONES] for way in ways}
    return [f"k:{bones}" for bones in sorted(found) if len(bones) >= 2]


def _spaced_keys(name: Name) -> list[str]:
    said = [sound(t.text) if t.kind == "brand" else t.concept for t in name.tokens]
    words = [romanise(t.text) for t in name.tokens]
    core = [
        word
        for word, token in zip(said, name.tokens, strict=True)
        if token.kind in ("brand", "num", "dir")
    ]
    # A letter that no table reads stays as it is written.
    keys = [f"c:{sound(''.join(words)) or name.full}"]
    if name.full and sound(name.full) != sound("".join(words)):
        keys.append(f"c:{sound(name.full)}")
    if core and len(core) < len(said):
        keys.append(f"c:{''.join(core)}")
    if len(said) > 1:
        keys.append(f"s:{' '.join(sorted(said))}")
    brands = _brand_tokens(name)
    keys += [f"t:{sound(t.text)}" for t in brands if len(sound(t.text)) > 1]
    if len(brands) > 1:
        keys.append(f"t:{sound(''.join(romanise(t.text) for t in name.of('brand')))}")
    joined = "".join(t.text for t in name.of("brand"))
    if not joined and is_arabic(name.core):  # الخليج is the Gulf, and Khaleej a brand
        joined = "".join(t.text for t in name.of("place"))
    bones = skeleton(romanise(joined))[:_BONES]
    if len(bones) >= 2:
        keys.append(f"k:{bones}")
    keys += _arabic_bones(joined)
    if len(bones) >= 3:
        keys += _deletions(bones)
    if len(words) == 1 and 3 <= len(words[0]) <= 6:
        keys.append(f"i:{words[0]}")
    elif len(words) >= 3:
        keys.append("i:" + "".join(word[:1] for word in words)[:6])
    return keys


def _kanji_keys(brand: str) -> list[str]:
    """Where a Japanese brand in Chinese characters and its Latin spelling meet.

    By their consonants; where these are few, as they are said. A longer brand may be
    a family's name of two or three characters and what it trades in.
    """
    brand = repeated(brand)
    heads = [brand] if len(brand) < 4 else [brand[:2], brand[:3]]
    keys: list[str] = []
    for head in heads:
        found: dict[str, None] = {}
        for place, way in enumerate(kanji_ways(head)):
            bones = skeleton(way)[:_BONES]
            if len(bones) > 1:
                found[f"k:{bones}"] = None
            if len(bones) < 2 or place < _SAID:
                found[f"t:{sound(way)}"] = None
        keys += list(found)[: _READINGS // len(heads)]
    return keys


def _unspaced_keys(name: Name) -> list[str]:
    squashed = "".join(t.text for t in name.tokens if t.kind != "place")
    squashed = squashed.replace("ー", "") or name.core
    brand = name.brand.replace("ー", "")
    keys = [f"c:{squashed}"]
    if brand:
        keys.append(f"b:{brand}")
        trade = name.of("trade", "line")
        if trade:
            keys.append(f"b:{brand}/{trade[0].concept}")
        roman = "".join(latin(t) for t in name.of("brand"))
        ways = tuple(spoken(name))
        keys += [f"t:{sound(way)}" for way in ways]
        if name.kana:
            keys += _kanji_keys(brand)
        keys.append(f"c:{sound(ways[0])}")
        keys.append(f"c:{sound(name.roman)}")
        if len(brand) > 2:
            keys += [f"b:{brand[:2]}", f"b:{brand[:3]}"]
        if not has_han(brand) and len(bones := skeleton(roman)[:_BONES]) >= 2:
            keys.append(f"k:{bones}")
            keys += _deletions(bones) if len(bones) > 3 else []
        if has_han(brand) and len(brand) <= 4:
            place = name.of("place")
            keys += [f"x:{brand[:2]}/{place[0].concept}"] if place else []
    else:
        meant = sorted(token.concept for token in name.tokens)
        keys += [f"c:{name.core}", f"s:{' '.join(meant)}"]
    return keys


def name_key(name: str | None, country: str | None = None) -> tuple[str, ...]:
    """Return the keys of a name, strongest kinds first; empty for no name.

    :param country: reserved for rules of one country; keys must not depend on what
        one side of a comparison may not know, so that it changes nothing today. For
        the same reason they know the shipped common words only, not learned ones.

    >>> "b:华为" in name_key("华为技术有限公司")
    True
    """
    return _keys((name or "")[:MAX_TEXT])


@lru_cache(maxsize=16384)
def _keys(name: str) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for _kind, text in aliases(name):
        parsed = parse(text)
        if not parsed.tokens:
            continue
        found = _unspaced_keys(parsed) if parsed.unspaced else _spaced_keys(parsed)
        for key in found:
            if len(key) > 2:
                keys[key[:_MAX_KEY_LENGTH]] = None
    ordered = sorted(keys, key=lambda key: -STRENGTH[key[0]])
    return tuple(ordered[:MAX_KEYS])
