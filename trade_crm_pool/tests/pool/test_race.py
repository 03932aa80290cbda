# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Real processes with real connections fight for one pool, and some are killed.

The same script runs for a minute with 50 sessions as a benchmark.
"""

import os
import subprocess
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

SCRIPT = Path(__file__).resolve().parents[3] / "benchmarks" / "bench_pool_race.py"
SMALL = {
    "RACE_MEMBERS": "9",
    "RACE_CUSTOMERS": "120",
    "RACE_PROCESSES": "3",
    "RACE_CAP": "12",
}


@tagged("standard", "post_install", "-at_install")
class TestRace(BaseCase):
    def setUp(self):
        super().setUp()
        if not SCRIPT.exists() or "ODOO_RC" not in os.environ:
            self.skipTest("The addon stands alone, without its benchmarks.")
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            pools = api.Environment(cr, SUPERUSER_ID, {})["trade.pool"]
            self.active = pools.search([]).ids
        self.addCleanup(self.clean)

    def clean(self):
        """Take away what can be; the ledger's lines and their users stay."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            pools = env["trade.pool"].search([("name", "=", "Race")])
            partners = env["res.partner"].search([("ref", "=", "race")])
            cr.execute(
                "DELETE FROM trade_pool_entry WHERE pool_id = ANY(%s)", [pools.ids]
            )
            pools.active = False
            env["trade.pool"].browse(self.active).active = True
            users = env["res.users"].search([("login", "like", "race_")])
            partners.unlink()
            users.active = False
        self.registry.clear_cache()

    def race(self, *arguments):
        done = subprocess.run(
            [sys.executable, SCRIPT, get_db_name(), *arguments],
            env={**os.environ, **SMALL},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        self.assertIn("all rules held", done.stdout, done.stdout + done.stderr[-3000:])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr[-3000:])
        return done.stdout

    def test_processes_are_killed_at_random(self):
        said = self.race("12", "kill")
        self.assertNotIn(" 0 killed", said)
        self.assertNotIn("claims: 0", said)
