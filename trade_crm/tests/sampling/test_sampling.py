# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""ISO 2859-1:1999 against its tables, written down here as they are printed.

The tables below are literal rows, a letter a row and an AQL a column, as in tables
2-A, 2-B and 2-C: an acceptance number, or the arrow that stands there. They were
compared cell by cell with published transcriptions of the edition (GB/T 2828.1-2012,
which is identical to it). The code knows no such table: it works with diagonals.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ...sampling import (
    AQLS,
    LETTERS,
    LEVELS,
    SEVERITIES,
    SamplingError,
    Switching,
    cell,
    code_letter,
    plan,
    standard_aql,
    standard_level,
)

TABLE_1 = """
  2       8        A A A A A A B
  9       15       A A A A A B C
  16      25       A A B B B C D
  26      50       A B B C C D E
  51      90       B B C C C E F
  91      150      B B C D D F G
  151     280      B C D E E G H
  281     500      B C D E F H J
  501     1200     C C E F G J K
  1201    3200     C D E G H K L
  3201    10000    C D F G J L M
  10001   35000    C D F H K M N
  35001   150000   D E G J L N P
  150001  500000   D E G J M P Q
  500001  99999999 D E H K N Q R
"""
TABLES = {
    # letter, sample size; AQL 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10
    "normal": """
  A 2       v  v  v  v  v  v  v  v  v  v  0  v
  B 3       v  v  v  v  v  v  v  v  v  0  ^  v
  C 5       v  v  v  v  v  v  v  v  0  ^  v  1
  D 8       v  v  v  v  v  v  v  0  ^  v  1  2
  E 13      v  v  v  v  v  v  0  ^  v  1  2  3
  F 20      v  v  v  v  v  0  ^  v  1  2  3  5
  G 32      v  v  v  v  0  ^  v  1  2  3  5  7
  H 50      v  v  v  0  ^  v  1  2  3  5  7 10
  J 80      v  v  0  ^  v  1  2  3  5  7 10 14
  K 125     v  0  ^  v  1  2  3  5  7 10 14 21
  L 200     0  ^  v  1  2  3  5  7 10 14 21  ^
  M 315     ^  v  1  2  3  5  7 10 14 21  ^  ^
  N 500     v  1  2  3  5  7 10 14 21  ^  ^  ^
  P 800     1  2  3  5  7 10 14 21  ^  ^  ^  ^
  Q 1250    2  3  5  7 10 14 21  ^  ^  ^  ^  ^
  R 2000    3  5  7 10 14 21  ^  ^  ^  ^  ^  ^
""",
    "tightened": """
  A 2       v  v  v  v  v  v  v  v  v  v  v  0
  B 3       v  v  v  v  v  v  v  v  v  v  0  v
  C 5       v  v  v  v  v  v  v  v  v  0  v  v
  D 8       v  v  v  v  v  v  v  v  0  v  v  1
  E 13      v  v  v  v  v  v  v  0  v  v  1  2
  F 20      v  v  v  v  v  v  0  v  v  1  2  3
  G 32      v  v  v  v  v  0  v  v  1  2  3  5
  H 50      v  v  v  v  0  v  v  1  2  3  5  8
  J 80      v  v  v  0  v  v  1  2  3  5  8 12
  K 125     v  v  0  v  v  1  2  3  5  8 12 18
  L 200     v  0  v  v  1  2  3  5  8 12 18  ^
  M 315     0  v  v  1  2  3  5  8 12 18  ^  ^
  N 500     v  v  1  2  3  5  8 12 18  ^  ^  ^
  P 800     v  1  2  3  5  8 12 18  ^  ^  ^  ^
  Q 1250    1  2  3  5  8 12 18  ^  ^  ^  ^  ^
  R 2000    2  3  5  8 12 18  ^  ^  ^  ^  ^  ^
""",
    "reduced": """
  A 2       v  v  v  v  v  v  v  v  v  v  0  v
  B 2       v  v  v  v  v  v  v  v  v  0  ^  v
  C 2       v  v  v  v  v  v  v  v  0  ^  v  v
  D 3       v  v  v  v  v  v  v  0  ^  v  v  1
  E 5       v  v  v  v  v  v  0  ^  v  v  1  2
  F 8       v  v  v  v  v  0  ^  v  v  1  2  3
  G 13      v  v  v  v  0  ^  v  v  1  2  3  5
  H 20      v  v  v  0  ^  v  v  1  2  3  5  6
  J 32      v  v  0  ^  v  v  1  2  3  5  6  8
  K 50      v  0  ^  v  v  1  2  3  5  6  8 10
  L 80      0  ^  v  v  1  2  3  5  6  8 10  ^
  M 125     ^  v  v  1  2  3  5  6  8 10  ^  ^
  N 200     v  v  1  2  3  5  6  8 10  ^  ^  ^
  P 315     v  1  2  3  5  6  8 10  ^  ^  ^  ^
  Q 500     1  2  3  5  6  8 10  ^  ^  ^  ^  ^
  R 800     2  3  5  6  8 10  ^  ^  ^  ^  ^  ^
""",
}
# A lot of each letter at general level II, and at level III for R.
LOT_OF = {
    "A": 8, "B": 15, "C": 25, "D": 50, "E": 90, "F": 150, "G": 280, "H": 500,
    "J": 1200, "K": 3200, "L": 10000, "M": 35000, "N": 150000, "P": 500000,
    "Q": 900000,
}  # fmt: skip
ARROWS = {"v": "down", "^": "up"}


