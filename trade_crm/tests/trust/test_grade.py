# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..identity.common import TradeCase


@tagged("post_install", "-at_install")
class TestGrade(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade_a = cls.env.ref("trade_crm.grade_a")

    def test_shipped_grades_go_from_the_best_down(self):
        grades = self.env["trade.grade"].search([("code", "in", list("ABCD"))])
        self.assertEqual(grades.mapped("code"), list("ABCD"))
        self.assertEqual(grades.mapped("review_months"), [3, 6, 12, 0])

    def test_a_customer_begins_without_a_grade(self):
        self.assertFalse(self.acme.trade_grade_id)

    def test_the_manager_grades_and_the_salesperson_reads(self):
        self.acme.with_user(self.boss).trade_grade_id = self.grade_a
        self.assertEqual(self.acme.with_user(self.ann).trade_grade_id.code, "A")
        self.assertEqual(self.grade_a.partner_count, 1)
        with self.assertRaisesRegex(AccessError, "manager"):
            self.acme.with_user(self.ann).trade_grade_id = False
        with self.assertRaisesRegex(AccessError, "manager"):
            self.env["res.partner"].with_user(self.ann).create(
                {"name": "Own Grade Ltd", "trade_grade_id": self.grade_a.id}
            )

    def test_only_the_administrator_changes_a_grade(self):
        with self.assertRaises(AccessError):
            self.grade_a.with_user(self.boss).visit_days = 1

    def test_numbers_below_zero_are_refused(self):
        for name in ("visit_days", "response_hours", "review_months", "min_tenure"):
            with (
                self.assertRaisesRegex(ValidationError, "below zero"),
                self.env.cr.savepoint(),
            ):
                self.grade_a[name] = -1
        for share in (-1, 101):
            with (
                self.assertRaisesRegex(ValidationError, "from 0 to 100"),
                self.env.cr.savepoint(),
            ):
                self.grade_a.top_percent = share

    @mute_logger("odoo.sql_db")
    def test_codes_are_unique(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["trade.grade"].create({"name": "Another", "code": "A"})
        self.assertEqual(self.grade_a.copy().code, "A-2")
