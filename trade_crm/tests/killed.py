# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A job in a process of its own that is really killed on the way."""

import subprocess
import sys
import time

from odoo.tests import get_db_name

PATIENCE = 60


def run_and_kill(script, progress, every=0.01):
    """Run a script in Odoo's shell and kill it once its work has begun.

    :param str script: prints "go" when it is ready to work
    :param progress: callable whose answer changes with the first work that is committed
    :param float every: seconds between two looks
    """
    before = progress()
    job = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "odoo",
            "shell",
            "-d",
            get_db_name(),
            "--no-http",
            "--log-level=error",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    job.stdin.write(script)
    job.stdin.close()
    for line in job.stdout:
        if "go" in line:
            break
    deadline = time.monotonic() + PATIENCE
    while progress() == before and time.monotonic() < deadline:
        time.sleep(every)
    job.kill()
    job.wait()
    job.stdout.close()
