# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Caps at the edges of day, week and month, in three time zones, with clock changes.

All instants are UTC, worked out by hand.
"""

from freezegun import freeze_time
from odoo.exceptions import UserError

from .common import PoolCase


class TestCaps(PoolCase):
    def edge(self, tz, window, first, last, reset):
        """Claim at the window's first second; be refused until its last one."""
        self.pool.write({"tz": tz, "cooldown_days": 0, f"cap_{window}": 1})
        with freeze_time(first):
            _partners, entries = self.pooled(3)
            entries[0].with_user(self.a).action_claim()
        with freeze_time(last), self.assertRaisesRegex(UserError, "It resets at"):
            entries[1].with_user(self.a).action_claim()
        with freeze_time(reset):
            entries[1].with_user(self.a).action_claim()
        with freeze_time(reset), self.assertRaises(UserError):
            entries[2].with_user(self.a).action_claim()

    def test_day_in_berlin_of_23_hours(self):
        # 29 March 2026: clocks go from 2 to 3; midnight is 23:00, then 22:00 UTC
        self.edge(
            "Europe/Berlin",
            "day",
            "2026-03-28 23:00:00",
            "2026-03-29 21:59:59",
            "2026-03-29 22:00:00",
        )

    def test_day_in_berlin_of_25_hours(self):
        # 25 October 2026: midnight is 22:00, then 23:00 UTC
        self.edge(
            "Europe/Berlin",
            "day",
            "2026-10-24 22:00:00",
            "2026-10-25 22:59:59",
            "2026-10-25 23:00:00",
        )

    def test_day_in_shanghai(self):
        self.edge(
            "Asia/Shanghai",
            "day",
            "2026-11-22 16:00:00",
            "2026-11-23 15:59:59",
            "2026-11-23 16:00:00",
        )

    def test_week_in_new_york_with_a_clock_change(self):
        # Monday 26 October (EDT, 4:00 UTC) to Monday 2 November (EST, 5:00 UTC)
        self.edge(
            "America/New_York",
            "week",
            "2026-10-26 04:00:00",
            "2026-11-02 04:59:59",
            "2026-11-02 05:00:00",
        )

    def test_week_from_sunday_in_shanghai(self):
        self.pool.week_start = "6"
        self.edge(
            "Asia/Shanghai",
            "week",
            "2026-11-21 16:00:00",
            "2026-11-28 15:59:59",
            "2026-11-28 16:00:00",
        )

    def test_month_in_berlin_with_a_clock_change(self):
        # October begins in summer time (22:00 UTC) and ends in winter time (23:00)
        self.edge(
            "Europe/Berlin",
            "month",
            "2026-09-30 22:00:00",
            "2026-10-31 22:59:59",
            "2026-10-31 23:00:00",
        )

    def test_month_of_the_leap_day_in_new_york(self):
        self.edge(
            "America/New_York",
            "month",
            "2028-02-01 05:00:00",
            "2028-03-01 04:59:59",
            "2028-03-01 05:00:00",
        )

    def test_the_refusal_says_when_in_the_pools_time(self):
        self.pool.write({"tz": "Asia/Shanghai", "cap_day": 1})
        with freeze_time("2026-11-23 12:00:00"):
            _partners, entries = self.pooled(2)
            entries[0].with_user(self.a).action_claim()
            with self.assertRaisesRegex(
                UserError, "It resets at 11/24/2026 12:00:00 AM"
            ):
                entries[1].with_user(self.a).action_claim()

    def test_a_members_own_cap_goes_before_the_pools(self):
        self.pool.cap_day = 5
        self.members[self.a].cap_day = 1
        _partners, entries = self.pooled(4)
        entries[0].with_user(self.a).action_claim()
        with self.assertRaisesRegex(UserError, "1 a day"):
            entries[1].with_user(self.a).action_claim()
        entries[1:].with_user(self.b).action_claim()
