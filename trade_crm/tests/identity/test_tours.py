# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestGroupTour(AccountTestInvoicingHttpCommon):
    def test_group_headers_and_documents(self):
        user = self.env["res.users"].create(
            {
                "name": "Tour Salesperson",
                "login": "tour_sales",
                "password": "tour_sales",
                "company_id": self.env.company.id,
                "company_ids": [Command.set(self.env.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref(xmlid).id)
                    for xmlid in (
                        "trade_crm.group_trade_user",
                        "account.group_account_invoice",
                    )
                ],
            }
        )
        customer = self.env["res.partner"].create(
            {"name": "Tour Customer GmbH", "is_company": True, "user_id": user.id}
        )
        self.env["product.product"].create(
            {"name": "Tour Tripod", "list_price": 100, "invoice_policy": "order"}
        ).taxes_id = False
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_group",
            "trade_group_headers",
            login="tour_sales",
            timeout=180,
        )
        order = self.env["sale.order"].sudo().search([("partner_id", "=", customer.id)])
        self.assertEqual(order.trade_header_id.name, "Tour Export KG")
        invoice = order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.trade_header_id, order.trade_header_id)
        for report, document in (
            ("sale.report_saleorder", order),
            ("account.report_invoice", invoice),
        ):
            html = (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html(report, document.ids)[0]
            )
            self.assertIn("Tour Export KG", html.decode())
            self.assertIn("HRB4711", html.decode())
        self.env["trade.interaction"].with_user(user).create(
            {
                "partner_id": customer.id,
                "channel": "wechat",
                "summary": "sample sent",
            }
        )
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_group",
            "trade_group_timeline",
            login="tour_sales",
            timeout=180,
        )
