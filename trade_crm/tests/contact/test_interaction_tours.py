# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestInteractionTour(AccountTestInvoicingHttpCommon):
    def test_log_and_import(self):
        env = self.env(su=True)
        user = env["res.users"].create(
            {
                "name": "Tour Talker",
                "login": "tour_talker",
                "password": "tour_talker",
                "tz": "Asia/Shanghai",
                "company_id": env.company.id,
                "company_ids": [Command.set(env.company.ids)],
                "group_ids": [
                    Command.link(env.ref(xmlid).id)
                    for xmlid in (
                        "trade_crm.group_trade_user",
                        "account.group_account_invoice",
                    )
                ],
            }
        )
        customer = env["res.partner"].create(
            {"name": "Talk Customer GmbH", "is_company": True, "user_id": user.id}
        )
        sister = customer.copy({"name": "Talk Sister SARL", "user_id": user.id})
        group = env["trade.group"].create({"name": "Talk Group"})
        (customer | sister).trade_group_id = group
        sister.trade_log_interaction("fair", "in")
        klaus = env["res.partner"].create(
            {
                "name": "Klaus",
                "parent_id": customer.id,
                "phone": "+49 160 98765432",
                "email": "klaus@talk.example",
            }
        )
        customer.with_user(user).message_post(
            body="Our offer",
            subject="Our offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=klaus.ids,
        )
        product = env["product.product"].create({"name": "Lamp", "list_price": 5})
        order = env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": user.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_quotation_sent()
        env["account.payment"].create(
            {
                "partner_id": customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 5,
            }
        ).action_post()
        self.start_tour(
            f"/odoo/res.partner/{customer.id}",
            "trade_interactions",
            login="tour_talker",
        )
        found = env["trade.interaction"].search(
            [("partner_id", "=", customer.id)], order="id"
        )
        self.assertEqual(
            found.mapped("channel"),
            ["mail", "quotation", "payment", "wechat", "whatsapp", "whatsapp"],
        )
        self.assertEqual(found[-2:].contact_id, klaus)
        self.assertEqual(
            found.filtered(lambda i: not i.proven).mapped("channel"), ["wechat"]
        )
