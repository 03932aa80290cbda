# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Run the benchmarks, each on databases made for it and dropped after it."""

import os
import subprocess
from contextlib import contextmanager

from . import builds, odoo
from .ui import Stop, say


def run_all(sandbox, names):
    """Each benchmark in turn, or those that are named; the failing ones are told."""
    folder = sandbox.place.checkout / "benchmarks"
    names = names or sorted(path.stem for path in folder.glob("bench_*.py"))
    missing = [name for name in names if not (folder / f"{name}.py").exists()]
    if missing:
        raise Stop(f"There is no benchmark {', '.join(missing)} in {folder}.")
    failed = [name for name in names if run(sandbox, folder / f"{name}.py")]
    if failed:
        raise Stop(f"These benchmarks failed: {', '.join(failed)}.")


def run(sandbox, script):
    """Run one script; returns its exit status.

    A script with a ``main`` of its own runs in Python, any other in an Odoo shell. It
    finds in its environment BENCH_DATABASE (with the addons), BENCH_PLAIN (the same
    modules without them), both its own, and TRADE_CRM_DATA (the public data sets).
    """
    say(f"-> {script.stem}")
    with databases(sandbox) as names:
        env = {**names, **sandbox.env(), "TRADE_CRM_DATA": str(data_folder(sandbox))}
        python = sandbox.place.python
        if "__main__" in script.read_text():
            return subprocess.run([python, script], env=env, check=False).returncode
        shell = [python, "-m", "odoo", "shell", "-d", names["BENCH_DATABASE"]]
        with open(script) as source:
            return subprocess.run(
                [*shell, "--no-http", "--log-level=error"],
                stdin=source,
                env=env,
                cwd=sandbox.place.checkout,
                check=False,
            ).returncode


@contextmanager
def databases(sandbox):
    """Fresh copies of the test database and of the template, dropped afterwards."""
    place, server = sandbox.place, sandbox.postgres
    names = {
        "BENCH_DATABASE": f"bench_{place.name}",
        "BENCH_PLAIN": f"bench_{place.name}_plain",
    }
    with place.lock(f"bench-{place.name}"):
        with place.lock(f"test-{place.name}"):
            source = builds.setup_test_database(sandbox)
            builds.copy_database(server, source, names["BENCH_DATABASE"])
        builds.copy_database(server, odoo.TEMPLATE, names["BENCH_PLAIN"])
        try:
            yield names
        finally:
            for name in names.values():
                server.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def data_folder(sandbox):
    told = os.environ.get("TRADE_CRM_DATA")
    return told or sandbox.place.checkout.parent / "shared" / "data"
