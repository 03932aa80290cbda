# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The customers' screens in a database with many customers, as a salesperson.

Run it on a database with the addon; all of it is rolled back::

    SIZES=2000,20000 scripts/sandbox odoo shell -d database --no-http \
        < benchmarks/bench_archive.py
"""

import os
import statistics
import time

from lxml import etree

SIZES = [int(size) for size in os.environ.get("SIZES", "2000,20000").split(",")]
ROUNDS = 7

# Every customer has terms, months and tariffs; a third has lines of every kind.
CUSTOMERS = """
INSERT INTO res_partner (name, complete_name, is_company, active, type, partner_share,
    country_id, user_id, trade_owner_id, trade_business_kind, trade_incoterm_id,
    trade_port_destination_id, trade_founded, trade_payment_method, autopost_bills,
    create_date)
SELECT 'Bench ' || g, 'Bench ' || g, TRUE, TRUE, 'contact', TRUE,
       (SELECT id FROM res_country ORDER BY id OFFSET g %% 60 LIMIT 1),
       %(user)s, %(user)s, (ARRAY['importer', 'wholesaler', 'retailer'])[1 + g %% 3],
       (SELECT id FROM account_incoterms ORDER BY id OFFSET g %% 8 LIMIT 1),
       (SELECT id FROM trade_port ORDER BY id OFFSET g %% 40 LIMIT 1),
       1950 + g %% 70, 'tt', 'ask', NOW() AT TIME ZONE 'UTC'
  FROM generate_series(1, %(size)s) AS g RETURNING id
"""
LINES = (
    "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%(ids)s)",
    """INSERT INTO trade_partner_month_rel (partner_id, month_id)
       SELECT p, m.id FROM UNNEST(%(ids)s) AS p
         JOIN trade_month AS m ON m.number IN (1 + p %% 12, 1 + (p / 7) %% 12)""",
    """INSERT INTO trade_partner_tariff_rel (partner_id, tariff_id)
       SELECT p, t.id FROM UNNEST(%(ids)s) AS p
         JOIN trade_tariff AS t ON t.id %% 5 = p %% 5""",
    """INSERT INTO trade_interest (partner_id, name, hs_code, sequence)
       SELECT p, 'Goods ' || g, LPAD((100 + p %% 9000)::text, 4, '0') || '.10', g
         FROM UNNEST(%(ids)s) AS p, generate_series(1, 3) AS g WHERE p %% 3 = 0""",
    """INSERT INTO trade_key_date (partner_id, kind, name, month, day)
       SELECT p, 'feast', 'Fair', LPAD((1 + p %% 12)::text, 2, '0'), 1 + p %% 28
         FROM UNNEST(%(ids)s) AS p WHERE p %% 3 = 0""",
    "ANALYZE res_partner",
    "ANALYZE trade_partner_month_rel",
    "ANALYZE trade_partner_tariff_rel",
    "ANALYZE trade_interest",
    "ANALYZE trade_key_date",
)


def specification(env, arch):
    """The fields that the web client reads for a view."""
    spec = {}
    for node in etree.fromstring(arch).iter("field"):
        nested = any(parent.tag == "field" for parent in node.iterancestors())
        field = env["res.partner"]._fields.get(node.get("name"))
        if nested or field is None:
            continue
        spec[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
    return spec


def measure(env, call):
    took = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took[1:])


def screens(env, ids):
    """What each screen of the customers asks the server."""
    partners = env["res.partner"]
    action = env["ir.actions.act_window"]._for_xml_id("trade_crm.action_trade_customer")
    base = [("is_company", "=", True), ("ref_company_ids", "=", False)]
    views = dict((kind, view) for view, kind in action["views"])
    arch = partners.get_views([(views[k], k) for k in ("kanban", "list", "form")])
    spec = {k: specification(env, v["arch"]) for k, v in arch["views"].items()}
    march = [
        *base,
        ("trade_peak_month_ids", "ilike", "March"),
        ("trade_incoterm_id.code", "=ilike", "CIF"),
        ("trade_tariff_ids.kind", "=", "fta"),
    ]

    def search(kind, domain, limit):
        return lambda: partners.web_search_read(domain, spec[kind], limit=limit)

    return {
        "cards, first 40": search("kanban", base, 40),
        "list, first 80": search("list", base, 80),
        "buys in March, CIF, FTA": search("list", march, 80),
        "HS code 0123": search("list", [*base, ("trade_hs_code", "ilike", "0123")], 80),
        "key date soon": search(
            "list", [*base, ("trade_key_date_ids.next_date", "<=", "2099-01-01")], 80
        ),
        "grouped by peak month": lambda: partners.web_read_group(
            base, ["trade_peak_month_ids"], ["__count"]
        ),
        "search panel, countries": lambda: partners.search_panel_select_multi_range(
            "country_id", search_domain=base, enable_counters=True
        ),
        "form": lambda: partners.browse(ids[len(ids) // 3 * 3 - 1]).web_read(
            spec["form"]
        ),
    }


def bench(env, size):
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench",
                "login": "bench_archive",
                "group_ids": [(4, env.ref("trade_crm.group_trade_user").id)],
            }
        )
    )
    env.flush_all()
    env.cr.execute(CUSTOMERS, {"user": user.id, "size": size})
    ids = [row[0] for row in env.cr.fetchall()]
    for statement in LINES:
        env.cr.execute(statement, {"ids": ids})
    env.invalidate_all()
    own = env(user=user.id, su=False)
    return {name: measure(own, call) for name, call in screens(own, ids).items()}


figures = []
for amount in SIZES:
    figures.append(bench(env, amount))  # noqa: F821 -- the shell's environment
    env.cr.rollback()  # noqa: F821
print("milliseconds on the server, medians; customers:", *SIZES)
for name in figures[0]:
    print(f"{name:28}", *(f"{figure[name]:8.1f}" for figure in figures))
