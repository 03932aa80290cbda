# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestTrustTours(AccountTestInvoicingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        TrustCase._outstanding.__func__(cls, cls.company_data["default_journal_bank"])
        cls.seller = cls._person("tour_sales", "trade_crm.group_trade_user")
        cls.boss = cls._person("tour_boss", "trade_crm.group_trade_manager")
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Tour Buyer", "is_company": True, "user_id": cls.seller.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Tour Tripod", "list_price": 100, "invoice_policy": "order"}
        )
        cls.product.taxes_id = False

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("trade_crm.group_trade_admin")

    @classmethod
    def _person(cls, login, group):
        groups = (group, "account.group_account_invoice")
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "password": login,
                "company_id": cls.env.company.id,
                "company_ids": [Command.set(cls.env.company.ids)],
                "group_ids": [Command.link(cls.env.ref(name).id) for name in groups],
            }
        )

    def _sold_and_paid(self):
        today = Date.today()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "invoice_date": today - timedelta(days=60),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "quantity": 10,
                            "price_unit": 100,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        invoice.invoice_date_due = today - timedelta(days=30)
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": today - timedelta(days=31)})._create_payments()

    def _walk(self, url, name, login):
        self.start_tour(url, name, login=login, timeout=240)

    def test_prospect_to_approval(self):
        self.env["trade.qualification.criterion"].search([]).active = False
        self.env["trade.qualification.criterion"].create(
            [
                {"name": "Registered?", "stage": "research"},
                {"name": "Need?", "stage": "visit"},
            ]
        )
        prospect = self.env["res.partner"].create(
            {"name": "Tour Prospect", "is_company": True, "user_id": self.seller.id}
        )
        self.env.company.trade_unapproved = "quote"
        url = "/odoo/action-trade_crm.action_trade_qualification"
        self._walk(url, "trade_qualification", "tour_sales")
        one = self.env["trade.qualification"].search([("partner_id", "=", prospect.id)])
        self.assertEqual(one.order_id.state, "sale")
        self._walk(url, "trade_qualification_approve", "tour_boss")
        self.assertEqual(prospect.trade_qualified, "approved")
        self.assertEqual(one.decider_id, self.boss)

    def test_rating_to_limit(self):
        self._sold_and_paid()
        url = f"/odoo/res.partner/{self.buyer.id}"
        self._walk(url, "trade_credit_rating", "tour_boss")
        self.assertEqual(self.buyer.credit_limit, 5000)

    def test_order_over_the_group_s_limit(self):
        self.env.company.write(
            {"trade_exposure_mode": "approval", "trade_credit_user_id": self.boss.id}
        )
        self.buyer.trade_group_id = self.env["trade.group"].create(
            {"name": "Tour Group", "credit_limit": 50}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "user_id": self.seller.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        url = f"/odoo/sale.order/{order.id}"
        self._walk(url, "trade_exposure_stop", "tour_sales")
        self.assertEqual(order.state, "draft")
        self._walk(url, "trade_exposure_approve", "tour_boss")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.trade_credit_approver_id, self.boss)

    def test_review(self):
        self._sold_and_paid()
        self.buyer.write(
            {
                "trade_grade_id": self.env.ref("trade_crm.grade_a").id,
                "trade_next_review": Date.today(),
            }
        )
        self.env["trade.review"]._cron_open()
        url = "/odoo/action-trade_crm.action_trade_review"
        self._walk(url, "trade_review", "tour_sales")
        review = self.env["trade.review"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual(review.state, "done")
        self.assertEqual(review.action_ids.name, "Show the new catalogue")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf("trade_crm.report_trade_review", review.ids)
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))
