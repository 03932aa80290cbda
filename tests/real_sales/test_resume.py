# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A load that is really killed goes on where it stopped and loads nothing twice."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import skipUnless

import psycopg2
from odoo.tests import BaseCase, tagged

from .common import ROOT, write_file

TEMPLATE = "tmpl_deps"
DOCUMENTS = 2600


def _has_template():
    if not shutil.which("createdb"):
        return False
    try:
        with psycopg2.connect(dbname="postgres") as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
            return bool(cursor.fetchone())
    except psycopg2.Error:
        return False


def _sales():
    """Two lines an invoice, 40 customers, a credit note for every tenth invoice."""
    lines = []
    for number in range(1, DOCUMENTS + 1):
        customer, day = number % 40, 1 + number * 27 // DOCUMENTS
        name, sign = (f"C{number}", -1) if number % 10 == 0 else (str(number), 1)
        tail = f"2011-03-{day:02d} 10:00:00,1.25,K{customer},France"
        lines += [
            f"{name},{10000 + n},ARTICLE {n},{sign * (n + 1)},{tail}" for n in (1, 2)
        ]
    return "\n".join(lines)


@tagged("standard", "post_install", "-at_install")
@skipUnless(_has_template(), f"needs createdb and the database {TEMPLATE}")
class TestResume(BaseCase):
    def setUp(self):
        super().setUp()
        self.database = f"real_sales_kill_{os.getpid()}"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = write_file(_sales(), Path(folder.name))
        subprocess.run(["createdb", "-T", TEMPLATE, self.database], check=True)
        self.addCleanup(
            subprocess.run, ["dropdb", "--force", self.database], check=True
        )

    def _start(self):
        script = ROOT / "scripts" / "load_sales.py"
        return subprocess.Popen(
            [sys.executable, script, self.file, "-d", self.database],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _figures(self):
        with psycopg2.connect(dbname=self.database) as connection:
            cursor = connection.cursor()
            cursor.execute(
                """
                SELECT (SELECT count(*) FROM account_move WHERE ref IS NOT NULL
                        AND move_type <> 'entry'),
                       (SELECT count(DISTINCT ref) FROM account_move
                        WHERE move_type <> 'entry'),
                       (SELECT count(*) FROM sale_order_line),
                       (SELECT count(*) FROM account_payment),
                       (SELECT count(DISTINCT name) FROM account_payment),
                       (SELECT sum(balance) FROM account_move_line)
                """
            )
            return cursor.fetchone()

    def _run_to_end(self):
        process = self._start()
        output, _none = process.communicate()
        self.assertEqual(process.returncode, 0, output)
        return output

    def _kill_at(self, words):
        process = self._start()
        seen = []
        for line in process.stdout:
            seen.append(line)
            if words in line:
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.close()
        self.assertEqual(process.wait(), -signal.SIGKILL, "".join(seen))

    def test_killed_twice(self):
        self._kill_at("documents 1,000 of 2,600")
        documents = self._figures()
        self.assertGreaterEqual(documents[0], 1000)
        self.assertLess(documents[0], DOCUMENTS)
        self._kill_at("orders and invoices:")
        output = self._run_to_end()
        self.assertIn("documents there already 2,600", output)
        figures = self._figures()
        self.assertEqual(figures[:3], (DOCUMENTS, DOCUMENTS, 2 * 2340))
        self.assertEqual(figures[3], figures[4])
        self.assertEqual(figures[5], 0)
        self._run_to_end()
        self.assertEqual(self._figures(), figures)
