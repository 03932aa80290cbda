# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two real connections want the same thing at once, and a worker is really killed."""

from contextlib import contextmanager
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from ..killed import run_and_kill

CASES = 300
JOB = """
import time
cases = type(env["trade.case"])
decide = cases._decide_clocks
def small(self, limit):
    time.sleep(0.02)
    return decide(self, 10)
cases._decide_clocks = small
print("go", flush=True)
while env["trade.case"]._decide_clocks(10):
    env.cr.commit()
"""
CLEAN = (
    "DELETE FROM mail_activity WHERE res_model = 'trade.case' AND res_id IN"
    " (SELECT id FROM trade_case WHERE partner_id = %s)",
    "DELETE FROM trade_feedback WHERE partner_id = %s",
    "DELETE FROM rating_rating WHERE res_model = 'trade.case' AND res_id IN"
    " (SELECT id FROM trade_case WHERE partner_id = %s)",
    "DELETE FROM trade_case WHERE partner_id = %s",
    "DELETE FROM trade_quality_inspection WHERE partner_id = %s",
    "DELETE FROM trade_quality_series WHERE partner_id = %s",
)


@tagged("standard", "post_install", "-at_install")
class RaceCase(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.name = f"Race {uuid4().hex}"
        with self.connection() as env:
            self.partner = (
                env["res.partner"].create({"name": self.name, "is_company": True}).id
            )
        self.addCleanup(self.clean)

    @contextmanager
    def connection(self):
        """A connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @contextmanager
    def two(self):
        """Two connections at once; each began before the other committed."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            for cr in (one, two):
                cr.execute("SELECT count(*) FROM res_partner")
            yield tuple(api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, two))
            two.rollback()

    def clean(self):
        with self.registry.cursor() as cr:
            for delete in CLEAN:
                cr.execute(delete, [self.partner])
        with self.connection() as env:
            env["res.partner"].browse(self.partner).unlink()
            env["product.product"].search([("name", "=", self.name)]).unlink()


class TestInspectionRace(RaceCase):
    def setUp(self):
        super().setUp()
        with self.connection() as env:
            product = env["product.product"].create({"name": self.name})
            self.lots = [
                env["trade.quality.inspection"]
                .create(
                    {
                        "partner_id": self.partner,
                        "product_id": product.id,
                        "lot_size": 1200,
                        "aql_major": "2.5",
                        "finding_ids": [
                            Command.create(
                                {"name": "x", "defect_class": "major", "count": 6}
                            )
                        ],
                    }
                )
                .id
                for __ in range(2)
            ]

    def series(self):
        with self.connection() as env:
            series = env["trade.quality.series"].search(
                [("partner_id", "=", self.partner), ("defect_class", "=", "major")]
            )
            return series.severity, series.recent

    def finish(self, env, lot):
        env["trade.quality.inspection"].browse(self.lots[lot]).action_finish()

    def test_one_inspection_finished_twice(self):
        with self.two() as (one, two):
            self.finish(one, 0)
            with self.assertRaisesRegex(UserError, "A colleague is finishing"):
                self.finish(two, 0)
            one.cr.commit()
        with self.assertRaisesRegex(UserError, "is finished"), self.connection() as env:
            self.finish(env, 0)
        self.assertEqual(self.series(), ("normal", "0"), "counted once")

    def test_two_lots_of_one_series(self):
        """Both are rejected: each counts, and the second one tightens."""
        with self.two() as (one, two):
            self.finish(one, 0)
            one.cr.commit()
            # The database sends it back to try again: it would overwrite the first.
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.finish(two, 1)
        with self.connection() as env:
            self.finish(env, 1)
        self.assertEqual(self.series(), ("tightened", ""))


class TestCaseRace(RaceCase):
    def late_cases(self, count):
        with self.connection() as env:
            env.cr.execute(
                """
                INSERT INTO trade_case (name, number, partner_id, company_id, user_id,
                       kind, severity, state, date_open, response_deadline,
                       close_deadline)
                SELECT 'Race', 'R' || i, %s, %s, %s, 'complaint', 'minor', 'new',
                       now() - INTERVAL '9 days', now() - INTERVAL '1 hour',
                       now() + INTERVAL '9 days'
                  FROM generate_series(1, %s) AS i
                """,
                [self.partner, env.company.id, SUPERUSER_ID, count],
            )

    def reminders(self):
        """Reminders of each late case, and how many clocks are not decided."""
        with self.connection() as env:
            env.cr.execute(
                """
                SELECT c.clock, count(a.id)
                  FROM trade_case AS c
                  LEFT JOIN mail_activity AS a
                    ON a.res_model = 'trade.case' AND a.res_id = c.id
                 WHERE c.partner_id = %s
                 GROUP BY c.id
                """,
                [self.partner],
            )
            return env.cr.fetchall()

    def test_two_workers_share_the_cases(self):
        self.late_cases(40)
        with self.two() as (one, two):
            first = one["trade.case"]._decide_clocks(25)
            # The other worker takes what is left, and waits for nobody.
            second = two["trade.case"]._decide_clocks(10**6)
            self.assertEqual(first, 25)
            self.assertGreaterEqual(second, 15)
            one.cr.commit()
            two.cr.commit()
        self.assertEqual(self.reminders(), [("late", 1)] * 40)

    def test_killed_and_started_again(self):
        self.late_cases(CASES)
        run_and_kill(JOB, lambda: sum(not clock for clock, __ in self.reminders()))
        left = sum(not clock for clock, __ in self.reminders())
        self.assertLess(left, CASES, "it had begun")
        self.assertGreater(left, 0, "it was killed on the way")
        with self.connection() as env:
            while env["trade.case"]._decide_clocks(1000):
                env.cr.commit()
        self.assertEqual(self.reminders(), [("late", 1)] * CASES)

    def test_mark_given_twice_at_once(self):
        with self.connection() as env:
            case = env["trade.case"].create(
                {
                    "name": "Race",
                    "partner_id": self.partner,
                    "kind": "question",
                    "answer": "Yes",
                    "state": "closed",
                }
            )
            token = case._rating_get_access_token()
        with self.two() as (one, two):
            one["trade.case"].browse(case.id).rating_apply(5, token=token)
            with self.assertRaisesRegex(UserError, "gave your mark already"):
                two["trade.case"].browse(case.id).rating_apply(1, token=token)
            one.cr.commit()
        with self.connection() as env:
            marks = env["trade.feedback"].search([("partner_id", "=", self.partner)])
            self.assertEqual(marks.mapped("mark"), [5])
