# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""How long the clocks of open cases take to decide.

Run it on a copy of a database with the addon::

    SIZE=50000 scripts/sandbox odoo shell -d database --no-http \\
        < benchmarks/bench_cases.py

Three runs over the same open cases: the first decides all of them with the given
share of late ones (each late one gets its reminder), the second finds nothing to do,
the third finds every case late at once.
"""

import os
import time

SIZE = int(os.environ.get("SIZE", "50000"))
LATE = float(os.environ.get("LATE", "0.1"))
BATCH = 5000


def fill(env, count):
    """Open cases of some customers by SQL; a share is late, as many are due soon."""
    env.cr.execute("DELETE FROM trade_case WHERE batch = 'bench'")
    partners = env["res.partner"].create(
        [
            {"name": f"Bench case {i}", "is_company": True, "user_id": env.uid}
            for i in range(500)
        ]
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO trade_case (name, number, partner_id, company_id, user_id, kind,
               severity, state, batch, date_open, response_deadline, close_deadline,
               policy_id, create_date)
        SELECT 'Bench ' || i, 'B' || i, (%(partners)s::int[])[1 + i %% 500],
               %(company)s, %(user)s, 'complaint', 'minor', 'contain', 'bench',
               now() - INTERVAL '9 days',
               CASE WHEN i < %(late)s THEN now() - INTERVAL '1 hour'
                    WHEN i < 2 * %(late)s THEN now() + INTERVAL '2 hours'
                    ELSE now() + INTERVAL '3 days' END,
               now() + INTERVAL '12 days', %(policy)s, now()
          FROM generate_series(1, %(count)s) AS i
        """,
        {
            "partners": partners.ids,
            "company": env.company.id,
            "user": env.uid,
            "late": int(count * LATE),
            "policy": env["trade.case.policy"].search([], limit=1).id,
            "count": count,
        },
    )
    env.cr.execute("ANALYZE trade_case")
    env.cr.commit()
    env.invalidate_all()


def run(env, what):
    cases = env["trade.case"]
    start, moved, batches = time.perf_counter(), 0, 0
    while done := cases._decide_clocks(BATCH):
        env.cr.commit()
        moved += done
        batches += 1
    seconds = time.perf_counter() - start
    env.cr.execute(
        "SELECT count(*) FROM mail_activity a JOIN trade_case c ON c.id = a.res_id "
        "WHERE a.res_model = 'trade.case' AND c.batch = 'bench'"
    )
    reminders = env.cr.fetchone()[0]
    print(
        f"{what}: {SIZE:,} open cases, {moved:,} clocks moved in {batches} batches, "
        f"{reminders:,} reminders in all: {seconds:.2f} s"
    )


fill(env, SIZE)  # noqa: F821
run(env, f"{LATE:.0%} late")  # noqa: F821
run(env, "nothing new")  # noqa: F821
env.cr.execute(  # noqa: F821
    "UPDATE trade_case SET response_deadline = now() - INTERVAL '1 hour' "
    "WHERE batch = 'bench'"
)
env.cr.commit()  # noqa: F821
run(env, "all late at once")  # noqa: F821
