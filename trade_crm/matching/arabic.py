# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a Latin word is a spelling of an Arabic (or Persian) one.

Arabic writes no short vowels and Latin spellings follow several customs ("Noor",
"Nour", "Nur"; "Jamal", "Gamal", "Djamel"). Each letter has the spellings that are
in use; short vowels may stand between any two. Followed as a set of positions, so
that the time is bounded by the lengths.
"""

from __future__ import annotations

from functools import lru_cache

ARTICLE = "ال"
_VOWELS = "aeiou"
_SPELLED = {
    letter: tuple(spellings.split("|"))
    for letter, spellings in {
        "ا": "a|aa|e|i|o|u|",
        "ب": "b|p",
        "پ": "p",
        "ت": "t",
        "ث": "th|s|t",
        "ج": "j|g|dj|y",
        "چ": "ch|tch",
        "ح": "h",
        "خ": "kh|k|h|x",
        "د": "d",
        "ذ": "dh|th|z|d",
        "ر": "r",
        "ز": "z",
        "ژ": "zh|j",
        "س": "s|c",
        "ش": "sh|ch|sch",
        "ص": "s",
        "ض": "d|dh|z",
        "ط": "t",
        "ظ": "z|dh|th|d",
        "ع": "a|aa|e|i|o|u|",
        "غ": "gh|g",
        "ف": "f|ph|v",
        "ق": "q|k|g|c|gh",
        "ك": "k|c|ck",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ه": "h|a|ah|e|eh|at|",
        "و": "w|v|o|u|oo|ou|ow|aw|au|uw|oa",
        "ي": "y|i|e|ee|ei|ai|ay|ey|iy|ie|ya|ia|a",
        "ء": "|a",
    }.items()
}


def is_arabic(text: str) -> bool:
    return any("\u0621" <= letter <= "\u06cc" for letter in text)


def _after(latin: str, ends: set[int], letter: str) -> set[int]:
    """Positions in ``latin`` that are reached by one more Arabic letter."""
    reached = set()
    for end in ends:
        starts = [end]
        while 0 < starts[-1] < len(latin) and len(starts) < 3:
            if latin[starts[-1]] not in _VOWELS:
                break
            starts.append(starts[-1] + 1)
        for start in starts:
            for spelling in _SPELLED[letter]:
                if not latin.startswith(spelling, start):
                    continue
                stop = start + len(spelling)
                reached.add(stop)
                doubled = spelling and spelling[0] not in _VOWELS
                if doubled and latin.startswith(spelling, stop):
                    reached.add(stop + len(spelling))
    return reached


@lru_cache(maxsize=16384)
def spelled(arabic: str, latin: str) -> bool:
    """True where ``latin`` (lower case, one word) may spell the Arabic word.

    >>> spelled("النور", "alnoor"), spelled("النور", "noor"), spelled("نور", "nahr")
    (True, True, False)
    """
    arabic, latin = arabic[:30], latin[:40]
    word = arabic.removeprefix(ARTICLE)
    if len(word) < 2 or not all(letter in _SPELLED for letter in word):
        return False
    for head in {latin, latin.removeprefix("al"), latin.removeprefix("el")}:
        ends = {0} if len(head) > 1 else set()
        for letter in word:
            ends = _after(head, ends, letter)
        last = len(head) - 1
        if len(head) in ends or (last in ends and head[last] in _VOWELS):
            return True
    return False
