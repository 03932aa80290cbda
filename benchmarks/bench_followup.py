# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the follow-up job costs: deciding clocks and escalations of open steps.

Run it on a copy of a database with the addon: the job commits::

    SIZES=20000,200000 scripts/sandbox odoo shell -d database --no-http \\
        < benchmarks/bench_followup.py

Filling takes longer than what is measured; it may be done before, on a busy machine:
first with ``PHASE=prepare``, then with ``PHASE=run`` and the same sizes.

For each size it prints a day on which 5 of 100 steps are overdue and 1 of 100 goes to
the manager, the day on which the deadline of every single step is over, and the one
on which all of them reach the manager.
"""

import os
import resource
import time
import uuid

from odoo import fields

SIZES = [int(size) for size in os.environ.get("SIZES", "20000,200000").split(",")]
OWNERS = 20
PHASE = os.environ.get("PHASE", "both")


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def prepare(env, size):
    """One open step, with its activity, for each of so many customers, by SQL."""
    ref = f"bench-{size}-{uuid.uuid4().hex[:8]}"
    group = env.ref("trade_crm.group_trade_user")
    owners = env["res.users"].create(
        [
            {
                "name": f"Owner {n}",
                "login": f"{ref}_{n}",
                "tz": "Asia/Shanghai",
                "group_ids": [fields.Command.set(group.ids)],
            }
            for n in range(OWNERS)
        ]
    )
    step = {"name": "First contact", "trigger": "new_owner", "delay": 3}
    plan = env["trade.followup.plan"].create(
        {
            "name": ref,
            "partner_domain": f"[('ref', '=', '{ref}')]",
            "manager_id": env.ref("base.user_admin").id,
            "step_ids": [fields.Command.create(step)],
        }
    )
    frozen = plan.action_publish()
    env.cr.execute(
        """
        WITH p AS (
            INSERT INTO res_partner (name, complete_name, ref, is_company, active, type,
                   partner_share, autopost_bills, user_id, trade_owner_id, country_id,
                   create_date)
            SELECT 'Bench ' || i, 'Bench ' || i, %(ref)s, TRUE, TRUE, 'contact', TRUE,
                   'ask', o.id, o.id, (SELECT min(id) FROM res_country) + i %% 100,
                   now()
              FROM generate_series(1, %(size)s) i
             CROSS JOIN LATERAL (SELECT (%(owners)s::int[])[1 + i %% %(n)s] AS id) o
            RETURNING id, user_id
        ), a AS (
            INSERT INTO mail_activity (res_model, res_model_id, res_id, user_id, active,
                   date_deadline, summary, activity_type_id, create_date)
            SELECT 'res.partner', (SELECT id FROM ir_model WHERE model = 'res.partner'),
                   p.id, p.user_id, TRUE, current_date + 3, 'First contact',
                   (SELECT min(id) FROM mail_activity_type), now()
              FROM p
            RETURNING id, res_id, user_id
        )
        INSERT INTO trade_followup_task (plan_id, step_id, root_id, partner_id, user_id,
               company_id, stage, live, origin, date_start, date_due, date_next,
               date_open, activity_id, create_date)
        SELECT %(plan)s, %(step)s, %(root)s, a.res_id, a.user_id, %(company)s, 'open',
               TRUE, 'bench', now(), now() + interval '3 days',
               now() + interval '3 days', now(), a.id, now()
          FROM a
        """,
        {
            "ref": ref,
            "size": size,
            "owners": owners.ids,
            "n": OWNERS,
            "plan": plan.id,
            "step": frozen.id,
            "root": frozen.root_id.id,
            "company": env.company.id,
        },
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE ref = %s", [ref]
    )
    env.cr.execute("ANALYZE res_partner, trade_followup_task, mail_activity")
    env.cr.commit()
    return plan


def make_due(env, plan, stage, share):
    """So many of a hundred steps are due now, in this stage."""
    env.cr.execute(
        "UPDATE trade_followup_task SET stage = %s, date_next = now() - interval '1 h'"
        " WHERE plan_id = %s AND live AND id %% 100 < %s",
        [stage, plan.id, share],
    )
    env.cr.commit()
    env.invalidate_all()


def run(env):
    started = time.perf_counter()
    env["trade.followup.task"]._cron_followup()
    return time.perf_counter() - started


def prepared(env, size):
    """The plan that was filled before for this size."""
    plans = env["trade.followup.plan"]
    return plans.search(
        [("name", "=like", f"bench-{size}-%")], order="id desc", limit=1
    )


def measure(env, size, plan):
    make_due(env, plan, "open", 5)
    make_due(env, plan, "overdue", 1)
    usual = run(env)
    make_due(env, plan, "open", 100)
    whole = run(env)
    make_due(env, plan, "overdue", 100)
    manager = run(env)
    print(
        f"{size:8d} {usual:9.2f}s {whole:11.2f}s {manager:11.2f}s"
        f" {whole / size * 1e6:6.0f} us {memory():5d} MB",
        flush=True,
    )
    plan.action_end()
    env.cr.commit()


def main(env):
    # Every day is worked: a day off would put the clocks off, and be faster.
    type(env["res.users"])._trade_work_days = lambda u, d, t: (set(range(7)), set())
    if PHASE == "prepare":
        for size in SIZES:
            prepare(env, size)
        return
    print(
        f"{'steps':>8} {'usual day':>10} {'all overdue':>12} {'to manager':>12}"
        f" {'each':>9} {'memory':>8}"
    )
    for size in SIZES:
        measure(
            env, size, prepared(env, size) if PHASE == "run" else prepare(env, size)
        )


main(env)  # noqa: F821
