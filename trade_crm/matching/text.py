# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Fold a text so that two spellings of one name become the same characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from opencc import OpenCC

#: Longer names are cut: no register knows one, and the time stays bounded.
MAX_LENGTH = 300

_LETTERS = str.maketrans(
    {
        "ı": "i",
        "đ": "d",
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ё": "е",
        "ى": "ي",
        "ة": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        "ی": "ي",
        "ـ": "",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "＆": "&",
        "+": "&",
    }
)
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヶ", "アイウエオツヤユヨワケ")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7af]"
)
_HIRAGANA = re.compile("[\u3041-\u3096]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def is_unspaced(text: str) -> bool:
    """True for scripts whose names are written without spaces (CJK)."""
    return bool(_UNSPACED.search(text))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "C":
        return " " if character in "\t\n\r" else ""
    return " " if category in ("So", "Sk") and character != "`" else character


def fold(text: str) -> str:
    """Return the text in lower case, compatible forms, without accents.

    Controls, direction marks and pictures are dropped; traditional Chinese becomes
    simplified, hiragana becomes katakana and small kana become large.

    >>> fold("ＧＲÜＮ Straße")
    'grun strasse'
    """
    text = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 2])[:MAX_LENGTH]
    if text.isascii():
        return text.lower().replace("+", "&")
    text = "".join(map(_visible, text)).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_LETTERS)
    if is_unspaced(text):
        text = _HIRAGANA.sub(lambda kana: chr(ord(kana.group()) + 0x60), text)
        text = text.translate(_SMALL_KANA)
        if has_han(text):
            text = _converter().convert(text)
    return text


@lru_cache(maxsize=65536)
def romanise(text: str) -> str:
    """Return the text in Latin letters (Cyrillic, Greek, kana, Hangul, ...)."""
    if text.isascii():
        return text
    return anyascii(text).lower()


@lru_cache(maxsize=65536)
def pinyin(text: str) -> str:
    """Return Chinese in joined pinyin without tones; polyphones by phrase."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)).lower()


_SOUND = (
    (re.compile(r"[^a-z0-9]"), ""),
    (re.compile(r"sch(?=[aeiouyw])|sh|shch"), "s"),
    (re.compile(r"tch|tsch|ch(?=[aeiouy])"), "c"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"kh|ck|q(?!u)|qu"), "k"),
    (re.compile(r"c(?=[^eiy]|$)"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ae"), "a"),
    (re.compile(r"oe"), "o"),
    (re.compile(r"ue"), "u"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"i+([aou])"), r"\1"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return a word as it is said, roughly: transliterations of one word agree.

    Digits are kept; vowels stay, so that it tells "Bosch" from "Basch".

    >>> sound("jekaterinburg") == sound("ekaterinburg")
    False
    >>> sound("phoenix") == sound("foenix")
    True
    """
    word = romanise(word)
    for pattern, replacement in _SOUND:
        word = pattern.sub(replacement, word)
    return word


_CLASSES = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "z": "s", "v": "f", "l": "r", "c": "s"}
)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the consonants of a word as sounds (for keys and for Arabic).

    >>> skeleton("Glenmore"), skeleton("Mohammed") == skeleton("Muhamad")
    ('krnmr', True)
    """
    said = sound(word.lower())
    bones = re.sub(r"[aeiouh]", "", said).translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", bones)
