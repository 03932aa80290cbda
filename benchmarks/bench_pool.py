# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the pool costs: allocating beside Odoo's own, deciding recycling, claiming.

Run it on a copy of a database with the addon: Odoo's own assignment commits::

    SIZES=10000,100000,1000000 scripts/sandbox odoo shell -d database --no-http \\
        < benchmarks/bench_pool.py
"""

import os
import resource
import statistics
import time

from odoo import fields

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,100000").split(",")]
GIVEN, MEMBERS = 3000, 10


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def users_of(env):
    group = env.ref("trade_crm.group_trade_user")
    return env["res.users"].create(
        [
            {
                "name": f"Bench {i}",
                "login": f"bench_pool_{time.time():.0f}_{i}",
                "group_ids": [(6, 0, [group.id])],
            }
            for i in range(MEMBERS)
        ]
    )


def pool_of(env, users, ref):
    return env["trade.pool"].create(
        {
            "name": ref,
            "tz": "Asia/Shanghai",
            "scope_domain": f"[('ref', '=', '{ref}')]",
            "member_ids": [
                (0, 0, {"user_id": user.id, "weight": 1 + i % 3})
                for i, user in enumerate(users)
            ],
        }
    )


def fill(env, ref, count, owners=None):
    """Companies by SQL, with two interactions each when owned."""
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, ref, is_company, active, type,
               partner_share, autopost_bills, user_id, trade_owner_id, country_id,
               create_date, trade_owned_since)
        SELECT 'Bench ' || i, 'Bench ' || i, %(ref)s, TRUE, TRUE, 'contact', TRUE,
               'ask', o.id, o.id, (SELECT min(id) FROM res_country) + i %% 100,
               now() - (i %% 200) * interval '1 day',
               now() - (i %% 200) * interval '1 day'
          FROM generate_series(1, %(count)s) i
          LEFT JOIN LATERAL (SELECT (%(owners)s::int[])[1 + i %% %(n)s] AS id) o ON TRUE
        """,
        {"ref": ref, "count": count, "owners": owners or [], "n": len(owners or [1])},
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL AND ref = %s",
        [ref],
    )
    if owners:
        env.cr.execute(
            """
            INSERT INTO trade_interaction (partner_id, date, channel, direction, proven)
            SELECT p.id, now() - ((p.id * 7 + k * 40) %% 150) * interval '1 day',
                   'mail', CASE WHEN k = 0 THEN 'in' ELSE 'out' END, TRUE
              FROM res_partner p, generate_series(0, 1) k WHERE p.ref = %s
            """,
            [ref],
        )
    env.cr.execute("ANALYZE res_partner; ANALYZE trade_interaction")
    env.invalidate_all()


def bench_allocate(env, users):
    ref = f"alloc{time.time():.0f}"
    pool = pool_of(env, users, ref)
    fill(env, ref, GIVEN)
    pool.action_fill()
    env.flush_all()
    began = time.perf_counter()
    moves = pool.action_allocate()
    env.flush_all()
    ours = time.perf_counter() - began
    team = env["crm.team"].create({"name": "Bench", "assignment_domain": "[]"})
    env["crm.team.member"].create(
        [
            {
                "crm_team_id": team.id,
                "user_id": user.id,
                "assignment_max": 30 * GIVEN,
                "assignment_domain": "[]",
            }
            for user in users
        ]
    )
    env["crm.lead"].create(
        [
            {"name": f"Bench {i}", "type": "lead", "user_id": False, "team_id": team.id}
            for i in range(GIVEN)
        ]
    )
    env.flush_all()
    began = time.perf_counter()
    team.with_context(auto_commit=False)._action_assign_leads(force_quota=True)
    env.flush_all()
    odoo_time = time.perf_counter() - began
    given = env["crm.lead"].search_count(
        [("team_id", "=", team.id), ("user_id", "!=", False)]
    )
    print(
        f"allocate {len(moves)} customers: {ours:.2f} s; Odoo {given} leads:"
        f" {odoo_time:.2f} s; ratio {odoo_time / ours:.1f}",
        flush=True,
    )


def bench_recycle(env, users, size):
    ref = f"rec{size}"
    pool = pool_of(env, users, ref)
    env["trade.pool.rule"].create(
        [
            {"name": "Silent", "pool_id": pool.id, "days": 30, "kind": "contact"},
            {
                "name": "No order",
                "pool_id": pool.id,
                "days": 100,
                "kind": "order",
                "customer_holidays": True,
            },
        ]
    )
    fill(env, ref, size, users.ids)
    began = time.perf_counter()
    due = pool._recycle_due()
    print(
        f"decide recycling of {size}: {time.perf_counter() - began:.1f} s,"
        f" {len(due)} due, {memory()} MB at most so far",
        flush=True,
    )


def bench_claim(env, users, size):
    ref = f"claim{size}"
    pool = pool_of(env, users, ref)
    fill(env, ref, size)
    env.cr.execute(
        """
        INSERT INTO trade_pool_entry (pool_id, partner_id, name, date_in, reason)
        SELECT %s, id, name, now() - (id %% 1000) * interval '1 hour', 'bench'
          FROM res_partner WHERE ref = %s
        """,
        [pool.id, ref],
    )
    env.cr.execute(
        "UPDATE res_partner SET trade_pool_id = %s WHERE ref = %s", [pool.id, ref]
    )
    env.cr.execute("ANALYZE trade_pool_entry; ANALYZE res_partner")
    env.invalidate_all()
    user = users[0]
    entries = env["trade.pool.entry"].with_user(user)
    times = []
    began = time.perf_counter()
    view = entries.web_search_read(
        [],
        {
            "name": {},
            "country_id": {"fields": {"display_name": {}}},
            "date_in": {},
            "reason": {},
            "claim_note": {},
            "last_owner_id": {"fields": {"display_name": {}}},
        },
        limit=80,
        count_limit=10001,
    )
    env["trade.pool.member"].with_user(user).my_allowance()
    listed = time.perf_counter() - began
    env.invalidate_all()
    began = time.perf_counter()
    env["trade.pool"].dashboard(pool.id, 30)
    board = time.perf_counter() - began
    env.invalidate_all()
    began = time.perf_counter()
    env["trade.pool"].search([]).read(["name", "entry_count", "owned_count"])
    pools = time.perf_counter() - began
    for record in view["records"][:50]:
        began = time.perf_counter()
        entries.browse(record["id"]).action_claim()
        env.flush_all()
        times.append((time.perf_counter() - began) * 1000)
    print(
        f"claim one of {size}: median {statistics.median(times):.1f} ms,"
        f" highest {max(times):.1f} ms; list with allowance {listed * 1000:.0f} ms,"
        f" overview {board * 1000:.0f} ms, pools {pools * 1000:.0f} ms",
        flush=True,
    )


def main(env):
    env["trade.pool"].search([]).active = False
    env.cr.commit()  # a database of its own; each part is rolled back
    users = users_of(env)
    print("now", fields.Datetime.now(), flush=True)
    bench_allocate(env, users)
    env.cr.rollback()
    users = users_of(env)
    for size in SIZES:
        bench_claim(env, users, size)
        env.cr.rollback()
        users = users_of(env)
        bench_recycle(env, users, size)
        env.cr.rollback()
        users = users_of(env)
    env.cr.rollback()


main(env)  # noqa: F821
