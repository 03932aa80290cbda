# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who gets the next customer, how much one may take, and when a clock is over.

Plain Python without Odoo:

* :func:`interleave` and :class:`Rotation`: interleaved weighted round robin;
* :func:`conversion_weights`: weights from conversion, shrunk for small samples;
* :func:`cap_window` and :func:`next_allowed`: caps by day, week and month;
* :class:`WorkCalendar`: clocks in working days with pauses.
"""

from .clocks import WorkCalendar, merge_pauses
from .conversion import conversion_weights, integer_weights, prior_strength, shrink
from .rotation import Cursor, Rotation, Seat, interleave
from .windows import WINDOWS, CapUse, cap_window, local_date, next_allowed

__all__ = [
    "WINDOWS",
    "CapUse",
    "Cursor",
    "Rotation",
    "Seat",
    "WorkCalendar",
    "cap_window",
    "conversion_weights",
    "integer_weights",
    "interleave",
    "local_date",
    "merge_pauses",
    "next_allowed",
    "prior_strength",
    "shrink",
]
