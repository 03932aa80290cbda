# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import tagged

from ...kernels import bgnbd
from ..common import write_invoices

TODAY = date(2026, 6, 30)


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 10:00:00")
class TestBadInput(AccountTestInvoicingCommon):
    """Thin and odd data: words on the page, no error, no NaN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.Metric = cls.env["trade.customer.metric"]
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(60)]
        )

    def write(self, *rows):
        write_invoices(
            self.env,
            self.company,
            self.company_data["default_journal_sale"],
            [
                (self.partners[place].id, TODAY - timedelta(days=ago), money, money < 0)
                for place, ago, money in rows
            ],
        )

    def look(self):
        """Refresh and read every page and field; return remark, page and rows."""
        run = self.Metric.refresh(self.company)
        found = self.Metric.search([("company_id", "=", self.company.id)])
        self.env["trade.churn.warning"].sudo()._open(self.company)
        rows = found.read()
        for months in (0, 3, 12):
            page = self.Metric.dashboard_data(
                {"months": months, "company_id": self.company.id}
            )
            self.assertNotIn("NaN", json.dumps([page, rows], default=str))
        [computed] = page["computed"]
        if run.note:
            self.assertTrue(computed["note"])
        return run.note, page, found

    def cards(self, page):
        return {card["key"]: card["value"] for card in page["cards"]}

    def test_no_sales(self):
        note, page, found = self.look()
        self.assertEqual(note, "no_customers")
        self.assertEqual(page["computed"][0]["note"], "No customer has an order yet.")
        self.assertFalse(found)
        cards = self.cards(page)
        self.assertEqual((cards["customers"], cards["repurchase"]), (0, None))

    def test_one_customer(self):
        self.write((0, 100, 50), (0, 60, 50), (0, 20, 50))
        note, _page, found = self.look()
        self.assertTrue(note)
        self.assertEqual(found.monetary, 150)
        self.assertEqual(found.next_order_date, TODAY + timedelta(days=20))

    def test_one_order(self):
        self.write((0, 10, 50))
        note, page, found = self.look()
        self.assertEqual(note, "no_repeat")
        self.assertEqual((found.recency_days, found.lifecycle), (10, "first"))
        self.assertIs(found.p_alive, False)
        self.assertIsNone(self.cards(page)["expected"])

    def test_all_in_one_day(self):
        self.write(*((place, 0, 50) for place in range(5)))
        note, page, _found = self.look()
        self.assertEqual(note, "no_time")
        self.assertEqual(self.cards(page)["customers"], 5)

    def test_only_credit_notes(self):
        self.write((0, 10, -50), (1, 20, -30))
        note, _page, found = self.look()
        self.assertEqual(note, "no_customers")
        self.assertEqual(set(found.mapped("lifecycle")), {"prospect"})
        self.assertEqual(sum(found.mapped("monetary")), -80)
        self.assertFalse(any(found.mapped("segment")))
        self.assertEqual(set(found.mapped("r_score")), {False})

    def test_negative_total(self):
        self.write((0, 100, 50), (0, 50, 60), (0, 40, -500), (1, 90, 70), (1, 9, 70))
        _note, _page, found = self.look()
        worst = found.filtered(lambda one: one.monetary < 0)
        self.assertEqual((worst.monetary, worst.money_at_stake), (-390, 0))
        self.assertEqual(worst.abc_class, "C")
        self.assertGreaterEqual(worst.expected_value_12 or 0, 0)
        self.assertFalse(worst.at_risk)

    def test_long_ago(self):
        """Days before 1970, as an import may bring them."""
        self.write((0, 10, 50), (0, 30_000, 50))
        _note, _page, found = self.look()
        self.assertEqual(found.first_order_date, TODAY - timedelta(days=30_000))

    def test_future_dated(self):
        self.write((0, 10, 50), (0, -30, 999))
        _note, page, found = self.look()
        self.assertEqual((found.monetary, found.frequency), (50, 1))
        self.assertEqual(page["computed"][0]["future"], 1)

    def test_only_future_dated(self):
        self.write((0, -30, 999))
        note, page, found = self.look()
        self.assertEqual((note, len(found)), ("no_customers", 0))
        self.assertEqual(page["computed"][0]["future"], 1)

    def test_without_currency_rates(self):
        """Purchases in a currency without a rate: the share of wallet is unknown."""
        bare = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        rated = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        self.partners[0].write(
            {
                "trade_yearly_purchases": 1000,
                "trade_yearly_purchases_currency_id": bare.id,
            }
        )
        self.partners[1].write(
            {
                "trade_yearly_purchases": 1000,
                "trade_yearly_purchases_currency_id": rated.id,
            }
        )
        self.partners[2].trade_yearly_purchases = 400
        self.write((0, 10, 50), (1, 10, 50), (2, 10, 50), (3, 10, 50))
        _note, _page, found = self.look()
        shares = {one.partner_id: one.wallet_share for one in found}
        self.assertIs(shares[self.partners[0]], False)
        self.assertAlmostEqual(shares[self.partners[1]], 50 / (1000 / 2))
        self.assertAlmostEqual(shares[self.partners[2]], 50 / 400)
        self.assertIs(shares[self.partners[3]], False)

    def test_fit_that_does_not_converge(self):
        self.write(*((place, ago, 50) for place in range(9) for ago in (90, 60, 20)))
        lost = bgnbd.Fit(1.0, 1.0, 1.0, 1.0, 0.0, False, "no_convergence")
        with patch.object(bgnbd, "fit", return_value=lost):
            note, page, found = self.look()
        self.assertEqual(note, "no_convergence")
        self.assertIn("no answer", page["computed"][0]["note"])
        self.assertEqual(len(found), 9)
        self.assertFalse(any(found.mapped("p_alive")) or any(found.mapped("at_risk")))
        self.assertEqual(self.cards(page)["net"][0]["amount"], 9 * 150)

    def test_customers_all_alike(self):
        """The likelihood has no maximum inside: the remark says so."""
        self.write(*((place, ago, 50) for place in range(50) for ago in (90, 60, 30)))
        note, _page, found = self.look()
        self.assertEqual(note, "limit")
        self.assertTrue(all(one.p_alive is not False for one in found))
