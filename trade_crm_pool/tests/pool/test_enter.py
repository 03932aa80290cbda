# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import PoolCase


class TestEnter(PoolCase):
    def test_new_customers_enter_by_themselves(self):
        free = self.customers(1)
        self.assertFalse(free.trade_pool_id, "only where the pool does so")
        self.pool.auto_enter = True
        self.assertEqual(self.customers(1).trade_pool_id, self.pool)
        self.assertFalse(self.customers(1, user_id=self.a.id).trade_pool_id)
        self.assertFalse(self.customers(1, ref="other").trade_pool_id)
        self.assertFalse(self.customers(1, is_company=False).trade_pool_id)

    def test_a_scope_of_nobody_or_of_everybody_says_so(self):
        self.assertIn("No company fits", self.pool.scope_note)
        self.customers(1)
        self.pool.invalidate_recordset()
        self.assertFalse(self.pool.scope_note)
        self.pool.scope_domain = "[]"
        self.assertIn("Every company fits", self.pool.scope_note)

    def test_our_own_companies_are_no_customers(self):
        self.pool.scope_domain = "[]"
        free = self.env["res.partner"].search(self.pool._free_domain())
        self.assertFalse(free & self.env["res.company"].search([]).partner_id)
        self.assertFalse(free.filtered(lambda p: not p.partner_share))

    def test_who_comes_into_scope_or_loses_its_owner_enters(self):
        self.pool.auto_enter = True
        other = self.customers(1, ref="other")
        other.ref = "pooltest"
        self.assertEqual(other.trade_pool_id, self.pool)
        owned = self.customers(1, user_id=self.a.id)
        owned.with_user(self.manager).user_id = False
        self.assertEqual(owned.trade_pool_id, self.pool)

    def test_the_hourly_job_takes_the_rest(self):
        free = self.customers(3)
        self.pool.auto_enter = True
        self.env["trade.pool"]._cron_enter()
        self.assertEqual(free.trade_pool_id, self.pool)
        entry = self.pool.entry_ids[0]
        self.assertEqual(entry.reason, "In scope and owned by nobody")

    def test_who_files_a_customer_goes_on_working_on_it(self):
        self.pool.auto_enter = True
        user = new_test_user(self.env, "pool_files", "trade_crm.group_trade_user_all")
        filed = (
            self.env["res.partner"]
            .with_user(user)
            .create({"name": "New", "is_company": True, "ref": "pooltest"})
        )
        self.assertEqual(filed.name, "New")
        self.env["trade.pool"]._cron_enter()
        self.assertEqual(filed.sudo().trade_pool_id, self.pool)

    def test_a_customer_is_in_the_first_pool_that_takes_it(self):
        self.pool.auto_enter = True
        self.pool.copy({"name": "Later", "sequence": 50, "auto_enter": True})
        self.assertEqual(self.customers(1).trade_pool_id, self.pool)
        first = self.pool.copy({"name": "First", "sequence": 1, "auto_enter": True})
        self.assertEqual(self.customers(1).trade_pool_id, first)

    def test_a_pool_with_customers_is_not_deleted(self):
        self.pooled(1)
        with self.assertRaisesRegex(UserError, "still customers"):
            self.pool.unlink()

    def test_counts(self):
        self.customers(2)
        self.customers(1, user_id=self.a.id)
        self.pooled(1)
        self.env.invalidate_all()
        pool = self.pool
        self.assertEqual(
            (
                pool.scope_count,
                pool.scope_free_count,
                pool.owned_text,
                pool.entry_count,
            ),
            (4, 2, "1", 1),
        )

    def test_overview(self):
        self.pool.cooldown_days = 0
        partners, entries = self.pooled(4)
        self.pool._allocate(entries[:3])
        entries[3].with_user(self.a).action_claim()
        partners[0].with_user(self.a).action_trade_release()
        self.env["trade.pool.move"].search(
            [("partner_id", "=", partners[2].id), ("kind", "=", "assign")]
        ).action_undo()
        data = self.pool.with_user(self.manager).dashboard(self.pool.id, 30)
        cards = {card["key"]: card["value"] for card in data["cards"]}
        self.assertEqual(
            (cards["pooled"], cards["entered"], cards["claimed"], cards["assigned"]),
            (2, 5, 1, 2),
        )
        rows = {row["user_id"]: row for row in data["members"]}
        mine = rows[self.a.id]
        self.assertEqual((mine["claimed"], mine["given"], mine["released"]), (1, 1, 1))
        self.assertEqual((mine["given_share"], mine["due_share"]), (0.5, 0.5))
        self.assertEqual(rows[self.c.id]["given"], 0, "undone is not given")
        self.assertAlmostEqual(rows[self.c.id]["due_share"], 1 / 6)
        own = self.pool.with_user(self.c).dashboard()
        self.assertEqual([row["user_id"] for row in own["members"]], [self.c.id])

    def test_idle_time_is_the_middle_one(self):
        self.assertEqual(self.pool._idle(), (0, 0))
        now = fields.Datetime.now()
        _partners, entries = self.pooled(3)
        for entry, days in zip(entries, (9, 2, 40), strict=True):
            entry.date_in = fields.Datetime.subtract(now, days=days, hours=1)
        self.assertEqual(self.pool._idle(), (3, 9))

    def test_allowance(self):
        self.pool.write({"cap_day": 2, "hold_limit": 7})
        _partners, entries = self.pooled(1)
        entries.with_user(self.a).action_claim()
        [row] = self.env["trade.pool.member"].with_user(self.a).my_allowance()
        self.assertEqual((row["held"], row["hold_cap"], row["away"]), (1, 7, False))
        [day, week, _month] = row["windows"]
        self.assertEqual((day["used"], day["cap"], week["cap"]), (1, 2, None))
        self.assertFalse(
            self.env["trade.pool.member"].with_user(self.manager).my_allowance()
        )
