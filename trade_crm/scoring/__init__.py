# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A scorecard: figures of a customer become points, a score, a grade and a limit.

Plain Python: no Odoo import.
"""

from .limits import proposed_limit, round_down
from .scorecard import Factor, Part, Result, Scorecard, ScorecardError

__all__ = [
    "Factor",
    "Part",
    "Result",
    "Scorecard",
    "ScorecardError",
    "proposed_limit",
    "round_down",
]
