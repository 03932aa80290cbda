# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from unittest import skipUnless

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm_analytics.kernels import bgnbd, churn, leaving
from odoo.tests import BaseCase

from ..common import data_file, retail_documents

FIT = bgnbd.Fit(0.9, 30.0, 0.5, 2.0, 0.0, True)


def history(days, money=100.0):
    """Return the history of customers by their order days."""
    places = [place for place, own in enumerate(days) for _day in own]
    flat = np.array([day for own in days for day in sorted(own)], dtype=np.int64)
    amounts = np.full(len(flat), money)
    return leaving.History(
        np.array(places, dtype=np.int64), flat, amounts, amounts, amounts > 0
    )


def day_number(text):
    return int(np.datetime64(text).astype(int))


class TestLeaving(BaseCase):
    def test_described_by_hand(self):
        known = leaving.describe(
            history([[0, 30, 60], [50]]), 100, FIT, shortest=20, unit=50.0
        )
        np.testing.assert_array_equal(known.places, [0, 1])
        np.testing.assert_array_equal(known.horizon, [30, 30])  # the usual interval
        found = {name: values.tolist() for name, values in known.features.items()}
        self.assertEqual(found["recency"], [np.log1p(40), np.log1p(50)])
        self.assertEqual(found["age"], [np.log1p(100), np.log1p(50)])
        self.assertEqual(found["days"], [np.log(3), 0])
        self.assertEqual(found["revenue"], [np.log1p(6), np.log1p(2)])
        self.assertEqual(found["late"], [np.log(47 / 37), np.log(57 / 37)])
        self.assertEqual(found["recent_days"], [np.log1p(2), np.log1p(1)])
        self.assertEqual(found["falling"], [0, 0])

    def test_nothing_of_the_future_is_known(self):
        before = leaving.describe(history([[0, 30], [10]]), 40, FIT, 20, 100.0)
        after = leaving.describe(history([[0, 30, 41], [10, 99]]), 40, FIT, 20, 100.0)
        np.testing.assert_array_equal(before.matrix(), after.matrix())

    def test_who_left_by_hand(self):
        # orders after day 40 on day 60, never, on day 200: the horizon is 30 days
        past = history([[0, 20, 35, 60], [0, 20, 40], [5, 25, 38, 200]])
        known = leaving.describe(past, 40, FIT, 30, 100.0)
        np.testing.assert_array_equal(known.horizon, [30, 30, 30])
        np.testing.assert_array_equal(
            leaving._left(past, known, 40), [False, True, True]
        )

    def test_every_second_customer(self):
        some = history([[1], [2], [3], [4]]).every(2)
        np.testing.assert_array_equal(some.customer, [0, 1])
        np.testing.assert_array_equal(some.day, [1, 3])

    def test_too_little_is_not_learned_from(self):
        for days in ([], [[0]], [[0, 40, 80]] * 5, [[7]] * 500):
            self.assertIsNone(leaving.learn(history(days), 400, FIT, 90))

    def test_silence_is_learned(self):
        """Half of the customers order every 20 days, half stop after a while."""
        random = np.random.default_rng(5)
        days = []
        for customer in range(300):
            last = 700 if customer % 2 else int(random.integers(150, 650))
            days.append(np.arange(random.integers(0, 20), last, 20).tolist())
        past = history(days)
        model = leaving.learn(past, 700, FIT, 90)
        known = leaving.describe(past, 700, FIT, 90, model.unit)
        risk = model.risk(known)
        self.assertLess(risk[1::2].max(), 0.5)
        self.assertLess(np.median(risk[1::2]), 0.2)
        gone = [place for place in range(0, 300, 2) if days[place][-1] < 600]
        self.assertGreater(risk[gone].min(), 0.6)
        reasons = model.reasons(known)
        self.assertGreater(reasons["silence"][gone].min(), 1)
        parts = sum(reasons.values()) + model.intercept
        np.testing.assert_allclose(1 / (1 + np.exp(-parts)), risk)

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.lists(st.integers(0, 800), min_size=1, max_size=6, unique=True),
            min_size=1,
            max_size=60,
        ),
        st.integers(1, 120),
    )
    def test_never_nan(self, days, shortest):
        past = history(days)
        known = leaving.describe(past, 800, FIT, shortest, 1.0)
        self.assertTrue(np.isfinite(known.matrix()).all())
        model = leaving.learn(past, 800, FIT, shortest)
        if model:
            self.assertTrue(np.isfinite(model.risk(known)).all())

    @skipUnless(data_file("online_retail.csv.gz"), "needs online_retail.csv.gz")
    def test_online_retail_beats_longest_silence(self):
        """Learned on what was known by the end of August 2011, judged by 9 December.

        The features were chosen on an earlier window (31 May, judged by the end of
        August). At each number of warnings the precision is above that of as many for
        the longest silence.
        """
        docs = retail_documents()
        docs["days"] = docs.day.to_numpy().astype("datetime64[D]").astype(int)
        for start, stop, lead, auc in (
            ("2011-05-31", "2011-08-31", 0.03, 0.73),
            ("2011-08-31", "2011-12-09", 0.03, 0.73),
        ):
            now, end = day_number(start), day_number(stop)
            past, later = docs[docs.days <= now], docs[docs.days > now]
            later = later[(later.days <= end) & ~later.credit]
            found = self._predict(past, now)
            left = ~np.isin(found["customer"], later.customer)
            for share in (0.1, 0.15, 0.2, 0.3):
                judged = churn.back_test(
                    found["risk"], left, found["silence"], int(len(left) * share)
                )
                self.assertGreater(judged.precision, judged.baseline_precision + lead)
                self.assertGreater(judged.recall, judged.baseline_recall)
                self.assertGreater(judged.lift, judged.baseline_lift)
            self.assertGreater(judged.auc, auc)
            self.assertGreater(judged.auc, judged.baseline_auc + 0.08)

    def _predict(self, past, now):
        """Return customer, risk and silence of those with two order days or more."""
        names = np.sort(past.customer.unique())
        by_day = past.assign(
            place=np.searchsorted(names, past.customer),
            invoiced=np.where(past.credit, 0, past.pence) / 100,
            net=past.pence / 100,
            sale=~past.credit,
        ).groupby(["place", "days"], as_index=False)
        days = by_day.agg({"invoiced": "sum", "net": "sum", "sale": "any"})
        known_days = leaving.History(
            *(days[name].to_numpy() for name in ("place", "days", "invoiced", "net")),
            days.sale.to_numpy(bool),
        )
        order_days = days[days.sale].groupby("place").days
        first, last, count = order_days.min(), order_days.max(), order_days.size()
        fit = bgnbd.fit(count - 1, last - first, now - first)
        model = leaving.learn(known_days, now, fit, 90)
        known = leaving.describe(known_days, now, fit, 90, model.unit)
        repeat = known.features["days"] > 0
        return {
            "customer": names[known.places][repeat],
            "risk": model.risk(known)[repeat],
            "silence": np.expm1(known.features["recency"])[repeat],
        }
