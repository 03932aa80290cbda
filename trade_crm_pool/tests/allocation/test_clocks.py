# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_pool.allocation import WorkCalendar, merge_pauses
from odoo.tests import BaseCase

# 2026: 2 November is a Monday.
MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 11, day) for day in range(2, 9))


class TestClocks(BaseCase):
    def test_week(self):
        calendar = WorkCalendar()
        self.assertEqual(calendar.count(MON, FRI), 4)
        self.assertEqual(calendar.count(FRI, SUN), 0)
        self.assertEqual(calendar.count(FRI, MON), 0)
        self.assertEqual(calendar.add(FRI, 1), date(2026, 11, 9))
        self.assertEqual(calendar.add(SAT, 1), date(2026, 11, 9))
        self.assertEqual(calendar.add(MON, 10), date(2026, 11, 16))
        self.assertEqual(calendar.add(MON, 0), MON)

    def test_falls_on_the_day_after_the_last_full_one(self):
        calendar = WorkCalendar()
        self.assertEqual(calendar.falls_on(MON, 3), FRI)  # Tue, Wed, Thu are full
        self.assertEqual(calendar.falls_on(WED, 3), date(2026, 11, 10))
        every = WorkCalendar(every_day=True)
        self.assertEqual(every.falls_on(MON, 30), date(2026, 12, 3))

    def test_sunday_to_thursday_week(self):
        gulf = WorkCalendar(weekdays=(6, 0, 1, 2, 3))
        self.assertEqual(gulf.add(THU, 1), SUN)
        self.assertEqual(gulf.count(MON, date(2026, 11, 9)), 5)

    def test_public_holidays(self):
        # Germany: 25 December 2026 is a Friday, the 26th a Saturday
        germany = WorkCalendar(country="DE")
        self.assertEqual(germany.add(date(2026, 12, 24), 1), date(2026, 12, 28))
        self.assertEqual(WorkCalendar().add(date(2026, 12, 24), 1), date(2026, 12, 25))
        # The customer's holidays too: Thanksgiving, Thursday 26 November 2026
        both = WorkCalendar(country="DE", other_countries=("US",))
        self.assertEqual(germany.count(date(2026, 11, 25), date(2026, 11, 27)), 2)
        self.assertEqual(both.count(date(2026, 11, 25), date(2026, 11, 27)), 1)

    def test_china_works_on_declared_weekend_days(self):
        # National Day 2026: 1 to 7 October off (a Thursday to a Wednesday);
        # Saturday 10 October and Sunday 20 September are working days.
        china = WorkCalendar(country="CN")
        self.assertEqual(china.count(date(2026, 9, 30), date(2026, 10, 7)), 0)
        self.assertEqual(china.add(date(2026, 9, 30), 3), date(2026, 10, 10))
        self.assertTrue(china.is_working(date(2026, 9, 20)))
        # as the customer's country the declared days do not make its owner work
        other = WorkCalendar(other_countries=("CN",))
        self.assertFalse(other.is_working(date(2026, 10, 10)))

    def test_unknown_country_has_no_holidays(self):
        self.assertEqual(WorkCalendar(country="AQ").count(MON, FRI), 4)
        self.assertEqual(WorkCalendar(country="ZZ").count(MON, FRI), 4)

    def test_leave(self):
        calendar = WorkCalendar(days_off=(TUE, WED))
        self.assertEqual(calendar.falls_on(MON, 2), SAT)

    def test_pauses(self):
        calendar = WorkCalendar()
        self.assertEqual(calendar.elapsed(MON, FRI, [(TUE, WED)]), 2)
        self.assertEqual(calendar.last_day(MON, 2, [(TUE, WED)]), FRI)
        # a pause before the start or after the end counts for nothing
        self.assertEqual(calendar.last_day(TUE, 2, [(MON, TUE)]), THU)
        self.assertEqual(calendar.last_day(MON, 2, [(THU, None)]), WED)
        # a pause that covers the start
        self.assertEqual(calendar.last_day(TUE, 1, [(MON, THU)]), FRI)
        # open pauses: no end in sight
        self.assertIsNone(calendar.last_day(MON, 3, [(THU, None)]))
        self.assertIsNone(calendar.falls_on(MON, 1, [(MON, None)]))
        self.assertEqual(calendar.elapsed(MON, date(2027, 1, 1), [(THU, None)]), 2)
        # overlapping ones count once
        self.assertEqual(calendar.elapsed(MON, FRI, [(TUE, WED), (WED, THU)]), 1)

    def test_merge(self):
        self.assertEqual(
            merge_pauses([(THU, FRI), (MON, TUE), (TUE, WED)]), [(MON, FRI)]
        )
        self.assertEqual(
            merge_pauses([(MON, MON), (WED, WED)]), [(MON, MON), (WED, WED)]
        )
        self.assertEqual(merge_pauses([(WED, MON)]), [])
        self.assertEqual(merge_pauses([(MON, None), (TUE, WED)]), [(MON, None)])

    def test_bad_calendar(self):
        with self.assertRaises(ValueError):
            WorkCalendar(weekdays=())
        with self.assertRaises(ValueError):
            WorkCalendar(weekdays=(7,))

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_against_counting_day_by_day(self, data):
        start = data.draw(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
        days = data.draw(st.integers(1, 60))
        country = data.draw(st.sampled_from((None, "CN", "DE", "US")))
        weekdays = data.draw(st.sets(st.integers(0, 6), min_size=1))
        offsets = st.integers(-30, 150)
        pauses = [
            (start + timedelta(days=low), start + timedelta(days=low + length))
            for low, length in data.draw(
                st.lists(st.tuples(offsets, st.integers(0, 20)), max_size=3)
            )
        ]
        calendar = WorkCalendar(weekdays, country=country)

        def counts(day):
            paused = any(first <= day <= last for first, last in pauses)
            return calendar.is_working(day) and not paused

        day, left = start, days
        while left:
            day += timedelta(days=1)
            left -= counts(day)
        self.assertEqual(calendar.last_day(start, days, pauses), day)
        self.assertEqual(calendar.elapsed(start, day, pauses), days)
        self.assertEqual(
            calendar.elapsed(start, day - timedelta(days=1), pauses), days - 1
        )
