# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What is not shown is not sent: a member tries every way to a pooled customer."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import PoolCase

SECRET = "buyer-secret@acme.example"


class TestLeaks(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.customers(
            1, email=SECRET, phone="+49 30 1234567", user_id=cls.b.id
        )
        env = cls.env
        cls.contact = env["res.partner"].create(
            {"name": "Secret Buyer", "parent_id": cls.partner.id, "email": SECRET}
        )
        cls.bank = env["res.partner.bank"].create(
            {"acc_number": "DE89370400440532013000", "partner_id": cls.partner.id}
        )
        cls.lead = env["crm.lead"].create(
            {
                "name": "Secret lead",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.a.id,
            }
        )
        cls.order = env["sale.order"].create(
            {"partner_id": cls.partner.id, "user_id": cls.a.id}
        )
        cls.message = cls.partner.message_post(body="Secret words")
        cls.attachment = env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "res.partner",
                "res_id": cls.partner.id,
            }
        )
        cls.interaction = env["trade.interaction"].create(
            {"partner_id": cls.partner.id, "summary": "Secret talk"}
        )
        cls.pool.show_name = False
        cls.pool._put(cls.partner, "test")
        cls.activity = cls.partner.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.b.id, summary="Secret plan"
        )
        cls.event = env["calendar.event"].create(
            {
                "name": "Secret visit",
                "start": "2027-01-04 09:00:00",
                "stop": "2027-01-04 10:00:00",
                "partner_ids": [(6, 0, cls.contact.ids)],
            }
        )
        cls.event_about = env["calendar.event"].create(
            {
                "name": "Secret call",
                "start": "2027-01-05 09:00:00",
                "stop": "2027-01-05 10:00:00",
                "res_model_id": env["ir.model"]._get_id("res.partner"),
                "res_id": cls.partner.id,
            }
        )
        cls.partner.message_subscribe(cls.contact.ids)
        cls.follower = env["mail.followers"].search(
            [("partner_id", "=", cls.contact.id)]
        )
        cls.notification = env["mail.notification"].create(
            {
                "mail_message_id": cls.message.id,
                "res_partner_id": cls.contact.id,
                "notification_type": "email",
            }
        )
        cls.analytic = env["account.analytic.account"].create(
            {
                "name": "Secret project",
                "partner_id": cls.partner.id,
                "plan_id": env["account.analytic.plan"].create({"name": "P"}).id,
            }
        )
        cls.entry = cls.pool.entry_ids
        cls.all_user = new_test_user(env, "pool_all", "trade_crm.group_trade_user_all")
        cls.a.group_ids += env.ref("base.group_allow_export")
        cls.all_user.group_ids += env.ref("base.group_allow_export")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def hidden(self):
        return (
            self.partner,
            self.contact,
            self.bank,
            self.lead,
            self.order,
            self.message,
            self.attachment,
            self.interaction,
            self.activity,
            self.event,
            self.event_about,
            self.event.attendee_ids,
            self.follower,
            self.notification,
            self.analytic,
            self.partner.trade_header_ids,
        )

    def each(self):
        for user in (self.a, self.all_user):
            for record in self.hidden():
                with self.subTest(user=user.login, model=record._name):
                    yield user, record.with_user(user)

    def test_not_found(self):
        for _user, record in self.each():
            self.assertFalse(record.search([("id", "in", record.ids)]))
            self.assertFalse(record.search_count([("id", "in", record.ids)]))

    def test_not_read(self):
        for _user, record in self.each():
            record.invalidate_recordset()
            with self.assertRaises(AccessError):
                record.read(["display_name"])

    def test_not_exported(self):
        for user in (self.a, self.all_user):
            with self.assertRaises(AccessError):
                self.partner.with_user(user).export_data(["name", "email"])

    def test_not_guessed(self):
        for user in (self.a, self.all_user):
            partners = self.env["res.partner"].with_user(user)
            self.assertFalse(partners.name_search(self.partner.name))
            self.assertFalse(partners.name_search("Secret Buyer"))
            self.assertFalse(partners.search_read([("id", "=", self.partner.id)]))
            self.assertFalse(
                partners.web_search_read([("email", "=", SECRET)], {})["length"]
            )
            self.assertFalse(
                partners.formatted_read_group([("email", "=", SECRET)], ["name"], [])
            )
            tag = self.env["res.partner.category"].create({"name": "T"})
            tag.partner_ids = self.partner
            tag.invalidate_recordset()
            self.assertFalse(tag.with_user(user).partner_ids)
            self.assertFalse(
                self.env["trade.header"]
                .with_user(user)
                .find_conflicts(self.partner.name, email=SECRET)[0]["partner_id"]
            )
            for domain in (
                [("email", "=", SECRET)],
                [("child_ids.email", "=", SECRET)],
                [("phone", "ilike", "1234567")],
            ):
                self.assertFalse(partners.search_count(domain))
                self.assertFalse(partners._read_group(domain, [], ["__count"])[0][0])
            self.assertFalse(
                self.env["crm.lead"]
                .with_user(user)
                .search_count([("partner_id.email", "=", SECRET)])
            )
            self.assertFalse(
                self.env["mail.message"]
                .with_user(user)
                .search_count([("body", "ilike", "Secret words")])
            )

    def test_a_number_does_not_tell_whose_it_is(self):
        self.partner.company_registry = "HRB 4711"
        for user in (self.a, self.all_user):
            mine = self.env["res.partner"].create(
                {"name": "Mine", "is_company": True, "user_id": user.id}
            )
            mine.company_registry = "HRB 4711"
            found = mine.with_user(user).same_company_registry_partner_id
            self.assertFalse(found)
            self.assertTrue(mine.same_company_registry_partner_id)

    def test_entry_tells_only_what_the_pool_shows(self):
        entry = self.entry.with_user(self.a)
        self.assertEqual(entry.name, f"#{entry.id}")
        self.assertFalse(entry.email or entry.phone)
        self.assertEqual(entry.display_name, f"#{entry.id}")
        for name in ("partner_id", "lead_id"):
            with self.assertRaises(AccessError):
                entry.read([name])
            with self.assertRaises(AccessError):
                entry.search([(name, "!=", False)])
            with self.assertRaises(AccessError):
                entry._read_group([], [name], ["__count"])
        for domain in (
            [("partner_id.email", "=", SECRET)],
            [("partner_id", "any", [("email", "=", SECRET)])],
        ):
            with self.assertRaises(AccessError):
                entry.search_count(domain)
        with self.assertRaises(AccessError):
            entry.export_data(["partner_id/email"])

    def test_ledger_tells_members_no_name_before_they_claim(self):
        moves = self.env["trade.pool.move"].with_user(self.a)
        self.assertFalse(moves.search([("partner_name", "=", self.partner.name)]))
        former = self.env["trade.pool.move"].with_user(self.b)
        self.assertFalse(former.search([("to_pool_id", "=", self.pool.id)]))
        with self.assertRaises(AccessError):
            moves.search([("before", "!=", False)])

    def test_a_refused_claim_tells_no_name(self):
        self.entry.protected_until = fields.Datetime.add(fields.Datetime.now(), days=1)
        with self.assertRaises(UserError) as caught:
            self.entry.with_user(self.a).action_claim()
        self.assertNotIn(self.partner.name, str(caught.exception))
        self.entry._write_refusals(
            self.env,
            self.entry._refusal_rows([(self.entry, "x", "No", None)], self.a),
        )
        line = (
            self.env["trade.pool.move"]
            .with_user(self.a)
            .search([("kind", "=", "refused")], limit=1)
        )
        self.assertEqual(line.partner_name, self.entry.name)
        self.assertNotIn(self.partner.name, str(line.read()))
        with self.assertRaises(AccessError):
            line.read(["partner_id"])

    def test_no_back_door_by_new_records(self):
        """Names of linked records are read as superuser: linking must be refused."""
        pooled = self.partner.id
        for model, values in (
            ("trade.pool.extension", {"pool_id": self.pool.id, "reason": "x"}),
            ("crm.lead", {"name": "x"}),
            ("sale.order", {}),
            ("res.partner.bank", {"acc_number": "x"}),
            ("trade.interaction", {}),
            ("trade.pool.entry", {"pool_id": self.pool.id}),
            ("trade.pool.move", {"kind": "claim"}),
            ("trade.handover.line", {"user_id": self.a.id}),
            ("trade.pool.preview.line", {}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                record = (
                    self.env[model]
                    .with_user(self.a)
                    .create({"partner_id": pooled, **values})
                )
                record.flush_recordset()
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.a).create(
                {"name": "x", "parent_id": pooled}
            )

    def test_previews_are_their_readers_own(self):
        wizard = self.pool.with_user(self.manager).action_preview_allocate()
        turns = self.env["trade.pool.turns"].browse(wizard["res_id"])
        self.assertEqual(len(turns.line_ids), 1)
        for record in (turns, turns.line_ids):
            self.assertFalse(record.with_user(self.a).search([]))
            with self.assertRaises(AccessError):
                record.with_user(self.a).read(["display_name"])

    def test_nobody_enters_by_the_back(self):
        entry = self.entry.with_user(self.a)
        for action in (
            lambda: entry.write({"pool_id": self.pool.id}),
            entry.unlink,
            entry.action_unprotect,
            lambda: self.pool.with_user(self.a).write({"cap_day": 99}),
            lambda: self.members[self.a].with_user(self.a).write({"weight": 9}),
            lambda: self.pool.with_user(self.a).action_fill(),
            lambda: self.pool.with_user(self.a).action_recycle(),
            lambda: self.pool.with_user(self.a).preview_allocate(),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_other_meetings_and_own_ones_are_seen(self):
        events = self.env["calendar.event"]
        times = {"start": "2027-02-01 09:00:00", "stop": "2027-02-01 10:00:00"}
        plain = events.create({"name": "Team", **times})
        own = events.with_user(self.a).create({"name": "Mine", **times})
        self.event.user_id = self.b
        self.assertEqual(plain.with_user(self.a).name, "Team")
        self.assertEqual(own.with_user(self.a).name, "Mine")
        self.assertEqual(self.event.with_user(self.b).name, "Secret visit")

    def test_after_the_claim_all_is_there(self):
        self.entry.with_user(self.a).action_claim()
        mine = self.partner.with_user(self.a)
        self.assertEqual(mine.email, SECRET)
        self.assertEqual(self.lead.with_user(self.a).name, "Secret lead")
        self.assertEqual(self.event.with_user(self.a).name, "Secret visit")


class TestPoolManager(PoolCase):
    """Who manages a pool without being a manager of the department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = new_test_user(cls.env, "pool_chief", "trade_crm.group_trade_user")
        cls.pool.manager_ids = cls.chief
        cls.other = cls.pool.copy({"name": "Other", "scope_domain": "[('id', '=', 0)]"})
        cls.other.manager_ids = False

    def test_runs_the_pool(self):
        partners, entries = self.pooled(2)
        pool = self.pool.with_user(self.chief)
        pool.write({"cap_day": 4})
        pool.member_ids[0].weight = 5
        pool.rule_ids = [(0, 0, {"name": "Silent", "days": 3})]
        self.assertEqual(pool.entry_ids.ids, entries.sorted("id", True).ids)
        self.assertEqual(partners[0].with_user(self.chief).name, "Customer 0")
        pool.action_allocate()
        self.assertEqual(len(partners.user_id), 2)
        moves = self.env["trade.pool.move"].with_user(self.chief).search([])
        self.assertIn("assign", moves.mapped("kind"))
        pool.action_preview_recycle()

    def test_but_not_another_nor_its_scope(self):
        other = self.other.with_user(self.chief)
        for action in (
            lambda: other.write({"cap_day": 4}),
            lambda: self.pool.with_user(self.chief).write({"scope_domain": "[]"}),
            lambda: self.pool.with_user(self.chief).write({"manager_ids": False}),
            lambda: other.create({"name": "Mine"}),
            lambda: self.pool.with_user(self.chief).unlink(),
        ):
            with self.assertRaises(AccessError):
                action()


class TestCompanies(PoolCase):
    def test_each_company_has_its_pools(self):
        second = self.env["res.company"].create({"name": "Second"})
        user = new_test_user(
            self.env,
            "pool_second",
            "trade_crm.group_trade_manager",
            company_id=second.id,
            company_ids=[(6, 0, second.ids)],
        )
        partners, _entries = self.pooled(1)
        pool = (
            self.env["trade.pool"]
            .with_user(user)
            .with_company(second)
            .create({"name": "Second's", "scope_domain": "[('ref', '=', 'pooltest')]"})
        )
        self.assertEqual(pool.company_id, second)
        self.assertEqual(self.env["trade.pool"].with_user(user).search([]), pool)
        for model in ("trade.pool.entry", "trade.pool.move", "trade.pool.member"):
            theirs = self.env[model].with_user(user)
            self.assertFalse(theirs.search([("pool_id", "=", self.pool.id)]))
        theirs = self.customers(1, company_id=self.env.company.id)
        ours = self.customers(1, company_id=second.id)
        shared = self.customers(1)
        three = (theirs | ours | shared).ids
        pools = self.env["trade.pool"]
        found = {theirs.id: self.pool.id, ours.id: pool.id, shared.id: self.pool.id}
        self.assertEqual(pools._pools_of(three), found)
        self.assertEqual(
            pools.with_company(second)._pools_of(three), {**found, shared.id: pool.id}
        )
        self.assertEqual(pool.dashboard()["members"], [])
        self.assertFalse(partners.user_id)
