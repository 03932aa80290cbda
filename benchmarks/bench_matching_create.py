# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Creating companies through the ORM: with conflict detection beside plain Odoo.

Run it in the shell of a database with the addon, beside one of plain Odoo with the same
modules; both are rolled back::

    BENCH_PLAIN=plain_database TRADE_CRM_DATA=FOLDER scripts/sandbox odoo shell \\
        -d database --no-http < benchmarks/bench_matching_create.py

Each creates CREATE (10,000) companies twice, in turn; prints seconds and their ratio.
"""

import os
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
import varied_names

COUNT = int(os.environ.get("CREATE", "10000"))


def create(env, names):
    """Seconds on the clock and of this process for companies of these names."""
    rows = [{"name": name, "is_company": True} for name in names]
    start, cpu = time.perf_counter(), time.process_time()
    env["res.partner"].create(rows)
    env.flush_all()
    spent = time.perf_counter() - start, time.process_time() - cpu
    env.cr.rollback()
    env.invalidate_all()
    return spent


def main(env):
    folder = os.environ["TRADE_CRM_DATA"]
    latin, chinese = varied_names.read(
        os.path.join(folder, "equities_names.csv.gz"),
        os.path.join(folder, "cn_short_names.txt.gz"),
    )
    names = [n for n in varied_names.names(2 * COUNT, latin, chinese) if n.strip()]
    with Registry(os.environ["BENCH_PLAIN"]).cursor() as cr:
        plain = api.Environment(cr, SUPERUSER_ID, {})
        for one in (plain, env):
            create(one, names[:300])
        for part in (names[:COUNT], names[COUNT : 2 * COUNT]):
            (bare, bare_cpu), (full, full_cpu) = create(plain, part), create(env, part)
            print(
                f"RESULT {len(part)} companies: plain {bare:.1f} s ({bare_cpu:.1f} s "
                f"processor), with the addons {full:.1f} s ({full_cpu:.1f} s), "
                f"ratio {full / bare:.2f}, load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


main(env)  # noqa: F821 (the shell's)
