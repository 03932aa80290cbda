# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.addons.trade_crm_analytics.tests.common import write_invoices
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMailing(AccountTestInvoicingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.env.user.group_ids += cls.env.ref("mass_mailing.group_mass_mailing_user")
        cls.today = fields.Date.today()
        cls.silent, *cls.others = cls.env["res.partner"].create(
            [{"name": "Grand Hotel Supplies", "email": "buy@hotel.example"}]
            + [
                {"name": f"Other {i}", "email": f"other{i}@shop.example"}
                for i in range(14)
            ]
        )
        rows = [
            (cls.silent.id, cls.today - timedelta(days=300 + 20 * i), 900, False)
            for i in range(12)
        ]
        rows += [
            (partner.id, cls.today - timedelta(days=5 + 7 * place), 10, False)
            for place, partner in enumerate(cls.others)
        ]
        write_invoices(
            cls.env, cls.company, cls.company_data["default_journal_sale"], rows
        )
        cls.env["trade.customer.metric"].refresh(cls.company)

    def segment(self):
        return self.env["trade.segment"].create(
            {
                "name": "Large",
                "company_id": self.company.id,
                "domain": "[('monetary', '>=', 1000)]",
            }
        )

    def test_list_follows_the_segment(self):
        segment = self.segment()
        segment.action_mailing_list()
        contacts = segment.mailing_list_id.contact_ids
        self.assertEqual(contacts.mapped("email"), ["buy@hotel.example"])
        segment.domain = "[('monetary', '<', 1000)]"
        segment.action_sync()
        contacts = segment.mailing_list_id.contact_ids
        self.assertEqual(len(contacts), 14)
        self.assertNotIn(self.silent, contacts.trade_partner_id)

    def test_unsubscribed_stays_so(self):
        segment = self.segment()
        segment.action_mailing_list()
        subscription = segment.mailing_list_id.subscription_ids
        subscription.opt_out = True
        segment.domain = "[('monetary', '<', 1000)]"
        segment.action_sync()
        segment.domain = "[]"
        segment.action_sync()
        self.assertTrue(subscription.exists().opt_out)
        self.assertEqual(len(segment.mailing_list_id.subscription_ids), 15)

    def test_manager_without_the_mailing_role(self):
        boss = new_test_user(
            self.env,
            "manager",
            groups="base.group_user,trade_crm.group_trade_manager",
            company_id=self.company.id,
        )
        segment = self.segment()
        action = segment.with_user(boss).action_mailing_list()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(
            segment.mailing_list_id.contact_ids.trade_partner_id, self.silent
        )

    def test_without_an_address(self):
        self.silent.email = False
        segment = self.segment()
        segment.action_mailing_list()
        self.assertFalse(segment.mailing_list_id.contact_ids)
        self.assertEqual(segment.partner_count, 1)

    def test_tour(self):
        metric = self.env["trade.customer.metric"].search(
            [("partner_id", "=", self.silent.id)]
        )
        self.assertEqual(metric.segment, "cant_lose")
        new_test_user(
            self.env,
            "boss",
            groups="base.group_user,trade_crm.group_trade_manager,"
            "mass_mailing.group_mass_mailing_user",
            company_id=self.company.id,
            password="boss",
        )
        self.start_tour(
            "/odoo/action-trade_crm_analytics.action_trade_dashboard",
            "trade_segment_to_mailing_list",
            login="boss",
            timeout=180,
        )
        self.assertEqual(len(self.silent.activity_ids), 1)
        segment = self.env["trade.segment"].search(
            [("name", "=", "Large customers who fell silent")]
        )
        self.assertEqual(
            segment.mailing_list_id.contact_ids.trade_partner_id, self.silent
        )
