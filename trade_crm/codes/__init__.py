# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Check and normalise the codes that identify a company.

Plain Python: no Odoo import. ``validate`` returns the code as it is stored;
``CodeError`` carries a reason that the models turn into a translated sentence.
"""

from .errors import REASONS, CodeError
from .registry import KINDS, guess_kind, validate

__all__ = ["KINDS", "REASONS", "CodeError", "guess_kind", "validate"]
