# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Plain records and defaults: what an import or a script over the API does."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user


class TestPlainRecords(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["trade.pool"].search([]).active = False
        cls.users = [
            new_test_user(cls.env, f"plain_{name}", "trade_crm.group_trade_user")
            for name in "abc"
        ]
        cls.manager = new_test_user(
            cls.env, "plain_manager", "trade_crm.group_trade_manager"
        )
        cls.pool = cls.env["trade.pool"].create({"name": "Plain"})
        cls.members = cls.env["trade.pool.member"].create(
            [
                {"pool_id": cls.pool.id, "user_id": user.id, "weight": weight}
                for user, weight in zip(cls.users, (3, 2, 1), strict=True)
            ]
        )
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Plain {i}", "is_company": True} for i in range(6)]
        )

    def put(self, partners, **values):
        return self.env["trade.pool.entry"].create(
            [
                {"partner_id": partner.id, "pool_id": self.pool.id, **values}
                for partner in partners
            ]
        )

    def kinds(self, partner):
        moves = self.env["trade.pool.move"].search([("partner_id", "=", partner.id)])
        return moves.mapped("kind")[::-1]

    def test_entries_are_entered_by_the_ledger(self):
        entries = self.put(self.customers)
        self.assertEqual(entries.mapped("name"), self.customers.mapped("name"))
        self.assertEqual(entries.partner_id, self.customers)
        self.assertEqual(self.customers.trade_pool_id, self.pool)
        self.assertEqual(self.kinds(self.customers[0]), ["enter"])
        with self.assertRaises(AccessError):
            self.customers[0].with_user(self.users[0]).read(["name"])
        entries[0].unlink()
        self.assertFalse(self.customers[0].trade_pool_id)
        self.assertEqual(self.kinds(self.customers[0]), ["enter", "manual"])

    def test_an_import_of_many_costs_no_query_for_each(self):
        many = self.env["res.partner"].create(
            [{"name": f"Import {i}", "is_company": True} for i in range(40)]
        )
        counts = []
        self.put(many[:1])
        for some in (many[1:4], many[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.put(some)
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 5, "36 customers cost what 3 do")

    def test_dealt_out_claimed_given_back_and_undone(self):
        self.put(self.customers)
        moves = self.pool.action_allocate()
        order = [self.users.index(partner.user_id) for partner in self.customers]
        self.assertEqual(order, [0, 1, 2, 0, 1, 0])
        self.assertEqual(set(moves.mapped("kind")), {"assign"})
        moves.action_undo()
        self.assertFalse(self.customers.user_id)
        self.assertEqual(len(self.pool.entry_ids), 6)
        self.members[0].cap_day = 1
        mine = self.pool.entry_ids.with_user(self.users[0])
        mine[0].action_claim()
        with self.assertRaisesRegex(UserError, "1 a day and have claimed 1"):
            mine[1].action_claim()
        claimed = self.env["trade.pool.move"].search([("kind", "=", "claim")], limit=1)
        self.assertEqual(claimed.user_id, self.users[0])
        claimed.partner_id.with_user(self.users[0]).action_trade_release()
        with self.assertRaisesRegex(UserError, "1 a day and have claimed 1"):
            mine[1].action_claim()

    def test_with_an_owner_and_as_a_manager(self):
        self.customers.user_id = self.users[1]
        entries = self.pool.entry_ids.with_user(self.manager)
        values = {"partner_id": self.customers[0].id, "pool_id": self.pool.id}
        entry = entries.create({**values, "reason": "Fair list"})
        self.assertEqual(entry.reason, "Fair list")
        self.assertEqual(entry.last_owner_id, self.users[1])
        self.assertFalse(self.customers[0].user_id)
        with self.assertRaises(AccessError):
            entries.with_user(self.users[0]).create(
                {"partner_id": self.customers[1].id, "pool_id": self.pool.id}
            )

    def test_a_person_without_a_company_is_a_customer_too(self):
        person = self.env["res.partner"].create({"name": "Sole trader"})
        self.put(person).with_user(self.users[0]).action_claim()
        self.assertEqual(person.user_id, self.users[0])
        self.assertEqual(self.members[0].hold_used, 1)

    def test_what_can_not_be_there(self):
        contact = self.env["res.partner"].create(
            {"name": "Anna", "parent_id": self.customers[0].id}
        )
        second = self.env["res.company"].create({"name": "Second"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "is_company": True, "company_id": second.id}
        )
        self.put(self.customers[1])
        for partner, words in (
            (contact, "contact of Plain 0"),
            (self.customers[1], "in the pool Plain already"),
            (self.env.company.partner_id, "no customer"),
            (self.users[0].partner_id, "no customer"),
            (foreign, "another company"),
            (self.env["res.partner"], "needs a pool, and a customer"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(ValidationError, words),
            ):
                self.env["trade.pool.entry"].create(
                    {"partner_id": partner.id, "pool_id": self.pool.id}
                )
        with self.assertRaisesRegex(ValidationError, "twice"):
            self.put(self.customers[2:4], partner_id=self.customers[2].id)
        self.assertEqual(self.pool.entry_ids.partner_id, self.customers[1])

    def test_an_entry_stays_what_it_is(self):
        entry = self.put(self.customers[0])
        other = self.env["trade.pool"].create({"name": "Other"})
        with self.assertRaisesRegex(UserError, "transfer"):
            entry.pool_id = other
        self.assertEqual(self.customers[0].trade_pool_id, self.pool)

    def test_leads(self):
        lead = self.env["crm.lead"].create({"name": "Inquiry", "user_id": False})
        entries = self.env["trade.pool.entry"]
        entry = entries.create({"lead_id": lead.id, "pool_id": self.pool.id})
        entry.with_user(self.users[2]).action_claim()
        self.assertEqual(lead.user_id, self.users[2])
        other = lead.create({"name": "L", "partner_id": self.customers[0].id})
        with self.assertRaisesRegex(ValidationError, "without a customer"):
            entries.create({"lead_id": other.id, "pool_id": self.pool.id})

    def test_recycling_with_defaults(self):
        self.env["trade.pool.rule"].create(
            {"name": "Held", "pool_id": self.pool.id, "kind": "hold", "days": 5}
        )
        customer = self.customers[0]
        customer.user_id = self.users[0]
        customer.trade_owned_since = "2026-01-05 08:00:00"
        rows = self.pool.preview_recycle()
        self.assertEqual([row["partner_id"] for row in rows], customer.ids)
        self.assertEqual(self.pool.preview_recycle(at="2026-01-06"), [])
        self.env["trade.pool"]._cron_recycle()
        self.assertEqual(customer.trade_pool_id, self.pool)
        self.assertFalse(customer.user_id)

    def test_a_member_who_is_only_given_customers(self):
        self.members[0].may_claim = False
        entries = self.put(self.customers)
        with self.assertRaisesRegex(UserError, "claim none yourself"):
            entries[0].with_user(self.users[0]).action_claim()
        self.pool.action_allocate()
        self.assertEqual(self.customers[0].user_id, self.users[0])
