# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestGroup(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["trade.group"].create({"name": "Acme Group"})
        cls.sub = cls.env["trade.group"].create(
            {"name": "Acme Asia", "parent_id": cls.group.id}
        )
        cls.acme.trade_group_id = cls.group
        cls.bolt.trade_group_id = cls.sub

    def test_cycle_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "its own parent"):
            self.group.parent_id = self.sub
        with self.assertRaisesRegex(ValidationError, "its own parent"):
            self.group.parent_id = self.group

    def test_names_are_plain_and_bounded(self):
        for name, words in (("<b>Acme</b>", "HTML"), ("A" * 5_000_000, "Shorten")):
            with self.assertRaisesRegex(ValidationError, words):
                self.env["trade.group"].create({"name": name})

    def test_figures_include_subgroups(self):
        self.assertEqual(self.group.company_count, 2)
        self.assertEqual(self.sub.company_count, 1)
        self.assertEqual(self.group.header_count, 2)

    def test_figures_stop_at_the_readers_rights(self):
        self.assertEqual(self.group.with_user(self.ann).company_count, 1)
        self.assertEqual(self.group.with_user(self.all).company_count, 2)

    def test_a_group_without_reachable_company_is_out_of_reach(self):
        groups = self.env["trade.group"].with_user(self.ann).search([])
        self.assertIn(self.group, groups)
        self.assertNotIn(self.sub, groups)

    def test_figures_of_many_groups_cost_no_more_queries(self):
        def count(number):
            groups = self.env["trade.group"].create(
                [{"name": f"Group {number}-{i}"} for i in range(number)]
            )
            for group in groups:
                self._company("One").trade_group_id = group
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            groups.mapped("order_total")
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(30), count(3))
