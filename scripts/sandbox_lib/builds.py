# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Databases that hold this checkout's addons, and the test run on copies of them."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import datetime, timezone

from . import odoo
from .place import ADDONS
from .ui import Stop, say, tail

# Not part of what an installation writes into a database.
LEFT_OUT = {"tests", "i18n", "readme", "__pycache__", "static"}
PYTEST = ("--odoo-http", "--odoo-log-level=warn")
COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) \S+ (\S+?): (.*)")


def addons_key(place, *left_out, folders=None):
    """A key of every file of the addons that an installation reads."""
    found = hashlib.sha256()
    for folder in folders or [place.checkout / addon for addon in ADDONS]:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(place.checkout)
            if path.is_file() and not set(inside.parts) & set(left_out or LEFT_OUT):
                found.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def complaints(log, checkout):
    """Warnings and errors of an installation that the addons answer for.

    The template was built without any, so every one is theirs, but a deprecation
    that Python reports from a file outside the checkout.
    """
    found = []
    for line in log.splitlines():
        match = COMPLAINT.search(line)
        if not match:
            continue
        if match.group(2) == "py.warnings" and str(checkout) not in line:
            continue
        found.append(line)
    return found


def copy_database(postgres, source, name):
    postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    postgres.query(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def setup_test_database(sandbox):
    """The database with the three addons; made again when their code changed.

    Its comment names the code that it was made from and is written last, so a
    database of an interrupted run counts as absent. A warning in the log of the
    installation stops here.
    """
    place, server = sandbox.place, sandbox.postgres
    name = f"test_{place.name}"
    template = odoo.database_note(server, odoo.TEMPLATE)
    key = f"{template} {addons_key(place)}"
    what = "Installing the three addons"
    return make_database(sandbox, odoo.TEMPLATE, name, key, ADDONS, what)


# Odoo apps that the addons make use of where they are installed, without a bridge.
NOTICED = ("sale_margin",)


def setup_bridge_database(sandbox):
    """A copy of the test database with the bridges and the Odoo apps they join."""
    place, server = sandbox.place, sandbox.postgres
    base = setup_test_database(sandbox)
    bridges = place.bridges()
    key = f"{odoo.database_note(server, base)} {' '.join(NOTICED)} "
    key += addons_key(place, folders=bridges.values())
    what = "Installing the bridges"
    addons = [*bridges, *NOTICED]
    return make_database(sandbox, base, f"{base}_bridges", key, addons, what)


def demo_key(place):
    """A key of the code and the words that a demo database is made from."""
    return addons_key(place, "tests", "__pycache__", "readme")


def make_demo_database(sandbox, name, key):
    """A new database with the three addons, their demo data and Chinese."""
    place, server = sandbox.place, sandbox.postgres
    copy_database(server, odoo.TEMPLATE, name)
    # A module's demo data is loaded only above modules that have theirs; the
    # template has none, and this company brings its own.
    server.query("UPDATE ir_module_module SET demo = true", name)
    arguments = ["-i", ",".join(ADDONS), "--with-demo", "--load-language=zh_CN"]
    what = "Installing the three addons with demo data and Chinese"
    odoo.install_modules(place, server, name, arguments, what)
    server.query(f"COMMENT ON DATABASE \"{name}\" IS '{key}'")


def setup_demo_test_database(sandbox):
    """The database for the tests that read the demo data: one of today.

    The demo company's history ends on the day on which it is made.
    """
    place, server = sandbox.place, sandbox.postgres
    name = f"test_{place.name}_demo"
    key = f"{demo_key(place)} {datetime.now(timezone.utc):%Y-%m-%d}"
    if odoo.database_note(server, name) != key:
        make_demo_database(sandbox, name, key)
    return name


def make_database(sandbox, source, name, key, addons, what):
    """Copy a database and install addons into it, unless it is there by this key."""
    place, server = sandbox.place, sandbox.postgres
    if odoo.database_note(server, name) == key:
        return name
    copy_database(server, source, name)
    log = odoo.install_modules(place, server, name, ["-i", ",".join(addons)], what)
    found = complaints(log, place.checkout)
    if found:
        raise Stop(
            "Odoo warned while installing the addons:\n" + tail("\n".join(found), 40)
        )
    server.query(f"COMMENT ON DATABASE \"{name}\" IS '{key}'")
    return name


def run_tests(sandbox, arguments):
    """pytest on copies; without arguments every test, on several processes.

    The bridges' tests run on a database of their own: the others must hold without
    the Odoo apps that the bridges join. So do the tests that read the demo data.
    """
    place = sandbox.place
    with place.lock(f"test-{place.name}"):
        if arguments:
            setup = setup_test_database
            for folder, other in OWN_DATABASE.items():
                if any(word.startswith(folder) for word in arguments):
                    setup = other
            return run_pytest(sandbox, setup(sandbox), arguments)
        # Four at most: each runs an Odoo and a browser.
        workers = min(4, max(2, os.cpu_count() or 1))
        many = ["-n", str(workers), "--dist", "loadscope"]
        many += [f"--ignore={folder}" for folder in OWN_DATABASE]
        result = run_pytest(sandbox, setup_test_database(sandbox), many)
        for folder, setup in OWN_DATABASE.items():
            result = run_pytest(sandbox, setup(sandbox), [folder]) or result
        return result


# The folders whose tests need more than the three addons, and what makes it.
OWN_DATABASE = {
    "bridges": setup_bridge_database,
    "trade_crm/tests/demo": setup_demo_test_database,
}


def run_pytest(sandbox, base, chosen):
    """pytest on a copy of a database, dropped in the end."""
    place, server = sandbox.place, sandbox.postgres
    name = f"{base}_run"
    drop_runs(server, name)
    copy_database(server, base, name)
    say(f"-> Testing on database {name}")
    pytest = [place.python, "-m", "pytest", *PYTEST, "--odoo-database", name]
    try:
        return subprocess.run(
            [*pytest, *chosen],
            cwd=place.checkout,
            env={**sandbox.env(), "TRADE_TEST_DATABASE": name},
            stdin=subprocess.DEVNULL,
            stdout=sys.stdout,
            check=False,
        ).returncode
    finally:
        drop_runs(server, name)


def drop_runs(server, name):
    """Drop a run's database and the copies that its processes made of it."""
    for row in server.query("SELECT datname FROM pg_database"):
        if row[0] == name or row[0].startswith(f"{name}-"):
            server.query(f'DROP DATABASE IF EXISTS "{row[0]}" WITH (FORCE)')
