# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two people, or two workers, at the same instant: on real connections."""

from contextlib import contextmanager
from unittest.mock import patch
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from ...models.identity import conflict_scan


def _letters():
    """A word that no other name in the database has."""
    return uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop")).title()


@tagged("post_install", "-at_install", "database_breaking")
class TestConflictRaces(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.word = _letters()
        with self._as() as env:
            company = env.company
            self.before = company.read(["trade_conflict_name", "trade_check_cap"])[0]
            company.write({"trade_conflict_name": "block", "trade_check_cap": 1})
            self.users = [
                new_test_user(
                    env,
                    login=f"race_{n}_{self.word}",
                    groups="base.group_partner_manager,trade_crm.group_trade_user",
                ).id
                for n in (1, 2)
            ]
        self.addCleanup(self._restore)

    @contextmanager
    def _as(self, uid=SUPERUSER_ID):
        """A transaction of its own that is committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def _restore(self):
        with self._as() as env:
            partners = env["res.partner"].search(
                [("name", "ilike", self.word), ("is_company", "=", True)]
            )
            for side in ("partner_a_id", "partner_b_id"):
                env["trade.conflict"].search([(side, "in", partners.ids)]).unlink()
            partners.unlink()
            env["trade.check.log"].search([("user_id", "in", self.users)]).unlink()
            env["res.users"].browse(self.users).write({"active": False})
            del self.before["id"]
            env.company.write(self.before)

    @contextmanager
    def _two(self, users):
        """Two transactions that both began before either did anything."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            for cr in (one, two):
                cr.execute("SELECT COUNT(*) FROM res_partner")
            yield (
                api.Environment(one, users[0], {}),
                api.Environment(two, users[1], {}),
            )

    def test_two_savers_one_archive(self):
        """One archive, and one refusal in words when Odoo runs the second again."""
        values = {"name": f"{self.word} GmbH", "is_company": True}
        with self._two(self.users) as (first, second):
            first["res.partner"].create(dict(values))
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                second["res.partner"].create(dict(values))
            second.cr.rollback()
        with self.assertRaises(ValidationError), self._as(self.users[1]) as again:
            again["res.partner"].create(dict(values))
        with self._as() as env:
            found = env["res.partner"].search_count([("name", "=", values["name"])])
            self.assertEqual(found, 1)

    def test_the_cap_is_not_passed_by_two_checks_at_once(self):
        with self._two([self.users[0]] * 2) as (first, second):
            first["trade.check.log"]._charge("one")
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                second["trade.check.log"]._charge("two")
            second.cr.rollback()
        with self.assertRaises(UserError), self._as(self.users[0]) as again:
            again["trade.check.log"]._charge("two")
        with self._as() as env:
            mine = [("user_id", "=", self.users[0])]
            self.assertEqual(env["trade.check.log"].search_count(mine), 1)

    def test_workers_share_the_parts_of_a_scan(self):
        """A part whose worker dies is free again, and no part is done twice."""
        with self._as() as env:
            scans = env["trade.conflict.scan"]
            scans.search([("state", "=", "running")]).action_stop()
            newest = env["trade.header"].search([], order="id desc", limit=1).id
            mark = scans.create({"state": "done", "last_header_id": newest})
            partners = env["res.partner"].create(
                [
                    {"name": f"{self.word} {line}", "is_company": True}
                    for line in ("Pumpen", "Pumpen GmbH", "Ventile", "Kabel")
                ]
            )
            for side in ("partner_a_id", "partner_b_id"):
                env["trade.conflict"].search([(side, "in", partners.ids)]).unlink()
            with patch.object(conflict_scan, "PART", 2):
                scan = scans._open("new")
            parts = env["trade.conflict.scan.part"].search([("scan_id", "=", scan.id)])
            self.assertEqual((scan.total, len(parts)), (4, 2))
        with self._two([SUPERUSER_ID] * 2) as (dying, other):
            lost = dying["trade.conflict.scan"]._claim_part()
            self.assertEqual(other["trade.conflict.scan"]._work_part(), 2)
            other.cr.commit()
            self.assertIsNone(other["trade.conflict.scan"]._work_part())
            dying.cr.rollback()
        with self._as() as env:
            self.assertEqual(env["trade.conflict.scan"]._claim_part().id, lost.id)
        with self._as() as env:
            scans = env["trade.conflict.scan"]
            while scans._work_part() is not None:
                env.cr.commit()
            scans._close()
            scan = scans.browse(scan.id)
            self.assertEqual((scan.state, scan.done, scan.progress), ("done", 4, 100.0))
            one, two = sorted(partners.ids[:2])
            found = env["trade.conflict"].search([("scan_id", "=", scan.id)])
            self.assertIn(
                (one, two), [(c.partner_a_id.id, c.partner_b_id.id) for c in found]
            )
            found.unlink()
            (scan | scans.browse(mark.id)).unlink()

    def test_keys_are_made_in_batches_that_are_kept(self):
        """What was made before a worker died is not made again."""
        with self._as() as env:
            while env["trade.header"]._trade_key_batch():
                env.cr.commit()
            partners = env["res.partner"].create(
                [{"name": f"{self.word} {n}", "is_company": True} for n in range(5)]
            )
            headers = partners.trade_header_ids
            env.cr.execute(
                "UPDATE trade_header SET key_version = 0 WHERE id = ANY(%s)",
                [headers.ids],
            )
            env.cr.execute(
                "DELETE FROM trade_header_key WHERE header_id = ANY(%s)", [headers.ids]
            )
        with self._as() as env:
            self.assertEqual(env["trade.header"]._trade_key_batch(2), 2)
            env.cr.commit()
            env["trade.header"]._trade_key_batch(2)
            env.cr.rollback()  # the worker died
            self.assertEqual(env["trade.header"]._trade_key_batch(10), 3)
        with self._as() as env:
            for partner in env["res.partner"].browse(partners.ids):
                hits = env["trade.header"].find_conflicts(name=partner.name)
                self.assertEqual(hits[0]["partner_id"], partner.id)
