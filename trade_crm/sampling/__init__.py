# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Lot-by-lot inspection by attributes, single sampling, after ISO 2859-1:1999.

Plain Python: no Odoo import. ``plan`` says how many pieces to take from a lot and how
many defects it may have; ``Switching`` decides between normal, tightened and reduced
inspection. ``SamplingError`` carries a reason that the models turn into a sentence.
"""

from .errors import REASONS, SamplingError
from .plans import (
    AQLS,
    LETTERS,
    LEVELS,
    SEVERITIES,
    Plan,
    cell,
    code_letter,
    plan,
    standard_aql,
    standard_level,
)
from .switching import Switching

__all__ = [
    "AQLS",
    "LETTERS",
    "LEVELS",
    "REASONS",
    "SEVERITIES",
    "Plan",
    "SamplingError",
    "Switching",
    "cell",
    "code_letter",
    "plan",
    "standard_aql",
    "standard_level",
]
