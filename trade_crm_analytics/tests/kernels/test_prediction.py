# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import csv
from datetime import date
from unittest import skipUnless

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_analytics.kernels import bgnbd, churn, gamma_gamma
from odoo.tests import BaseCase
from scipy.special import hyp2f1

from ..common import data_file

SUMMARY = data_file("cdnow_customers_summary.csv")
SAMPLE = data_file("cdnow_sample.txt")


def read_summary():
    with open(SUMMARY) as file:
        rows = list(csv.DictReader(file))
    return (
        np.array([float(row[name]) for row in rows])
        for name in ("frequency", "recency", "T")
    )


def read_sample():
    """Return {customer: {day: dollars}} with one purchase a day."""
    customers = {}
    with open(SAMPLE) as file:
        for line in file:
            _master, name, day, _units, dollars = line.split()
            day = date(int(day[:4]), int(day[4:6]), int(day[6:]))
            days = customers.setdefault(int(name), {})
            days[day] = days.get(day, 0.0) + float(dollars)
    return customers


class TestBgNbd(BaseCase):
    @skipUnless(SUMMARY, "needs cdnow_customers_summary.csv (TRADE_CRM_DATA)")
    def test_cdnow_as_published(self):
        """Fader, Hardie and Lee (2005), table 2 and their spreadsheet note."""
        x, t_x, age = read_summary()
        fit = bgnbd.fit(x, t_x, age)
        self.assertTrue(fit.converged)
        self.assertEqual(round(fit.r, 3), 0.243)
        self.assertEqual(round(fit.alpha, 3), 4.414)
        self.assertEqual(round(fit.a, 3), 0.793)
        self.assertEqual(round(fit.b, 3), 2.426)
        self.assertEqual(round(fit.log_likelihood, 1), -9582.4)
        self.assertEqual(fit.customers, 2357)
        one = fit.expected_purchases(39, 2, 30.43, 38.86)
        self.assertEqual(round(float(one), 3), 1.226)
        published = {0.1429: 0.0078, 1: 0.0532, 3: 0.1506, 31.8571: 1.0405, 32: 1.0437}
        for weeks, orders in published.items():
            self.assertAlmostEqual(float(fit.expected_new(weeks)), orders, 4)
        # the paper's forecast of new customers after 78 weeks: 1.8576, by the
        # spreadsheet's rounded parameters
        self.assertAlmostEqual(float(fit.expected_new(78)), 1.858, 3)

    @skipUnless(SUMMARY and SAMPLE, "needs the CDNOW files (TRADE_CRM_DATA)")
    def test_cdnow_holdout(self):
        """Correlation of forecast and fact in weeks 40 to 78: 0.626 in the paper."""
        x, t_x, age = read_summary()
        end = date(1997, 9, 30)
        later = np.array(
            [
                sum(day > end for day in days)
                for _, days in sorted(read_sample().items())
            ]
        )
        forecast = bgnbd.fit(x, t_x, age).expected_purchases(39, x, t_x, age)
        self.assertEqual(round(np.corrcoef(forecast, later)[0, 1], 3), 0.626)

    def test_quadrature_is_the_published_formula(self):
        fit = bgnbd.Fit(0.243, 4.414, 0.793, 2.426, 0.0, True)
        x = np.array([0, 1, 2, 7, 29.0])
        t_x, age, t = np.array([0, 3, 30.43, 29, 38]), np.full(5, 38.86), 39
        r, alpha, a, b = fit.r, fit.alpha, fit.a, fit.b
        series = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
        orders = (a + b + x - 1) / (a - 1)
        orders *= 1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * series
        orders *= fit.p_alive(x, t_x, age)
        np.testing.assert_allclose(
            fit.expected_purchases(t, x, t_x, age), orders, rtol=1e-7
        )

    def test_busy_customer_and_a_of_one(self):
        fit = bgnbd.Fit(0.5, 10.0, 1.0, 3.0, 0.0, True)
        orders = fit.expected_purchases(365, [5000], [700], [700])
        self.assertTrue(np.isfinite(orders).all() and orders[0] > 0)

    def test_p_alive_by_hand(self):
        # x = 1: odds of gone a / b * ((alpha + T) / (alpha + t_x)) ** (r + 1)
        fit = bgnbd.Fit(1.0, 1.0, 1.0, 2.0, 0.0, True)
        self.assertAlmostEqual(float(fit.p_alive(1, 1, 3)), 1 / (1 + 0.5 * 4))
        self.assertEqual(float(fit.p_alive(0, 0, 1000)), 1.0)
        # no order within 4: (1 + 3)/(1 + 3 + 4) squared = 1/4
        chance = float(fit.p_order_within(4, 1, 1, 3))
        self.assertAlmostEqual(chance, (1 / 3) * (3 / 4))

    def test_thin_data_is_said(self):
        self.assertEqual(bgnbd.fit([], [], []).reason, "no_customers")
        self.assertEqual(bgnbd.fit([0, 0], [0, 0], [0, 0]).reason, "no_time")
        self.assertEqual(bgnbd.fit([0, 0], [0, 0], [9, 5]).reason, "no_repeat")
        for fit in (
            bgnbd.fit([], [], []),
            bgnbd.fit([1], [10], [20]),
            bgnbd.fit([3] * 50, [30] * 50, [40] * 50),
        ):
            self.assertFalse(fit.converged)
            self.assertTrue(fit.reason)
            self.assertTrue(np.isfinite([fit.r, fit.alpha, fit.a, fit.b]).all())
            values = fit.expected_purchases(90, [0, 4], [0, 50], [10, 60])
            self.assertTrue(np.isfinite(values).all())

    def test_impossible_input_is_refused(self):
        for bad in (
            ([1, 2], [1], [1]),
            ([-1], [0], [1]),
            ([1], [5], [4]),
            ([np.nan], [0], [1]),
        ):
            with self.assertRaises(ValueError):
                bgnbd.fit(*bad)

    def test_recovers_its_own_parameters_whatever_the_unit(self):
        random = np.random.default_rng(7)
        n, r, alpha, a, b = 6000, 0.8, 40.0, 0.9, 4.0
        rate = random.gamma(r, 1 / alpha, n)
        leave = random.beta(a, b, n)
        age = random.uniform(200, 700, n)
        x, t_x, now = np.zeros(n), np.zeros(n), np.zeros(n)
        alive = np.ones(n, dtype=bool)
        while alive.any():
            now = np.where(alive, now + random.exponential(1 / rate), now)
            alive &= now <= age
            x, t_x = x + alive, np.where(alive, now, t_x)
            alive &= random.random(n) >= leave
        days = bgnbd.fit(x, t_x, age)
        np.testing.assert_allclose([days.r, days.alpha], [r, alpha], rtol=0.15)
        np.testing.assert_allclose([days.a, days.b], [a, b], rtol=0.3)
        weeks = bgnbd.fit(x, t_x / 7, age / 7)
        np.testing.assert_allclose(weeks.alpha * 7, days.alpha, rtol=1e-4)
        np.testing.assert_allclose(weeks.r, days.r, rtol=1e-4)

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 50), st.integers(0, 900), st.integers(0, 900)),
            max_size=30,
        )
    )
    def test_never_nan(self, rows):
        x = np.array([row[0] for row in rows], dtype=float)
        t_x = np.array([min(row[1:]) if row[0] else 0 for row in rows], dtype=float)
        age = np.array([max(row[1:]) for row in rows], dtype=float)
        fit = bgnbd.fit(x, t_x, age)
        alive = fit.p_alive(x, t_x, age)
        short = fit.expected_purchases(90, x, t_x, age)
        long = fit.expected_purchases(365, x, t_x, age)
        self.assertTrue(np.isfinite(alive).all() and np.isfinite(long).all())
        self.assertTrue(((alive >= 0) & (alive <= 1)).all())
        self.assertTrue((long >= short - 1e-9).all())


