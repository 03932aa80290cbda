# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Creating companies through the ORM; run it in plain Odoo and with the addon.

    for db in plain with_addon; do
        DATA=FOLDER scripts/sandbox odoo shell -d $db --no-http \\
            < benchmarks/bench_matching_create.py
    done

``plain`` is a copy of ``tmpl_deps``. Creates 10,000 companies twice and rolls back;
prints wall and processor seconds of each round.
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
import varied_names

COUNT = int(os.environ.get("CREATE", "10000"))


def main(env):
    folder = os.environ["DATA"]
    latin, chinese = varied_names.read(
        os.path.join(folder, "equities_names.csv.gz"),
        os.path.join(folder, "cn_short_names.txt.gz"),
    )
    names = [n for n in varied_names.names(2 * COUNT, latin, chinese) if n.strip()]
    partners = env["res.partner"]
    for part in (names[:300], names[:COUNT], names[COUNT : 2 * COUNT]):
        rows = [{"name": name, "is_company": True} for name in part]
        start, cpu = time.perf_counter(), time.process_time()
        partners.create(rows)
        env.flush_all()
        print(
            f"RESULT {env.cr.dbname}: {len(rows)} companies in "
            f"{time.perf_counter() - start:.1f} s, own processor time "
            f"{time.process_time() - cpu:.1f} s",
            flush=True,
        )
        env.cr.rollback()
        env.invalidate_all()


main(env)  # noqa: F821 (the shell's)
