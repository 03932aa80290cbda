# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""UN/LOCODE: the United Nations' code of ports and places (Recommendation 16)."""

from __future__ import annotations

import re
import unicodedata

from .errors import FormatError

#: Country (ISO 3166), then three letters or digits; 0 and 1 are not used.
_FORM = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


def locode(text: str | None, country: str | None = None) -> str:
    """Return the code in capitals without the blank.

    >>> locode("de ham")
    'DEHAM'

    :param country: ISO code of the country that the place lies in, where known
    :raise FormatError: "form", or "country" if the code begins with another one
    """
    code = "".join(unicodedata.normalize("NFKC", text or "").upper().split())
    if not _FORM.fullmatch(code):
        raise FormatError("form")
    if country and code[:2] != country.upper():
        raise FormatError("country")
    return code
