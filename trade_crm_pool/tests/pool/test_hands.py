# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import new_test_user
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

    def ledger(self):
        return self.env["trade.pool.move"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def test_owner_changed_by_hand_changes_hands(self):
        self.env.cr.precommit.run()  # what was just made is not tracked before
        self.customer.user_id = self.b
        self.assertEqual(self.owners(), [self.b] * 5, "all of it goes along")
        move = self.ledger()
        self.assertEqual(
            (move.kind, move.from_user_id, move.user_id, move.pool_id),
            ("manual", self.a, self.b, self.pool),
        )
        move.with_user(self.manager).action_undo()
        self.assertEqual(self.owners(), [self.a] * 5)
        self.pool._put(self.customer, "test")
        self.customer.with_user(self.manager).user_id = self.c
        self.assertFalse(self.pool.entry_ids)
        self.assertEqual(self.owners(), [self.c] * 5)
        self.env.cr.precommit.run()
        tracked = self.customer.message_ids.sudo().tracking_value_ids
        self.assertIn(self.c.name, tracked.mapped("new_value_char"))

    def test_salespeople_pass_customers_on_only_where_it_is_allowed(self):
        mine = self.customer.with_user(self.a)
        with self.assertRaisesRegex(UserError, "given to somebody by its managers"):
            mine.user_id = self.b
        self.assertEqual(self.customer.user_id, self.a)
        self.pool.members_transfer = True
        with freeze_time("2026-11-02 08:00:00"):
            self.customer._trade_transfer(self.a)
        since = self.customer.trade_owned_since
        mine.user_id = self.b
        self.assertEqual(self.customer.user_id, self.b)
        self.assertEqual(
            self.customer.trade_owned_since, since, "passing on restarts no clock"
        )

    def test_giving_up_ownership_is_giving_back(self):
        self.pool.members_transfer = True
        self.customer.with_user(self.a).user_id = False
        self.assertEqual(self.customer.trade_pool_id, self.pool)
        self.assertEqual(self.ledger()[0].kind, "release")

    def test_clock_and_pool_are_not_typed_in(self):
        mine = self.customer.with_user(self.a)
        for values in (
            {"trade_owned_since": "2030-01-01 00:00:00"},
            {"trade_pool_id": self.pool.id},
            {"trade_pool_keep_until": "2030-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                mine.write(values)
        self.customer.with_user(self.manager).trade_pool_keep_until = "2030-01-01"

    def test_transfer_has_the_pool_of_its_scope(self):
        self.assertEqual(self.customer._trade_transfer(self.c).pool_id, self.pool)
        self.customer.ref = "elsewhere"
        self.assertFalse(self.customer._trade_transfer(self.a).pool_id)

    def test_transfer_wizard(self):
        wizard = (
            self.env["trade.pool.transfer"]
            .with_user(self.manager)
            .with_context(
                active_model="res.partner",
                active_ids=(self.customer | self.contact).ids,
            )
            .create({"user_id": self.c.id, "reason": "New territories"})
        )
        self.assertEqual(wizard.partner_ids, self.customer, "contacts follow")
        wizard.action_transfer()
        self.assertEqual(self.owners(), [self.c] * 5)
        wizard.write({"mode": "pool", "pool_id": self.pool.id})
        wizard.action_transfer()
        self.assertEqual(self.pool.entry_ids.partner_id, self.customer)
        self.assertEqual(self.pool.entry_ids.reason, "New territories")
        with self.assertRaises(AccessError):
            wizard.with_user(self.a).action_transfer()

    def test_settings_say_what_goes_along(self):
        self.env.company.write(
            {
                "trade_pool_move_contacts": False,
                "trade_pool_move_leads": False,
                "trade_pool_move_quotations": False,
                "trade_pool_move_activities": False,
                "trade_pool_move_followers": False,
            }
        )
        self.customer._trade_transfer(self.c)
        self.assertEqual(self.owners(), [self.c, *[self.a] * 4])
        self.assertTrue(self.follows(self.a) and not self.follows(self.c))
        self.assertEqual(self.contact.trade_owner_id, self.c, "who may reach it")

    def test_confirmed_orders_and_won_leads_are_history(self):
        order = self.quote.copy()
        order.action_confirm()
        self.lead.action_set_won()
        self.customer._trade_transfer(self.c)
        self.env.invalidate_all()
        self.assertEqual((order.user_id, self.lead.user_id), (self.a, self.a))

    def test_hooks(self):
        seen = []

        def after(moves):
            seen.append((moves.env.su, moves.mapped("kind"), moves.user_id))

        with patch.object(type(self.env["trade.pool.move"]), "_after_moves", after):
            self.customer._trade_transfer(self.c)
            self.customer._trade_recycle("Ignored for 40 days")
        self.assertEqual(
            seen,
            [(True, ["transfer"], self.c), (True, ["recycle"], self.env["res.users"])],
        )
        self.assertEqual(self.pool.entry_ids.reason, "Ignored for 40 days")
        self.assertEqual(self.pool.entry_ids.last_owner_id, self.c)

    def test_undo_of_a_run_leaves_what_has_changed_since(self):
        second = self.customers(1, user_id=self.a.id)
        run = self.env["trade.pool.move"]._change_hands(
            "transfer",
            [
                {"partner_id": partner.id, "user_id": self.b.id}
                for partner in self.customer | second
            ],
        )
        second._trade_transfer(self.c)
        action = run[0].with_user(self.manager).action_undo_run()
        self.assertEqual(action["params"]["type"], "warning")
        self.env.invalidate_all()
        self.assertEqual((self.customer.user_id, second.user_id), (self.a, self.c))

    def test_undo_brings_the_clock_back(self):
        with freeze_time("2026-11-02 08:00:00"):
            self.customer._trade_transfer(self.a)
        since = self.customer.trade_owned_since
        moves = self.customer._trade_transfer(self.b)
        moves.with_user(self.manager).action_undo()
        self.assertEqual(self.customer.trade_owned_since, since)

    def test_undo_takes_along_what_was_begun_since(self):
        moves = self.customer._trade_transfer(self.b)
        quote = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.b.id}
        )
        moves.with_user(self.manager).action_undo()
        self.env.invalidate_all()
        self.assertEqual(quote.user_id, self.a)

    def test_only_managers_undo(self):
        self.pool.scope_domain = "[('ref', '=', 'nobody')]"
        moves = self.customer._trade_transfer(self.c)
        self.assertFalse(moves.pool_id)
        with self.assertRaises(AccessError):
            moves.with_user(self.c).action_undo()
        with self.assertRaises(AccessError):
            moves.with_user(self.c).action_undo_run()

    def test_an_archived_customer_is_in_no_pool(self):
        self.pool._put(self.customer, "test")
        self.customer.active = False
        self.assertFalse(self.pool.entry_ids)
        self.assertFalse(self.customer.trade_pool_id)

    def test_merged_customers_leave_no_entry(self):
        other = self.customers(1)
        Contact = self.env["res.partner"]
        person = Contact.create({"name": "Bo", "parent_id": other.id})
        self.pool._put(other, "test")
        self.assertEqual(person.trade_pool_id, self.pool)
        with mute_logger("odoo.addons.base.partner.merge"):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.customer | other).ids, self.customer
            )
        self.env.invalidate_all()
        self.assertFalse(self.pool.entry_ids)
        self.assertFalse(person.trade_pool_id)
        self.assertEqual(self.customer.user_id, self.a)

    def merge_as(self, user, partners, kept):
        """Odoo's own wizard, as somebody below the administrator."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard.create(
                {
                    "state": "selection",
                    "partner_ids": [(6, 0, partners.ids)],
                    "dst_partner_id": kept.id,
                }
            ).action_merge()
        self.env.invalidate_all()

    def test_a_salesperson_merges_own_customers(self):
        other = self.customers(1, user_id=self.a.id)
        other.trade_owned_since = "2026-01-05 08:00:00"
        other.trade_pool_keep_until = "2030-01-01"
        since = self.customer.trade_owned_since
        self.a.group_ids += self.env.ref("base.group_partner_manager")
        self.merge_as(self.a, self.customer | other, self.customer)
        self.assertFalse(other.exists())
        self.assertEqual(self.customer.user_id, self.a)
        self.assertEqual(self.customer.trade_owned_since, since)
        self.assertEqual(str(self.customer.trade_pool_keep_until), "2030-01-01")

    def test_a_manager_merges_a_pooled_and_an_owned_customer(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        pooled = self.customers(1)
        self.pool._put(pooled, "test")
        entered = self.env["trade.pool.move"].search([("partner_id", "=", pooled.id)])
        self.merge_as(self.manager, self.customer | pooled, self.customer)
        self.assertFalse(self.pool.entry_ids)
        self.assertEqual(self.customer.user_id, self.a)
        self.assertEqual(entered.partner_id, self.customer, "the ledger goes along")
        # The other way round: who is kept is pooled, and gets the other's owner.
        kept = self.customers(1, name="Kept by the merge")
        self.pool._put(kept, "test")
        self.merge_as(self.manager, self.customer | kept, kept)
        self.assertEqual(kept.user_id, self.a)
        self.assertFalse(kept.trade_pool_id or self.pool.entry_ids)
        self.assertEqual(self.lead.partner_id.commercial_partner_id, kept)

    def test_two_pooled_customers_are_merged(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        one, two = self.pooled(2)[0]
        self.merge_as(self.manager, one | two, two)
        self.assertEqual(self.pool.entry_ids.partner_id, two)
        self.assertEqual(two.trade_pool_id, self.pool)

    def test_lines_without_a_pool_belong_to_a_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        chief = new_test_user(
            self.env,
            "pool_second_chief",
            "trade_crm.group_trade_manager",
            company_id=second.id,
            company_ids=[(6, 0, second.ids)],
        )
        self.pool.scope_domain = "[('ref', '=', 'nobody')]"
        moves = self.customer._trade_transfer(self.c)
        self.assertFalse(moves.pool_id)
        self.assertEqual(moves.company_id, self.env.company)
        self.assertTrue(moves.with_user(self.manager).search([("id", "=", moves.id)]))
        self.assertFalse(moves.with_user(chief).search([("id", "=", moves.id)]))
        with self.assertRaises(AccessError):
            moves.with_user(chief).action_undo()
        theirs = self.customers(1, company_id=second.id, user_id=self.a.id)
        self.assertEqual(theirs._trade_transfer(self.c).company_id, second)

    def test_number_of_queries_does_not_grow(self):
        customers = self.customers(30, user_id=self.a.id)
        counts = []
        customers[:1]._trade_transfer(self.c)
        for some in (customers[1:4], customers[4:]):
            self.env.flush_all()
            before = self.cr.sql_log_count
            with patch.object(
                type(self.env["trade.pool.move"]), "_after_moves", lambda moves: None
            ):
                some._trade_transfer(self.c)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 5, "26 customers cost what 3 do")


class TestHandover(PoolCase):
    def handover(self, **values):
        return (
            self.env["trade.handover"]
            .with_user(self.manager)
            .create({"user_id": self.c.id, "pool_id": self.pool.id, **values})
        )

    def owned(self):
        return [
            self.env["res.partner"].search_count(
                [("user_id", "=", user.id), ("ref", "=", "pooltest")]
            )
            for user in (self.a, self.b, self.c)
        ]

    def test_by_weights_and_back(self):
        self.customers(40, user_id=self.c.id)
        lead = self.env["crm.lead"].create({"name": "L", "user_id": self.c.id})
        with self.assertRaisesRegex(RedirectWarning, "40 customers, 1 open leads"):
            self.c.with_user(self.env.ref("base.user_admin")).active = False
        admin = new_test_user(self.env, "pool_admin", "base.group_erp_manager")
        with self.assertRaisesRegex(UserError, "40 customers"):
            self.c.with_user(admin).active = False
        handover = self.handover()
        self.assertEqual((handover.customer_count, handover.lead_count), (40, 1))
        handover.action_preview()
        self.assertEqual(len(handover.line_ids), 41)
        self.assertEqual(self.owned(), [0, 0, 40], "a preview changes nothing")
        handover.action_done()
        # 3:2 of 41 in turn A B A B A: the 41st, a lead, begins a new cycle with A
        self.assertEqual(self.owned(), [24, 16, 0])
        self.assertEqual(lead.user_id, self.a)
        self.assertFalse(self.c.active)
        with self.assertRaisesRegex(UserError, "done already"):
            handover.action_done()
        handover.action_undo()
        self.env.invalidate_all()
        self.assertTrue(self.c.active)
        self.assertEqual(self.owned(), [0, 0, 40])

    def test_what_is_with_others_goes_to_their_owners(self):
        mine = self.customers(1, user_id=self.c.id)
        theirs = self.customers(1, user_id=self.b.id)
        orders, leads = self.env["sale.order"], self.env["crm.lead"]
        draft = orders.create({"partner_id": theirs.id, "user_id": self.c.id})
        done = orders.create({"partner_id": theirs.id, "user_id": self.c.id})
        done.state = "sale"
        lead = leads.create(
            {"name": "L", "partner_id": theirs.id, "user_id": self.c.id}
        )
        plan, own, elsewhere = (
            record.activity_schedule("mail.mail_activity_data_todo", user_id=self.c.id)
            for record in (draft, mine, self.pool)
        )
        handover = self.handover(mode="person", target_id=self.a.id)
        self.assertEqual(handover.rest_count, 4)
        handover.action_done()
        self.env.invalidate_all()
        rest = (draft, lead, plan, own, elsewhere)
        owners = [record.user_id for record in rest]
        self.assertEqual(owners, [self.b, self.b, self.b, self.a, self.a])
        self.assertEqual(done.user_id, self.c, "history stays")
        lead.user_id = self.a  # changed since: an undo leaves it
        handover.action_undo()
        self.env.invalidate_all()
        owners = [record.user_id for record in rest]
        self.assertEqual(owners, [self.c, self.a, self.c, self.c, self.c])

    def test_drafts_alone_ask_for_a_hand_over(self):
        theirs = self.customers(1, user_id=self.b.id)
        self.env["sale.order"].create({"partner_id": theirs.id, "user_id": self.c.id})
        with self.assertRaisesRegex(RedirectWarning, "1 draft quotations"):
            self.c.with_user(self.env.ref("base.user_admin")).active = False

    def test_only_to_people_with_sales_rights(self):
        self.customers(1, user_id=self.c.id)
        plain = new_test_user(self.env, "pool_no_sales", "base.group_user")
        with self.assertRaisesRegex(ValidationError, "no sales rights"):
            self.handover(mode="person", target_id=plain.id).action_preview()

    def test_a_line_changed_by_hand_is_done_so(self):
        self.customers(2, user_id=self.c.id)
        handover = self.handover()
        handover.action_preview()
        handover.line_ids[1].user_id = self.a
        handover.action_done()
        self.assertEqual(self.owned(), [2, 0, 0])

    def test_what_came_since_the_preview_is_handed_over_too(self):
        self.customers(1, user_id=self.c.id)
        handover = self.handover(mode="person", target_id=self.b.id)
        handover.action_preview()
        self.customers(1, user_id=self.c.id)
        handover.action_done()
        self.assertEqual(self.owned(), [0, 2, 0])

    def test_into_a_pool(self):
        self.customers(2, user_id=self.c.id)
        handover = self.handover(mode="pool")
        handover.action_done()
        self.assertEqual(len(self.pool.entry_ids), 2)
        self.assertEqual(self.pool.entry_ids.last_owner_id, self.c)

    def test_nobody_there(self):
        self.customers(1, user_id=self.c.id)
        (self.members[self.a] | self.members[self.b]).paused = True
        with self.assertRaisesRegex(UserError, "Nobody else"):
            self.handover().action_preview()
        with self.assertRaisesRegex(UserError, "another person"):
            self.handover(mode="person", target_id=self.c.id).action_preview()
        with self.assertRaises(AccessError):
            self.env["trade.handover"].with_user(self.a).create({"user_id": self.c.id})
        with self.assertRaises(RedirectWarning):
            self.c.unlink()
