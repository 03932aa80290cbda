# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Clocks in working days, with public holidays and pauses.

A clock that starts on one date gives N full working days: the last one is the N-th
working day after the start, and the clock is over when that day has ended, so on the
calendar day after it. Days inside a pause do not count. Dates are the pool's local
dates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import holidays

Pause = tuple[date, date | None]

_WEEKDAYS = frozenset(range(5))
_CHUNK_DAYS = 366


@lru_cache(maxsize=4096)
def public_holidays(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return a country's public holidays and its weekend days declared working days.

    :param country: ISO 3166-1 alpha-2; a country that the library does not know has
                    none of both
    """
    try:
        found = holidays.country_holidays(country.upper(), years=year)
    except NotImplementedError:
        return frozenset(), frozenset()
    off = frozenset(day for day in found if day.year == year)
    working = getattr(found, "weekend_workdays", None) or ()
    return off, frozenset(day for day in working if day.year == year)


def merge_pauses(pauses: Iterable[Pause]) -> list[Pause]:
    """Return pauses sorted, with those that overlap or touch joined.

    :param pauses: (first day, last day) both paused; last day None is still open

    >>> merge_pauses([(date(2026, 1, 5), date(2026, 1, 6)),
    ...               (date(2026, 1, 7), None), (date(2026, 1, 9), date(2026, 1, 9))])
    [(datetime.date(2026, 1, 5), None)]
    """
    merged: list[Pause] = []
    for first, last in sorted(pauses, key=lambda pause: pause[0]):
        if last is not None and last < first:
            continue
        if not merged:
            merged.append((first, last))
            continue
        begin, end = merged[-1]
        if end is None:
            break
        if first <= end + timedelta(days=1):
            merged[-1] = (begin, None if last is None else max(end, last))
        else:
            merged.append((first, last))
    return merged


class WorkCalendar:
    """Which days count, and counting them.

    :param weekdays: working weekdays, 0 is Monday
    :param country: the owner's country: its holidays are off, and weekend days that it
                    declares working days (as China does) count
    :param other_countries: countries whose holidays are off too (the customer's)
    :param days_off: further days off (leave, company holidays)
    :param every_day: count calendar days; all else is ignored

    >>> WorkCalendar().add(date(2026, 11, 20), 1)  # Friday to Monday
    datetime.date(2026, 11, 23)
    """

    def __init__(
        self,
        weekdays: Iterable[int] = _WEEKDAYS,
        country: str | None = None,
        other_countries: Iterable[str] = (),
        days_off: Iterable[date] = (),
        every_day: bool = False,
    ):
        self.weekdays = frozenset(range(7) if every_day else weekdays)
        if not self.weekdays:
            raise ValueError("A calendar needs at least one working day in the week.")
        if not self.weekdays <= set(range(7)):
            raise ValueError("Weekdays go from 0 (Monday) to 6 (Sunday).")
        self.country = None if every_day else country
        self.others = () if every_day else tuple(other_countries)
        self.days_off = frozenset() if every_day else frozenset(days_off)
        self._days: list[int] = []
        self._first = self._last = 0

    def is_working(self, day: date) -> bool:
        """Return whether a day counts."""
        if day in self.days_off:
            return False
        working = day.weekday() in self.weekdays
        if self.country:
            off, declared = public_holidays(self.country, day.year)
            if day in off:
                return False
            working = working or day in declared
        return working and not any(
            day in public_holidays(country, day.year)[0] for country in self.others
        )

    def _cover(self, first: int, last: int) -> None:
        """Have all working days from ordinal ``first`` to ``last`` at hand."""
        if not self._last:
            self._first, self._last = first, first - 1
        if first < self._first:
            first -= _CHUNK_DAYS
            self._days[:0] = self._scan(first, self._first - 1)
            self._first = first
        if last > self._last:
            last += _CHUNK_DAYS
            self._days += self._scan(self._last + 1, last)
            self._last = last

    def _scan(self, first: int, last: int) -> list[int]:
        first, last = max(first, 1), min(last, date.max.toordinal())
        return [
            day
            for day in range(first, last + 1)
            if self.is_working(date.fromordinal(day))
        ]

    def count(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to and with ``end``."""
        if end <= start:
            return 0
        low, high = start.toordinal(), end.toordinal()
        self._cover(low, high)
        return bisect_right(self._days, high) - bisect_right(self._days, low)

    def add(self, start: date, days: int) -> date:
        """Return the ``days``-th working day after ``start``.

        :raise ValueError: when the calendar has no such day within ten years more
        """
        if days <= 0:
            return start
        low = start.toordinal()
        reach = low + 2 * days + 14
        limit = low + 7 * days + 3660
        while True:
            self._cover(low, reach)
            index = bisect_right(self._days, low) + days - 1
            if index < len(self._days):
                return date.fromordinal(self._days[index])
            if reach > limit:
                raise ValueError("The calendar has no working days left.")
            reach += 2 * _CHUNK_DAYS

    def elapsed(self, start: date, at: date, pauses: Sequence[Pause] = ()) -> int:
        """Return the working days after ``start`` to ``at`` outside of all pauses."""
        total = self.count(start, at)
        for first, last in merge_pauses(pauses):
            begin = max(first - timedelta(days=1), start)
            end = at if last is None else min(last, at)
            total -= self.count(begin, end)
        return total

    def last_day(
        self, start: date, days: int, pauses: Sequence[Pause] = ()
    ) -> date | None:
        """Return the last day that the clock gives, or None under an open pause."""
        left, current = days, start
        for first, last in merge_pauses(pauses):
            if last is not None and last <= current:
                continue
            before = self.count(current, first - timedelta(days=1))
            if before >= left:
                break
            if last is None:
                return None
            left -= before
            current = max(current, last)
        return self.add(current, left)

    def falls_on(
        self, start: date, days: int, pauses: Sequence[Pause] = ()
    ) -> date | None:
        """Return the day on which the clock is over: the day after its last one.

        >>> WorkCalendar().falls_on(date(2026, 11, 16), 3)  # Monday; Tue, Wed, Thu
        datetime.date(2026, 11, 20)
        """
        last = self.last_day(start, days, pauses)
        return None if last is None else last + timedelta(days=1)
