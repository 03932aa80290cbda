# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: DTZ001 -- a phone writes local times
"""What interactions cost: posting a message, opening a customer, importing a chat.

Run it on a database with the addon, beside one of plain Odoo with the same modules;
both are rolled back::

    BENCH_PLAIN=plain_database scripts/sandbox odoo shell -d database --no-http \
        < benchmarks/bench_interactions.py
"""

import base64
import os
import random
import resource
import statistics
import time
from datetime import datetime, timedelta

from lxml import etree
from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry

ROUNDS, POSTS = 12, 25
INTERACTIONS, INVOICES, MESSAGES = 10_000, 2_000, 50_000


def customer_of(env, name):
    company = env["res.partner"].create({"name": name, "is_company": True})
    contact = env["res.partner"].create(
        {"name": "Klaus", "parent_id": company.id, "email": "klaus@customer.example"}
    )
    env.cr.flush()
    return company, contact


def post_block(env, company, contact):
    """Seconds that a block of messages to a customer takes, mails not sent."""
    env.flush_all()
    start = time.perf_counter()
    for number in range(POSTS):
        company.with_context(mail_notify_force_send=False).message_post(
            body=f"Offer {number}: USD 5.20 FOB Ningbo",
            subject="Offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=contact.ids,
        )
    env.flush_all()
    return time.perf_counter() - start


def bench_posting(env):
    with Registry(os.environ["BENCH_PLAIN"]).cursor() as cr:
        plain = api.Environment(cr, SUPERUSER_ID, {})
        sides = {
            "plain": (plain, *customer_of(plain, "Bench")),
            "ours": (env, *customer_of(env, "Bench")),
        }
        for side in sides.values():
            post_block(*side)  # warm
        times = {name: [] for name in sides}
        for _round in range(ROUNDS):
            for name, side in sides.items():
                times[name].append(post_block(*side))
        cr.rollback()
    plain_ms, ours_ms = (
        statistics.median(times[name]) / POSTS * 1000 for name in ("plain", "ours")
    )
    print(
        f"message_post: plain {plain_ms:.2f} ms, with interactions {ours_ms:.2f} ms, "
        f"ratio {ours_ms / plain_ms:.2f} ({ROUNDS} rounds of {POSTS}, medians)"
    )


def field_spec(env, view):
    """The fields that the web client reads for a form."""
    tree = etree.fromstring(view["arch"])
    spec = {}
    for node in tree.iter("field"):
        nested = any(parent.tag == "field" for parent in node.iterancestors())
        name = node.get("name")
        field = env["res.partner"]._fields.get(name)
        if nested or field is None:
            continue
        spec[name] = {}
        if field.type == "many2one":
            spec[name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            spec[name] = {"fields": {"display_name": {}}, "limit": 40}
    return spec


def fill_customer(env, company):
    now = fields.Datetime.now()
    env["trade.interaction"]._log(
        [
            {
                "partner_id": company.id,
                "date": now - timedelta(hours=number),
                "channel": random.choice(("mail", "whatsapp", "phone")),
                "direction": random.choice(("in", "out")),
                "summary": f"Talk {number}",
                "digest": f"bench{number}",
            }
            for number in range(INTERACTIONS)
        ]
    )
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": company.id,
            "invoice_date": now.date(),
            "invoice_line_ids": [
                fields.Command.create({"name": "Lamp", "quantity": 1, "price_unit": 5})
            ],
        }
    )
    move.action_post()
    env.flush_all()
    # Copies of one posted invoice in the database: 2,000 posts would take minutes.
    for table, key in (("account_move", "id"), ("account_move_line", "move_id")):
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND column_name NOT IN "
            "('id', 'name', 'access_token', 'move_id')",
            [table],
        )
        names = ", ".join(f'"{row[0]}"' for row in env.cr.fetchall())
        if table == "account_move":
            env.cr.execute(
                f"INSERT INTO account_move (name, {names}) "  # noqa: S608
                f"SELECT 'BENCH/' || g, {names} FROM account_move, "
                "generate_series(1, %s) AS g WHERE id = %s RETURNING id",
                [INVOICES - 1, move.id],
            )
            copies = [row[0] for row in env.cr.fetchall()]
        else:
            env.cr.execute(
                f"INSERT INTO account_move_line (move_id, {names}) "  # noqa: S608
                f"SELECT c, {names} FROM account_move_line, UNNEST(%s) AS c "
                f"WHERE {key} = %s",
                [copies, move.id],
            )
    env.cr.execute("ANALYZE trade_interaction")
    env.cr.execute("ANALYZE account_move")
    env.cr.execute("ANALYZE account_move_line")
    env.invalidate_all()


def bench_form(env):
    company, _contact = customer_of(env, "Bench form")
    fill_customer(env, company)
    view = env["res.partner"].get_views([(False, "form")])["views"]["form"]
    spec = field_spec(env, view)
    took = []
    for _round in range(5):
        env.invalidate_all()
        start = time.perf_counter()
        env["res.partner"].browse(company.id).web_read(spec)
        read = time.perf_counter() - start
        timeline = env["trade.timeline"].page("res.partner", company.id)
        took.append((time.perf_counter() - start, read))
    total, read = min(took)
    pages, cursor, start = 1, timeline["next"], time.perf_counter()
    slowest = 0
    while cursor and pages < 100:
        page_start = time.perf_counter()
        cursor = env["trade.timeline"].page("res.partner", company.id, cursor)["next"]
        slowest = max(slowest, time.perf_counter() - page_start)
        pages += 1
    worst = max(took)[0]
    print(
        f"customer form, {INTERACTIONS:,} interactions and {INVOICES:,} invoices: "
        f"{total * 1000:.0f} ms best, {worst * 1000:.0f} ms worst of 5 "
        f"({len(spec)} fields {read * 1000:.0f} ms, then the timeline); "
        f"{pages} pages on, the slowest page {slowest * 1000:.0f} ms"
    )


def bench_chat(env):
    company, contact = customer_of(env, "Bench chat")
    contact.phone = "+49 151 23456789"
    moment, lines = datetime(2022, 1, 1, 8), []
    for number in range(MESSAGES):
        moment += timedelta(minutes=random.randrange(60))
        who = "Klaus" if number % 2 else "Li"
        lines.append(f"{moment:%d.%m.%y, %H:%M} - {who}: 报价 {number} USD 😀\nsecond")
    wizard = env["trade.chat.import"].create(
        {
            "file": base64.b64encode("\n".join(lines).encode()),
            "filename": "WhatsApp Chat with Klaus.txt",
            "partner_id": company.id,
            "tz": "Asia/Shanghai",
        }
    )
    start = time.perf_counter()
    wizard.action_read()
    wizard.sender_ids.filtered(lambda s: s.name == "Li").is_us = True
    wizard.action_import()
    first = time.perf_counter() - start
    print(wizard.result)
    again = wizard.copy({"file": base64.b64encode("\n".join(lines).encode())})
    again.state = "file"
    start = time.perf_counter()
    again.action_read()
    again.sender_ids.filtered(lambda s: s.name == "Li").is_us = True
    again.action_import()
    print(again.result)
    print(
        f"chat of {MESSAGES:,} messages: imported in {first:.1f} s, "
        f"imported again in {time.perf_counter() - start:.1f} s"
    )


random.seed(7)
for bench in (bench_posting, bench_form, bench_chat):
    bench(env)  # noqa: F821 -- the shell's environment
    env.cr.rollback()  # noqa: F821
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"peak memory of the whole run: {peak:.0f} MB")
