# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Days that come back every year: birthdays, anniversaries, fairs."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta

LEAP_YEAR = 2000


def day_exists(month: int, day: int, year: int | None = None) -> bool:
    """Whether a calendar has the day; without a year 29 February is one.

    >>> day_exists(2, 29), day_exists(2, 29, 2023), day_exists(2, 30)
    (True, False, False)
    """
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(year or LEAP_YEAR, month)[1]


def next_day(month: int, day: int, today: date) -> date:
    """The next time that the day comes, today included.

    29 February is kept on the 28th in common years.

    >>> next_day(2, 29, date(2026, 2, 28)), next_day(1, 5, date(2026, 12, 31))
    (datetime.date(2026, 2, 28), datetime.date(2027, 1, 5))
    """
    this_year = _in_year(month, day, today.year)
    return this_year if this_year >= today else _in_year(month, day, today.year + 1)


def recurring_days(start: date, end: date) -> set[tuple[int, int]]:
    """The (month, day) that come at least once from ``start`` to ``end``.

    :return: 366 pairs at most, however long the time is
    """
    end = min(end, start + timedelta(days=4 * 366))
    found = set()
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        found.add((day.month, day.day))
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            found.add((2, 29))
    return found


def _in_year(month: int, day: int, year: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
