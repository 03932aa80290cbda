# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDealLine(AccountTestInvoicingCommon):
    """What was bought, how it was paid and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.seller = new_test_user(
            cls.env,
            login="deal_seller",
            groups="trade_crm.group_trade_user",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Deal Buyer", "is_company": True, "user_id": cls.seller.id}
        )
        cls.lamp = cls.env["product.product"].create(
            {
                "name": "Lamp",
                "list_price": 10,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
            }
        )

    def _deals(self):
        return (
            self.env["trade.deal.line"]
            .with_user(self.seller)
            .search_fetch(
                [("partner_id", "=", self.buyer.id)],
                ["line_id", "move_id", "outcome", "quantity", "amount", "price_unit"],
                order="date, id",
            )
        )

    def _pay(self, invoice, amount, date):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount, "payment_date": date})._create_payments()

    def _order(self, quantity=3, price=10):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.lamp.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def test_order_invoiced_and_paid_in_two_parts(self):
        order = self._order()
        deal = self._deals()
        self.assertEqual((deal.outcome, deal.payment_state), ("won", "none"))
        invoice = order._create_invoices()
        invoice.invoice_date = "2024-05-10"
        invoice.action_post()
        deal.invalidate_recordset()
        self.assertEqual(deal.payment_state, "not_paid")
        self._pay(invoice, 10, "2024-06-01")
        deal.invalidate_recordset()
        self.assertEqual(deal.payment_state, "partial")
        self._pay(invoice, 20, "2024-06-20")
        deal.invalidate_recordset()
        self.assertEqual(deal.payment_state, "paid")
        self.assertEqual(str(deal.paid_date), "2024-06-20")
        self.assertEqual(deal.paid_by, "Bank")
        self.assertEqual(deal.action_open()["res_id"], order.id)
        self.assertEqual(len(self._deals()), 1, "an order's invoice is no second deal")

    def test_direct_invoice_and_credit_note(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "invoice_date": "2024-02-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.lamp.id,
                            "quantity": 4,
                            "price_unit": 7.5,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        self.assertFalse(self._deals(), "a draft is no deal")
        invoice.action_post()
        deal = self._deals()
        self.assertEqual((deal.quantity, deal.amount), (4, 30))
        self.assertEqual(deal.action_open()["res_id"], invoice.id)
        price = self.env["trade.last.price"].with_user(self.seller)
        row = price.history(self.buyer.id, self.lamp.id)[0]
        self.assertEqual((row["price"], row["model"]), (7.5, "account.move"))
        invoice._reverse_moves([{"invoice_date": "2024-03-01"}]).action_post()
        deals = self._deals()
        self.assertEqual(deals.mapped("outcome"), ["won", "returned"])
        self.assertEqual(sum(deals.mapped("amount")), 0)
        self.assertEqual(len(price.history(self.buyer.id, self.lamp.id)), 1)

    def test_colleagues_customer_is_closed(self):
        self._order()
        other = new_test_user(
            self.env, login="deal_other", groups="trade_crm.group_trade_user"
        )
        deals = self.env["trade.deal.line"].with_user(other)
        self.assertFalse(deals.search([("partner_id", "=", self.buyer.id)]))

    def test_buttons_of_the_customer(self):
        """Counts and sums agree with the lists behind the buttons."""
        order = self._order()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice, 12, "2024-06-01")
        self.env["sale.order"].create({"partner_id": self.buyer.id})
        buyer = self.buyer.with_user(self.seller)
        self.assertEqual(buyer.trade_quotation_count, 1)
        self.assertEqual(buyer.trade_order_count, 1)
        self.assertEqual(buyer.trade_invoice_count, 1)
        self.assertEqual(buyer.trade_receivable, 18)
        for name, count in (("quotations", 1), ("orders", 1), ("receivable", 1)):
            action = getattr(buyer, f"action_trade_{name}")()
            found = self.env[action["res_model"]].with_user(self.seller)
            self.assertEqual(found.search_count(action["domain"]), count, name)

    def test_buttons_cost_the_same_for_many(self):
        buyers = self.env["res.partner"].create(
            [{"name": f"Buyer {i}", "is_company": True} for i in range(20)]
        )
        names = ("trade_quotation_count", "trade_conflict_count")
        buyers = buyers.with_user(self.seller)
        buyers.fetch(["commercial_partner_id"])
        self.buyer.with_user(self.seller).mapped(names[0])  # warm
        with self.assertQueryCount(4):
            for name in names:
                buyers.mapped(name)