def printed(severity):
    """The table as {letter: (sample size, [cells])}."""
    rows = [line.split() for line in TABLES[severity].strip().splitlines()]
    return {letter: (int(size), cells) for letter, size, *cells in rows}


def by_the_arrows(severity, letter, column):
    """Follow the printed arrows with a finger: the letter, size and number found."""
    table, letters = printed(severity), list(printed(severity))
    place = letters.index(letter)
    found = table[letter][1][column]
    while found in ARROWS:
        place += 1 if found == "v" else -1
        found = table[letters[place]][1][column]
    return letters[place], table[letters[place]][0], int(found)


@tagged("standard", "at_install")
class TestPlans(BaseCase):
    def test_table_1(self):
        for line in TABLE_1.strip().splitlines():
            first, last, *letters = line.split()
            for level, letter in zip(LEVELS, letters, strict=True):
                for lot in (int(first), int(last)):
                    with self.subTest(lot=lot, level=level):
                        self.assertEqual(code_letter(lot, level), letter)

    def test_master_tables_as_printed(self):
        for severity in SEVERITIES:
            table = printed(severity)
            self.assertEqual("".join(table), LETTERS)
            for letter, (__, cells) in table.items():
                self.assertEqual(len(cells), 12)
                for aql, sign in zip(AQLS, cells, strict=True):
                    with self.subTest(severity, letter=letter, aql=aql):
                        expected = ARROWS.get(sign) or int(sign)
                        self.assertEqual(cell(letter, aql, severity), expected)

    def test_as_the_standard_writes_them(self):
        for written, aql in (
            (2.5, "2.5"),
            ("2.50", "2.5"),
            (4, "4.0"),
            (" 0.1", "0.10"),
        ):
            self.assertEqual(standard_aql(written), aql)
            self.assertEqual(plan(1200, written), plan(1200, aql))
        for written, level in (("II", "II"), ("s-1", "S-1"), ("S4", "S-4")):
            self.assertEqual(standard_level(written), level)
        for wrong in ("", None, "two", 3, "2,5", float("nan"), 0):
            with self.assertRaisesRegex(SamplingError, "none of the standard's"):
                standard_aql(wrong)
        for wrong in ("", None, "IV", 2, "S-5"):
            with self.assertRaisesRegex(SamplingError, "none of the standard's"):
                standard_level(wrong)

    def test_every_plan_that_the_arrows_lead_to(self):
        for severity in SEVERITIES:
            for code in LETTERS:
                lot = LOT_OF.get(code, 900000)
                level = "III" if code == "R" else "II"
                for column, aql in enumerate(AQLS):
                    with self.subTest(severity, code=code, aql=aql):
                        found = plan(lot, aql, level, severity)
                        letter, size, accept = by_the_arrows(severity, code, column)
                        self.assertEqual(found.code, code)
                        self.assertEqual(found.letter, letter)
                        self.assertEqual(found.size, min(size, lot))
                        self.assertEqual(found.whole, size >= lot)
                        self.assertEqual(
                            (found.accept, found.reject), (accept, accept + 1)
                        )

    def test_single_published_values(self):
        """Plans that textbooks and inspection companies quote."""
        for lot, aql, level, severity, expected in (
            (1200, "2.5", "II", "normal", ("J", 80, 5, 6)),
            (1200, "2.5", "II", "tightened", ("J", 80, 3, 4)),
            (1200, "2.5", "II", "reduced", ("J", 32, 3, 4)),
            (1200, "4.0", "II", "normal", ("J", 80, 7, 8)),
            (3200, "2.5", "II", "normal", ("K", 125, 7, 8)),
            (3200, "4.0", "II", "normal", ("K", 125, 10, 11)),
            (3200, "1.5", "II", "normal", ("K", 125, 5, 6)),
            (10000, "0.65", "II", "normal", ("L", 200, 3, 4)),
            (35000, "4.0", "II", "normal", ("M", 315, 21, 22)),
            (500, "1.0", "II", "normal", ("H", 50, 1, 2)),
            (500, "2.5", "S-2", "normal", ("C", 5, 0, 1)),
            # J at 0.25: up to H, whose zero plan is the nearest.
            (1200, "0.25", "II", "normal", ("H", 50, 0, 1)),
            # J at 0.40: down to K.
            (1200, "0.40", "II", "normal", ("K", 125, 1, 2)),
            (500000, "10", "III", "normal", ("K", 125, 21, 22)),
        ):
            with self.subTest(lot=lot, aql=aql, severity=severity):
                found = plan(lot, aql, level, severity)
                self.assertEqual(
                    (found.letter, found.size, found.accept, found.reject), expected
                )

    def test_small_lot_is_inspected_whole(self):
        found = plan(20, "1.0")  # C, down to E: 13 of 20
        self.assertEqual((found.size, found.whole), (13, False))
        found = plan(13, "1.0")  # B, down to E: 13 of 13
        self.assertEqual((found.size, found.whole), (13, True))
        found = plan(40, "0.065", severity="tightened")  # M wants 315
        self.assertEqual((found.letter, found.size, found.whole), ("M", 40, True))
        self.assertEqual((found.accept, found.reject), (0, 1))

    def test_outside_the_standard(self):
        for reason, arguments in (
            ("lot", (1, "2.5")),
            ("lot", (0, "2.5")),
            ("lot", (-5, "2.5")),
            ("lot", (12.5, "2.5")),
            ("aql", (1200, "3.0")),
            ("aql", (1200, "15")),
            ("aql", (1200, "")),
            ("level", (1200, "2.5", "IV")),
            ("severity", (1200, "2.5", "II", "strict")),
        ):
            with self.subTest(arguments):
                with self.assertRaises(SamplingError) as caught:
                    plan(*arguments)
                self.assertEqual(caught.exception.reason, reason)
                self.assertTrue(str(caught.exception))

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.integers(2, 10**7),
        st.sampled_from(AQLS),
        st.sampled_from(LEVELS),
        st.sampled_from(SEVERITIES),
    )
    def test_what_always_holds(self, lot, aql, level, severity):
        found = plan(lot, aql, level, severity)
        self.assertEqual(found.reject, found.accept + 1)
        self.assertTrue(1 <= found.size <= lot)
        self.assertEqual(found.whole, found.size == lot)
        if found.accept >= 2:
            self.assertLess(found.stricter, found.accept)
        tight = plan(lot, aql, level, "tightened")
        normal = plan(lot, aql, level, "normal")
        # Tightened never forgives more in as many pieces.
        if tight.size == normal.size:
            self.assertLessEqual(tight.accept, normal.accept)


