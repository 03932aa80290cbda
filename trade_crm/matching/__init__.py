# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Compare company names across spellings, legal forms, languages and scripts.

Plain Python, no Odoo import::

    name -> fold (text) -> brand, trade, place, branch, form (parse) -> keys
    two parsed names -> score, verdict, reasons (score)
"""

from .beginning import begins
from .keys import STRENGTH, name_key
from .parse import aliases, parse
from .score import compare
from .signals import exact_signals, mail_domain, phone_key, registrable_domain
from .verdict import SAME, SENTENCES, Reason, Result
from .weights import Weights

__all__ = [
    "SAME",
    "SENTENCES",
    "STRENGTH",
    "Reason",
    "Result",
    "Weights",
    "aliases",
    "begins",
    "compare",
    "exact_signals",
    "mail_domain",
    "name_key",
    "parse",
    "phone_key",
    "registrable_domain",
]
