# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The Unified Social Credit Code (统一社会信用代码) by GB 32100-2015.

Eighteen characters::

    9 1 440300 708461136 T
    | | |      |         `- check character of the whole (mod 31)
    | | |      `----------- organisation code by GB 11714, its last its own check
    | | `------------------ registering authority's region by GB/T 2260
    | `-------------------- category of the body within the authority
    `---------------------- registering authority
"""

from __future__ import annotations

from .errors import CodeError

#: No I, O, S, V, Z: they read like digits.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

#: Registering authority -> the categories it may register (9: other).
CATEGORIES = {
    "1": "1239",  # offices of public establishment
    "2": "19",  # foreign affairs
    "3": "123459",  # justice
    "4": "19",  # culture
    "5": "1239",  # civil affairs
    "6": "129",  # tourism
    "7": "129",  # religion
    "8": "19",  # trade unions
    "9": "123",  # market regulation: company, sole trader, farmers' cooperative
    "A": "19",  # armed forces
    "N": "1239",  # agriculture: rural collectives
    "Y": "1",  # others
}

#: First two digits of GB/T 2260; 10 is the national register itself (100000).
PROVINCES = frozenset(
    [
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)


def inner_check(body: str) -> str:
    """Return the check character of an 8-character organisation code (GB 11714).

    >>> inner_check("70846113")
    '6'
    """
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(_INNER_WEIGHTS, body, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def check(body: str) -> str:
    """Return the check character of the first 17 characters (GB 32100-2015)."""
    total = sum(
        weight * _VALUE[character]
        for weight, character in zip(_WEIGHTS, body, strict=True)
    )
    return ALPHABET[-total % 31]


def validate(code: str) -> str:
    """Return the compact code, or raise ``CodeError``."""
    if len(code) != 18:
        raise CodeError("length", found=len(code), expected=18)
    wrong = sorted(set(code) - set(ALPHABET))
    if wrong:
        raise CodeError("characters", found="".join(wrong))
    if code[1] not in CATEGORIES.get(code[0], ""):
        raise CodeError("authority", found=code[:2])
    if not code[2:8].isdigit() or code[2:4] not in PROVINCES:
        raise CodeError("region", found=code[2:8])
    expected = inner_check(code[8:16])
    if code[16] != expected:
        raise CodeError("inner_check", expected=expected, found=code[16])
    if code[17] != check(code[:17]):
        raise CodeError("check_digit")
    return code
