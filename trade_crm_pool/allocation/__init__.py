# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who gets the next customer, how much one may take, and when a clock is over.

Plain Python without Odoo:

* :func:`interleave` and :class:`Rotation`: interleaved weighted round robin;
* :func:`conversion_weights`: weights from conversion, shrunk for small samples;
* :func:`cap_window` and :func:`next_allowed`: caps by day, week and month;
* :class:`WorkCalendar`: clocks in working days with pauses;
* :func:`deadline` and :func:`call_window`: days that the owner works, hours to call at.
"""

from .clocks import WorkCalendar, merge_pauses
from .conversion import conversion_weights, integer_weights, prior_strength, shrink
from .deadlines import call_window, deadline, next_working
from .rotation import Cursor, Rotation, Seat, interleave
from .windows import WINDOWS, CapUse, cap_window, local_date, next_allowed

__all__ = [
    "WINDOWS",
    "CapUse",
    "Cursor",
    "Rotation",
    "Seat",
    "WorkCalendar",
    "call_window",
    "cap_window",
    "conversion_weights",
    "deadline",
    "integer_weights",
    "interleave",
    "local_date",
    "merge_pauses",
    "next_allowed",
    "next_working",
    "prior_strength",
    "shrink",
]
