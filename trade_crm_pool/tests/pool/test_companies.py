# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Customers change hands within their company: pools, members, hand-overs."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import PoolCase


class CompaniesCase(PoolCase):
    """Two companies; A works in the first, B in both, C (who leaves) in both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.env.company
        cls.second = cls.env["res.company"].create({"name": "Second"})
        (cls.b | cls.c).company_ids |= cls.second
        cls.chief = new_test_user(
            cls.env,
            "pool_chief",
            "trade_crm.group_trade_manager",
            company_id=cls.second.id,
            company_ids=[(6, 0, (cls.first | cls.second).ids)],
        )

    @classmethod
    def everywhere(cls, records):
        """Records as the chief sees them, with both companies switched on."""
        both = cls.first | cls.second
        return records.with_user(cls.chief).with_context(allowed_company_ids=both.ids)

    @classmethod
    def of_each(cls, count=1, **values):
        """Customers of the first company, of the second, and of none."""
        return [
            cls.customers(count, company_id=company, **values)
            for company in (cls.first.id, cls.second.id, False)
        ]


class TestPoolsByCompany(CompaniesCase):
    def test_no_way_leads_into_another_companys_pool(self):
        _ours, theirs, _shared = self.of_each()
        lead = self.env["crm.lead"].create(
            {"name": "L", "company_id": self.second.id, "user_id": self.b.id}
        )
        moves = self.env["trade.pool.move"]
        with self.assertRaisesRegex(UserError, "another company than Europe"):
            self.pool._put(theirs, "test")
        with self.assertRaisesRegex(UserError, "another company than Europe"):
            moves._change_hands(
                "manual", [{"lead_id": lead.id, "pool_id": self.pool.id}]
            )
        wizard = self.everywhere(self.env["trade.pool.transfer"]).create(
            {
                "partner_ids": theirs.ids,
                "mode": "pool",
                "pool_id": self.pool.id,
                "reason": "test",
            }
        )
        with self.assertRaisesRegex(UserError, "another company than Europe"):
            wizard.action_transfer()
        wizard.write({"mode": "person", "user_id": self.a.id})
        with self.assertRaisesRegex(UserError, "Second, where pool_a"):
            wizard.action_transfer()
        wizard.user_id = self.b
        wizard.action_transfer()
        self.assertEqual(theirs.user_id, self.b)

    def test_turns_pass_over_who_is_not_at_home(self):
        self.pool.company_id = False  # every company's
        ours, theirs, shared = self.of_each()
        self.pool._put(theirs | ours | shared, "test")
        self.pool.action_allocate()
        # In the order of their entering: first, second, shared. A has the first turn;
        # B and C only the second company's.
        self.assertEqual(
            [p.user_id for p in (ours, theirs, shared)], [self.a, self.b, self.c]
        )
        more = self.customers(2, company_id=self.second.id)
        self.pool._put(more, "test")
        moves = self.pool.action_allocate()
        # A's turn (round 2) goes to B; the cycle's next is A again, so B once more.
        self.assertEqual(more[0].user_id, self.b)
        self.assertNotIn(self.a, more.user_id)
        self.assertNotIn("owned before", " ".join(moves.mapped("reason")))

    def test_claim_is_refused_where_one_is_not_at_home(self):
        self.pool.company_id = False
        _ours, theirs, _shared = self.of_each()
        self.pool._put(theirs, "test")
        entry = self.pool.entry_ids
        self.assertIn("do not work", entry.with_user(self.a).claim_note)
        self.assertFalse(entry.with_user(self.b).claim_note)
        with self.assertRaisesRegex(UserError, "company where you do not work"):
            entry.with_user(self.a).action_claim()
        entry.with_user(self.b).action_claim()
        self.assertEqual(theirs.user_id, self.b)

    def test_a_job_recycles_into_the_pools_of_each_company(self):
        other = self.env["trade.pool"].create(
            {
                "name": "Other",
                "company_id": self.second.id,
                "scope_domain": self.pool.scope_domain,
                "tz": "UTC",
            }
        )
        ours, theirs, shared = self.of_each(user_id=self.b.id)
        self.b.company_id = self.second  # whose shared customers are at home there
        (ours | theirs | shared)._trade_recycle("test")
        self.assertEqual(self.pool.entry_ids.partner_id, ours)
        self.assertEqual(other.entry_ids.partner_id, theirs | shared)

    def test_a_refused_claim_of_what_is_gone_is_in_the_ledger(self):
        _partners, entries = self.pooled(1)
        gone = entries.with_user(self.a)
        entries.with_user(self.b).action_claim()
        lines = [("kind", "=", "refused"), ("actor_id", "=", self.a.id)]
        with self.assertRaisesRegex(UserError, "somebody else was quicker"):
            gone.action_claim()
        self.assertFalse(self.env["trade.pool.move"].search(lines))
        self.registry_enter_test_mode()
        self.env.cr.postrollback.run()  # what the refusal's rollback does
        refused = self.env["trade.pool.move"].search(lines)
        self.assertEqual(len(refused), 1)
        self.assertFalse(refused.pool_id)
        self.assertIn("quicker", refused.reason)


class TestHandoverByCompany(CompaniesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours, cls.theirs, cls.shared = cls.of_each(2, user_id=cls.c.id)

    def handover(self, user=None, **values):
        handovers = self.env["trade.handover"]
        handovers = handovers.with_user(user) if user else self.everywhere(handovers)
        return handovers.create(
            {"user_id": self.c.id, "pool_id": self.pool.id, **values}
        )

    def owners(self):
        self.env.invalidate_all()
        return [part.user_id for part in (self.ours, self.theirs, self.shared)]

    def test_a_pool_takes_its_own_companys(self):
        handover = self.handover(mode="pool", archive_user=False)
        self.assertEqual((handover.customer_count, handover.left_count), (4, 2))
        handover.action_preview()
        self.assertEqual(handover.line_ids.partner_id, self.ours | self.shared)
        handover.action_done()
        nobody = self.env["res.users"]
        self.assertEqual(self.owners(), [nobody, self.c, nobody])
        self.assertTrue(self.c.active)
        # The rest goes to a pool of its company; now nothing is left.
        other = self.env["trade.pool"].create(
            {"name": "Other", "company_id": self.second.id, "tz": "UTC"}
        )
        last = self.handover(mode="pool", pool_id=other.id)
        self.assertEqual((last.customer_count, last.left_count), (2, 0))
        last.action_done()
        self.assertEqual(other.entry_ids.partner_id, self.theirs)
        self.assertFalse(self.c.active)

    def test_nobody_is_archived_with_customers_elsewhere(self):
        handover = self.handover(mode="pool")
        handover.action_preview()
        with self.assertRaisesRegex(UserError, "2 customers, leads, quotations"):
            handover.action_done()
        self.assertEqual(self.owners(), [self.c] * 3, "nothing is half done")

    def test_a_person_takes_what_is_of_his_companies(self):
        handover = self.handover(mode="person", target_id=self.a.id, archive_user=False)
        self.assertEqual((handover.customer_count, handover.left_count), (4, 2))
        handover.action_done()
        self.assertEqual(self.owners(), [self.a, self.c, self.a])
        last = self.handover(mode="person", target_id=self.b.id)
        last.action_done()
        self.assertEqual(self.owners(), [self.a, self.b, self.a])
        self.assertFalse(self.c.active)

    def test_weights_pass_over_who_is_not_at_home(self):
        self.pool.company_id = False
        handover = self.handover()
        self.assertEqual((handover.customer_count, handover.left_count), (6, 0))
        handover.action_done()
        owners = self.ours.mapped("user_id"), self.theirs.mapped("user_id")
        # A 3, B 2 in the order of ids: ours A B, theirs B B (A is passed over),
        # shared A A (two of A's missed turns are owed to it).
        self.assertEqual(owners, (self.a | self.b, self.b))
        self.assertEqual(self.shared.user_id, self.a)

    def test_a_line_changed_by_hand_stays_in_its_company(self):
        self.pool.company_id = False
        handover = self.handover()
        handover.action_preview()
        line = handover.line_ids.filtered(lambda x: x.partner_id == self.theirs[0])
        line.user_id = self.a
        with self.assertRaisesRegex(UserError, "Second, where pool_a"):
            handover.action_done()

    def test_a_manager_hands_over_what_is_of_his_company(self):
        draft = self.env["sale.order"].create(
            {
                "partner_id": self.customers(1, user_id=self.b.id).id,
                "company_id": self.second.id,
                "user_id": self.c.id,
            }
        )
        values = {"mode": "person", "target_id": self.b.id}
        handover = self.handover(self.manager, archive_user=False, **values)
        self.env.invalidate_all()  # as another request finds it
        counts = handover.customer_count, handover.left_count, handover.rest_count
        self.assertEqual(counts, (4, 2, 0))
        handover.mode = "weights"
        self.env.invalidate_all()
        self.assertEqual((handover.customer_count, handover.left_count), (4, 2))
        handover.mode = "person"
        handover.action_done()
        self.assertEqual(self.owners(), [self.b, self.c, self.b])
        self.assertEqual(draft.user_id, self.c, "of the other company")
        last = self.handover(**values)
        self.assertEqual((last.customer_count, last.rest_count), (2, 1))
        last.action_done()
        self.assertEqual(self.owners(), [self.b, self.b, self.b])
        self.assertEqual(draft.user_id, self.b)
        # The lines of the other company are neither read nor undone from here.
        mine = last.with_user(self.manager).with_context(
            allowed_company_ids=self.first.ids
        )
        self.env.invalidate_all()
        self.assertFalse(mine.line_ids)
        with self.assertRaisesRegex(UserError, "other companies"):
            mine.action_undo()
        last.action_undo()
        self.assertEqual(self.owners(), [self.b, self.c, self.b])
        self.assertEqual(draft.user_id, self.c)
        self.assertTrue(self.c.active)

    def test_documents_elsewhere_keep_who_leaves(self):
        self.theirs.user_id = self.b
        self.env["sale.order"].create(
            {
                "partner_id": self.shared[0].id,
                "company_id": self.second.id,
                "user_id": self.c.id,
            }
        )
        handover = self.handover(self.manager, mode="person", target_id=self.a.id)
        with self.assertRaisesRegex(UserError, "1 customers, leads, quotations"):
            handover.action_done()

    def test_an_owner_not_at_home_gets_no_document(self):
        of_a = self.customers(1, user_id=self.a.id)
        draft = self.env["sale.order"].create(
            {
                "partner_id": of_a.id,
                "company_id": self.second.id,
                "user_id": self.c.id,
            }
        )
        self.handover(mode="person", target_id=self.b.id).action_done()
        self.env.invalidate_all()
        self.assertEqual(draft.user_id, self.b, "A does not work in Second")
