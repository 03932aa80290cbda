# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLoyalty(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.sales = new_test_user(
            cls.env, login="loyal", groups="trade_crm.group_trade_user"
        )
        cls.gold, cls.plain = cls.env["trade.grade"].create(
            [{"name": "Gold", "code": "AU"}, {"name": "Plain", "code": "PL"}]
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Loyal GmbH",
                "is_company": True,
                "user_id": cls.sales.id,
                "trade_grade_id": cls.gold.id,
            }
        )
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Lamp", "list_price": 100, "taxes_id": False}
        )

    def _program(self, grades, code=None):
        return self.env["loyalty.program"].create(
            {
                "name": "Ten percent",
                "program_type": "promo_code" if code else "promotion",
                "trigger": "with_code" if code else "auto",
                "applies_on": "current",
                "trade_grade_ids": [Command.set(grades.ids)],
                "rule_ids": [
                    Command.create(
                        {
                            "minimum_qty": 1,
                            "mode": "with_code" if code else "auto",
                            "code": code,
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )

    def _total(self, code=None):
        order = self.env["sale.order"].with_user(self.sales)
        order = order.create(
            {
                "partner_id": self.buyer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": 100,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        if code:
            status = order._try_apply_code(code)
            if "error" in status:
                return status["error"]
        order._update_programs_and_rewards()
        for coupon, rewards in order._get_claimable_rewards().items():
            order._apply_program_reward(rewards[:1], coupon)
        return order.amount_total

    def test_only_customers_of_the_grade(self):
        self._program(self.gold)
        self.assertEqual(self._total(), 90)
        self.customer.trade_grade_id = self.plain
        self.assertEqual(self._total(), 100)
        self.customer.trade_grade_id = False
        self.assertEqual(self._total(), 100)

    def test_without_a_grade_for_everybody(self):
        self._program(self.gold.browse())
        self.assertEqual(self._total(), 90)
        self.customer.trade_grade_id = False
        self.assertEqual(self._total(), 90)

    def test_codes(self):
        self._program(self.plain, code="PLAINONLY")
        self.assertIsInstance(self._total("PLAINONLY"), str)
        self.customer.trade_grade_id = self.plain
        self.assertEqual(self._total("PLAINONLY"), 90)

    def test_both_sides(self):
        program = self._program(self.gold)
        self.assertEqual(self.gold.program_ids, program)
        with self.assertRaises(AccessError):
            program.with_user(self.sales).trade_grade_ids = False
