# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.trade_crm_analytics.kernels import abc, lifecycle, rfm
from odoo.tests import BaseCase


class TestRfm(BaseCase):
    def test_quintiles_by_hand(self):
        values = np.arange(1, 11)
        cuts = rfm.quintile_cuts(values)
        np.testing.assert_array_equal(cuts, [3, 5, 7, 9])
        np.testing.assert_array_equal(
            rfm.score(values, cuts), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
        )

    def test_ties_share_the_middle_of_their_places(self):
        # three at 0 stand at the middle of places 1 to 3 of 5: (2 - 0.5) / 5 = 0.3
        values = [0, 0, 0, 5, 9]
        scores = rfm.score(values, rfm.quintile_cuts(values))
        np.testing.assert_array_equal(scores, [2, 2, 2, 4, 5])

    def test_one_customer_and_all_alike_score_three(self):
        for values in ([7], [7, 7, 7, 7]):
            scores = rfm.score(values, rfm.quintile_cuts(values))
            self.assertEqual(set(scores), {3})
        self.assertEqual(len(rfm.score([], rfm.quintile_cuts([]))), 0)

    def test_recency_counts_the_other_way(self):
        days = np.array([0, 10, 20, 30, 40])
        scores = rfm.recency_score(days, rfm.quintile_cuts(-days))
        np.testing.assert_array_equal(scores, [5, 4, 3, 2, 1])

    def test_own_cuts(self):
        np.testing.assert_array_equal(
            rfm.score([0, 100, 999, 5000], [100, 500, 1000, 5000]), [1, 2, 3, 5]
        )
        with self.assertRaises(ValueError):
            rfm.score([1], [5, 4, 6, 7])

    @given(st.lists(st.integers(-50, 50), min_size=1, max_size=80))
    def test_scores_rise_with_values(self, values):
        scores = rfm.score(values, rfm.quintile_cuts(values))
        self.assertTrue(((scores >= 1) & (scores <= 5)).all())
        ranked = sorted(zip(values, scores, strict=True))
        self.assertEqual([row[1] for row in ranked], sorted(scores))

    def test_every_score_has_a_segment(self):
        found = {
            rfm.SEGMENTS[int(rfm.segment([r], [f], [m])[0])]
            for r in range(1, 6)
            for f in range(1, 6)
            for m in range(1, 6)
        }
        self.assertEqual(found, set(rfm.SEGMENTS))
        self.assertEqual(len(rfm.SEGMENTS), 11)


class TestAbc(BaseCase):
    def test_by_hand(self):
        self.assertEqual("".join(abc.classify([50, 20, 15, 10, 5, -3])), "AAABCC")
        self.assertEqual("".join(abc.classify([10, 80, 10])), "BAB")
        self.assertEqual("".join(abc.classify([-1, 0])), "CC")
        self.assertEqual(len(abc.classify([])), 0)
        self.assertEqual("".join(abc.classify([3])), "A")


class TestLifecycle(BaseCase):
    def stages(self, *rows):
        found = lifecycle.assign(
            lifecycle.DEFAULT_RULES, *np.array(rows, dtype=float).T
        )
        return [lifecycle.DEFAULT_RULES[i].stage for i in found]

    def test_stages_by_hand(self):
        self.assertEqual(
            self.stages(
                # orders, silence, usual interval, tenure
                (0, 0, 90, 0),
                (1, 10, 90, 0),
                (3, 10, 30, 60),
                (8, 10, 30, 400),
                (8, 130, 30, 400),
                (8, 400, 30, 400),
                (8, 400, 300, 2400),  # slow, but as ever
            ),
            ["prospect", "first", "growing", "loyal", "dormant", "lost", "loyal"],
        )
