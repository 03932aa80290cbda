# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

MAIL = """\
From: Klaus <klaus@tour.example>
To: quality@example.com
Subject: Handles break
Message-ID: <tour-case@tour.example>
Date: Mon, 23 Nov 2026 08:00:00 +0000
Content-Type: text/plain; charset=utf-8

Forty pieces of the last delivery.
"""


@tagged("post_install", "-at_install")
class TestQualityTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = new_test_user(
            cls.env,
            login="tour_quality",
            groups="trade_crm.group_trade_user",
            password="tour_quality",
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tour Quality GmbH", "is_company": True, "user_id": cls.sales.id}
        )
        cls.env["res.partner"].create(
            {
                "name": "Klaus",
                "parent_id": cls.customer.id,
                "email": "klaus@tour.example",
            }
        )

    def test_case_from_mail_to_verified(self):
        self.env["mail.thread"].message_process("trade.case", MAIL)
        case = self.env["trade.case"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(case.name, "Handles break")
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_case",
            "trade_case_to_verified",
            login="tour_quality",
            timeout=180,
        )
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.verified_uid, self.sales)
        self.assertIn("Resin too dry", case.cause)

    def test_inspection_of_1200(self):
        chair = self.env["product.product"].create({"name": "Tour Chair"})
        self.env["trade.quality.requirement"].create(
            {
                "name": "Tour chairs",
                "partner_id": self.customer.id,
                "product_tmpl_id": chair.product_tmpl_id.id,
                "standard": "EN 581-2",
                "level": "II",
                "aql_major": "2.5",
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.sales.id,
                "order_line": [
                    Command.create({"product_id": chair.id, "product_uom_qty": 1200})
                ],
            }
        )
        order.action_confirm()
        self.start_tour(
            f"/odoo/action-sale.action_orders/{order.id}",
            "trade_inspection_1200",
            login="tour_quality",
            timeout=180,
        )
        inspection = self.env["trade.quality.inspection"].search(
            [("order_id", "=", order.id)]
        )
        self.assertEqual(inspection.result, "rejected")
        report = self.env["ir.actions.report"].with_user(self.sales)
        pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            "trade_crm.report_quality_inspection", inspection.ids
        )
        html = report._render_qweb_html(
            "trade_crm.report_quality_inspection", inspection.ids
        )[0].decode()
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))
        for words in ("Not accepted", "EN 581-2", "Loose rivet", "80"):
            self.assertIn(words, html)
