# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPoolTours(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["trade.pool"].search([]).active = False
        self.env["trade.followup.plan"].search([]).active = False
        self.ann, self.bea, self.cid = (
            new_test_user(
                self.env,
                f"tour_{name}",
                "trade_crm.group_trade_user",
                name=f"Tour {name.title()}",
                tz="UTC",
            )
            for name in ("ann", "bea", "cid")
        )
        self.manager = new_test_user(
            self.env, "tour_manager", "trade_crm.group_trade_manager", tz="UTC"
        )

    def customers(self, count, **values):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"Tour customer {number}",
                    "is_company": True,
                    "ref": "pooltour",
                    **values,
                }
                for number in range(1, count + 1)
            ]
        )

    def pool(self, **values):
        return self.env["trade.pool"].create(
            {
                "name": "Tour pool",
                "tz": "UTC",
                "scope_domain": "[('ref', '=', 'pooltour')]",
                "member_ids": [
                    fields.Command.create({"user_id": user.id, "weight": weight})
                    for user, weight in ((self.ann, 3), (self.bea, 2), (self.cid, 1))
                ],
                **values,
            }
        )

    def tour(self, name, login, action):
        self.env.flush_all()
        self.start_tour(f"/odoo/{action}", name, login=login, timeout=180)
        self.env.invalidate_all()

    def test_manager_sets_up_a_pool(self):
        action = "action-trade_crm_pool.action_trade_pool"
        self.tour("trade_pool_set_up", "tour_manager", action)
        pool = self.env["trade.pool"].search([("name", "=", "Tour 3:2:1")])
        self.assertEqual(
            [(m.user_id, m.weight) for m in pool.member_ids],
            [(self.ann, 3), (self.bea, 2), (self.cid, 1)],
        )
        pool.scope_domain = "[('ref', '=', 'pooltour')]"
        customers = self.customers(6)
        self.tour("trade_pool_deal", "tour_manager", f"{action}/{pool.id}")
        self.assertEqual(
            [customer.user_id for customer in customers],
            [self.ann, self.bea, self.cid, self.ann, self.bea, self.ann],
        )

    def test_salesperson_claims_to_the_cap(self):
        pool = self.pool(cap_day=2)
        customers = self.customers(4)
        pool._put(customers, "Fair")
        self.tour(
            "trade_pool_claim_to_the_cap",
            "tour_ann",
            "action-trade_crm_pool.action_trade_pool_entry",
        )
        self.assertEqual(len(customers.filtered("user_id")), 2)

    def test_preview_run_and_undone(self):
        pool = self.pool(
            rule_ids=[
                fields.Command.create(
                    {"name": "Silent", "days": 3, "unit": "calendar", "kind": "hold"}
                )
            ]
        )
        customers = self.customers(2, user_id=self.ann.id)
        self.customers(1, user_id=self.ann.id, ref="elsewhere")
        customers.trade_owned_since = "2026-01-05 08:00:00"
        action = f"action-trade_crm_pool.action_trade_pool/{pool.id}"
        self.tour("trade_pool_recycle", "tour_manager", action)
        self.assertEqual(customers.user_id, self.ann)
        self.assertFalse(pool.entry_ids)
        kinds = self.env["trade.pool.move"].search([("pool_id", "=", pool.id)])
        self.assertEqual(kinds.mapped("kind"), ["undo"] * 2 + ["recycle"] * 2)

    def test_leaver(self):
        self.pool()
        customers = self.customers(40, user_id=self.cid.id)
        self.tour(
            "trade_pool_hand_over",
            "tour_manager",
            "action-trade_crm_pool.action_trade_handover",
        )
        self.assertEqual(len(customers.filtered(lambda c: c.user_id == self.ann)), 24)
        self.assertEqual(len(customers.filtered(lambda c: c.user_id == self.bea)), 16)
        self.assertFalse(self.cid.active)
