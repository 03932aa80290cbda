# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta
from unittest import skipUnless

import numpy as np
from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...kernels import churn
from ..common import data_file, load_retail, write_invoices

TODAY = date(2026, 6, 30)


@tagged("post_install", "-at_install")
class TestChurnWarning(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.Metric = cls.env["trade.customer.metric"]
        cls.Warning = cls.env["trade.churn.warning"]
        cls.owner = new_test_user(
            cls.env,
            "owner",
            groups="base.group_user,trade_crm.group_trade_user",
            company_id=cls.company.id,
        )

    def write(self, rows):
        write_invoices(
            self.env, self.company, self.company_data["default_journal_sale"], rows
        )

    def market(self):
        """40 customers who order every 20 days or so, some of whom stopped."""
        random = np.random.default_rng(3)
        partners = self.env["res.partner"].create(
            [
                {"name": f"Buyer {i}", "is_company": True, "user_id": self.owner.id}
                for i in range(40)
            ]
        )
        rows = []
        for i, partner in enumerate(partners):
            stopped = 150 if i % 4 == 0 else 5
            for ago in np.arange(stopped, 340, random.integers(14, 27)):
                rows.append((partner.id, TODAY - timedelta(int(ago)), 100, False))
        self.write(rows)
        return partners

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("trade_crm_analytics.cron_churn_warn").method_direct_trigger()

    @freeze_time(f"{TODAY} 10:00:00")
    def test_opened_once_with_reasons_and_step(self):
        partners = self.market()
        self.Metric.refresh(self.company)
        self.run_cron()
        warnings = self.Warning.search([("company_id", "=", self.company.id)])
        stopped = partners[::4]
        self.assertEqual(warnings.partner_id, stopped)
        first = warnings.filtered(lambda warning: warning.partner_id == stopped[0])
        self.assertEqual(first.silent_days, 150)
        self.assertEqual(first.date, TODAY)
        self.assertEqual(first.judge_on, TODAY + timedelta(days=90))
        self.assertIn("silent for longer than usual", first.churn_reason)
        self.assertEqual(
            first.money_at_stake,
            self.Metric.search([("partner_id", "=", stopped[0].id)]).monetary,
        )
        self.assertEqual(first.activity_id.user_id, self.owner)
        self.assertIn("silent", str(first.activity_id.note))
        self.run_cron()
        self.assertEqual(
            self.Warning.search([("company_id", "=", self.company.id)]), warnings
        )
        self.assertEqual(len(stopped.activity_ids), len(stopped))
        # the button finds the planned one
        self.Metric.search([("partner_id", "in", stopped.ids)]).action_win_back()
        self.assertEqual(len(stopped.activity_ids), len(stopped))

    def test_judged_afterwards(self):
        with freeze_time(f"{TODAY} 10:00:00"):
            partners = self.market()
            self.Metric.refresh(self.company)
            self.run_cron()
        back, acted, gone, dismissed = (
            self.Warning.search([("partner_id", "=", partner.id)])
            for partner in partners[:16:4]
        )
        acted.activity_id.action_done()
        dismissed.action_dismiss()
        self.write(
            [
                (back.partner_id.id, TODAY + timedelta(days=10), 250, False),
                (back.partner_id.id, TODAY + timedelta(days=30), -50, True),
                (back.partner_id.id, TODAY + timedelta(days=200), 999, False),
                (acted.partner_id.id, TODAY + timedelta(days=20), 70, False),
            ]
        )
        with freeze_time(TODAY + timedelta(days=40)):
            self.Metric.refresh(self.company)
            self.run_cron()
            self.assertEqual(gone.state, "open")
            self.assertEqual(back.state, "returned")
        with freeze_time(TODAY + timedelta(days=95)):
            self.Metric.refresh(self.company)
            self.run_cron()
        self.assertEqual(
            (back.state, back.returned_on, back.returned_amount, back.right),
            ("returned", TODAY + timedelta(days=10), 200, 0),
        )
        self.assertEqual((acted.state, acted.acted), ("returned", True))
        self.assertEqual((gone.state, gone.right, gone.acted), ("gone", 1, False))
        self.assertEqual(dismissed.state, "dismissed")
        with self.assertRaises(UserError):
            gone.action_dismiss()
        [(precision,)] = self.Warning._read_group(
            [("id", "in", (back + acted + gone + dismissed).ids)], [], ["right:avg"]
        )
        self.assertAlmostEqual(precision, 1 / 3)
        # silent still: no second warning for the same silence
        self.assertEqual(
            self.Warning.search_count([("partner_id", "=", gone.partner_id.id)]), 1
        )

    @freeze_time(f"{TODAY} 10:00:00")
    def test_off_season_is_no_silence(self):
        """Buys in November and December of each year: June is no reason to worry."""
        self.market()
        winter, regular = self.env["res.partner"].create(
            [{"name": "Winter Goods"}, {"name": "Regular"}]
        )
        rows = [
            (winter.id, date(year, month, day), 500, False)
            for year in (2022, 2023, 2024, 2025)
            for month in (11, 12)
            for day in (3, 17)
        ]
        rows += [
            (regular.id, date(2025, 12, 17) - timedelta(days=14 * i), 500, False)
            for i in range(16)
        ]
        self.write(rows)
        self.Metric.refresh(self.company)
        self.run_cron()
        warned = self.Warning.search([("company_id", "=", self.company.id)]).partner_id
        self.assertNotIn(winter, warned)
        self.assertIn(regular, warned)

    @freeze_time(f"{TODAY} 10:00:00")
    def test_complaint_and_late_payment_are_reasons(self):
        partners = self.market()
        first, second = partners[0], partners[4]
        self.env["trade.case"].create(
            [
                {"name": "Broken", "partner_id": first.id, "company_id": one.id}
                for one in (self.company, self.company)
            ]
        )
        self.env.cr.execute(
            "UPDATE account_move SET amount_residual_signed = 100, payment_state ="
            " 'not_paid', invoice_date_due = invoice_date WHERE partner_id = %s",
            (second.id,),
        )
        self.Metric.refresh(self.company)
        by_partner = {
            metric.partner_id: metric
            for metric in self.Metric.search([("partner_id", "in", partners.ids)])
        }
        plain = by_partner[partners[8]]
        self.assertEqual(by_partner[first].complaints, 2)
        self.assertIn("complained", by_partner[first].churn_reason)
        self.assertNotIn("complained", plain.churn_reason)
        self.assertAlmostEqual(by_partner[first].churn_points["complaints"], 0.6)
        self.assertIn("payments are overdue", by_partner[second].churn_reason)

    @freeze_time(f"{TODAY} 10:00:00")
    def test_switched_off_and_rights(self):
        partners = self.market()
        self.company.trade_churn_warning = False
        self.Metric.refresh(self.company)
        self.run_cron()
        self.assertFalse(self.Warning.search([("company_id", "=", self.company.id)]))
        self.company.trade_churn_warning = True
        self.company.trade_churn_step = False
        partners[0].user_id = self.env.user
        self.run_cron()
        self.assertFalse(partners.activity_ids)
        seen = self.Warning.with_user(self.owner).search([])
        self.assertEqual(seen.partner_id, partners[4::4])
        seen[0].action_win_back()
        self.assertEqual(seen[0].partner_id.activity_ids.user_id, self.owner)

    @skipUnless(data_file("online_retail.csv.gz"), "needs online_retail.csv.gz")
    def test_online_retail_back_test(self):
        """Warned after nine months, judged by the last three, as records."""
        docs = load_retail(
            self.env, self.company, self.company_data["default_journal_sale"]
        )
        start, end = date(2011, 8, 31), date(2011, 12, 9)
        self.company.trade_churn_judge_days = (end - start).days
        with freeze_time(start):
            self.Metric.refresh(self.company)
            self.Warning.sudo()._open(self.company)
        rows = self.Metric.search(
            [
                ("company_id", "=", self.company.id),
                ("order_days", ">", 1),
                ("money_at_stake", ">", 0),
            ]
        )
        silence = {row.partner_id.id: row.recency_days for row in rows}
        with freeze_time(end):
            self.Metric.refresh(self.company)
            self.Warning.sudo()._judge(self.company)
        warnings = self.Warning.search([("company_id", "=", self.company.id)])
        later = docs[~docs.credit & (docs.date > start)]
        bought = set(later.partner)
        for warning in warnings:
            self.assertEqual(
                warning.state,
                "returned" if warning.partner_id.id in bought else "gone",
            )
        warned = set(warnings.partner_id.ids)
        ids = list(silence)
        judged = churn.back_test(
            [one in warned for one in ids],
            [one not in bought for one in ids],
            [silence[one] for one in ids],
            len(warned),
        )
        self.assertEqual(
            round(judged.precision * len(warned)), sum(warnings.mapped("right"))
        )
        self.assertGreater(judged.precision, 0.49)
        self.assertGreater(judged.recall, 0.3)
        self.assertGreater(judged.lift, 1.8)
        self.assertGreater(judged.precision, judged.baseline_precision + 0.04)
        self.assertGreater(judged.recall, judged.baseline_recall)
        # a warning is rare enough to be read
        self.assertLess(len(warned), len(ids) / 4)
        amount = docs[
            docs.partner.isin(warned) & (docs.date > start) & docs.partner.isin(bought)
        ].pence.sum()
        self.assertEqual(round(sum(warnings.mapped("returned_amount")) * 100), amount)
