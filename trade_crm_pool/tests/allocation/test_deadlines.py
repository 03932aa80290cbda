# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, time, timedelta
from unittest import TestCase
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_pool.allocation import (
    WorkCalendar,
    call_window,
    deadline,
    local_date,
    next_working,
)


class TestDeadlines(TestCase):
    """Hand-computed deadlines. 20 November 2026 is a Friday."""

    def test_working_days_over_a_weekend(self):
        due = deadline(datetime(2026, 11, 20, 3), 3, "work_day", WorkCalendar(), "UTC")
        self.assertEqual(due, datetime(2026, 11, 25, 18))

    def test_the_owner_is_in_shanghai(self):
        # Friday 23:30 UTC is Saturday there: Monday, Tuesday, Wednesday 18:00 = 10 UTC
        due = deadline(
            datetime(2026, 11, 20, 23, 30),
            3,
            "work_day",
            WorkCalendar(),
            "Asia/Shanghai",
        )
        self.assertEqual(due, datetime(2026, 11, 25, 10))

    def test_leave_and_public_holidays_do_not_count(self):
        # 1 to 7 October 2026 are off in China, and 10 October is a working Saturday.
        calendar = WorkCalendar(country="CN")
        due = deadline(
            datetime(2026, 9, 30, 2), 3, "work_day", calendar, "Asia/Shanghai"
        )
        self.assertEqual(due, datetime(2026, 10, 10, 10))
        on_leave = WorkCalendar(country="CN", days_off=[date(2026, 10, 10)])
        due = deadline(
            datetime(2026, 9, 30, 2), 3, "work_day", on_leave, "Asia/Shanghai"
        )
        self.assertEqual(due, datetime(2026, 10, 12, 10))

    def test_hours_rest_on_days_off(self):
        calendar = WorkCalendar()
        for start, hours, due in (
            # Thursday 9:00, Friday 17:00; Saturday counts from Monday 0:00
            (datetime(2026, 11, 19, 9), 24, datetime(2026, 11, 20, 9)),
            (datetime(2026, 11, 20, 17), 24, datetime(2026, 11, 23, 17)),
            (datetime(2026, 11, 21, 12), 24, datetime(2026, 11, 24, 0)),
            (datetime(2026, 11, 20, 17), 48, datetime(2026, 11, 24, 17)),
        ):
            with self.subTest(start=start, hours=hours):
                self.assertEqual(deadline(start, hours, "hour", calendar, "UTC"), due)

    def test_the_clocks_change(self):
        """In Berlin the night to 25 October 2026 has an hour more, a Sunday."""
        calendar = WorkCalendar(weekdays=range(7))
        due = deadline(
            datetime(2026, 10, 24, 16), 24, "hour", calendar, "Europe/Berlin"
        )
        self.assertEqual(due, datetime(2026, 10, 25, 16))
        due = deadline(
            datetime(2026, 10, 24, 16), 1, "work_day", calendar, "Europe/Berlin"
        )
        self.assertEqual(due, datetime(2026, 10, 25, 17), "18:00 in winter time")

    def test_calendar_days_end_on_a_working_one(self):
        due = deadline(datetime(2026, 11, 19, 9), 2, "day", WorkCalendar(), "UTC")
        self.assertEqual(due, datetime(2026, 11, 23, 18), "Saturday goes to Monday")

    def test_unknown_unit_and_empty_calendar(self):
        with self.assertRaises(ValueError):
            deadline(datetime(2026, 11, 19), 1, "week", WorkCalendar(), "UTC")
        never = WorkCalendar(
            days_off=[date(2026, 1, 1) + timedelta(days=n) for n in range(8000)]
        )
        with self.assertRaises(ValueError):
            next_working(date(2026, 1, 1), never)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
        amount=st.integers(0, 60),
        unit=st.sampled_from(["hour", "work_day", "day"]),
        tz=st.sampled_from(
            ["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"]
        ),
        weekdays=st.sets(st.integers(0, 6), min_size=1),
    )
    def test_never_on_a_day_off_and_never_backwards(
        self, start, amount, unit, tz, weekdays
    ):
        calendar = WorkCalendar(weekdays, country="CN")
        due = deadline(start, amount, unit, calendar, tz)
        self.assertGreaterEqual(local_date(due, tz), local_date(start, tz))
        last = due - timedelta(microseconds=1)  # midnight ends the day before
        self.assertTrue(
            calendar.is_working(local_date(due, tz))
            or calendar.is_working(local_date(last, tz))
        )
        longer = deadline(start, amount + 1, unit, calendar, tz)
        self.assertGreaterEqual(longer, due)


class TestCallWindow(TestCase):
    def test_shanghai_calls_hamburg_in_its_afternoon(self):
        begin, end = call_window(date(2026, 11, 23), "Asia/Shanghai", "Europe/Berlin")
        # 16:00 to 18:00 in Shanghai is 9:00 to 11:00 in Hamburg
        self.assertEqual(begin, datetime(2026, 11, 23, 8))
        self.assertEqual(end, datetime(2026, 11, 23, 10))

    def test_summer_time_there_moves_the_hour(self):
        begin, _end = call_window(date(2026, 7, 6), "Asia/Shanghai", "Europe/Berlin")
        self.assertEqual(begin, datetime(2026, 7, 6, 7), "15:00 in Shanghai")

    def test_los_angeles_needs_a_long_day(self):
        # Office hours there are 1:00 to 9:00 in Shanghai; 8 to 20 goes to 11:00 (12 in
        # winter): the owner's morning meets the evening of the day before there.
        begin, end = call_window(
            date(2026, 11, 24), "Asia/Shanghai", "America/Los_Angeles"
        )
        self.assertEqual(begin, datetime(2026, 11, 24, 1))
        self.assertEqual(end, datetime(2026, 11, 24, 4))

    def test_never_at_night(self):
        zones = ["America/New_York", "Pacific/Auckland", "America/Sao_Paulo"]
        for tz in zones:
            for offset in range(0, 365, 30):
                day = date(2026, 1, 1) + timedelta(days=offset)
                found = call_window(day, "Asia/Shanghai", tz)
                self.assertIsNotNone(found)
                for at in found:
                    local = self._there(at, tz)
                    self.assertTrue(time(8) <= local <= time(20), (tz, day, local))

    @staticmethod
    def _there(at, tz):
        return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(tz)).time()
