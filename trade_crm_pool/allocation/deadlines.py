# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Deadlines that fall on days the owner works, and hours at which both can talk.

Instants are naive UTC, as Odoo keeps them; days are the owner's local ones.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from .clocks import WorkCalendar

DAY_ENDS = time(18)
OWNER_HOURS = (time(9), time(18))
# Office hours first; a customer may still be called a little earlier or later.
CUSTOMER_HOURS = ((time(9), time(17)), (time(8), time(20)))
# An owner may stay later, or begin earlier, before nobody calls at all.
LONG_HOURS = (time(7), time(22))
_SEARCH_DAYS = 3660


def to_utc(day: date, at: time, tz: str) -> datetime:
    """Return the instant (naive UTC) of a local day and time."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(tz))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _local(at: datetime, tz: str) -> datetime:
    return at.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz))


def next_working(day: date, calendar: WorkCalendar) -> date:
    """Return the day itself when it is a working one, else the next one.

    :raise ValueError: when there is none within ten years
    """
    for _ in range(_SEARCH_DAYS):
        if calendar.is_working(day):
            return day
        day += timedelta(days=1)
    raise ValueError("The calendar has no working days left.")


def deadline(
    start: datetime, amount: int, unit: str, calendar: WorkCalendar, tz: str
) -> datetime:
    """Return when a clock that starts at an instant is over.

    Working days end at 18:00 of the N-th working day after the start's. Calendar days
    end at 18:00 of their day, or of the next working day. Hours run on working days
    only, around the clock: 24 hours from Friday 17:00 are over on Monday 17:00.

    :param start: naive UTC
    :param amount: how many hours or days, zero or more
    :param unit: ``"hour"``, ``"work_day"`` or ``"day"``
    :param calendar: the owner's working days
    :param tz: the owner's time zone
    :raise ValueError: for an unknown unit, or a calendar without working days

    >>> deadline(datetime(2026, 11, 20, 16), 24, "hour", WorkCalendar(), "UTC")
    datetime.datetime(2026, 11, 23, 16, 0)
    >>> deadline(datetime(2026, 11, 20, 16), 3, "work_day", WorkCalendar(), "UTC")
    datetime.datetime(2026, 11, 25, 18, 0)
    """
    local = _local(start, tz)
    if unit == "work_day":
        day = calendar.add(local.date(), amount)
        return to_utc(next_working(day, calendar), DAY_ENDS, tz)
    if unit == "day":
        day = next_working(local.date() + timedelta(days=amount), calendar)
        return to_utc(day, DAY_ENDS, tz)
    if unit == "hour":
        return _after_hours(start, timedelta(hours=amount), calendar, tz)
    raise ValueError(f"A delay counts hours or days, not {unit!r}.")


def _after_hours(
    start: datetime, left: timedelta, calendar: WorkCalendar, tz: str
) -> datetime:
    at = start
    while True:
        day = _local(at, tz).date()
        working = next_working(day, calendar)
        if working != day:
            at = to_utc(working, time.min, tz)
        midnight = to_utc(working + timedelta(days=1), time.min, tz)
        if at + left <= midnight:
            return at + left
        left -= midnight - at
        at = midnight


def call_window(
    day: date, tz: str, customer_tz: str
) -> tuple[datetime, datetime] | None:
    """Return from when to when a customer can be called on the owner's day.

    The owner's working hours meet the customer's office hours; where they don't, the
    customer's day (8 to 20), and then the owner's long day (7 to 22).

    :return: begin and end as naive UTC, or None when it is night there all day long

    >>> call_window(date(2026, 11, 23), "Asia/Shanghai", "Europe/Berlin")
    (datetime.datetime(2026, 11, 23, 8, 0), datetime.datetime(2026, 11, 23, 10, 0))
    """
    for own in (OWNER_HOURS, LONG_HOURS):
        for theirs in CUSTOMER_HOURS:
            if found := _overlap(day, tz, own, customer_tz, theirs):
                return found
    return None


def _overlap(day, tz, own, customer_tz, theirs):
    begin, end = to_utc(day, own[0], tz), to_utc(day, own[1], tz)
    best = None
    for offset in (-1, 0, 1):
        there = day + timedelta(days=offset)
        first = max(begin, to_utc(there, theirs[0], customer_tz))
        last = min(end, to_utc(there, theirs[1], customer_tz))
        if last > first and (best is None or last - first > best[1] - best[0]):
            best = first, last
    return best
