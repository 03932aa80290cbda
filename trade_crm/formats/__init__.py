# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Check and normalise what people type about a customer, and reckon with its days.

Plain Python: no Odoo import. A check returns the normal form or raises
``FormatError``, whose reason the models turn into a translated sentence.
"""

from .clock import local_moment, zone_of_country
from .days import day_exists, next_day, recurring_days
from .errors import FormatError
from .hs import hs_code, hs_prefix
from .incoterm import named_port
from .locode import locode
from .social import KINDS as SOCIAL_KINDS
from .social import social_account
from .web import web_address

__all__ = [
    "SOCIAL_KINDS",
    "FormatError",
    "day_exists",
    "hs_code",
    "hs_prefix",
    "local_moment",
    "locode",
    "named_port",
    "next_day",
    "recurring_days",
    "social_account",
    "web_address",
    "zone_of_country",
]
