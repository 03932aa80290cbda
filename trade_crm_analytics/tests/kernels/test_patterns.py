# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

import numpy as np
from odoo.addons.trade_crm_analytics.kernels import baskets, clusters, rhythm
from odoo.tests import BaseCase


def day(*ymd):
    return (date(*ymd) - date(1970, 1, 1)).days


class TestRhythm(BaseCase):
    def test_own_intervals_by_hand(self):
        # days 0, 10, 20, 40: intervals 10, 10, 20
        days = day(2026, 1, 1) + np.array([0, 10, 20, 40, 20])
        found = rhythm.measure([5] * 5, days, day(2026, 3, 1))
        self.assertEqual(found.usual_interval[0], 10)
        self.assertEqual(found.next_day[0], days[3] + 10)
        self.assertEqual(found.window_from[0], days[3] + 10)
        self.assertEqual(found.window_to[0], days[3] + 15)
        self.assertEqual(found.peak_months[0], 0)

    def test_few_orders_take_the_others_rhythm(self):
        start = day(2026, 1, 1)
        found = rhythm.measure(
            [1, 1, 1, 2], start + np.array([0, 30, 60, 50]), start + 80
        )
        np.testing.assert_array_equal(found.own, [True, False])
        np.testing.assert_array_equal(found.usual_interval, [30, 30])

    def test_seasonal_buyer_is_not_due_before_the_season(self):
        orders = [
            day(year, month, 5) for year in (2023, 2024, 2025) for month in (9, 10)
        ]
        found = rhythm.measure([1] * 6, orders, day(2026, 4, 1))
        self.assertEqual(found.peak_months[0], 1 << 8 | 1 << 9)
        self.assertEqual(found.window_from[0], day(2026, 9, 1))
        self.assertEqual(found.window_to[0], day(2026, 10, 31))
        self.assertEqual(
            found.expected_silence[0], day(2026, 10, 31) - day(2025, 10, 5)
        )

    def test_winter_is_one_season(self):
        orders = [day(y, m, d) for y, m, d in ((2023, 12, 5), (2024, 1, 5))]
        orders += [day(2024, 12, 5), day(2025, 1, 5)]
        found = rhythm.measure([1] * 4, orders, day(2025, 5, 1))
        self.assertEqual(found.peak_months[0], 1 << 11 | 1)
        self.assertEqual(found.window_from[0], day(2025, 12, 1))

    def test_nobody_and_the_future(self):
        self.assertEqual(len(rhythm.measure([], [], 0).customers), 0)
        self.assertEqual(len(rhythm.measure([1], [100], 50).customers), 0)


class TestBaskets(BaseCase):
    def test_rules_by_hand(self):
        # four orders: 1 and 2 together in three, 2 alone in none, 3 once
        orders = [1, 1, 2, 2, 3, 3, 4, 4]
        items = [1, 2, 1, 2, 1, 2, 1, 3]
        found = baskets.rules(orders, items, min_count=1)
        rows = {
            (i, o): (c, s, round(k, 4), round(v, 4))
            for i, o, c, s, k, v in zip(
                found.item,
                found.other,
                found.count,
                found.support,
                found.confidence,
                found.lift,
                strict=True,
            )
        }
        # lift of 1 and 2: 0.75 / 0.75 = 1, no more than chance: left out
        self.assertEqual(rows, {})
        found = baskets.rules([*orders, 5], [*items, 4], min_count=1)
        pair = np.flatnonzero((found.item == 1) & (found.other == 2))[0]
        self.assertEqual(found.count[pair], 3)
        self.assertAlmostEqual(found.support[pair], 3 / 5)
        self.assertAlmostEqual(found.confidence[pair], 3 / 4)
        self.assertAlmostEqual(found.lift[pair], (3 / 4) / (3 / 5))

    def test_similar_and_recommend(self):
        customers = [1, 1, 2, 2, 3, 3, 4]
        items = [7, 8, 7, 8, 7, 9, 8]
        found = baskets.similar_items(customers, items, min_count=1)
        pair = np.flatnonzero((found.item == 7) & (found.other == 8))[0]
        self.assertAlmostEqual(found.cosine[pair], 2 / 3)
        picked = baskets.recommend([8], found)
        self.assertEqual([(row[0], row[2]) for row in picked], [(7, 8)])
        self.assertEqual(baskets.recommend([8], found, exclude=[7]), [])
        self.assertEqual(baskets.recommend([], found), [])

    def test_nothing_sold(self):
        self.assertEqual(len(baskets.rules([], []).item), 0)
        self.assertEqual(len(baskets.similar_items([], []).item), 0)


class TestClusters(BaseCase):
    def test_three_groups_are_found_and_named(self):
        random = np.random.default_rng(3)
        size, rate = [], []
        for center, n in (((0, 0), 90), ((10, 0), 60), ((0, 10), 30)):
            size.append(center[0] + random.normal(0, 0.5, n))
            rate.append(center[1] + random.normal(0, 0.5, n))
        features = {"size": np.concatenate(size), "rate": np.concatenate(rate)}
        found = clusters.find(features)
        self.assertEqual(found.k, 3)
        self.assertEqual(list(np.bincount(found.labels)), [90, 60, 30])
        self.assertEqual(found.marks[1][0], ("size", "high"))
        self.assertEqual(found.marks[2][0], ("rate", "high"))
        again = clusters.find(features)
        np.testing.assert_array_equal(found.labels, again.labels)

    def test_nothing_to_tell_apart(self):
        self.assertEqual(clusters.find({"size": []}).k, 0)
        for values in ([4], [4, 4, 4], [1, 2]):
            found = clusters.find({"size": values})
            self.assertEqual((found.k, found.silhouette), (1, 0.0))