class TestGammaGamma(BaseCase):
    @skipUnless(SAMPLE, "needs cdnow_sample.txt (TRADE_CRM_DATA)")
    def test_cdnow_as_published(self):
        """Fader and Hardie (2013): p 6.25, q 3.74, gamma 15.44 on 946 customers."""
        counts, means = [], []
        for days in read_sample().values():
            first = min(days)
            spent = [
                money for day, money in days.items() if first < day <= date(1997, 9, 30)
            ]
            if spent:
                counts.append(len(spent))
                means.append(sum(spent) / len(spent))
        fit = gamma_gamma.fit(counts, means)
        self.assertEqual(len(counts), 946)
        self.assertTrue(fit.converged)
        self.assertEqual(
            (round(fit.p, 2), round(fit.q, 2), round(fit.gamma, 2)), (6.25, 3.74, 15.44)
        )
        self.assertAlmostEqual(fit.log_likelihood, -4055.9177, 3)
        self.assertAlmostEqual(fit.population_mean, 35.17, 2)

    def test_expected_value_by_hand(self):
        fit = gamma_gamma.Fit(6.0, 4.0, 15.0, 0.0, True)
        # 6 * (15 + 2 * 40) / (6 * 2 + 4 - 1) = 38, and 6 * 15 / 3 = 30
        np.testing.assert_allclose(
            fit.expected_value([2, 0, 3], [40, 0, -5]), [38, 30, 30]
        )

    def test_thin_data_falls_back_to_means(self):
        fit = gamma_gamma.fit([1, 3], [10, 30])
        self.assertEqual((fit.converged, fit.reason), (False, "too_few"))
        np.testing.assert_allclose(fit.expected_value([1, 0], [10, 0]), [10, 25])
        self.assertEqual(gamma_gamma.fit([2] * 20, [5] * 20).reason, "same_value")
        empty = gamma_gamma.fit([0, 1], [0, -3])
        self.assertEqual((empty.reason, empty.skipped), ("too_few", 2))
        self.assertEqual(float(empty.expected_value([0], [0])[0]), 0.0)


