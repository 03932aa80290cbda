# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Codes of the Harmonized System, the customs' names for goods."""

from __future__ import annotations

import unicodedata

from .errors import FormatError

#: Heading (4), subheading (6), and the national codes built on them: 8 and 10 digits
#: in most countries, 9 in Japan, 12 in Turkey, 13 with China's inspection code.
LENGTHS = frozenset({4, 6, 8, 9, 10, 11, 12, 13})
#: Kept free by the World Customs Organization; 98 and 99 are the countries' own.
FREE_CHAPTERS = frozenset({"00", "77"})
SEPARATORS = " .-·‑–\u00a0"


def _digits(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join(sign for sign in folded if sign not in SEPARATORS)


def hs_code(text: str | None) -> str:
    """Return the code as it is written: heading, dot, subheading, dot, the rest.

    >>> hs_code("8467210000"), hs_code("8467 21"), hs_code("8467")
    ('8467.21.00.00', '8467.21', '8467')

    :raise FormatError: "characters", "length" or "chapter"
    """
    digits = _digits(text)
    if not digits.isascii() or not digits.isdigit():
        raise FormatError("characters")
    if len(digits) not in LENGTHS:
        raise FormatError("length")
    if digits[:2] in FREE_CHAPTERS or digits[2:4] == "00":
        raise FormatError("chapter")
    return _dotted(digits)


def hs_prefix(text: str | None) -> str:
    """Return the beginning of a code as it stands in normal codes, or nothing.

    For searching: "84.67" finds every code of heading 8467.

    >>> hs_prefix("84.672"), hs_prefix("drill")
    ('8467.2', '')
    """
    digits = _digits(text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > max(LENGTHS):
        return ""
    return _dotted(digits)


def _dotted(digits: str) -> str:
    parts = [digits[:4], *(digits[i : i + 2] for i in range(4, len(digits), 2))]
    return ".".join(part for part in parts if part)
