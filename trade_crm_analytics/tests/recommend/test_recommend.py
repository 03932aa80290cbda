# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

TODAY = date(2026, 6, 30)


@freeze_time(f"{TODAY} 10:00:00")
@tagged("post_install", "-at_install")
class TestRecommend(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.company.trade_recommend_min_count = 2
        cls.lamp, cls.bulb, cls.cable, cls.box, cls.rare = cls.env[
            "product.product"
        ].create([{"name": n} for n in ("Lamp", "Bulb", "Cable", "Box", "Rare")])
        cls.buyers = cls.env["res.partner"].create(
            [{"name": f"Buyer {i}", "is_company": True} for i in range(6)]
        )
        a, b, c, d, e, cls.asker = cls.buyers
        # lamp and bulb: 3 of 4 invoices with a lamp; box: bought by the lamp's buyers
        for partner, products in (
            (a, cls.lamp + cls.bulb),
            (b, cls.lamp + cls.bulb),
            (c, cls.lamp + cls.bulb),
            (d, cls.lamp),
            (a, cls.box),
            (b, cls.box),
            (e, cls.cable),
            (e, cls.cable),
            (d, cls.rare),
        ):
            cls.sell(partner, products, "2026-01-10")
        cls.env["trade.product.rule"].sudo()._learn(cls.company)

    @classmethod
    def sell(cls, partner, products, day):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": one.id, "price_unit": 10, "tax_ids": []}
                    )
                    for one in products
                ],
            }
        )
        move.action_post()

    def quote(self, *products):
        return self.env["sale.order"].create(
            {
                "partner_id": self.asker.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": one.id}) for one in products
                ],
            }
        )

    def proposals(self, order):
        return self.env["trade.recommendation"].search(
            order.action_trade_recommend()["domain"]
        )

    def test_rules_by_hand(self):
        rule = self.env["trade.product.rule"].search(
            [
                ("kind", "=", "together"),
                ("product_id", "=", self.lamp.id),
                ("other_id", "=", self.bulb.id),
            ]
        )
        self.assertEqual(rule.times, 3)
        self.assertAlmostEqual(rule.support, 3 / 9)
        self.assertAlmostEqual(rule.confidence, 3 / 4)
        self.assertAlmostEqual(rule.lift, (3 / 4) / (3 / 9))
        similar = self.env["trade.product.rule"].search(
            [
                ("kind", "=", "similar"),
                ("product_id", "=", self.lamp.id),
                ("other_id", "=", self.box.id),
            ]
        )
        # customers: 4 with a lamp, 2 with a box, 2 with both, 5 in all
        self.assertEqual(similar.times, 2)
        self.assertAlmostEqual(similar.confidence, 2 / 8**0.5)
        self.assertAlmostEqual(similar.lift, 2 * 5 / (4 * 2))

    def test_on_a_quotation_with_why(self):
        order = self.quote(self.lamp)
        found = self.proposals(order)
        self.assertEqual(found.product_id, self.bulb + self.box)
        bulb = found.filtered(lambda one: one.product_id == self.bulb)
        self.assertEqual((bulb.kind, bulb.because_id), ("together", self.lamp))
        self.assertIn("75%", bulb.why)
        self.assertIn("3 invoices", bulb.why)
        bulb.action_accept()
        self.assertEqual(order.order_line.product_id, self.lamp + self.bulb)
        self.assertFalse(bulb.sold)
        order.action_confirm()
        self.assertTrue(bulb.sold)
        self.assertEqual(
            self.env["trade.recommendation"].search_count([("sold", "=", True)]), 1
        )
        with self.assertRaises(UserError):
            (found - bulb).action_accept()

    def test_recent_and_own_purchases(self):
        self.sell(self.asker, self.bulb, "2026-06-01")  # still in the store
        self.assertEqual(self.proposals(self.quote(self.lamp)).product_id, self.box)
        self.company.trade_metric_window = 10
        again = self.proposals(self.quote(self.lamp))
        self.assertEqual(again.product_id, self.bulb + self.box)
        bulb = again.filtered(lambda one: one.product_id == self.bulb)
        self.assertEqual(bulb.last_bought, date(2026, 6, 1))

    def test_refused_stays_refused(self):
        order = self.quote(self.lamp)
        found = self.proposals(order)
        found.filtered(lambda one: one.product_id == self.bulb).action_dismiss()
        self.assertEqual(self.proposals(order).product_id, self.box)

    def test_archived_products_and_nothing(self):
        (self.bulb + self.box).product_tmpl_id.active = False
        with self.assertRaises(UserError):
            self.quote(self.lamp).action_trade_recommend()
        with self.assertRaises(UserError):
            self.asker.action_trade_recommend()

    def test_customer_page_and_rights(self):
        user = new_test_user(
            self.env,
            "mine",
            groups="base.group_user,sales_team.group_sale_salesman,"
            "trade_crm.group_trade_user",
            company_id=self.company.id,
        )
        other, d = self.buyers[2], self.buyers[3]
        other.user_id, d.user_id = self.env.user, user
        action = d.with_user(user).action_trade_recommend()
        found = (
            self.env["trade.recommendation"].with_user(user).search(action["domain"])
        )
        self.assertEqual(found.product_id, self.bulb + self.box)
        other.action_trade_recommend()
        self.assertFalse(
            self.env["trade.recommendation"]
            .with_user(user)
            .search([("partner_id", "=", other.id)])
        )

    def test_clusters_are_named_apart(self):
        for i in range(12):
            partner = self.env["res.partner"].create({"name": f"Big {i}"})
            for day in range(1, 5):
                self.sell(
                    partner, self.lamp + self.bulb + self.cable, f"2026-06-0{day}"
                )
        self.env["trade.customer.metric"].refresh(self.company)
        made = self.env["trade.cluster"].sudo()._cluster(self.company)
        self.assertGreater(len(made), 1)
        self.assertEqual(len(set(made.mapped("name"))), len(made))
        self.assertEqual(sum(made.mapped("size")), 5 + 12)
        metrics = self.env["trade.customer.metric"].search(
            [("company_id", "=", self.company.id), ("cluster_id", "=", made[0].id)]
        )
        self.assertEqual(len(metrics), made[0].size)
        self.assertEqual(self.env["trade.cluster"].sudo()._cluster(self.company), made)