@tagged("standard", "at_install")
class TestSwitching(BaseCase):
    def setUp(self):
        super().setUp()
        self.five = plan(1200, "2.5")  # 80 pieces, Ac 5; one step tighter: Ac 3
        self.zero = plan(500, "0.25")  # 50 pieces, Ac 0

    def _run(self, state, counts, lot_plan=None, reduce=True):
        for count in counts:
            state = state.after(lot_plan or self.five, count, reduce)
        return state

    def test_two_of_five_rejected_tightens(self):
        bad, good = 6, 0
        self.assertEqual(self._run(Switching(), [bad, bad]).severity, "tightened")
        self.assertEqual(
            self._run(Switching(), [bad, good, good, good, bad]).severity, "tightened"
        )
        self.assertEqual(
            self._run(Switching(), [bad, good, good, good, good, bad]).severity,
            "normal",
            "the sixth lot is beyond the five",
        )

    def test_five_in_a_row_loosen_tightened(self):
        tight = Switching("tightened")
        self.assertEqual(self._run(tight, [0] * 4).severity, "tightened")
        self.assertEqual(self._run(tight, [0] * 5), Switching())
        self.assertEqual(
            self._run(tight, [0, 0, 0, 0, 9, 0, 0, 0, 0]).severity, "tightened"
        )

    def test_lots_before_tightening_do_not_count_after_it(self):
        state = self._run(Switching(), [0, 0, 0, 6, 6])
        self.assertEqual(state, Switching("tightened"))

    def test_score_of_plans_with_two_or_more(self):
        # Accepted one step tighter (3 or fewer): 3 points; 10 lots make 30.
        state = self._run(Switching(), [3] * 9)
        self.assertEqual((state.severity, state.score), ("normal", 27))
        self.assertEqual(self._run(state, [3]).severity, "reduced")
        # 4 and 5 are accepted, but would not be one step tighter: back to zero.
        self.assertEqual(self._run(state, [4]).score, 0)
        self.assertEqual(self._run(state, [4]).severity, "normal")

    def test_score_of_plans_with_zero_or_one(self):
        # Accepted: 2 points; 15 lots make 30.
        state = self._run(Switching(), [0] * 14, self.zero)
        self.assertEqual((state.severity, state.score), ("normal", 28))
        self.assertEqual(self._run(state, [0], self.zero).severity, "reduced")
        self.assertEqual(self._run(state, [1], self.zero).score, 0)

    def test_reduced_only_when_wanted(self):
        state = self._run(Switching(), [0] * 12, reduce=False)
        self.assertEqual((state.severity, state.score), ("normal", 36))
        self.assertEqual(self._run(state, [0]).severity, "reduced")

    def test_reduced_ends(self):
        reduced, small = Switching("reduced"), plan(1200, "2.5", severity="reduced")
        self.assertEqual(self._run(reduced, [3] * 8, small).severity, "reduced")
        self.assertEqual(self._run(reduced, [4], small), Switching())
        self.assertEqual(self._run(reduced, [0], small, reduce=False), Switching())
        self.assertEqual(reduced.unsteady(), Switching())

    def test_discontinued_after_five_rejected(self):
        tight = plan(1200, "2.5", severity="tightened")
        state = self._run(Switching("tightened"), [4, 0, 4, 0, 4, 0, 4], tight)
        self.assertEqual((state.rejected, state.stopped), (4, False))
        state = self._run(state, [4], tight)
        self.assertTrue(state.stopped)
        with self.assertRaises(SamplingError):
            state.after(tight, 0)
        self.assertEqual(state.resumed(), Switching("tightened"))

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.integers(0, 9), max_size=80))
    def test_no_jump(self, counts):
        """Never from reduced to tightened or back without normal between."""
        state = Switching()
        for count in counts:
            if state.stopped:
                break
            now = plan(1200, "2.5", severity=state.severity)
            following = state.after(now, count)
            self.assertNotEqual(
                {state.severity, following.severity}, {"reduced", "tightened"}
            )
            self.assertLess(following.score, 30)
            state = following
