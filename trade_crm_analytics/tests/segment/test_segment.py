# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import write_invoices


@freeze_time("2026-06-30 10:00:00")
@tagged("post_install", "-at_install")
class TestSegment(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.big, cls.small = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Big", "Small")]
        )
        cls.invoices((cls.big, 5000), (cls.small, 10))
        cls.segment = cls.env["trade.segment"].create(
            {
                "name": "Large",
                "company_id": cls.company.id,
                "domain": "[('monetary', '>=', 1000)]",
            }
        )

    @classmethod
    def invoices(cls, *sales):
        write_invoices(
            cls.env,
            cls.company,
            cls.company_data["default_journal_sale"],
            [(one.id, date(2026, 6, 1), amount, False) for one, amount in sales],
        )
        cls.env["trade.customer.metric"].refresh(cls.company)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("trade_crm_analytics.cron_segment").method_direct_trigger()

    def prices(self, partner):
        return partner.with_company(self.company).specific_property_product_pricelist

    def test_price_list_comes_and_goes(self):
        cheap = self.env["product.pricelist"].create({"name": "Large customers"})
        other = self.env["product.pricelist"].create({"name": "Personal"})
        self.segment.pricelist_id = cheap
        self.run_cron()
        self.assertEqual(self.segment.partner_ids, self.big)
        self.assertEqual(self.prices(self.big), cheap)
        self.assertFalse(self.prices(self.small))
        self.invoices((self.small, 2000), (self.big, -4500))
        self.run_cron()
        self.assertEqual(self.segment.partner_ids, self.small)
        self.assertEqual(self.prices(self.small), cheap)
        self.assertFalse(self.prices(self.big))
        self.small.with_company(
            self.company
        ).specific_property_product_pricelist = other
        self.segment.pricelist_id = False
        self.assertEqual(self.prices(self.small), other)  # somebody's own choice stays

    def test_not_live_stays_as_it_was(self):
        self.segment.action_sync()
        self.segment.live = False
        self.invoices((self.small, 2000))
        self.run_cron()
        self.assertEqual(self.segment.partner_ids, self.big)

    def test_activities_once(self):
        self.segment.action_plan()
        self.segment.action_plan()
        self.assertEqual(len(self.big.activity_ids), 1)
        self.assertFalse(self.small.activity_ids)

    def test_scope_of_a_pool(self):
        context = self.segment.action_pool()["context"]
        pool = self.env["trade.pool"].with_context(**context).create({})
        self.assertEqual(pool.scope_count, 1)

    def test_from_the_list(self):
        metrics = self.env["trade.customer.metric"].with_context(
            active_domain=[
                ("monetary", "<", 1000),
                ("company_id", "=", self.company.id),
            ]
        )
        context = metrics.action_make_segment()["context"]
        segment = (
            self.env["trade.segment"]
            .with_context(**context)
            .create({"name": "Small", "company_id": self.company.id})
        )
        segment.action_sync()
        self.assertEqual(segment.partner_ids, self.small)

    def test_unreadable_filter(self):
        for wrong in ("[('monetary'", "[('nothing', '=', 1)]", "__import__('os')", "5"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.segment.domain = wrong

    def test_for_managers(self):
        user = new_test_user(
            self.env,
            "sales",
            groups="base.group_user,trade_crm.group_trade_user",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.env["trade.segment"].with_user(user).search([])
