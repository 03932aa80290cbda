# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Conflict search with up to a million headers: fill, ask, scan.

Runs in an Odoo shell of a database made for it, which it fills; names are varied from
real ones (``varied_names.py``)::

    scripts/sandbox createdb -T tmpl_deps million
    scripts/sandbox odoo -d million -i trade_crm --stop-after-init
    export TRADE_CRM_DATA=FOLDER
    MODE=ask SIZES=10000,100000,1000000 scripts/sandbox odoo shell \\
        -d million --no-http < benchmarks/bench_matching_million.py
    MODE=start ... ; then MODE=work ... twice at the same time, as two cron workers do

``ask`` fills up to each size in turn and asks 500 Latin and 500 Chinese names that are
there, each once, as a salesperson, then two thirds of each as the form's banner does.
``work`` takes parts of the open scan until none is left (or for SECONDS_AT_MOST) and
prints its own time and peak memory.
"""

import os
import random
import resource
import statistics
import sys
import time

from odoo.tests import new_test_user

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
import varied_names

MODE = os.environ.get("MODE", "ask")
SIZES = [int(n) for n in os.environ.get("SIZES", "10000,100000,1000000").split(",")]
ASKED = 500


def all_names():
    folder = os.environ["TRADE_CRM_DATA"]
    latin, chinese = varied_names.read(
        os.path.join(folder, "equities_names.csv.gz"),
        os.path.join(folder, "cn_short_names.txt.gz"),
    )
    return [
        name for name in varied_names.names(max(SIZES), latin, chinese) if name.strip()
    ]


def filled(env):
    env.cr.execute("SELECT COUNT(*) FROM res_partner WHERE ref = 'million'")
    return env.cr.fetchone()[0]


def fill(env, names, size):
    """Companies and headers by SQL, keys by the code that the cron runs."""
    headers = env["trade.header"]
    have = filled(env)
    start = time.perf_counter()
    for first in range(have, size, 50000):
        env.cr.execute(
            "INSERT INTO res_partner (name, complete_name, ref, is_company, active, "
            "type, autopost_bills) SELECT n, n, 'million', TRUE, TRUE, 'contact', "
            "'ask' FROM UNNEST(%s) AS n",
            [names[first : min(first + 50000, size)]],
        )
        env.cr.commit()
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id "
        "WHERE commercial_partner_id IS NULL"
    )
    env.cr.commit()
    while headers._fill_missing_own():
        env.cr.commit()
    while headers._trade_key_batch(5000):
        env.cr.commit()
    env.cr.execute("ANALYZE trade_header_key; ANALYZE trade_header")
    env.cr.commit()
    print(f"RESULT filled to {size} in {time.perf_counter() - start:.0f} s")


def ask(env, user, names, typing=False):
    headers = env["trade.header"].with_user(user)
    times, found = [], 0
    for name in names:
        env.invalidate_all()
        start = time.perf_counter()
        found += bool(headers.find_conflicts(name=name, typing=typing))
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    middle, slow = statistics.median(times), times[int(len(times) * 0.95)]
    return f"p50 {middle:.1f} p95 {slow:.1f} ms ({found} of {len(names)} found)"


def ask_at(env, user, size):
    env.cr.execute("SELECT name FROM res_partner WHERE ref = 'million' ORDER BY id")
    names = [name for (name,) in env.cr.fetchall()]
    asked = random.Random(size).sample(names[:size], 4 * ASKED)
    latin = [n for n in asked if n.isascii()]
    chinese = [n for n in asked if not n.isascii()]
    for name in latin[ASKED : ASKED + 20] + chinese[ASKED : ASKED + 20]:
        env["trade.header"].with_user(user).find_conflicts(name=name)
    env.cr.execute("SELECT pg_total_relation_size('trade_header_key') / 1048576")
    print(
        f"RESULT {size} headers, keys {env.cr.fetchone()[0]} MB, load "
        f"{os.getloadavg()[0]:.1f}: Latin {ask(env, user, latin[:ASKED])}, "
        f"Chinese {ask(env, user, chinese[:ASKED])}; while typing two thirds of them: "
        f"Latin {ask(env, user, halves(latin), True)}, "
        f"Chinese {ask(env, user, halves(chinese), True)}",
        flush=True,
    )


def halves(names):
    return [name[: -(-len(name) * 2 // 3)] for name in names[:ASKED]]


def work(env):
    scans = env["trade.conflict.scan"]
    start, cpu, parts, names = time.perf_counter(), time.process_time(), 0, 0
    limit = start + float(os.environ.get("SECONDS_AT_MOST", "inf"))
    while time.perf_counter() < limit and (done := scans._work_part()) is not None:
        env.cr.commit()
        parts, names = parts + 1, names + done
        if not parts % 20:
            print(f"{names} names, {time.perf_counter() - start:.0f} s", flush=True)
    scans._close()
    env.cr.commit()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"RESULT scan worker: {names} names in {time.perf_counter() - start:.0f} s "
        f"(its own processor time {time.process_time() - cpu:.0f} s), peak memory "
        f"{memory} MB, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def main(env):
    if MODE == "start":
        env["trade.conflict.scan"]._open("all")
        env.cr.commit()
    elif MODE == "work":
        work(env)
    else:
        group = "trade_crm.group_trade_user"
        user = new_test_user(env, f"million_{time.time():.0f}", group)
        names = all_names() if filled(env) < max(SIZES) else []
        for size in SIZES:
            if filled(env) < min(size, len(names)):
                fill(env, names, size)
            ask_at(env, user, size)


main(env)  # noqa: F821 (the shell's)
