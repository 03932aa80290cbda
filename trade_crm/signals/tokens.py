# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A sentence becomes words that compare across spellings, in eight languages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from opencc import OpenCC

#: Words of a sentence that are looked at; nobody writes longer ones.
MAX_WORDS = 250
#: Longer ones are folded anew each time.
LONGEST_WORD = 40

HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ة": "ه",
        "ٱ": "ا",
        "ک": "ك",
        "ی": "ي",
        "ـ": None,
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "‑": "-",
        "،": ",",
        "؛": ";",
        "、": ",",
        "—": ",",
        "–": ",",
    }
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# A letter, or a mark that belongs to the letter before it.
_LETTER = (
    rf"(?:[^\W\d_{HAN}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d])"
)
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    rf"|(?P<han>[{HAN}])"
    rf"|(?P<word>{_LETTER}+(?:'{_LETTER}+)*'?)"
    r"|(?P<mark>[,;:()%!?№])"
)
#: French words that lose their vowel before another: "l'usine" is two words.
_ELIDED = frozenset(
    [
        "l",
        "d",
        "n",
        "j",
        "m",
        "t",
        "s",
        "c",
        "qu",
        "jusqu",
        "lorsqu",
        "puisqu",
        "quoiqu",
    ]
)
_TENFOLD = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
BREAKS = frozenset(",;:()")


class Words(NamedTuple):
    """The words of one sentence, with their places in it."""

    words: list[str]
    spans: list[tuple[int, int]]


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional Chinese characters and their simplified ones."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(old): new for old, new in pairs if old != new and len(new) == 1}


def fold(text: str) -> str:
    """Return the text in lower case without accents; Chinese simplified.

    >>> fold("Größe: ÉCHANTILLON, 價格")
    'grosse: echantillon, 价格'
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    return _folded(text) if len(text) <= LONGEST_WORD else _fold(text)


def _fold(text):
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    if _HAN_CHARACTER.search(text):
        text = text.translate(_simplified())
    return text


_folded = lru_cache(maxsize=100_000)(_fold)


def number(text: str) -> float:
    """Return the value of a number as the world writes it.

    >>> number("200.000"), number("200 000"), number("4,20"), number("3.80")
    (200000.0, 200000.0, 4.2, 3.8)
    """
    if re.fullmatch(r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+", text):
        return float(re.sub(r"\D", "", text))
    return float(text.replace(",", "."))


def tokenize(text: str) -> Words:
    """Return the words of a sentence; a Chinese character is a word of its own.

    Numbers come out as "#" with their value, so that a rule can ask for large ones.

    >>> tokenize("Can't you send l'échantillon, 10,000 pcs?").words
    ["can't", 'you', 'send', "l'", 'echantillon', ',', '#10000', 'pcs', '?']
    >>> tokenize("20万件").words
    ['#200000', '件']
    """
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text if text.isascii() else _aligned(text)):
        if len(words) >= MAX_WORDS:
            break
        kind, raw, start = match.lastgroup, match.group(), match.start()
        if kind == "number":
            words.append(f"#{number(raw):g}" if len(raw) < 16 else "#0")
        elif kind == "han" and raw in _TENFOLD and words and _follows(spans, start):
            if words[-1][0] == "#":
                words[-1] = f"#{float(words[-1][1:]) * _TENFOLD[raw]:.0f}"
                spans[-1] = (spans[-1][0], match.end())
                continue
            words.append(raw)
        elif kind == "word" and "'" in raw:
            _split_word(fold(raw), start, match.end(), words, spans)
            continue
        else:
            words.append(fold(raw))
        spans.append((start, match.end()))
    return Words(words, spans)


def _follows(spans, start):
    return bool(spans) and spans[-1][1] == start


def _aligned(text: str) -> str:
    """The text with compatible forms of the same length, so that places stay.

    Full-width marks become plain ones; joined letters and accents are left to the
    folding of each word.
    """
    text = text.translate(_PLAIN_MARKS)
    return text.translate(_simplified()) if _HAN_CHARACTER.search(text) else text


_PLAIN_MARKS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{ord(old): "'" for old in "’‘ʼ´`"},
    **{ord(old): "," for old in "،、—–"},
    ord("؛"): ";",
    ord("؟"): "?",
    ord("٪"): "%",
    0x3000: " ",
}


def _split_word(word, start, end, words, spans):
    """Split "l'usine"; keep "can't"; let go of the owner's "'s"."""
    while "'" in word:
        head, tail = word.split("'", 1)
        if head not in _ELIDED or not tail:
            break
        words.append(head + "'")
        spans.append((start, start + len(head) + 1))
        start += len(head) + 1
        word = tail
    if word.endswith("'s") and len(word) > 4:
        word = word[:-2]
    words.append(word if word[:-1] in _ELIDED else word.rstrip("'") or word)
    spans.append((start, end))
