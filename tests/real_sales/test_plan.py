# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the loader reads and plans, by hand-computed figures; no database needed."""

import gzip
import tempfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from .common import HEADER, REAL_FILE, SAMPLE, package, rows_of, write_file

history, profile, reader, rules = package("history", "profile", "reader", "rules")


@tagged("standard", "post_install", "-at_install")
class TestPlan(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def _plan(self, text):
        return history.build(rows_of(text), {"france": "FR", "germany": "DE"})

    def test_sample(self):
        plan = self._plan(SAMPLE)
        totals = {document.number: document.total for document in plan.documents}
        self.assertEqual(totals["1001"], Decimal("27.60"))
        self.assertEqual(totals["1002"], Decimal("39.00"))
        # Each line is rounded: 7 x 0.333 = 2.331, twice 2.33.
        self.assertEqual(totals["1004"], Decimal("4.66"))
        self.assertEqual(totals["C1003"], Decimal("5.10"))
        reverses = {d.number: d.reverses for d in plan.documents if d.reverses}
        self.assertEqual(reverses, {"C1003": "1001", "C1007": "1006", "C1011": "1010"})
        self.assertEqual(plan.tally.noted[history.UNMATCHED][0], 1)
        self.assertEqual(plan.tally.noted[history.DUPLICATE][0], 1)
        self.assertEqual(plan.tally.noted[history.ZERO_PRICE][0], 2)
        self.assertEqual(plan.tally.services, {"POST": 1, "D": 1})
        countries = {c.number: c.country_code for c in plan.customers}
        self.assertEqual(countries["C2"], "FR")
        self.assertIsNone(countries["C4"])

    def test_habits(self):
        """By hand from the sample. C2: 39.00 on 2 December, 32.80 on 1 June, so its
        usual month is 71.80 / 12 = 5.98; 181 days between. C4's purchase counts, what
        it gave back does not; services and free articles are no goods."""
        found = profile.habits(self._plan(SAMPLE))
        self.assertEqual(found["C2"].peaks(), [6, 12])
        self.assertEqual(found["C2"].cycle(), "half")
        self.assertEqual(found["C2"].total, Decimal("71.80"))
        self.assertEqual(found["C4"].total, Decimal("45.00"))
        self.assertIsNone(found["C4"].cycle())
        self.assertEqual(
            found["C2"].goods,
            {"RED BOX": Decimal("21.00"), "FREE CARD": 0, "BLUE BOX": Decimal("32.80")},
        )
        self.assertNotIn("FREE CARD", found["C2"].prices)
        self.assertTrue(found["C6"].is_wholesale())
        self.assertFalse(found["C1"].is_wholesale())
        self.assertEqual(profile.Habits().peaks(), [])

    def test_codes_are_guessed_from_names(self):
        for name, code in (
            ("WHITE HANGING HEART T-LIGHT HOLDER", "3406.00"),
            ("JUMBO BAG RED RETROSPOT", "4202.92"),
            ("Manual", None),
        ):
            self.assertEqual(profile.hs_code(name), code)

    def test_latest_earlier_sale_is_corrected(self):
        plan = self._plan(
            "1,10001,A,5,2011-01-01,1,C1,France\n"
            "2,10001,A,5,2011-01-02,1,C1,France\n"
            "C3,10001,A,-7,2011-01-03,1,C1,France\n"
            "C4,10001,A,-4,2011-01-04,1,C1,France\n"
            "5,10001,A,9,2011-01-05,1,C1,France"
        )
        reverses = {d.number: d.reverses for d in plan.documents}
        # C3 takes 5 of 2 and 2 of 1; C4 finds 3 left of 1 and one too few.
        self.assertEqual(reverses["C3"], "2")
        self.assertEqual(reverses["C4"], "1")
        self.assertEqual(plan.tally.noted[history.UNMATCHED][0], 1)

    def test_what_is_not_loaded_is_counted(self):
        plan = self._plan(
            "1,10001,A,5,2011-01-01,1.10,,France\n"
            "2,10001,A,0,2011-01-02,1,C1,France\n"
            "3,10001,A,x,2011-01-02,1,C1,France\n"
            "4,10001,A,1,2011-13-02,1,C1,France\n"
            "5,10001,A,1,2011-01-02,nan,C1,France\n"
            "6,10001,A,1,2011-01-02,1,C1,France\n"
            "6,10001,A,1,2011-01-02,1,C2,France\n"
            "7,10001,A\n"
            "8,10001,A,3,2011-01-02,1,C1,France"
        )
        tally = plan.tally
        self.assertEqual(tally.rows, 9)
        self.assertEqual(tally.loaded_rows, 1)
        self.assertEqual(tally.skipped[history.NO_CUSTOMER], [1, Decimal("5.50")])
        self.assertEqual(tally.skipped[history.NO_QUANTITY][0], 1)
        self.assertEqual(tally.skipped[history.UNREADABLE][0], 4)
        self.assertEqual(tally.skipped[history.TWO_CUSTOMERS], [2, Decimal("2.00")])
        self.assertEqual(tally.rows, tally.loaded_rows + tally.skipped_rows)
        self.assertEqual([bad.line for bad in tally.unreadable], [4, 5, 6, 9])

    def test_sign_decides_the_kind(self):
        plan = self._plan(
            "1,10001,A,-2,2011-01-01,3,C1,France\nC2,10001,A,2,2011-01-01,3,C1,France"
        )
        kinds = {d.number: (d.kind, d.total) for d in plan.documents}
        self.assertEqual(kinds["1"], ("out_refund", 6))
        self.assertEqual(kinds["C2"], ("out_invoice", 6))
        self.assertEqual(plan.tally.noted[history.TURNED][0], 2)

    def test_settlements_never_exceed(self):
        plan = self._plan(SAMPLE)
        documents = {d.number: d for d in plan.documents}
        seen = Counter()
        for settlement in plan.settlements:
            paid = settlement.payment.amount if settlement.payment else Decimal(0)
            credited = sum(documents[n].total for n in settlement.credits)
            self.assertLessEqual(paid + credited, documents[settlement.document].total)
            self.assertLessEqual(settlement.day, plan.last_day)
            seen.update([settlement.document, *settlement.credits])
        self.assertEqual(set(seen.values()), {1})

    def test_rules_are_fixed(self):
        """Another draw would load another history over a half-loaded one."""
        self.assertEqual(rules.draw("term|17850", 100), rules.draw("term|17850", 100))
        shares = Counter(rules.habit(str(n)).term_days for n in range(12000, 16000))
        for days, percent in rules.TERM_SHARES:
            self.assertAlmostEqual(shares[days] / 40, percent, delta=2)
        unpaid = sum(
            rules.payment_date(str(n), "1", date(2011, 1, 1)) is None
            for n in range(20000)
        )
        self.assertAlmostEqual(unpaid / 20, rules.UNPAID_PER_MILLE, delta=3)

    def test_shift_keeps_the_weekday(self):
        days = rules.shift_days(date(2011, 12, 9), date(2026, 11, 23))
        self.assertEqual(days % 7, 0)
        # 5,463 days apart, the largest multiple of 7 below is 5,460.
        self.assertEqual(days, 5460)
        self.assertEqual(rules.shift_days(date(2027, 1, 1), date(2026, 1, 1)), 0)

    def test_plain_gzip_and_encodings(self):
        text = f"{HEADER}\r\n1,10001,CAFÉ,1,12/1/2010 8:26,2.5,17850.0,France\r\n"
        for name, data in (
            ("plain.csv", text.encode()),
            ("bom.csv", text.encode("utf-8-sig")),
            ("windows.csv", text.encode("cp1252")),
            ("packed.csv", gzip.compress(text.encode())),
        ):
            path = self.folder / name
            path.write_bytes(data)
            (row,) = reader.read_rows(path)
            self.assertEqual((row.text, row.customer), ("CAFÉ", "17850"), name)
            self.assertEqual(row.at.hour, 8)

    def test_bad_files(self):
        cases = {
            "empty.csv": (b"", "is empty"),
            "columns.csv": (b"a,b\n1,2\n", "has no column InvoiceNo"),
            "twice.csv": (f"{HEADER},country\n".encode(), "Country twice"),
            "cut.csv.gz": (gzip.compress(b"x" * 9999)[:-9], "cannot be read"),
        }
        for name, (data, message) in cases.items():
            path = self.folder / name
            path.write_bytes(data)
            with self.assertRaisesRegex(reader.BadFile, message):
                list(reader.read_rows(path))
        with self.assertRaisesRegex(reader.BadFile, "no file"):
            list(reader.read_rows(self.folder / "none.csv"))
        with self.assertRaisesRegex(reader.BadFile, "is a folder"):
            list(reader.read_rows(self.folder))
        path = write_file("1,10001,A,5,2011-01-01,1.10,,France", self.folder)
        with self.assertRaisesRegex(reader.BadFile, "no sale to a known customer"):
            history.build(reader.read_rows(path), {})

    def test_real_file(self):
        """The figures of the published file, counted apart with pandas."""
        if not REAL_FILE.exists():
            self.skipTest(f"{REAL_FILE} is not there (set TRADE_CRM_DATA)")
        plan = history.build(reader.read_rows(REAL_FILE), {})
        tally = plan.tally
        self.assertEqual(tally.rows, 541_909)
        self.assertEqual(tally.loaded_rows, 406_829)
        self.assertEqual(tally.skipped[history.NO_CUSTOMER][0], 135_080)
        self.assertEqual(tally.loaded_sum, Decimal("8300065.81"))
        self.assertEqual(len(plan.customers), 4_372)
        self.assertEqual(len(plan.products), 3_684)
        self.assertEqual(len(plan.documents), 22_190)
        self.assertEqual(tally.noted[history.ZERO_PRICE][0], 40)
        self.assertEqual(tally.noted[history.TWO_COUNTRIES][0], 8)
