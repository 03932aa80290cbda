# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSaleMargin(AccountTestInvoicingCommon):
    """What Odoo's Margins on orders know is used, where they are installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Margin GmbH", "is_company": True}
        )
        cls.lamp = cls.env["product.product"].create(
            {
                "name": "Lamp",
                "standard_price": 60,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )

    def _order(self, price, currency=None):
        prices = self.env["product.pricelist"].create(
            {
                "name": "List",
                "currency_id": (currency or self.company.currency_id).id,
            }
        )
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": prices.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.lamp.id,
                            "product_uom_qty": 2,
                            "price_unit": price,
                        }
                    )
                ],
            }
        )

    def test_the_margin_of_confirmed_orders_in_the_company_s_currency(self):
        double = self.env["res.currency"].create(
            {
                "name": "TXM",
                "symbol": "TXM",
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2020-01-01",
                            "rate": 2,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        plain, foreign, quotation = (
            self._order(100),
            self._order(200, double),
            self._order(1000),
        )
        (plain | foreign).action_confirm()
        # 2 x (100 - 60); 2 x (200 - 120) of a currency of which 2 are one of ours
        self.assertEqual((plain.margin, foreign.margin), (80, 160))
        self.assertTrue(quotation.margin)
        Metric = self.env["trade.customer.metric"]
        Metric.refresh(self.company)
        metric = Metric.search(
            [
                ("partner_id", "=", self.customer.id),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(metric.margin, 80 + 160 / 2)

    def test_a_review_takes_the_cost_of_the_day_of_the_order(self):
        order = self._order(100)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.lamp.standard_price = 90
        review = self.env["trade.review"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "date_from": fields.Date.subtract(invoice.invoice_date, days=30),
                "date_to": invoice.invoice_date,
            }
        )
        # 2 x (100 - 60), none of it at the present cost of 90
        self.assertEqual((review.margin, review.margin_present), (80, 0))
