# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Databases copied from the template, and odoo-bin on them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PSQL = ("psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1")
TEMPLATE = "tmpl_deps"
COMPLAINTS = (" WARNING ", " ERROR ", " CRITICAL ")


class Database:
    """One database of one test."""

    def __init__(self, name):
        self.name = name

    def query(self, statement):
        done = subprocess.run(
            [*PSQL, "-d", self.name, "-c", statement],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def odoo(self, *arguments):
        """Run odoo-bin; its log must hold no warning."""
        done = subprocess.run(
            [sys.executable, "-m", "odoo", *arguments],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        found = [
            line
            for line in done.stdout.splitlines()
            if any(sign in line for sign in COMPLAINTS) and " py.warnings" not in line
        ]
        assert not found, "\n".join(found)
        assert done.returncode == 0, done.stdout[-3000:]

    def install(self, *addons):
        self.odoo("-d", self.name, "-i", ",".join(addons), *QUIET)

    def upgrade(self, *addons):
        self.odoo("-d", self.name, "-u", ",".join(addons), *QUIET)

    def uninstall(self, addon):
        self.odoo("module", "uninstall", "-d", self.name, addon)


QUIET = ("--stop-after-init", "--no-http")


@pytest.fixture
def database(request):
    """A copy of the template, dropped in the end."""
    name = f"{os.environ['TRADE_TEST_DATABASE']}-{os.getpid()}-install"
    subprocess.run(["dropdb", "--if-exists", "-f", name], check=True)
    subprocess.run(["createdb", "-T", TEMPLATE, name], check=True)
    yield Database(name)
    subprocess.run(["dropdb", "--if-exists", "-f", name], check=True)
