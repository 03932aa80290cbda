# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a customer's message tells: plain Python, no Odoo import.

Use::

    book = Rulebook(shipped.lists(), shipped.rules())
    book.tell("We are comparing with a supplier in Shanghai.")
"""

from .clean import clean
from .errors import RuleError
from .reader import KINDS, Finding, Rule, Rulebook
