# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import PoolCase


class TestAllocate(PoolCase):
    def names(self, partners):
        partners.invalidate_recordset()
        return "".join(p.user_id.login[-1:] if p.user_id else "." for p in partners)

    def test_three_two_one_and_again(self):
        partners, _entries = self.pooled(6)
        self.assertEqual(
            [
                self.env["res.users"].browse(row["user_id"]).login[-1]
                for row in self.pool.preview_allocate()
            ],
            list("abcaba"),
        )
        self.assertEqual(self.names(partners), "......")
        moves = self.pool.with_user(self.manager).action_allocate()
        self.assertEqual(self.names(partners), "abcaba")
        self.assertEqual(set(moves.mapped("kind")), {"assign"})
        self.assertTrue(all(moves.mapped("reason")))
        self.assertFalse(self.pool.entry_ids)
        again, _entries = self.pooled(4)
        self.pool.action_allocate()
        self.assertEqual(self.names(again), "abca")
        rest, _entries = self.pooled(3)
        self.pool.action_allocate()
        self.assertEqual(self.names(rest), "baa")

    def test_full_and_paused_members_are_passed_over(self):
        self.members[self.a].hold_limit = 1
        self.members[self.c].paused = True
        partners, _entries = self.pooled(4)
        self.pool.action_allocate()
        self.assertEqual(self.names(partners), "abbb")

    def test_former_owner_in_cooldown_does_not_get_it_back(self):
        partners = self.customers(1, user_id=self.a.id)
        partners.with_user(self.a).action_trade_release()
        self.pool.action_allocate()
        self.assertEqual(self.names(partners), "b")

    def test_all_paused(self):
        self.pool.member_ids.paused = True
        self.pooled(1)
        with self.assertRaisesRegex(UserError, "paused"):
            self.pool.action_allocate()

    @mute_logger("odoo.sql_db")
    def test_bad_weights_and_caps(self):
        for values in ({"weight": 0}, {"weight": -1}, {"cap_day": -2}):
            with (
                self.subTest(values=values),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.members[self.a].write(values)
                self.env.flush_all()

    def test_member_without_sales_rights(self):
        user = self.env["res.users"].create({"name": "No", "login": "pool_no"})
        with self.assertRaises(ValidationError):
            self.pool.member_ids = [(0, 0, {"user_id": user.id})]

    def test_only_managers(self):
        self.pooled(1)
        with self.assertRaises(AccessError):
            self.pool.with_user(self.a).action_allocate()

    def test_on_entry(self):
        self.pool.allocate_when = "entry"
        partners, _entries = self.pooled(2)
        self.assertEqual(self.names(partners), "ab")

    def test_scope_that_matches_nothing(self):
        self.pool.scope_domain = "[('ref', '=', 'nobody has this')]"
        self.assertEqual(self.pool.scope_count, 0)
        with self.assertRaisesRegex(UserError, "matches no customer"):
            self.pool.action_fill()
        with self.assertRaises(ValidationError):
            self.pool.scope_domain = "[('no_such_field', '=', 1)]"

    def test_leads(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {i}", "user_id": False} for i in range(3)]
        )
        leads.action_trade_to_pool()
        self.assertFalse(
            self.env["crm.lead"].with_user(self.a).search([("id", "in", leads.ids)])
        )
        self.pool.action_allocate()
        self.assertEqual(self.names(leads), "abc")
