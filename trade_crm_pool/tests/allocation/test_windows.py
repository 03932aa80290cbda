# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_pool.allocation import (
    CapUse,
    cap_window,
    local_date,
    next_allowed,
)
from odoo.tests import BaseCase

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Sao_Paulo")


class TestWindows(BaseCase):
    def check(self, kind, at, tz, begin, end, week_start=0):
        self.assertEqual(cap_window(kind, at, tz, week_start), (begin, end))
        second = timedelta(seconds=1)
        self.assertEqual(cap_window(kind, begin, tz, week_start), (begin, end))
        self.assertEqual(cap_window(kind, end - second, tz, week_start), (begin, end))
        self.assertEqual(cap_window(kind, end, tz, week_start)[0], end)
        self.assertEqual(cap_window(kind, begin - second, tz, week_start)[1], begin)

    def test_day_in_shanghai(self):
        # UTC+8 all year: 2026-11-23 there is 22nd 16:00 to 23rd 16:00 UTC
        for hour in (0, 9, 15):
            self.check(
                "day",
                datetime(2026, 11, 23, hour, 59),
                "Asia/Shanghai",
                datetime(2026, 11, 22, 16),
                datetime(2026, 11, 23, 16),
            )

    def test_day_in_berlin_on_both_clock_changes(self):
        # 2026-03-29 has 23 hours (UTC+1 to UTC+2), 2026-10-25 has 25
        self.check(
            "day",
            datetime(2026, 3, 29, 12),
            "Europe/Berlin",
            datetime(2026, 3, 28, 23),
            datetime(2026, 3, 29, 22),
        )
        self.check(
            "day",
            datetime(2026, 10, 25, 12),
            "Europe/Berlin",
            datetime(2026, 10, 24, 22),
            datetime(2026, 10, 25, 23),
        )

    def test_day_in_new_york_on_both_clock_changes(self):
        # 2026-03-08: UTC-5 to UTC-4; 2026-11-01: back
        self.check(
            "day",
            datetime(2026, 3, 8, 12),
            "America/New_York",
            datetime(2026, 3, 8, 5),
            datetime(2026, 3, 9, 4),
        )
        self.check(
            "day",
            datetime(2026, 11, 1, 12),
            "America/New_York",
            datetime(2026, 11, 1, 4),
            datetime(2026, 11, 2, 5),
        )

    def test_day_whose_midnight_does_not_exist(self):
        # Sao Paulo, 2018-11-04: at 00:00 (03:00 UTC) clocks went to 01:00
        self.check(
            "day",
            datetime(2018, 11, 4, 12),
            "America/Sao_Paulo",
            datetime(2018, 11, 4, 3),
            datetime(2018, 11, 5, 2),
        )
        # Havana, 2018-11-04: 01:00 goes back to 00:00, so midnight is there twice
        self.check(
            "day",
            datetime(2018, 11, 4, 12),
            "America/Havana",
            datetime(2018, 11, 4, 4),
            datetime(2018, 11, 5, 5),
        )

    def test_week(self):
        # Monday 2026-03-23 to Monday 2026-03-30; the clocks change in it
        self.check(
            "week",
            datetime(2026, 3, 25, 12),
            "Europe/Berlin",
            datetime(2026, 3, 22, 23),
            datetime(2026, 3, 29, 22),
        )
        # a week that begins on Sunday
        self.check(
            "week",
            datetime(2026, 11, 23, 12),
            "America/New_York",
            datetime(2026, 11, 22, 5),
            datetime(2026, 11, 29, 5),
            week_start=6,
        )
        # Sunday 15:59 UTC is still Sunday in Shanghai, 16:00 is Monday
        self.check(
            "week",
            datetime(2026, 11, 22, 16),
            "Asia/Shanghai",
            datetime(2026, 11, 22, 16),
            datetime(2026, 11, 29, 16),
        )

    def test_month(self):
        self.check(
            "month",
            datetime(2026, 12, 31, 20),
            "Asia/Shanghai",
            datetime(2026, 12, 31, 16),
            datetime(2027, 1, 31, 16),
        )
        self.check(
            "month",
            datetime(2026, 3, 10),
            "Europe/Berlin",
            datetime(2026, 2, 28, 23),
            datetime(2026, 3, 31, 22),
        )
        self.check(
            "month",
            datetime(2024, 2, 29, 12),
            "America/New_York",
            datetime(2024, 2, 1, 5),
            datetime(2024, 3, 1, 5),
        )

    def test_local_date(self):
        at = datetime(2026, 11, 23, 16)
        self.assertEqual(local_date(at, "Asia/Shanghai"), date(2026, 11, 24))
        self.assertEqual(local_date(at, "America/New_York"), date(2026, 11, 23))

    def test_bad_input(self):
        with self.assertRaises(ValueError):
            cap_window("year", datetime(2026, 1, 1), "UTC")
        with self.assertRaises(ValueError):
            cap_window("week", datetime(2026, 1, 1), "UTC", week_start=7)

    @settings(max_examples=300, deadline=None)
    @given(
        st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
        st.sampled_from(("day", "week", "month")),
        st.sampled_from(ZONES),
        st.integers(0, 6),
    )
    def test_windows_tile_time(self, at, kind, tz, week_start):
        begin, end = cap_window(kind, at, tz, week_start)
        self.assertTrue(begin <= at < end)
        self.check(kind, at, tz, begin, end, week_start)


class TestNextAllowed(BaseCase):
    day = datetime(2026, 11, 23, 16)
    week = datetime(2026, 11, 29, 16)
    month = datetime(2026, 11, 30, 16)

    def test_free(self):
        uses = [CapUse("day", 5, 4, self.day), CapUse("week", None, 99, self.week)]
        self.assertEqual(next_allowed(uses), (None, None))
        self.assertEqual([use.left for use in uses], [1, None])

    def test_the_longest_holds(self):
        day, week = CapUse("day", 5, 5, self.day), CapUse("week", 9, 9, self.week)
        self.assertEqual(next_allowed([day]), (day, self.day))
        self.assertEqual(next_allowed([week, day]), (week, self.week))
        month = CapUse("month", 30, 29, self.month)
        self.assertEqual(next_allowed([day, week, month]), (week, self.week))
        self.assertEqual(next_allowed([day, week, month], 2), (month, self.month))

    def test_never(self):
        day = CapUse("day", 0, 0, self.day)
        self.assertEqual(next_allowed([day]), (day, None))
        small = CapUse("day", 5, 0, self.day)
        self.assertEqual(next_allowed([small], 6), (small, None))

    def test_over_the_cap_leaves_nothing(self):
        """A cap that was lowered under what is already used."""
        self.assertEqual(CapUse("day", 3, 5, self.day).left, 0)
