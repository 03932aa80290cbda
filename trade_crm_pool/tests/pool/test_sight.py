# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.trade_crm_pool.models.pool import partner_list
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import PoolCase


class TestSight(PoolCase):
    def test_pooled_customers_are_out_of_reach(self):
        partners, entries = self.pooled(1, email="secret@acme.example")
        contact = self.env["res.partner"].create(
            {"name": "Hidden", "parent_id": partners.id}
        )
        quote = self.env["sale.order"].create({"partner_id": partners.id})
        all_user = new_test_user(self.env, "pool_all", "trade_crm.group_trade_user_all")
        for user in (self.a, all_user):
            with self.subTest(user=user.login):
                for record in (partners, contact, quote):
                    mine = record.with_user(user)
                    self.assertFalse(mine.search([("id", "=", record.id)]))
                    mine.invalidate_recordset()
                    with self.assertRaises(AccessError):
                        mine.read(["display_name"])
                    with self.assertRaises(AccessError):
                        mine.message_ids.mapped("body") or mine.check_access("read")
        self.assertTrue(
            partners.with_user(self.manager).search([("id", "=", partners.id)])
        )
        mine = entries.with_user(self.a)
        self.assertEqual(mine.name, partners.name)
        self.assertFalse(mine.email)
        with self.assertRaises(AccessError):
            mine.read(["partner_id"])
        with self.assertRaises(AccessError):
            mine.search([("partner_id.email", "ilike", "secret")])
        mine.action_claim()
        self.assertEqual(partners.with_user(self.a).email, "secret@acme.example")

    def test_lists_of_who_reaches_few_name_them(self):
        """The page and its number are the same, named or not."""
        self.pooled(1)
        own, free = self.customers(1, user_id=self.a.id), self.customers(1)
        others = self.customers(2, user_id=self.b.id)
        self.env["trade.collaborator"].create(
            {"partner_id": others[0].id, "user_id": self.a.id}
        )
        mine = self.env["res.partner"].with_user(self.a)
        asked = [("ref", "=", "pooltest"), ("is_company", "=", True)]
        either = ["|", *asked]
        self.assertIn("id", str(mine._trade_named(asked)))
        self.assertEqual(mine._trade_named(either), either)
        self.assertEqual(mine.with_user(self.manager)._trade_named(asked), asked)
        for few in (partner_list.FEW, 0):
            self.patch(partner_list, "FEW", few)
            with self.subTest(few=few):
                found = mine.web_search_read(asked, {"name": {}}, limit=80)
                self.assertEqual(
                    {row["id"] for row in found["records"]},
                    set((own | free | others[0]).ids),
                )
                self.assertEqual(found["length"], 3)
        self.assertEqual(mine._trade_named(asked), asked, "with more than FEW")

    def test_a_conflict_says_that_the_customer_is_in_the_pool(self):
        partners, _entries = self.pooled(1)
        partners.name = "Quibblesome Zeppelin GmbH"
        found = (
            self.env["trade.header"]
            .with_user(self.a)
            .find_conflicts(name="Quibblesome Zeppelin")
        )
        self.assertEqual([hit["owner_state"] for hit in found], ["pool"])
        self.assertFalse(found[0]["partner_id"], "a member has not claimed it")

    def test_shown_fields_follow_the_pool(self):
        _partners, entries = self.pooled(1, email="shown@acme.example")
        self.pool.write({"show_email": True, "show_name": False})
        self.assertEqual(entries.email, "shown@acme.example")
        self.assertEqual(entries.name, f"#{entries.id}")

    def test_entries_of_other_pools_are_hidden(self):
        _partners, entries = self.pooled(1)
        other = new_test_user(self.env, "pool_stranger", "trade_crm.group_trade_user")
        self.assertFalse(entries.with_user(other).search([]))

    def test_who_has_no_trade_role_works_on(self):
        partners, _entries = self.pooled(1)
        plain = new_test_user(self.env, "pool_plain", "base.group_user")
        self.assertTrue(partners.with_user(plain).name)
