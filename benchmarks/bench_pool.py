# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the pool costs: allocating beside Odoo's own, deciding recycling, claiming.

Run it on a copy of a database with the addon: Odoo's own assignment commits::

    SIZES=10000,100000,1000000 scripts/sandbox odoo shell -d database --no-http \\
        < benchmarks/bench_pool.py

``PARTS`` (allocate, claim, recycle) leaves some of them out.
"""

import os
import resource
import statistics
import time
from contextlib import closing

import psycopg2
from odoo import fields
from odoo.sql_db import connection_info_for

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,100000").split(",")]
PARTS = os.environ.get("PARTS", "allocate,claim,recycle").split(",")
GIVEN, MEMBERS = 3000, 10
# What the screens read.
COLUMNS = {
    "name": {},
    "country_id": {"fields": {"display_name": {}}},
    "city": {},
    "date_in": {},
    "idle_days": {},
    "reason": {},
    "claim_note": {},
    "last_owner_id": {"fields": {"display_name": {}}},
}
FREE = ["|", ("frozen_until", "=", False), ("frozen_until", "<=", "now")]
ALLOWANCE = {"state_text": {}, "day_used": {}, "day_left": {}, "hold_used": {}}
LINE = {"partner_name": {}, "kind": {}, "user_id": {"fields": {"display_name": {}}}}
FORM = ("entry_count", "owned_text", "scope_text", "scope_free_text", "scope_note")


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
        fill_documents(env, ref)
    env.cr.execute("ANALYZE res_partner; ANALYZE trade_interaction")
    env.invalidate_all()


def fill_documents(env, ref):
    """An order for one in five customers, an opportunity for one in ten."""
    env.cr.execute(
        """
        INSERT INTO sale_order (name, partner_id, partner_invoice_id,
               partner_shipping_id, company_id, currency_id, date_order, state,
               invoice_status, create_date)
        SELECT 'Bench', p.id, p.id, p.id, c.id, c.currency_id, d.at, 'sale',
               CASE WHEN p.id %% 2 = 0 THEN 'to invoice' ELSE 'invoiced' END, d.at
          FROM res_partner p
          JOIN res_company c ON c.id = %(company)s
          JOIN LATERAL (SELECT now() - (p.id %% 150) * interval '1 day' AS at) d ON TRUE
         WHERE p.ref = %(ref)s AND p.id %% 5 = 0;
        INSERT INTO crm_lead (name, type, partner_id, active, create_date, write_date)
        SELECT 'Bench', 'opportunity', p.id, p.id %% 20 = 0,
               now() - (p.id %% 90) * interval '1 day', now()
          FROM res_partner p WHERE p.ref = %(ref)s AND p.id %% 10 = 0
        """,
        {"ref": ref, "company": env.company.id},
    )
    env.cr.execute("ANALYZE sale_order; ANALYZE crm_lead")


def allocated(env, users, count):
    """Fill a pool, share it out and return (moves, seconds)."""
    ref = f"alloc{count}"
    pool = pool_of(env, users, ref)
    fill(env, ref, count)
    pool.action_fill()
    env.flush_all()
    env.cr.execute("ANALYZE trade_pool_entry; ANALYZE mail_followers")
    began = time.perf_counter()
    moves = pool.action_allocate()
    env.flush_all()
    return moves, time.perf_counter() - began


def bench_allocate(env, users):
    allocated(env, users, 20)  # a server that is up: modules and caches are loaded
    moves, ours = allocated(env, users, GIVEN)
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


def bench_recycle(env, size):
    ref = f"rec{size}"

    def fill_it(pool):
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
        fill(env, ref, size, pool.member_ids.user_id.ids)
        settle(env, "res_partner, trade_interaction, sale_order, crm_lead")

    pool, _users = filled(env, ref, fill_it)
    began = time.perf_counter()
    due = pool._recycle_due()
    print(
        f"decide recycling of {size}: {time.perf_counter() - began:.1f} s,"
        f" {len(due)} due, {memory()} MB at most so far",
        flush=True,
    )


def fill_pool(env, pool, ref, size, users):
    """Entries, and a ledger: each customer entered, one in fifty was claimed before."""
    fill(env, ref, size)
    env.cr.execute(
        """
        INSERT INTO trade_pool_entry (pool_id, partner_id, name, is_lead, country_id,
               date_in, reason, last_owner_id)
        SELECT %s, id, name, FALSE, country_id,
               now() - (id %% 1000) * interval '1 hour', 'bench',
               (%s::int[])[1 + id %% %s]
          FROM res_partner WHERE ref = %s
        """,
        [pool.id, users.ids, len(users), ref],
    )
    env.cr.execute(
        """
        INSERT INTO trade_pool_move (kind, date, partner_id, partner_name, pool_id,
               company_id, to_pool_id, user_id, actor_id, before)
        SELECT k.kind, now() - (p.id %% 1000) * interval '1 hour' - k.ago, p.id,
               p.name, %(pool)s, %(company)s, %(pool)s, k.taker, 1, '{}'
          FROM res_partner p
          JOIN LATERAL (
               SELECT 'enter' AS kind, interval '0' AS ago, NULL::int AS taker
               UNION ALL
               SELECT 'claim', interval '200 days',
                      (%(users)s::int[])[1 + p.id %% %(n)s] WHERE p.id %% 50 = 0
          ) k ON TRUE
         WHERE p.ref = %(ref)s
        """,
        {
            "pool": pool.id,
            "company": pool.company_id.id,
            "users": users.ids,
            "n": len(users),
            "ref": ref,
        },
    )
    env.cr.execute(
        "UPDATE res_partner SET trade_pool_id = %s WHERE ref = %s", [pool.id, ref]
    )
    settle(env, "trade_pool_entry, trade_pool_move, res_partner")


def settle(env, tables):
    """Commit, and leave the tables as the server's own vacuum does after a while."""
    env.cr.commit()
    _name, where = connection_info_for(env.cr.dbname)
    with closing(psycopg2.connect(**where)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"VACUUM (ANALYZE) {tables}")
    env.invalidate_all()


