# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Speed of conflict detection through the ORM: find, scan, create.

    scripts/sandbox python benchmarks/bench_matching_create.py is not how to run it;
    scripts/sandbox odoo shell -d NAME < benchmarks/bench_matching_create.py

Runs inside an Odoo shell of a database made for it (``SIZES`` headers are added by SQL
and everything is rolled back or left in that database). ``NAMES`` and ``SIZES`` come
from the environment: a gzip CSV with a ``name`` column, sizes with commas between.
"""

import csv
import gzip
import os
import random
import statistics
import time

SIZES = [int(n) for n in os.environ.get("SIZES", "10000,100000").split(",")]
LATIN = os.environ["NAMES"]
CHINESE = os.environ["CHINESE_NAMES"]
dice = random.Random(3)
headers = env["trade.header"]  # noqa: F821 (the shell's)
cr = env.cr  # noqa: F821


def base_names():
    with gzip.open(LATIN, "rt", encoding="utf-8") as stream:
        latin = [row["name"] for row in csv.DictReader(stream) if row["name"]]
    with gzip.open(CHINESE, "rt", encoding="utf-8") as stream:
        chinese = [line.strip() for line in stream][3:]
    return latin, [name for name in chinese if name]


latin, chinese = base_names()
TRADES = [
    "电子",
    "贸易",
    "服装",
    "机械",
    "化工",
    "家具",
    "五金",
    "进出口",
    "科技",
    "建材",
]
CITIES = ["深圳市", "上海", "广州市", "宁波", "苏州", "青岛", "杭州", "厦门", "东莞市"]
WORDS = ["Nordic", "Delta", "Crown", "Bright", "Harbor", "Summit", "Cedar", "Falcon"]


def varied(number):
    if number % 2:
        brand = dice.choice(chinese)[:4]
        return f"{dice.choice(CITIES)}{brand}{dice.choice(TRADES)}有限公司"
    name = dice.choice(latin)[:60]
    return f"{dice.choice(WORDS)} {name}" if number % 4 else name


def fill(size):
    cr.execute("SELECT COUNT(*) FROM trade_header")
    have = cr.fetchone()[0]
    start = time.perf_counter()
    for first in range(have, size, 20000):
        names = [varied(n) for n in range(first, min(first + 20000, size))]
        cr.execute(
            "WITH p AS (INSERT INTO res_partner (name, is_company, active, type, "
            "autopost_bills) SELECT n, TRUE, TRUE, 'contact', 'ask' "
            "FROM UNNEST(%s) AS n RETURNING id, name), u AS (SELECT 1) "
            "INSERT INTO trade_header (partner_id, name, kind, is_own, active) "
            "SELECT id, name, 'legal', TRUE, TRUE FROM p",
            [names],
        )
        cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id "
            "WHERE commercial_partner_id IS NULL"
        )
        while headers._trade_key_batch(5000):
            pass
        cr.commit()
    cr.execute("ANALYZE trade_header_key; ANALYZE trade_header")
    cr.commit()
    return time.perf_counter() - start


def ask(names):
    times = []
    for name in names:
        env.invalidate_all()  # noqa: F821
        start = time.perf_counter()
        headers.find_conflicts(name=name)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)]


for size in SIZES:
    seconds = fill(size)
    queries = [varied(n) for n in range(600)]
    for name in queries[-40:]:
        headers.find_conflicts(name=name)
    one = ask([n for n in queries[:560] if n.isascii()])
    two = ask([n for n in queries[:560] if not n.isascii()])
    cr.execute(
        "SELECT pg_total_relation_size('trade_header_key') / 1048576, COUNT(*) "
        "FROM trade_header_key"
    )
    megabytes, keys = cr.fetchone()
    print(
        f"RESULT {size} headers ({seconds:.0f} s to fill, {keys} keys, "
        f"{megabytes} MB): "
        f"Latin p50 {one[0]:.1f} p95 {one[1]:.1f} ms, "
        f"Chinese p50 {two[0]:.1f} p95 {two[1]:.1f} ms",
        flush=True,
    )

start = time.perf_counter()
scanned = 0
while scanned < 20000 and (done := env["trade.conflict"]._scan_batch()):  # noqa: F821
    scanned += done
seconds = time.perf_counter() - start
print(f"RESULT scan: {scanned} headers in {seconds:.1f} s", flush=True)
cr.rollback()

partners = env["res.partner"]  # noqa: F821
guard = type(partners)._trade_guard
fill_keys = type(headers)._trade_fill_keys
COUNT = int(os.environ.get("CREATE", "10000"))
rows = [
    [{"name": f"{varied(n)} {n}", "is_company": True} for n in range(COUNT)]
    for _run in range(2)
]
try:
    type(partners)._trade_guard = lambda self, reason=None: None
    type(headers)._trade_fill_keys = lambda self: None
    start = time.perf_counter()
    partners.create(rows[0])
    env.flush_all()  # noqa: F821
    plain = time.perf_counter() - start
    cr.rollback()
finally:
    type(partners)._trade_guard = guard
    type(headers)._trade_fill_keys = fill_keys
env.invalidate_all()  # noqa: F821
start = time.perf_counter()
partners.create(rows[1])
env.flush_all()  # noqa: F821
checked = time.perf_counter() - start
cr.rollback()
print(
    f"RESULT create {COUNT}: without detection {plain:.1f} s, with {checked:.1f} s, "
    f"ratio {checked / plain:.2f}",
    flush=True,
)