class TestChurn(BaseCase):
    def test_points_add_up(self):
        score = churn.score([0.5, 0.5], {"silence": [1, 0], "complaints": [0.5, 0]})
        self.assertAlmostEqual(score.risk[0], 1 / (1 + np.exp(-1.5)))
        self.assertAlmostEqual(score.risk[1], 0.5)
        self.assertEqual(score.reasons(0), [("silence", 1.2), ("complaints", 0.3)])
        self.assertEqual(score.reasons(1), [])
        calm = churn.score([0.5], {}, in_rhythm=[True])
        self.assertAlmostEqual(calm.risk[0], 1 / (1 + np.exp(1)))
        with self.assertRaises(ValueError):
            churn.score([0.5], {"weather": [1]})

    def test_strengths(self):
        np.testing.assert_allclose(
            churn.silence_strength([30, 60, 90, 500], 30), [0, 0.5, 1, 1]
        )
        np.testing.assert_allclose(
            churn.falling_strength([50, 100, 0, 5, -10], [100, 50, 80, 0, 40]),
            [0.5, 0, 1, 0, 1],
        )

    def test_back_test_by_hand(self):
        left = [True, True, False, False, False]
        result = churn.back_test([5, 1, 4, 2, 3], left, [5, 4, 3, 2, 1], 2)
        self.assertEqual(
            (result.precision, result.recall, result.lift), (0.5, 0.5, 1.25)
        )
        self.assertEqual(result.baseline_precision, 1.0)
        self.assertEqual((result.auc, result.baseline_auc), (0.5, 1.0))
        self.assertEqual(churn.back_test([], [], [], 3).precision, 0.0)
        self.assertEqual(churn.back_test([1, 2], [False, False], [1, 2], 1).auc, 0.0)
