# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Time how the refresh of customer figures grows, up to 1,000,000 customers.

Run in an Odoo shell on a database of its own that holds trade_crm_analytics:

    BENCH_SIZES=100000,200000 scripts/sandbox odoo shell -d NAME \
        < benchmarks/bench_analytics_growth.py

Each customer has 20 order facts on average. The facts stand in the table that a refresh
reads documents into, so that everything after that is the product's own: facts by
customer, arrays, scores, rhythm, forecasts, warnings, writing of figures, months and
snapshots. Nothing is committed.
"""

import os
import resource
import time
from pathlib import Path

from odoo.tools import SQL

env = self.env  # noqa: F821  (the shell's own name)
SIZES = [int(one) for one in os.environ.get("BENCH_SIZES", "100000").split(",")]
FACTS = 20


def processor_seconds():
    """Return processor time of this process and of its database session.

    On a machine that does other work too it tells more than the clock. The session's
    is read where the database runs on this machine; else only this process counts.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
    seconds = time.process_time()
    if stat.exists():
        user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
        seconds += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


def add_customers(number):
    """Write customers and return the first one's id; ids are in a row."""
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, type, is_company,
               autopost_bills)
        SELECT 'Bench ' || i, 'Bench ' || i, true, 'contact', true, 'ask'
          FROM generate_series(1, %s) i RETURNING id
        """,
        (number,),
    )
    [[first], *_rest] = env.cr.fetchall()
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s", (first,)
    )
    env.cr.execute("ANALYZE res_partner")
    return first


def facts_instead_of_documents(first, customers):
    """Return a method that fills trade_doc with made-up facts of three years."""

    def _read_documents(self, company, today, partners):
        start, busy = time.perf_counter(), processor_seconds()
        cr = self.env.cr
        cr.execute("SELECT setseed(0.5)")
        cr.execute("DROP TABLE IF EXISTS pg_temp.trade_doc")
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_doc ON COMMIT DROP AS
                SELECT -i AS id,
                       %(first)s + floor(random() ^ 1.5 * %(customers)s)::int
                           AS partner_id,
                       %(today)s::date - floor(random() * 1100)::int AS day,
                       i %% 25 <> 0 AS sale,
                       CASE WHEN i %% 25 = 0 THEN -40.0 ELSE
                            round((20 + random() * 900)::numeric, 2) END AS net,
                       0.0 AS residual, NULL::date AS due, 'paid' AS payment_state
                  FROM generate_series(1, %(facts)s) i
                """,
                first=first,
                customers=customers,
                today=today,
                facts=FACTS * customers,
            )
        )
        cr.execute("ANALYZE pg_temp.trade_doc")
        spent.append(time.perf_counter() - start)
        used.append(processor_seconds() - busy)
        return FACTS * customers

    return _read_documents


Metric = env["trade.customer.metric"]
Model = env.registry["trade.customer.metric"]
plain = Model._read_documents
for size in SIZES:
    spent, used = [], []
    point = env.cr.savepoint(flush=False)
    Model._read_documents = facts_instead_of_documents(add_customers(size), size)
    try:
        start, busy = time.perf_counter(), processor_seconds()
        Metric.refresh(env.company)
        seconds = time.perf_counter() - start - spent[0]
        busy = processor_seconds() - busy - used[0]
    finally:
        Model._read_documents = plain
        point.close(rollback=True)
        env.invalidate_all(flush=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:>9} customers {FACTS * size:>10} facts {seconds:8.1f} s"
        f" of processor {busy:8.1f} s, {busy / size * 1e5:7.1f} s a 100,000 customers;"
        f" peak {peak:.0f} MB",
        flush=True,
    )
env.cr.rollback()
