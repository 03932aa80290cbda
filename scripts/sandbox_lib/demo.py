# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The demo: a database with the three addons and demo data, and Odoo on it."""

import argparse
import contextlib
import subprocess
import time
import urllib.error
import urllib.request

from . import builds, odoo
from .place import ADDONS
from .ui import Step, Stop, say

ROLES = (
    ("salesperson", "sales1"),
    ("salesperson", "sales2"),
    ("salesperson", "sales3"),
    ("manager", "manager"),
    ("administrator", "tradeadmin"),
    ("Odoo's own administrator", "admin"),
)
START_SECONDS = 120


def run_demo(sandbox, arguments):
    options = read_arguments(arguments)
    name = f"demo_{sandbox.place.name}"
    with sandbox.place.lock(f"demo-{sandbox.place.name}"):
        if options.reset:
            sandbox.postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        setup_demo_database(sandbox, name)
        if options.data:
            load_data(sandbox, name, options.data)
    if options.no_start:
        say(f"The database {name} is ready.")
        return 0
    return serve(sandbox, name, options.port)


def read_arguments(arguments):
    parser = argparse.ArgumentParser(prog="scripts/sandbox demo")
    parser.add_argument("--data", help="a file of sales to load, too")
    parser.add_argument("--reset", action="store_true", help="make the database anew")
    parser.add_argument("--no-start", action="store_true", help="do not start Odoo")
    parser.add_argument("--port", type=int, default=8069, help="the wished HTTP port")
    return parser.parse_args(arguments)


def setup_demo_database(sandbox, name):
    """Make the demo database, or bring one made from older code up to date."""
    place, server = sandbox.place, sandbox.postgres
    key = builds.demo_key(place)
    note = odoo.database_note(server, name)
    if note == key:
        return
    if note:
        what = "Updating the demo database to the present code"
        odoo.install_modules(place, server, name, ["-u", ADDONS[0]], what)
        server.query(f"COMMENT ON DATABASE \"{name}\" IS '{key}'")
    else:
        builds.make_demo_database(sandbox, name, key)


def load_data(sandbox, name, path):
    """Load a file of sales into the demo database with scripts/load_sales.py."""
    script = sandbox.place.checkout / "scripts" / "load_sales.py"
    done = subprocess.run(
        [sandbox.place.python, script, path, "--database", name, "--shift"],
        env=sandbox.env(),
        check=False,
    )
    if done.returncode:
        raise Stop(
            f"The file {path} was not loaded to its end. What is loaded stays; run the "
            "same command again and it goes on from there."
        )


def serve(sandbox, name, wish):
    """Start Odoo, say where it is once it answers, and stay until it ends."""
    port = odoo.free_port(wish)
    address = f"http://localhost:{port}"
    if port != wish:
        say(f"Port {wish} is taken: Odoo takes {port}.")
    log = sandbox.place.folder / f"{name}-server.log"
    line = [sandbox.place.python, "-m", "odoo", "-d", name, f"--http-port={port}"]
    line += ["--db-filter", f"^{name}$", "--max-cron-threads=1", f"--logfile={log}"]
    server = subprocess.Popen(
        line, env=sandbox.env(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with Step("Starting Odoo"):
            wait_until_up(server, f"{address}/web/login", log)
        print(f"\nOdoo answers at {address}   (log: {log})")
        print("Log in, the password is the login:")
        for role, login in known_logins(sandbox, name):
            print(f"    {login:12} {role}")
        print("Ctrl-C stops it.", flush=True)
        return server.wait()
    except KeyboardInterrupt:
        say("\nOdoo is stopped; the database stays. Start again: make demo")
        return 0
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(15)


def wait_until_up(server, address, log):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Stop(f"Odoo ended at once; its log {log} says why.")
        try:
            with urllib.request.urlopen(address, timeout=30):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise Stop(f"Odoo did not answer in {START_SECONDS} s; its log {log} says why.")


def known_logins(sandbox, name):
    """The roles whose user the demo data made."""
    rows = sandbox.postgres.query("SELECT login FROM res_users WHERE active", name)
    logins = {row[0] for row in rows}
    return [(role, login) for role, login in ROLES if login in logins]
