# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The set-based load against the plain ORM: one slice each way, side by side.

    scripts/sandbox python benchmarks/bench_load_sales.py -d NAME [--documents 9] [FILE]

NAME is a database for this alone, with Odoo's Sales and Invoicing (a copy of
tmpl_deps will do): the slice that the load writes stays in it. Prints the
seconds of both for the same orders, invoices and payments, the ratio and the memory.
"""

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, os.fspath(ROOT / "scripts"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    data = Path(os.environ.get("TRADE_CRM_DATA") or ROOT.parent / "shared" / "data")
    parser.add_argument(
        "file", type=Path, nargs="?", default=data / "online_retail.csv.gz"
    )
    plain = os.environ.get("BENCH_PLAIN")
    parser.add_argument("-d", "--database", default=plain, required=not plain)
    parser.add_argument("--documents", type=int, default=120)
    options = parser.parse_args()
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", options.database, "--log-level=error"])
    with Registry(options.database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        measure(env, options)
        cr.rollback()


def measure(env, options):
    from real_sales import history, orm, reader, report, setup, specimen
    from real_sales.load import Loader

    plan = history.build(reader.read_rows(options.file), {}, options.documents)
    seconds, shift = {}, timedelta(0)
    for way in ("orm", "load"):
        company = setup.find_company(env, f"Bench {way}", "GBP")
        prepared = setup.prepare(env, plan, company, env.user, lambda *said: None)
        own = setup.quiet(env, company.id)
        started = time.perf_counter()
        if way == "orm":
            orm.make_all(own, prepared, plan.documents, plan.settlements, shift)
            env.cr.rollback()
            own.invalidate_all()
        else:
            taken = specimen.take(own, prepared, plan, shift)
            loader = Loader(own, prepared, taken, shift, lambda *said: None)
            loader.start(plan)
            started = time.perf_counter()
            loader.load_documents(plan)
            loader.load_settlements(plan)
        seconds[way] = time.perf_counter() - started
    lines = plan.tally.loaded_rows
    print(
        f"{len(plan.documents)} documents, {lines} lines, "
        f"{len(plan.settlements)} settlements"
    )
    for way, spent in seconds.items():
        print(f"{way:<5} {spent:8.2f} s  {1000 * spent / lines:8.3f} ms a line")
    print(f"ratio {seconds['orm'] / seconds['load']:.0f}")
    print(f"peak memory {report.peak_memory_mb():.0f} MB")


if __name__ == "__main__":
    main()
