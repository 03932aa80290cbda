# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Windows in which a cap counts: the day, week and month of the pool's time zone.

A window begins at local midnight and is half open: the instant of midnight belongs to
the new window. Where the clocks change at midnight it begins at the first instant that
has the new date; a day may so have 23 or 25 hours. All instants go in and out as naive
UTC, as Odoo keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

WINDOWS = ("day", "week", "month")


def local_date(at: datetime, tz: str) -> date:
    """Return the calendar date of a naive UTC instant in a time zone."""
    return at.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz)).date()


def _midnight(day: date, tz: str) -> datetime:
    """Return the instant (naive UTC) at which a local date begins."""
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(tz))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def cap_window(
    kind: str, at: datetime, tz: str, week_start: int = 0
) -> tuple[datetime, datetime]:
    """Return begin and end (naive UTC, end excluded) of the window that holds ``at``.

    :param kind: ``"day"``, ``"week"`` or ``"month"``
    :param at: naive UTC
    :param week_start: 0 is Monday, 6 is Sunday

    >>> cap_window("day", datetime(2026, 3, 29, 12), "Europe/Berlin")
    (datetime.datetime(2026, 3, 28, 23, 0), datetime.datetime(2026, 3, 29, 22, 0))
    """
    today = local_date(at, tz)
    if kind == "day":
        first, last = today, today + timedelta(days=1)
    elif kind == "week":
        if not 0 <= week_start <= 6:
            raise ValueError("A week begins on a day from 0 (Monday) to 6 (Sunday).")
        first = today - timedelta(days=(today.weekday() - week_start) % 7)
        last = first + timedelta(days=7)
    elif kind == "month":
        first = today.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1)
    else:
        raise ValueError(f"A cap counts by day, week or month, not by {kind!r}.")
    return _midnight(first, tz), _midnight(last, tz)


@dataclass(frozen=True)
class CapUse:
    """A cap and what of it is used in its window.

    :param kind: ``"day"``, ``"week"`` or ``"month"``
    :param cap: the most that may be claimed in the window; None is no cap
    :param used: claims made in it
    :param resets: end of the window (naive UTC)
    """

    kind: str
    cap: int | None
    used: int
    resets: datetime

    @property
    def left(self) -> int | None:
        """What may still be claimed in this window; None is no limit."""
        return None if self.cap is None else max(0, self.cap - self.used)


def next_allowed(uses: Sequence[CapUse], wanted: int = 1) -> tuple[CapUse, datetime]:
    """Return the cap that holds longest and the instant from which it does not.

    Returns ``(None, None)`` when ``wanted`` claims fit into every window. A cap that
    is smaller than ``wanted`` can never allow them at once: then the instant is None.
    """
    blocking = [use for use in uses if use.left is not None and use.left < wanted]
    if not blocking:
        return None, None
    never = [use for use in blocking if use.cap < wanted]
    if never:
        return min(never, key=lambda use: use.cap), None
    worst = max(blocking, key=lambda use: use.resets)
    return worst, worst.resets
