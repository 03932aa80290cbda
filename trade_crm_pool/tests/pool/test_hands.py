# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import PoolCase


class TestHands(PoolCase):
    def setUp(self):
        super().setUp()
        self.customer = self.customers(1, user_id=self.a.id)
        self.contact = self.env["res.partner"].create(
            {"name": "Anna", "parent_id": self.customer.id, "user_id": self.a.id}
        )
        self.lead = self.env["crm.lead"].create(
            {
                "name": "Inquiry",
                "type": "opportunity",
                "partner_id": self.contact.id,
                "user_id": self.a.id,
            }
        )
        self.quote = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.a.id}
        )
        self.other_quote = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.b.id}
        )
        self.activity = self.quote.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.a.id
        )
        self.customer.message_subscribe(self.a.partner_id.ids)

    def owners(self):
        self.env.invalidate_all()
        return [
            record.user_id
            for record in (
                self.customer,
                self.contact,
                self.lead,
                self.quote,
                self.activity,
            )
        ]

    def follows(self, user):
        return user.partner_id in self.customer.message_partner_ids

    def test_all_goes_along_and_comes_back(self):
        moves = self.customer._trade_transfer(self.c)
        self.assertEqual(self.owners(), [self.c] * 5)
        self.assertEqual(self.other_quote.user_id, self.b)
        self.assertEqual(self.contact.trade_owner_id, self.c)
        self.assertTrue(self.follows(self.c) and not self.follows(self.a))
        moves.with_user(self.manager).action_undo()
        self.assertEqual(self.owners(), [self.a] * 5)
        self.assertTrue(self.follows(self.a) and not self.follows(self.c))
        with self.assertRaisesRegex(UserError, "undone"):
            moves.with_user(self.manager).action_undo()

    def test_pool_and_claim_and_undo(self):
        self.customer.with_user(self.a).action_trade_release()
        self.assertEqual(self.owners(), [self.env["res.users"]] * 5)
        self.assertFalse(self.follows(self.a))
        entry = self.pool.entry_ids
        self.assertEqual(entry.last_owner_id, self.a)
        entry.with_user(self.b).action_claim()
        self.assertEqual(self.owners(), [self.b] * 5)
        moves = self.env["trade.pool.move"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(moves.mapped("kind"), ["claim", "release", "manual"][:2])
        moves[0].with_user(self.manager).action_undo()
        self.assertEqual(self.pool.entry_ids.partner_id, self.customer)
        self.assertEqual(self.pool.entry_ids.last_owner_id, self.a)
        with self.assertRaisesRegex(UserError, "changed hands since"):
            moves[1].with_user(self.manager).action_undo()

    def test_ledger_is_append_only(self):
        move = self.customer._trade_transfer(self.c)
        for action in (
            lambda: move.sudo().write({"reason": "x"}),
            lambda: move.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                action()
        for query in (
            "UPDATE trade_pool_move SET reason = 'x' WHERE id = %s",
            "DELETE FROM trade_pool_move WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [move.id])

    def test_owner_changed_by_hand_is_in_the_ledger(self):
        self.customer.user_id = self.b
        move = self.env["trade.pool.move"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        self.assertEqual(
            (move.kind, move.from_user_id, move.user_id), ("manual", self.a, self.b)
        )
        self.pool._put(self.customer, "test")
        self.customer.user_id = self.c
        self.assertFalse(self.pool.entry_ids)

    def test_handover_by_weights(self):
        self.customers(39, user_id=self.c.id)
        self.customer.user_id = self.c
        with self.assertRaisesRegex(UserError, "40 customers"):
            self.c.active = False
        handover = (
            self.env["trade.handover"]
            .with_user(self.manager)
            .create({"user_id": self.c.id, "pool_id": self.pool.id})
        )
        self.assertEqual(handover.customer_count, 40)
        handover.action_preview()
        self.assertEqual(len(handover.preview.splitlines()), 40)
        handover.action_done()
        counts = [
            self.env["res.partner"].search_count(
                [("user_id", "=", user.id), ("ref", "=", "pooltest")]
            )
            for user in (self.a, self.b, self.c)
        ]
        self.assertEqual(counts, [24, 16, 0])
        self.assertFalse(self.c.active)
