# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The reader is really killed: nothing is lost, nothing is told twice."""

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..killed import run_and_kill

CONTACTS = 400
# Reads in small batches and is killed somewhere on the way.
JOB = """
read = type(env["trade.interaction"])._read_signals_batch
def small(self, limit=5):
    return read(self, limit)
type(env["trade.interaction"])._read_signals_batch = small
print("go", flush=True)
env["trade.interaction"]._cron_read_signals()
"""


@tagged("standard", "post_install", "-at_install")
class TestKilledReader(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("UPDATE trade_interaction SET signals_due = NULL")
            self.partner = (
                env["res.partner"]
                .create({"name": "Killed reader", "is_company": True})
                .id
            )
            env["trade.interaction"]._log(
                [
                    {
                        "partner_id": self.partner,
                        "channel": "whatsapp",
                        "direction": "in",
                        "body": "Your price is too high, please send two samples.",
                        "digest": f"kill{number}",
                    }
                    for number in range(CONTACTS)
                ]
            )
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["res.partner"].browse(
                self.partner
            ).unlink()

    def left(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM trade_interaction WHERE signals_due")
            return cr.fetchone()[0]

    def test_killed_and_started_again(self):
        run_and_kill(JOB, self.left)
        left = self.left()
        self.assertLess(left, CONTACTS, "it had begun")
        self.assertGreater(left, 0, "it was killed on the way")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["trade.interaction"]._cron_read_signals()
        self.assertEqual(self.left(), 0)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT kind, count(*), count(DISTINCT interaction_id)"
                " FROM trade_signal WHERE partner_id = %s GROUP BY kind ORDER BY kind",
                [self.partner],
            )
            self.assertEqual(
                cr.fetchall(),
                [
                    ("price_sensitive", CONTACTS, CONTACTS),
                    ("sample_wanted", CONTACTS, CONTACTS),
                ],
            )
