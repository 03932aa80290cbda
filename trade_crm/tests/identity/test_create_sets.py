# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Many customers at once: what is written, and what the database need not know."""

import random
from unittest.mock import patch

from odoo.api import Environment
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL


def nodes(plan):
    """All steps of a plan that EXPLAIN tells."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@tagged("post_install", "-at_install")
class TestCreateSets(TransactionCase):
    def _create(self, count, **values):
        """Companies whose names have little to do with each other."""
        letters = random.Random(7)
        return self.env["res.partner"].create(
            [
                {"name": f"{''.join(word[:8])} {''.join(word[8:])}", "is_company": True}
                | values
                for word in (
                    letters.choices("abcdefghiklmnoprstuvwz", k=16)
                    for _n in range(count)
                )
            ]
        )

    def _keys(self, headers):
        self.env.cr.execute(
            "SELECT COUNT(*) FROM trade_header_key WHERE header_id = ANY(%s)",
            [headers.ids],
        )
        return self.env.cr.fetchone()[0]

    def test_computed_fields_are_written_once(self):
        written = []
        execute = Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else query
            if 'UPDATE "res_partner"' in text:
                written.append(text)
            return execute(cursor, query, *args, **kwargs)

        self._create(1)
        self.env.flush_all()
        with patch.object(Cursor, "execute", listen):
            partners = self._create(5)
            self.env.flush_all()
        self.assertEqual(len(written), 1)
        self.assertIn("commercial_partner_id", written[0])
        self.assertIn("trade_completeness", written[0])
        self.assertTrue(all(p.commercial_partner_id == p for p in partners))

    def test_new_company_is_found_by_what_it_and_its_contacts_have(self):
        company = self.env["res.partner"].create(
            {
                "name": "Quorvex Tulbraith",
                "is_company": True,
                "email": "info@quorvex-one.example",
                "website": "https://www.quorvex-two.example",
            }
        )
        other = self.env["res.partner"].create(
            {
                "name": "Brandel Fixture",
                "is_company": True,
                "child_ids": [
                    (0, 0, {"name": "Ann", "email": "ann@quorvex-three.example"})
                ],
            }
        )
        hits = self.env["trade.header"].find_conflicts
        for domain, found in (("one", company), ("two", company), ("three", other)):
            with self.subTest(domain):
                told = hits(website=f"quorvex-{domain}.example")
                self.assertEqual([hit["partner_id"] for hit in told], found.ids)

    def test_keys_are_the_same_as_when_made_anew(self):
        """Those read off a new customer, and those read from the database."""
        partners = self._create(
            2,
            email="info@quorvex-one.example",
            phone="+49 30 1234567",
            country_id=self.env.ref("base.de").id,
            vat="DE136695976",
        )
        partners |= self._create(1, email="x@quorvex-four.example", active=False)
        headers = partners.with_context(active_test=False).trade_header_ids
        query = (
            "SELECT key FROM trade_header_key WHERE header_id = ANY(%s) ORDER BY key"
        )
        self.env.cr.execute(query, [headers.ids])
        before = self.env.cr.fetchall()
        headers._trade_fill_keys()
        self.env.cr.execute(query, [headers.ids])
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertTrue(before)

    def test_keys_go_with_their_header(self):
        partners = self._create(3)
        self.env.flush_all()
        headers = partners.trade_header_ids
        self.assertTrue(self._keys(headers[0]))
        partners[0].unlink()
        self.assertFalse(self._keys(headers[0]))
        self.env.cr.execute(
            "DELETE FROM res_partner WHERE id = ANY(%s)", [partners[1:].ids]
        )
        self.assertFalse(self._keys(headers))

    def test_keys_of_a_header_that_is_gone_are_not_made(self):
        partner = self._create(1)
        header = partner.trade_header_ids
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM trade_header WHERE id = %s", [header.id])
        header._trade_fill_keys()
        self.assertFalse(self._keys(header))

    def test_pairs_are_found_whatever_the_database_guesses(self):
        """With tables that it takes for empty no row is read for nothing."""
        self.env.cr.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if not self.env.cr.fetchone()[0]:
            self.skipTest("only a superuser may have the database guess wrong")
        headers = self._create(60).trade_header_ids
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE pg_class
               SET reltuples = 0, relpages = pg_relation_size(oid) / 8192
             WHERE relname LIKE 'trade\\_header%'
            """
        )
        # Of thousands of rows it reads none in sequence; these few fill five pages.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        asked = []
        with patch.object(
            Environment, "execute_query", lambda env, query: asked.append(query) or []
        ):
            headers._trade_batch_hits(headers)
        rows = self.env.execute_query(
            SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", asked[-1])
        )
        lost = sum(
            node.get(name, 0) * node["Actual Loops"]
            for node in nodes(rows[0][0][0]["Plan"])
            for name in ("Rows Removed by Filter", "Rows Removed by Join Filter")
        )
        self.assertLess(lost, 20 * self._keys(headers))

    def test_a_salespersons_new_customers(self):
        """Their owner, header and score are there as if made one by one."""
        anna = new_test_user(self.env, "sets_anna", "trade_crm.group_trade_user")
        partners = (
            self.env["res.partner"]
            .with_user(anna)
            .create(
                [
                    {"name": f"Quorvex{n} Tulbraith", "is_company": True}
                    for n in range(2)
                ]
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partners.trade_owner_id, anna)
        self.assertEqual(len(partners.trade_header_ids), 2)
        scores = partners._trade_scores(partners.ids)
        for partner in partners:
            self.assertEqual(partner.trade_completeness, scores[partner.id])