def filled(env, ref, fill_it):
    """The pool of a name with its customers; a second run takes the first one's."""
    pool = env["trade.pool"].search([("name", "=", ref)], limit=1)
    if not pool:
        pool = pool_of(env, users_of(env), ref)
        fill_it(pool)
    return pool, pool.member_ids.user_id


def milliseconds(env, call):
    env.invalidate_all()
    began = time.perf_counter()
    result = call()
    return (time.perf_counter() - began) * 1000, result


def claim_pool(env, size):
    """The pool of a size, as the server keeps it after a while."""
    ref = f"claim{size}"

    def fill_it(pool):
        fill_pool(env, pool, ref, size, pool.member_ids.user_id)

    pool, users = filled(env, ref, fill_it)
    settle(env, "trade_pool_entry, trade_pool_move, res_partner")
    return pool, users


def screens(env, pool, user):
    """What each screen asks the server for: {name: call}."""
    entries = env["trade.pool.entry"].with_user(user)
    moves = env["trade.pool.move"].with_user(user)
    members = env["trade.pool.member"].with_user(user)
    pools = env["trade.pool"].with_user(user)

    def rows(model, columns, *domain):
        return model.web_search_read(list(domain), columns, limit=80, count_limit=10001)

    def groups(model, by):
        return model.web_read_group([], [by], ["__count"], limit=80)

    return {
        "list": lambda: rows(entries, COLUMNS),
        "what is free": lambda: rows(entries, COLUMNS, *FREE),
        "by a name": lambda: rows(entries, COLUMNS, ("name", "ilike", "nch 777")),
        "by country": lambda: groups(entries, "country_id"),
        "by last owner": lambda: groups(entries, "last_owner_id"),
        "by rule": lambda: groups(entries, "rule_id"),
        "by month": lambda: groups(entries, "date_in:month"),
        "panel": members.my_allowance,
        "allowance": lambda: rows(members, ALLOWANCE),
        "overview": lambda: pools.dashboard(pool.id, 30),
        "overview of all": lambda: pools.dashboard(None, 365),
        "pools": lambda: pools.search([]).read(["name", "entry_count", "owned_text"]),
        "form": lambda: pools.browse(pool.id).web_read({name: {} for name in FORM}),
        "ledger": lambda: rows(moves, LINE),
        "ledger by a name": lambda: rows(
            moves, LINE, ("partner_name", "ilike", "nch 777")
        ),
        "ledger by kind": lambda: groups(moves, "kind"),
    }


def bench_claim(env, size):
    pool, users = claim_pool(env, size)
    manager = env["res.users"].create(
        {
            "name": "Bench manager",
            "login": f"bench_manager_{time.time():.0f}",
            "group_ids": [(6, 0, [env.ref("trade_crm.group_trade_manager").id])],
        }
    )
    for title, user in (("member", users[0]), ("manager", manager)):
        calls = screens(env, pool, user)
        calls["list"]()  # the reader's rights are known, as after his first screen
        spent = {name: milliseconds(env, call)[0] for name, call in calls.items()}
        listed = ", ".join(f"{name} {ms:.0f}" for name, ms in spent.items())
        print(f"{size} entries, {title} (ms): {listed}", flush=True)
    entries = env["trade.pool.entry"].with_user(users[0])
    mine = entries.search([("pool_id", "=", pool.id)], limit=50)
    begun = time.process_time()
    times = [milliseconds(env, entry.action_claim)[0] for entry in mine]
    own = (time.process_time() - begun) * 1000 / len(times)
    print(
        f"claim one of {size}: median {statistics.median(times):.1f} ms,"
        f" highest {max(times):.1f} ms, {own:.1f} ms of it our process",
        flush=True,
    )


def with_trigrams(env):
    """Have the extension that Odoo gives every database it makes."""
    if not env.registry.has_trigram:
        env.cr.execute("CREATE EXTENSION pg_trgm")
        env.registry.has_trigram = True
        env.registry.check_indexes(env.cr, ["trade.pool.entry", "trade.pool.move"])
        env.cr.commit()


def main(env):
    # A database of its own: what is filled in stays, what is measured is rolled back.
    with_trigrams(env)
    env["trade.pool"].search([("name", "not like", "0000")]).active = False
    env.cr.commit()
    print("now", fields.Datetime.now(), flush=True)
    if "allocate" in PARTS:
        bench_allocate(env, users_of(env))
        env.cr.rollback()
    for size in SIZES:
        for name, part in (("claim", bench_claim), ("recycle", bench_recycle)):
            if name in PARTS:
                part(env, size)
                env.cr.rollback()


main(env)  # noqa: F821
