# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a name that is half typed may become another one."""

from __future__ import annotations

from .name import Name
from .parse import parse

#: Letters and Chinese characters that are typed at least.
LEAST = 4
LEAST_UNSPACED = 2
#: The share of the brand that is typed at least: less says nothing to who means another
#: company, and would tell who asks letter by letter.
TYPED = 0.6


def _written(name: Name) -> set[str]:
    """A name without legal form, with and without its places."""
    placeless = "".join(t.text for t in name.tokens if t.kind != "place")
    return {name.full or name.core, placeless} - {""}


def begins(typed: str, name: str) -> bool:
    """True where the name goes on as it is typed, from its brand or its place.

    >>> begins("华为技", "深圳市华为技术有限公司")
    True
    >>> begins("Huawei Techn", "HUAWEI Technologies")
    True
    >>> begins("Hua", "Huawei Technologies"), begins("Blue", "Blue Heron Shipping Ltd")
    (False, False)
    """
    head, whole = parse(typed), parse(name)
    if head.only_form or head.unspaced != whole.unspaced:
        return False
    least = max(LEAST_UNSPACED if head.unspaced else LEAST, TYPED * len(whole.brand))
    return any(
        len(beginning) >= least and full.startswith(beginning)
        for beginning in _written(head)
        for full in _written(whole)
    )
