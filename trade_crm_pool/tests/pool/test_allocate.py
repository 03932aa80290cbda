# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError

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
        self.assertEqual(
            moves[:2].mapped("reason"),
            ["Turn by weight 3, round 1", "Turn by weight 2, round 1"],
        )
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
        moves = self.pool.action_allocate()
        self.assertEqual(self.names(partners), "b")
        self.assertIn(f"owned before by {self.a.name}", moves.reason)
        # A's turn was owed: after the next regular one it is made up.
        moves |= self.pooled(3) and self.pool.action_allocate()
        given = [(m.user_id.login[-1], m.reason.split(",")[0]) for m in moves[1:]]
        self.assertEqual(
            given,
            [
                ("c", "Turn by weight 1"),
                ("a", "Turn by weight 3"),
                ("a", "A missed turn made up"),
            ],
        )

    def test_all_paused(self):
        self.pool.member_ids.paused = True
        self.pooled(1)
        with self.assertRaisesRegex(UserError, "paused"):
            self.pool.action_allocate()

    def test_bad_weights_and_caps(self):
        member = self.members[self.a]
        for record, values, words in (
            (member, {"weight": 0}, "whole number from 1 to 1000"),
            (member, {"weight": -1}, "whole number from 1 to 1000"),
            (member, {"weight": 1001}, "whole number from 1 to 1000"),
            (member, {"cap_day": -1}, "below zero"),
            (member, {"hold_limit": -1}, "below zero"),
            (self.pool, {"cap_week": -1}, "below zero"),
            (self.pool, {"cap_month": -5}, "below zero"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                record.write(values)
        self.assertEqual(member.weight, 3)

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
        with self.assertRaisesRegex(UserError, "No pool takes"):
            leads.action_trade_to_pool()
        self.pool.write({"take_leads": True, "lead_domain": "[('city', '=', False)]"})
        leads.action_trade_to_pool()
        self.assertFalse(
            self.env["crm.lead"].with_user(self.a).search([("id", "in", leads.ids)])
        )
        self.pool.action_allocate()
        self.assertEqual(self.names(leads), "abc")

    def test_leads_beside_odoo_assignment(self):
        self.pool.take_leads = True
        team = self.env["crm.team"].create({"name": "T", "member_ids": self.c.ids})
        team.crm_team_member_ids.assignment_max = 300
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Lead {i}", "user_id": False, "team_id": team.id}
                for i in range(2)
            ]
        )
        leads[0].action_trade_to_pool()
        team.with_context(auto_commit=False)._action_assign_leads(force_quota=True)
        self.assertFalse(leads[0].user_id, "a pooled lead is the pool's to give")
        self.assertEqual(leads[1].user_id, self.c)
        self.pool.action_allocate()
        self.assertEqual(leads[0].user_id, self.a)

    def test_a_pooled_lead_that_gets_a_customer_leaves(self):
        self.pool.take_leads = True
        lead = self.env["crm.lead"].create({"name": "Lead", "user_id": False})
        lead.action_trade_to_pool()
        self.assertEqual(lead.trade_pool_id, self.pool)
        lead.partner_id = self.customers(1, user_id=self.a.id)
        self.assertFalse(lead.trade_pool_id)
        self.assertFalse(self.pool.entry_ids)

    def test_weights_from_conversion(self):
        """A won 8 of 10, B 2 of 10, C has tried nobody; m is 20 for hand's sake.

        Team's rate 10/20. A: (8 + 10) / 30 = .6, B: (2 + 10) / 30 = .4, mean .5:
        shares 1.2, .8 and the newcomer's 1: weights 12, 8, 10.
        """
        self.pool.write({"weight_mode": "conversion", "conversion_days": 30})
        counts = {self.a.id: (8, 10), self.b.id: (2, 10)}
        with (
            patch.object(type(self.pool), "_conversion", lambda pool: counts),
            patch(
                "odoo.addons.trade_crm_pool.allocation.conversion.prior_strength",
                lambda won, tried: 20.0,
            ),
        ):
            self.pool.action_update_weights()
        self.assertEqual(
            [self.members[u].effective_weight for u in (self.a, self.b, self.c)],
            [12, 8, 10],
        )
