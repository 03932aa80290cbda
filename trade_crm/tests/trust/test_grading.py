# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time
from odoo.fields import Command
from odoo.tests import tagged

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestGrading(TrustCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(cls.TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.Grade = cls.env["trade.grade"]
        cls.a, cls.b, cls.c, cls.d = (
            cls.env.ref(f"trade_crm.grade_{code}") for code in "abcd"
        )
        cls.customers = cls.env["res.partner"]
        for number in range(1, 11):
            customer = cls._customer(f"Buyer {number}")
            cls.customers |= customer
            cls._invoice(customer, 1000 * number, "2025-11-01", "2025-12-01")
        cls.env["res.partner"].search(
            [("is_company", "=", True), ("id", "not in", cls.customers.ids)]
        ).trade_grade_fixed = True

    def _grades(self):
        return "".join(c.trade_grade_id.code or "-" for c in self.customers)

    def test_grades_by_rank_and_tenure_by_hand(self):
        # Of ten buyers the best is at 10%, the second at 20%
        self.Grade.refresh()
        self.assertEqual(self._grades(), "CCCCCCCCBB")
        self.a.top_percent = 10
        self.Grade.refresh()
        self.assertEqual(self._grades(), "CCCCCCCCBA")
        self.a.min_tenure = 9
        self.Grade.refresh()
        self.assertEqual(self._grades(), "CCCCCCCCBB")

    def test_changes_are_explained_once(self):
        self.Grade.refresh()
        best = self.customers[-1]
        self.assertEqual(len(best.trade_grade_move_ids), 1)
        self.assertIn("place 1 of 10 (best 10.0%)", best.trade_grade_reason)
        self.assertIn("10,000.00", best.trade_grade_reason)
        self.assertIn("customer for 7 months", best.trade_grade_reason)
        self.assertEqual(self.Grade.refresh(), 0)
        with freeze_time("2026-11-02"):
            self.Grade.refresh()
        self.assertEqual(self._grades(), "D" * 10)
        self.assertIn("no sales in twelve months", best.trade_grade_reason)
        self.assertEqual(best.trade_grade_move_ids[0].old_grade_id, self.b)

    def test_amounts_sizes_and_either_condition(self):
        self.a.write({"top_percent": 0, "min_tenure": 0, "min_contribution": 8000})
        self.b.write({"top_percent": 0, "min_size": "4"})
        self.customers[0].trade_size = "5"
        self.customers[1].trade_size = "3"
        self.Grade.refresh()
        self.assertEqual(self._grades(), "BCCCCCCAAA")
        self.a.write({"min_tenure": 100, "match": "any"})
        self.Grade.refresh()
        self.assertEqual(self._grades(), "BCCCCCCAAA")

    def test_sales_in_other_companies_and_currencies_count(self):
        other = self._create_company(name="Second Company")
        other.currency_id = self.euro
        self._invoice(
            self.customers[0], 50000, "2026-03-01", "2026-04-01", company=other
        )
        # 50,000 euros at today's 2.5 are 20,000 dollars: the best now
        self.a.top_percent = 10
        self.Grade.refresh()
        self.assertEqual(self.customers[0].trade_grade_id, self.a)
        self.assertEqual(
            self.customers[0].trade_grade_move_ids[0].facts["sales"], 21000
        )

    def test_each_company_s_sales_count_at_its_own_rates(self):
        other = self._create_company(name="Second Company")
        other.currency_id = self.euro
        # 5 euros are a dollar in the books of the second company, 2.5 in the first's
        self.company.currency_id.rate_ids = [
            Command.create({"name": "2026-01-01", "rate": 1, "company_id": other.id})
        ]
        self.euro.rate_ids = [
            Command.create({"name": "2026-06-01", "rate": 5, "company_id": other.id})
        ]
        self._invoice(
            self.customers[0], 50000, "2026-06-10", "2026-07-10", company=other
        )
        self.Grade.refresh()
        move = self.customers[0].trade_grade_move_ids[0]
        self.assertEqual(move.facts["sales"], 1000 + 10000)

    def test_an_amount_may_be_asked_for_in_another_currency(self):
        # 20,000 euros are 8,000 dollars today
        self.a.write(
            {
                "top_percent": 0,
                "min_tenure": 0,
                "min_contribution": 20000,
                "currency_id": self.euro.id,
            }
        )
        self.Grade.refresh()
        self.assertEqual(self._grades(), "CCCCCCCAAA")

    def test_a_fixed_grade_stays(self):
        self.customers[0].write(
            {"trade_grade_id": self.a.id, "trade_grade_fixed": True}
        )
        self.Grade.refresh()
        self.assertEqual(self._grades()[0], "A")
        self.assertEqual(self.customers[0].trade_grade_reason, "Set by hand")
        self.assertEqual(self.customers[0].trade_grade_move_ids.user_id, self.env.user)

    def test_key_customers_get_their_service_contact(self):
        self.a.write({"top_percent": 10, "service_user_id": self.ann.id})
        other = self._trade_user("carl", "trade_crm.group_trade_user")
        self.Grade.refresh()
        best, second = self.customers[9], self.customers[8]
        self.assertEqual(best.trade_service_user_id, self.ann)
        second.trade_service_user_id = other
        best.trade_grade_id = self.b
        self.assertFalse(best.trade_service_user_id)
        second.trade_grade_id = self.a
        self.assertEqual(second.trade_service_user_id, other)

    def test_the_price_list_of_the_grade(self):
        price_list = self.env["product.pricelist"].create({"name": "Key prices"})
        self.a.pricelist_id = price_list
        best = self.customers[9]
        best.trade_grade_id = self.a
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": best.id}
        )
        order = self.env["sale.order"].create({"partner_id": contact.id})
        self.assertEqual(order.pricelist_id, price_list)
        own = self.env["product.pricelist"].create({"name": "Own prices"})
        best.property_product_pricelist = own
        self.assertEqual(
            self.env["sale.order"].create({"partner_id": best.id}).pricelist_id, own
        )

    def test_switched_off_nobody_is_graded(self):
        self.env["res.company"].search([]).trade_use_grades = False
        self.Grade._cron_refresh()
        self.assertEqual(self._grades(), "-" * 10)
