# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.addons.trade_crm.models.trust import trade_credit_figures
from odoo.addons.trade_crm.models.trust.trade_credit_figures import _months
from odoo.fields import Command
from odoo.tests import tagged

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestCreditFigures(TrustCase):
    """Every figure against one counted by hand, on 30 June 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(cls.TODAY):
            cls._make_books()

    @classmethod
    def _make_books(cls):
        # 600 on the day, 400 twenty days late.
        one = cls._invoice(cls.acme, 1000, "2025-09-01", "2025-10-01")
        cls._pay(one, 600, "2025-10-01")
        cls._pay(one, 400, "2025-10-21")
        # 2,000 euros at 2: 1,000 dollars. Half is paid in time, when a dollar is 2.5
        # euros; the other half is 141 days overdue.
        two = cls._invoice(cls.acme, 2000, "2026-01-10", "2026-02-09", cls.euro)
        cls._pay(two, 1000, "2026-02-05")
        # Not due; 200 of it credited.
        three = cls._invoice(cls.acme, 500, "2026-06-15", "2026-07-15")
        cls._credit_note(three, 200, "2026-06-20")
        # Paid with 2% cash discount.
        term = cls.env["account.payment.term"].create(
            {
                "name": "30 days, 2% within 10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        four = cls._invoice(
            cls.acme, 1000, "2026-03-01", False, invoice_payment_term_id=term.id
        )
        payment = cls._pay(four, None, "2026-03-08")
        assert payment.amount == 980 and four.amount_residual == 0
        cls._deposit(cls.acme, 100, "2026-06-25")
        cls.invoices = (one, two, three, four)

    def _read(self, partner=None, at=None):
        partner = partner or self.acme
        Figures = self.env["trade.credit.figures"]
        found = Figures._read_figures(
            self.company, partner.ids, self.policy, at or self.TODAY
        )[partner.id]
        return found, Figures._values(found)

    def test_punctuality_by_hand(self):
        found, values = self._read()
        # 600 + 400 + 500 paid, 500 overdue, 1,000 paid with discount
        self.assertAlmostEqual(float(found["settled"]), 3000)
        self.assertAlmostEqual(float(found["settled_on_time"]), 2100)
        self.assertAlmostEqual(values["on_time"], 70)
        # (400 x 20 days + 500 x 141 days) / 3,000
        self.assertAlmostEqual(values["days_late"], 78500 / 3000)
        self.assertEqual(values["worst_late"], 141)
        self.assertEqual(values["prepaid"], 0)

    def test_open_and_overdue_by_hand(self):
        found, values = self._read()
        # 500 of the second, 300 of the third, 100 paid on account
        self.assertAlmostEqual(float(found["open"]), 700)
        self.assertAlmostEqual(float(found["open"]), self.acme.credit)
        self.assertAlmostEqual(float(found["overdue"]), 400)
        self.assertEqual(found["overdue_days"], 141)
        self.assertAlmostEqual(float(found["billed"]), 3500)
        self.assertAlmostEqual(values["overdue"], 100 * 400 / 3500)

    def test_sales_dso_and_returns_by_hand(self):
        found, values = self._read()
        self.assertAlmostEqual(values["volume"], 3300)
        self.assertEqual(values["volume_rank"], 0)
        self.assertAlmostEqual(values["returns"], 100 * 200 / 3500)
        self.assertAlmostEqual(float(found["terms_days"]), 30)
        # 303 days since the first invoice
        self.assertAlmostEqual(values["dso_gap"], 700 / 3300 * 303 - 30)
        self.assertEqual(values["tenure"], 9)
        self.assertIsNone(values["trend"])

    def test_another_day_tells_another_story(self):
        with freeze_time("2026-08-14"):
            found = self.env["trade.credit.figures"]._read_figures(
                self.company, self.acme.ids, self.policy
            )[self.acme.id]
        values = self.env["trade.credit.figures"]._values(found)
        # The third invoice is 30 days overdue as well: 500 + 300 less 100
        self.assertAlmostEqual(float(found["overdue"]), 700)
        self.assertEqual(values["worst_late"], 186)
        # 2,100 of 3,300 on time
        self.assertAlmostEqual(values["on_time"], 100 * 2100 / 3300)

    def test_the_window_leaves_old_payments_out_and_old_debts_in(self):
        self.policy.window_months = 4
        _found, values = self._read()
        # due since 28 February: 1,000 with discount; and 500 overdue
        self.assertAlmostEqual(values["on_time"], 100 * 1000 / 1500)

    def test_the_trend_needs_two_whole_years(self):
        old = self._customer("Old Buyer Ltd")
        self._invoice(old, 1000, "2024-01-15", "2024-02-15")
        self._invoice(old, 1000, "2024-12-15", "2025-01-15")
        self._invoice(old, 750, "2025-12-15", "2026-01-15")
        _found, values = self._read(old)
        self.assertAlmostEqual(values["trend"], -25)
        self.assertEqual(values["tenure"], 29)
        # Acme bought more: one of two customers, 50%
        self.assertAlmostEqual(values["volume_rank"], 50)

    def test_a_group_of_three(self):
        group = self.env["trade.group"].create({"name": "Acme Group"})
        sub = self.env["trade.group"].create(
            {"name": "Acme Asia", "parent_id": group.id}
        )
        sister, cousin = self._customer("Sister"), self._customer("Cousin")
        (self.acme | sister).trade_group_id = group
        cousin.trade_group_id = sub
        self._invoice(sister, 300, "2026-05-01", "2026-05-31")
        paid = self._invoice(cousin, 900, "2026-05-01", "2026-05-31")
        self._pay(paid, 900, "2026-05-20")
        _found, values = self._read()
        # The sisters owe 300 overdue of 1,200 invoiced
        self.assertAlmostEqual(values["group"], 25)
        _found, values = self._read(sister)
        # 500 overdue of 3,500 + 900
        self.assertAlmostEqual(values["group"], 100 * 500 / 4400)
        alone = self._customer("Alone")
        self.assertIsNone(self._read(alone)[1]["group"])

    def test_each_company_has_its_own_books(self):
        other = self._create_company(name="Second Company")
        self._invoice(self.acme, 7000, "2026-05-01", "2026-05-31", company=other)
        found, _values = self._read()
        self.assertAlmostEqual(float(found["open"]), 700)
        there = self.env["trade.credit.figures"]._read_figures(
            other, self.acme.ids, self.policy, self.TODAY
        )[self.acme.id]
        self.assertAlmostEqual(float(there["open"]), 7000)
        self.assertAlmostEqual(float(there["overdue"]), 7000)

    def test_contacts_count_for_their_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.acme.id}
        )
        self._invoice(contact, 50, "2026-06-20", "2026-07-20")
        self.assertAlmostEqual(float(self._read()[0]["open"]), 750)

    def test_a_write_off_is_no_payment(self):
        invoice = self._invoice(self.acme, 800, "2026-04-01", "2026-05-01")
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        entry = self.env["account.move"].create(
            {
                "date": "2026-04-20",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.acme.id,
                            "credit": 800,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_expense"
                            ].id,
                            "debit": 800,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self._match(invoice, entry)
        found, values = self._read()
        self.assertAlmostEqual(float(found["settled"]), 3000)
        self.assertAlmostEqual(values["on_time"], 70)

    def test_what_people_know(self):
        Reference = self.env["trade.credit.reference"]
        for verdict in ("good", "fair"):
            Reference.create(
                {
                    "partner_id": self.acme.id,
                    "source": "Bank",
                    "verdict": verdict,
                    "date": "2026-01-01",
                }
            )
        self.env["trade.country.risk"].create(
            {"country_id": self.env.ref("base.de").id, "level": 1}
        )
        self.acme.write({"country_id": self.env.ref("base.de").id, "trade_size": "3"})
        insurance = self.env["trade.credit.insurance"].create(
            {
                "partner_id": self.acme.id,
                "insurer": "Insurer",
                "amount": 5000,
                "date_start": "2026-01-01",
                "date_end": "2026-06-30",
            }
        )
        _found, values = self._read()
        self.assertEqual(values["reference"], 80)
        self.assertEqual(values["country"], 1)
        self.assertEqual(values["size"], 3)
        self.assertEqual(values["insurance"], 1)
        with freeze_time(self.TODAY):
            case = self.env["trade.case"].create(
                {"partner_id": self.acme.id, "name": "Rust", "kind": "complaint"}
            )
        self.assertEqual(self._read()[1]["disputes"], 1)
        case.kind = "question"
        self.assertEqual(self._read()[1]["disputes"], 0)
        insurance.date_end = "2026-06-29"
        self.assertEqual(self._read()[1]["insurance"], 0)
        insurance.write({"date_end": False, "amount": 0})
        self.assertEqual(self._read()[1]["insurance"], -1)

    def test_many_customers_cost_no_more_queries(self):
        customers = self.acme | self._customer("B") | self._customer("C")
        Figures = self.env["trade.credit.figures"]
        Figures._read_figures(self.company, customers.ids, self.policy, self.TODAY)
        with self.assertQueryCount(2):  # figures, sales of all
            Figures._read_figures(self.company, customers.ids, self.policy, self.TODAY)

    def test_months_are_whole_ones(self):
        for start, end, months in (
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-02-27", 0),
            ("2025-06-30", "2026-06-30", 12),
            ("2025-07-01", "2026-06-30", 11),
            ("2024-02-29", "2025-02-28", 12),
            ("2026-03-15", "2026-04-14", 0),
        ):
            with self.subTest(start=start, end=end):
                days = date.fromisoformat(start), date.fromisoformat(end)
                self.assertEqual(_months(*days), months)
                delta = relativedelta(*reversed(days))
                self.assertEqual(months, delta.years * 12 + delta.months)

    def test_read_in_parts_and_by_sets_as_one_by_one(self):
        customers = self.acme | self._customer("B") | self._customer("C")
        Figures = self.env["trade.credit.figures"]
        asked = (self.company, customers.ids, self.policy, self.TODAY)
        one = Figures._read_figures(*asked)
        with (
            patch.object(trade_credit_figures, "PART", 2),
            patch.object(trade_credit_figures, "MANY", 2),
        ):
            parts = list(Figures._read_parts(*asked))
        self.assertEqual([len(part) for part in parts], [2, 1])
        self.assertEqual(parts[0] | parts[1], one)
        self.env.cr.execute("SHOW enable_nestloop")
        self.assertEqual(self.env.cr.fetchone(), ("on",))

    def test_one_customer_is_ranked_by_cuts_kept_of_many(self):
        Figures = self.env["trade.credit.figures"]
        with freeze_time(self.TODAY):
            Figures._ranks_of_all(self.company)
            self.assertFalse(self.company.trade_rating_ranks)  # few: read anew
            for number in range(1, 6):
                self._invoice(
                    self._customer(f"Buyer {number}"), number, "2026-05-01", False
                )
            sales = Figures._ranks_of_all(self.company)
            self.assertEqual(sales[:5], [1, 2, 3, 4, 5])
            with (
                patch.object(trade_credit_figures, "FEW", 1),
                patch.object(trade_credit_figures, "CUTS", 3),
            ):
                Figures._ranks_of_all(self.company)
                self.assertEqual(Figures._ranks_at_hand(self.company), sales[::2])
                # a later invoice is in the customer's sales, not in the cuts
                self._invoice(self.acme, 7, "2026-05-01", False)
                with self.assertQueryCount(0):
                    self.assertEqual(Figures._ranks_at_hand(self.company), sales[::2])
        with freeze_time("2026-07-08"):
            self.assertEqual(len(Figures._ranks_at_hand(self.company)), 6)
