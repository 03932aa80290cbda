# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""One door for every kind of code."""

from __future__ import annotations

import re
import unicodedata

from stdnum import get_cc_module, lei
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from . import uscc
from .errors import CodeError

KINDS = ("uscc", "vat", "lei", "duns", "other")

#: Codes of the European Union's VAT numbers where they differ from ISO 3166.
_VAT_PREFIX = {"GR": "EL", "XI": "XI"}
_COUNTRY_OF_PREFIX = {"EL": "GR", "XI": "GB"}
_EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_PRINTABLE = re.compile(r"[0-9A-Z&Ñ]+")


def clean(code: str | None) -> str:
    """Return the code in upper case, full-width folded, without separators."""
    text = unicodedata.normalize("NFKC", code or "").upper()
    return "".join(
        character
        for character in text
        if unicodedata.category(character)[0] not in "PZCS" or character == "&"
    )


def _characters(code: str, pattern: str) -> None:
    wrong = sorted({letter for letter in code if not re.fullmatch(pattern, letter)})
    if wrong:
        raise CodeError("characters", found="".join(wrong))


def _validate_lei(code: str, country: str | None) -> str:
    """ISO 17442: 18 characters and two check digits, ISO 7064 mod 97-10."""
    if len(code) != 20:
        raise CodeError("length", found=len(code), expected=20)
    _characters(code, "[0-9A-Z]")
    try:
        return lei.validate(code)
    except InvalidChecksum:
        raise CodeError("check_digit") from None
    except ValidationError:
        raise CodeError("format", country="ISO 17442") from None


def _validate_duns(code: str, country: str | None) -> str:
    """Nine digits. Numbers given since 2006 carry no public check digit."""
    if code.startswith("DUNS"):
        code = code[4:]
    if len(code) != 9:
        raise CodeError("length", found=len(code), expected=9)
    _characters(code, "[0-9]")
    return code


def _validate_uscc(code: str, country: str | None) -> str:
    if country and country.upper() not in ("CN", "HK", "MO"):
        raise CodeError("country", found="CN", expected=country.upper())
    return uscc.validate(code)


def _validate_other(code: str, country: str | None) -> str:
    if not 2 <= len(code) <= 40:
        raise CodeError("length", found=len(code), expected="2-40")
    return code


def _vat_country(code: str, country: str | None) -> str | None:
    """Return the ISO country whose rules apply: the prefix's, else the hint.

    A prefix counts only where the rest can be a number of that country, so that a
    Spanish ``ES...`` tax number is not mistaken when Spain is the hint anyway.
    """
    prefix = _COUNTRY_OF_PREFIX.get(code[:2], code[:2])
    if prefix in _EU or code[:2] == "XI":
        if country and country != prefix and code[:2].isalpha():
            own = get_cc_module(country.lower(), "vat")
            if own is not None and own.is_valid(code):
                return country
            raise CodeError("country", found=prefix, expected=country)
        return prefix
    return country


def _validate_vat(code: str, country: str | None) -> str:
    """VAT or tax number by the rules of its country.

    The prefix of an EU number is kept; where it is missing and the country is of
    the EU it is put in front, so that both spellings are stored alike. For a
    country without known rules only length and characters are looked at.
    """
    country = (country or "").upper() or None
    country = _COUNTRY_OF_PREFIX.get(country, country)
    country = _vat_country(code, country)
    if country == "CN" and len(code) == 18:
        return uscc.validate(code)
    module = country and get_cc_module(country.lower(), "vat")
    if not module:
        if not 4 <= len(code) <= 20:
            raise CodeError("length", found=len(code), expected="4-20")
        _characters(code, _PRINTABLE.pattern.rstrip("+"))
        return code
    try:
        number = module.validate(code)
    except InvalidChecksum:
        raise CodeError("check_digit") from None
    except InvalidLength:
        raise CodeError("format", country=country) from None
    except (InvalidFormat, ValidationError):
        raise CodeError("format", country=country) from None
    number = clean(number)
    if country in _EU:
        prefix = _VAT_PREFIX.get(country, country)
        if not number.startswith(prefix):
            number = prefix + number
    return number


_VALIDATORS = {
    "uscc": _validate_uscc,
    "vat": _validate_vat,
    "lei": _validate_lei,
    "duns": _validate_duns,
    "other": _validate_other,
}


def validate(kind: str, code: str | None, country: str | None = None) -> str:
    """Return the normalised code.

    :param kind: one of ``KINDS``
    :param code: as typed; spaces, dashes, dots and full-width forms are folded
    :param country: ISO 3166 alpha-2 code, a hint for ``vat``
    :raise CodeError: with a machine-readable ``reason``
    """
    if kind not in _VALIDATORS:
        raise CodeError("kind", kind=kind)
    compact = clean(code)
    if not compact:
        raise CodeError("empty")
    return _VALIDATORS[kind](compact, country)


def guess_kind(code: str | None, country: str | None = None) -> str | None:
    """Return the first kind that the code is valid as, ``other`` or None (empty).

    >>> guess_kind("91440300708461136T")
    'uscc'
    >>> guess_kind("DE136695976")
    'vat'
    """
    prefix = _COUNTRY_OF_PREFIX.get(clean(code)[:2], clean(code)[:2])
    for kind in ("uscc", "lei", "vat", "other"):
        nation = (country or prefix).lower()
        if kind == "vat" and not get_cc_module(nation, "vat"):
            continue
        try:
            validate(kind, code, country)
        except CodeError:
            continue
        return kind
    return None
