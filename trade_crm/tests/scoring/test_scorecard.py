# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm.scoring import (
    Factor,
    Scorecard,
    ScorecardError,
    proposed_limit,
    round_down,
)
from odoo.tests import BaseCase, tagged

GRADES = [(0, "C"), (50, "B"), (80, "A")]
NUMBERS = st.integers(-1000, 1000)
POINTS = st.integers(0, 100)
FACTORS = st.lists(
    st.tuples(
        st.integers(1, 50),
        st.dictionaries(NUMBERS, POINTS, min_size=1, max_size=5),
        st.one_of(st.none(), POINTS),
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install", "-at_install")
class TestScorecard(BaseCase):
    def test_points_weights_and_shares_by_hand(self):
        card = Scorecard(
            [
                Factor("on_time", 30, [(0, 0), (80, 60), (95, 100)]),
                Factor("overdue", 20, [(0, 100), (5, 40), (20, 0)]),
                Factor("tenure", 10, [(0, 20), (12, 50), (36, 100)]),
            ],
            GRADES,
        )
        result = card.rate({"on_time": 90, "overdue": 0, "tenure": 12})
        # (60 * 30 + 100 * 20 + 50 * 10) / 60 = 4300 / 60 = 71.67
        self.assertEqual(result.score, 71.7)
        self.assertEqual(result.grade, "B")
        self.assertEqual([part.points for part in result.parts], [60, 100, 50])
        self.assertAlmostEqual(result.parts[0].share, 30.0)
        self.assertAlmostEqual(sum(p.share for p in result.parts), 4300 / 60)

    def test_an_unknown_figure_is_left_out_or_has_its_points(self):
        known = Factor("a", 10, [(0, 80)])
        left_out = Scorecard([known, Factor("b", 90, [(0, 0)])], GRADES)
        self.assertEqual(left_out.rate({"a": 1}).score, 80)
        worth = Scorecard([known, Factor("b", 10, [(0, 0)], missing=20)], GRADES)
        self.assertEqual(worth.rate({"a": 1}).score, 50)
        nothing = left_out.rate({})
        self.assertIsNone(nothing.score)
        self.assertIsNone(nothing.grade)

    def test_a_band_begins_at_its_figure(self):
        factor = Factor("a", 1, [(0, 10), (5, 20)])
        found = [factor.rate(value) for value in (-3, 0, 4.99, 5, 1e9)]
        self.assertEqual(found, [10, 10, 10, 20, 20])

    def test_the_shown_score_decides_the_grade(self):
        card = Scorecard([Factor("a", 1, [(0, 79.96)])], GRADES)
        self.assertEqual(card.rate({"a": 0})[:2], (80.0, "A"))

    def test_what_can_rate_nobody_is_refused(self):
        fine = Factor("a", 1, [(0, 1)])
        for code, build in (
            ("no_weight", lambda: Scorecard([], GRADES)),
            ("no_weight", lambda: Scorecard([Factor("a", 0, [(0, 1)])], GRADES)),
            ("bad_weight", lambda: Factor("a", -1, [(0, 1)])),
            ("no_bands", lambda: Factor("a", 1, [])),
            ("overlap", lambda: Factor("a", 1, [(3, 1), (3, 2)])),
            ("bad_points", lambda: Factor("a", 1, [(0, 101)])),
            ("bad_points", lambda: Factor("a", 1, [(0, 1)], missing=-1)),
            ("no_grades", lambda: Scorecard([fine], [])),
            ("grade_overlap", lambda: Scorecard([fine], [(0, "B"), (0, "A")])),
            ("grade_gap", lambda: Scorecard([fine], [(10, "B")])),
            ("grade_gap", lambda: Scorecard([fine], [(0, "B"), (101, "A")])),
        ):
            with self.assertRaises(ScorecardError) as caught:
                build()
            self.assertEqual(caught.exception.code, code)

    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(FACTORS, st.lists(st.one_of(st.none(), NUMBERS), min_size=6, max_size=6))
    def test_a_score_is_a_weighted_mean(self, factors, figures):
        card = Scorecard(
            [
                Factor(key, weight, bands.items(), missing)
                for key, (weight, bands, missing) in enumerate(factors)
            ],
            GRADES,
        )
        result = card.rate(dict(enumerate(figures)))
        points = [part.points for part in result.parts if part.points is not None]
        if not points:
            self.assertIsNone(result.score)
            return
        self.assertLessEqual(min(points) - 0.06, result.score)
        self.assertLessEqual(result.score, max(points) + 0.06)
        self.assertAlmostEqual(
            sum(part.share for part in result.parts), result.score, delta=0.06
        )

    def test_limits_by_hand(self):
        self.assertEqual(round_down(128_400), 120_000)
        self.assertEqual(round_down(0.0456), 0.045)
        self.assertEqual(round_down(9_999), 9_900)
        self.assertEqual(proposed_limit(120_000, 3), 30_000)
        self.assertEqual(proposed_limit(120_000, 3, 25_000), 25_000)
        self.assertEqual(proposed_limit(120_000, 0), 0)
        self.assertEqual(proposed_limit(-5_000, 3), 0)

    @settings(deadline=None)
    @given(st.floats(0.01, 1e12), st.integers(1, 4))
    def test_rounding_down_never_adds(self, amount, digits):
        rounded = round_down(amount, digits)
        self.assertLessEqual(rounded, amount)
        self.assertGreaterEqual(rounded, amount * (1 - 10 ** (1 - digits)))
        self.assertEqual(round_down(rounded, digits), rounded)
