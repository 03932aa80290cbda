# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestLastPriceTour(AccountTestInvoicingHttpCommon):
    def test_find_and_use_the_last_price(self):
        env = self.env(su=True)
        user = env["res.users"].create(
            {
                "name": "Tour Quoter",
                "login": "tour_quoter",
                "password": "tour_quoter",
                "company_id": env.company.id,
                "company_ids": [Command.set(env.company.ids)],
                "group_ids": [
                    Command.link(env.ref("trade_crm.group_trade_user").id),
                    Command.link(env.ref("base.group_no_one").id),
                ],
            }
        )
        customer = env["res.partner"].create(
            {"name": "Tour Quoted GmbH", "is_company": True, "user_id": user.id}
        )
        lamp = env["product.product"].create(
            {"name": "Tour Lamp", "list_price": 6, "taxes_id": [Command.clear()]}
        )
        reason = env["crm.lost.reason"].create({"name": "Too dear"})
        for price, state in ((4.8, "sale"), (5.5, "sent")):
            order = env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "user_id": user.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": lamp.id,
                                "product_uom_qty": 100,
                                "price_unit": price,
                            }
                        )
                    ],
                    "state": state,
                }
            )
        order.trade_lost_reason_id = reason
        order.action_cancel()
        self.start_tour(
            f"/odoo/res.partner/{customer.id}", "trade_last_price", login="tour_quoter"
        )
        quotation = env["sale.order"].search(
            [("partner_id", "=", customer.id)], order="id desc", limit=1
        )
        self.assertEqual(quotation.order_line.price_unit, 4.8)
        self.assertEqual(quotation.trade_lost_reason_id, reason)
        self.assertEqual(quotation.trade_lost_note, "4.50 FOB")
