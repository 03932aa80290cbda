# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCompletenessTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, login="tour_admin", groups="trade_crm.group_trade_admin")
        rules = cls.env["trade.completeness.rule"]
        rules.search([]).active = False
        for name, field in (
            ("Tour country", "country_id"),
            ("Tour website", "website"),
        ):
            rules.create(
                {
                    "name": name,
                    "field_id": cls.env["ir.model.fields"]
                    ._get("res.partner", field)
                    .id,
                }
            )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tour Archive GmbH",
                "is_company": True,
                "country_id": cls.env.ref("base.de").id,
            }
        )
        cls.customer.trade_archive_date = fields.Datetime.now() - timedelta(days=200)

    def test_change_rules_and_limit(self):
        self.start_tour(
            f"/odoo/action-trade_crm.action_trade_customer/{self.customer.id}",
            "trade_completeness",
            login="tour_admin",
        )
        self.assertEqual(self.env.company.trade_fresh_days, 400)
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.trade_completeness, 25)
        self.assertEqual(self.customer.trade_freshness, 100)

    def test_first_steps(self):
        self.env.company.trade_start = False
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_customer",
            "trade_first_steps",
            login="tour_admin",
        )
        self.assertTrue(self.env.company.trade_start["closed"])

    def test_every_screen_opens(self):
        """With records in them: a list without any evaluates less of its view."""
        lines = {"partner_id": self.customer.id}
        self.env["trade.key.date"].create(
            {**lines, "kind": "feast", "name": "Fair", "month": "05", "day": 1}
        )
        self.env["trade.interaction"].create({**lines, "summary": "Met at the fair"})
        rival = self.env["trade.competitor"].create({"name": "Tour Rival"})
        self.env["trade.competitor.offer"].create(
            {**lines, "competitor_id": rival.id, "product": "Lamp"}
        )
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_customer",
            "trade_archive_screens",
            login="tour_admin",
            timeout=180,
        )
