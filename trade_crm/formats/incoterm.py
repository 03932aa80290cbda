# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Which place an Incoterm names: the one where goods leave, or where they arrive."""

from __future__ import annotations

#: The named place lies on the seller's side: goods are handed over for shipment.
_FROM = frozenset({"FCA", "FAS", "FOB"})
#: The named place lies on the buyer's side: carriage is paid, or goods are brought.
#: DAT, DAF, DES, DEQ and DDU are of earlier editions and still in use.
_TO = frozenset(
    {"CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"}
    | {"DAT", "DAF", "DES", "DEQ", "DDU"}
)


def named_port(code: str | None) -> str | None:
    """Return "loading" or "destination": the port that stands behind the Incoterm.

    None where no port does: EXW names the seller's own premises, and what a company
    has made up is not known here. After the rules of the ICC, Incoterms 2020.

    >>> named_port("FOB"), named_port("cif"), named_port("EXW")
    ('loading', 'destination', None)
    """
    code = (code or "").strip().upper()
    if code in _FROM:
        return "loading"
    return "destination" if code in _TO else None
