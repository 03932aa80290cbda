# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_pool.allocation import (
    conversion_weights,
    integer_weights,
    prior_strength,
    shrink,
)
from odoo.tests import BaseCase


class TestConversion(BaseCase):
    def test_shrunk_rates_by_hand(self):
        # p = (1 + 45 + 4) / (1 + 100 + 24) = 50 / 125 = 0.4; m = 20, so m p = 8
        rates = shrink([1, 45, 4, 0], [1, 100, 24, 0], strength=20)
        self.assertAlmostEqual(rates[0], 9 / 21)  # 1 of 1 is not 100 %
        self.assertAlmostEqual(rates[1], 53 / 120)
        self.assertAlmostEqual(rates[2], 12 / 44)
        self.assertAlmostEqual(rates[3], 0.4)  # the newcomer has the team's rate

    def test_strength_by_hand(self):
        # n = 100, 100; k = 10, 30; p = 0.2; p (1 - p) = 0.16
        # S = 100 * 0.01 + 100 * 0.01 = 2; S / 0.16 = 12.5; less K - 1 = 11.5
        # N - sum n^2 / N - (K - 1) = 200 - 100 - 1 = 99; c = 11.5 / 99; m = 87.5 / 11.5
        self.assertAlmostEqual(87.5 / 11.5, 7.608695652, 8)
        # below ten customers' worth is not believed
        self.assertEqual(prior_strength([10, 30], [100, 100]), 10.0)
        # k = 15, 25: S = 100 * 0.0025 * 2 = 0.5; 3.125 - 1 = 2.125; c = 2.125 / 99
        self.assertAlmostEqual(prior_strength([15, 25], [100, 100]), 99 / 2.125 - 1)
        # k = 19, 21: S / 0.16 = 0.125 < K - 1: luck explains it all
        self.assertEqual(prior_strength([19, 21], [100, 100]), 1000.0)

    def test_strength_without_evidence(self):
        for won, tried in (
            ([], []),
            ([3], [10]),
            ([0, 0], [10, 10]),
            ([10, 5], [10, 5]),
            ([0, 1], [1, 1]),
            ([0, 0], [0, 0]),
        ):
            with self.subTest(won=won):
                self.assertEqual(prior_strength(won, tried), 1000.0)

    def test_weights_by_hand(self):
        # rates 1/2, 1/4, 0 of n = 20 with m = 20 and p = 15 / 60 = 0.25:
        # (10 + 5) / 40 = .375, (5 + 5) / 40 = .25, 5 / 40 = .125; mean .25
        self.assertEqual(
            conversion_weights([10, 5, 0], [20, 20, 20], strength=20), [15, 10, 5]
        )
        # a higher floor
        self.assertEqual(
            conversion_weights([10, 5, 0], [20, 20, 20], strength=20, floor=0.8),
            [15, 10, 8],
        )

    def test_newcomer_start_value(self):
        # the newcomer is not in the mean: (10 + 5) / 40 and (5 + 5) / 40 with
        # p = 15 / 40 = .375, m p = 7.5: 17.5 / 40, 12.5 / 40; mean .375
        self.assertEqual(
            conversion_weights([10, 5, 0], [20, 20, 0], strength=20), [12, 8, 10]
        )
        self.assertEqual(
            conversion_weights([10, 5, 0], [20, 20, 0], strength=20, newcomer=0.7),
            [12, 8, 7],
        )
        self.assertEqual(
            conversion_weights(
                [10, 5, 1], [20, 20, 1], strength=20, newcomer=1.2, newcomer_below=5
            )[2],
            12,
        )

    def test_nothing_won_yet_is_equal_shares(self):
        self.assertEqual(conversion_weights([0, 0], [40, 3]), [10, 10])
        self.assertEqual(conversion_weights([0, 0], [0, 0]), [10, 10])
        self.assertEqual(conversion_weights([], []), [])

    def test_integer_weights(self):
        self.assertEqual(integer_weights([1.25, 0.04, 2], 2), [3, 1, 4])

    def test_bad_input(self):
        for won, tried, options in (
            ([2], [1], {}),
            ([-1], [1], {}),
            ([1], [1, 2], {}),
            ([1], [1], {"floor": 0}),
            ([1], [1], {"floor": 1.1}),
            ([1], [1], {"newcomer": 0}),
            ([1], [1], {"strength": 0}),
            ([1], [1], {"scale": 0}),
        ):
            with self.subTest(options=options), self.assertRaises(ValueError):
                conversion_weights(won, tried, **options)

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.integers(0, 300).flatmap(
                lambda n: st.tuples(st.integers(0, n), st.just(n))
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_properties(self, pairs):
        won, tried = [k for k, _n in pairs], [n for _k, n in pairs]
        weights = conversion_weights(won, tried)
        self.assertTrue(all(weight >= 5 for weight in weights))  # floor: half of 10
        mean = sum(won) / sum(tried) if sum(tried) else 0
        for (k, n), rate in zip(pairs, shrink(won, tried), strict=True):
            if n:
                low, high = sorted((k / n, mean))
                self.assertTrue(low - 1e-9 <= rate <= high + 1e-9)
        for first, a in enumerate(pairs):
            for second, b in enumerate(pairs):
                if a[1] == b[1] and a[0] > b[0]:
                    self.assertGreaterEqual(weights[first], weights[second])
