# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Time the refresh of customer figures, and the same figures by ORM loops.

Run in an Odoo shell on a database of its own that holds trade_crm_analytics:

    scripts/sandbox odoo shell -d NAME < benchmarks/bench_analytics.py

BENCH_CUSTOMERS (100000) customers get four posted invoices each on average, five lines
an invoice, two orders and eight mails. The rows are written by SQL, without the checks
of foreign keys (PostgreSQL asks for a superuser), and committed; a second run finds
them there. BENCH_STEP=fill writes them only; BENCH_STEP=refresh leaves out the jobs
that run apart from a refresh; BENCH_STEP=commit keeps the figures; BENCH_STEP=jobs runs
jobs and dashboards on kept ones. What else is measured is rolled back.
"""

import os
import resource
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import numpy as np
from odoo import fields
from odoo.addons.trade_crm_analytics.kernels import bgnbd
from odoo.fields import Command

env = self.env  # noqa: F821  (the shell's own name)
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
STEP = os.environ.get("BENCH_STEP")
LOOP = 200
WARNINGS = 5000
SELLER, MANAGER = "bench_seller", "bench_manager"
PRODUCTS = 1000
#: Parts of a refresh, in the order in which they run.
STAGES = (
    "_read_documents",
    "_read_facts",
    "_fact_parts",
    "_learn",
    "_derive",
    "_copy_derived",
    "_write_metrics",
    "_write_months",
    "_write_past_moves",
    "_write_snapshots",
)


def clock(title, call):
    start = time.perf_counter()
    result = call()
    spent = time.perf_counter() - start
    print(f"{title:<58}{spent:10.3f} s", flush=True)
    return spent, result


def stages():
    """Have the parts of a refresh timed; return the seconds by part."""
    model, spent = env.registry["trade.customer.metric"], Counter()

    def timed(name, part):
        def run_part(self, *args, **kwargs):
            start = time.perf_counter()
            try:
                return part(self, *args, **kwargs)
            finally:
                spent[name] += time.perf_counter() - start

        return run_part

    for name in STAGES:
        setattr(model, name, timed(name, getattr(model, name)))
    return spent


def fill(customers):
    """Write customers, invoices and lines for the company of the shell's user."""
    company = env.company
    journal = env["account.journal"].search([("type", "=", "sale")], limit=1)
    if not journal:
        journal = env["account.journal"].create(
            {"name": "Sales", "type": "sale", "code": "BSAL"}
        )
    account = env["account.account"].search([("account_type", "=", "income")], limit=1)
    if not account:
        account = env["account.account"].create(
            {"name": "Sales", "code": "400000", "account_type": "income"}
        )
    products = env["product.product"].create(
        [{"name": f"Bench product {i}"} for i in range(PRODUCTS)]
    )
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT setseed(0.5)")
    cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, type, is_company,
               autopost_bills, partner_share)
        SELECT 'Bench ' || i, 'Bench ' || i, true, 'contact', true,
               'ask', true
          FROM generate_series(1, %s) i RETURNING id
        """,
        (customers,),
    )
    first = cr.fetchall()[0][0]
    last = first + customers - 1
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id BETWEEN %s AND %s",
        (first, last),
    )
    cr.execute(
        """
        INSERT INTO account_move (company_id, journal_id, currency_id, state, move_type,
               auto_post, date, invoice_date, invoice_date_due, payment_state, name,
               partner_id, commercial_partner_id, amount_untaxed_signed,
               amount_residual_signed, write_date)
        SELECT %(company)s, %(journal)s, %(currency)s, 'posted',
               CASE WHEN i %% 25 = 0 THEN 'out_refund' ELSE 'out_invoice' END, 'no',
               day, day, day + 30, 'paid', 'BENCH/' || i, partner, partner,
               CASE WHEN i %% 25 = 0 THEN -amount / 5 ELSE amount END, 0, '2020-01-01'
          FROM (
                SELECT i, %(first)s + floor(random() ^ 1.5 * %(customers)s)::int
                           AS partner,
                       current_date - floor(random() * 1200)::int AS day,
                       round((20 + random() * 900)::numeric, 2) AS amount
                  FROM generate_series(1, %(customers)s * 4) i
          ) d
        """,
        {
            "company": company.id,
            "journal": journal.id,
            "currency": company.currency_id.id,
            "first": first,
            "customers": customers,
        },
    )
    cr.execute(
        """
        INSERT INTO account_move_line (move_id, company_id, journal_id, account_id,
               currency_id, company_currency_id, partner_id, product_id, display_type,
               date, parent_state, quantity, price_unit, price_subtotal, balance,
               amount_currency, debit, credit, sequence)
        SELECT m.id, m.company_id, m.journal_id, %(account)s, m.currency_id,
               m.currency_id, m.partner_id, CASE WHEN k < 6 THEN
               (%(products)s)[1 + floor(random() ^ 2 * %(number)s)::int] END,
               CASE WHEN k < 6 THEN 'product' ELSE 'payment_term' END, m.date,
               'posted', 1, m.amount_untaxed_signed / 5,
               abs(m.amount_untaxed_signed) / 5,
               -m.amount_untaxed_signed / 5, -m.amount_untaxed_signed / 5, 0, 0, k
          FROM account_move m, generate_series(1, 6) k WHERE m.name LIKE 'BENCH/%%'
        """,
        {"account": account.id, "products": products.ids, "number": len(products)},
    )
    cr.execute(
        """
        INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id,
               company_id, amount, max_date)
        SELECT id, id, company_id, balance, date + 10 + id %% 40
          FROM account_move_line WHERE display_type = 'payment_term'
           AND balance < 0 AND journal_id = %s
        """,
        (journal.id,),
    )
    cr.execute(
        """
        INSERT INTO sale_order (company_id, partner_id, partner_invoice_id,
               partner_shipping_id, name, date_order, state, currency_id, currency_rate,
               write_date)
        SELECT company_id, partner_id, partner_id, partner_id, name, date,
               CASE id % 10 WHEN 0 THEN 'cancel' WHEN 1 THEN 'sent' ELSE 'sale' END,
               currency_id, 1, '2020-01-01'
          FROM account_move WHERE name LIKE 'BENCH/%' AND id % 2 = 0
        """
    )
    cr.execute(
        """
        INSERT INTO trade_interaction (partner_id, channel, direction, date, write_date)
        SELECT partner_id, 'mail', CASE WHEN k = 1 THEN 'in' ELSE 'out' END,
               date + 1 + k * interval '3 hours', '2020-01-01'
          FROM account_move, generate_series(1, 2) k WHERE name LIKE 'BENCH/%'
        """
    )
    seller = env["res.users"].create(
        {
            "name": "Bench seller",
            "login": SELLER,
            "group_ids": [Command.set(env.ref("trade_crm.group_trade_user").ids)],
        }
    )
    manager = env["res.users"].create(
        {
            "name": "Bench manager",
            "login": MANAGER,
            "group_ids": [Command.set(env.ref("trade_crm.group_trade_manager").ids)],
        }
    )
    env.flush_all()
    cr.execute(
        """
        UPDATE res_partner SET user_id = u, trade_owner_id = u
          FROM (SELECT i, CASE WHEN i %% 100 = 0 THEN %s ELSE %s END AS u
                  FROM generate_series(%s, %s) i) o WHERE id = i
        """,
        (seller.id, manager.id, first, last),
    )
    cr.execute(
        "ANALYZE account_move, account_move_line, account_partial_reconcile, "
        "res_partner, sale_order, trade_interaction"
    )
    cr.commit()


def bench_customers():
    """First and last id of an earlier run's customers, None where there is none."""
    env.cr.execute(
        "SELECT min(id), max(id) FROM res_partner WHERE name LIKE 'Bench %' "
        "AND is_company"
    )
    return env.cr.fetchone()


def by_orm(partners):
    """The plain figures of the given customers, one customer at a time.

    Not the scores, rhythms, forecasts, risks, months and snapshots.
    """
    today = env.cr.now().date()
    midnight = fields.Datetime.to_datetime(today)
    window = timedelta(days=env.company.trade_metric_window)
    found = {}
    for partner in partners:
        within = [("company_id", "=", env.company.id)]
        moves = env["account.move"].search(
            [
                *within,
                ("commercial_partner_id", "=", partner.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", "<=", today),
            ]
        )
        sales = moves.filtered(lambda move: move.move_type == "out_invoice")
        lines = sales.line_ids.filtered(lambda line: line.display_type == "product")
        paid = [
            (max(payments.mapped("max_date")), move)
            for move in sales
            if move.payment_state in ("paid", "in_payment")
            and (payments := move.line_ids.matched_credit_ids)
        ]
        late = sales.filtered(
            lambda move: (
                move.payment_state in ("not_paid", "partial")
                and move.invoice_date_due < today
            )
        )
        states = Counter(
            env["sale.order"]
            .search([*within, ("partner_id", "child_of", partner.id)])
            .mapped("state")
        )
        talk = Counter(
            env["trade.interaction"]
            .search(
                [
                    ("partner_id", "child_of", partner.id),
                    ("date", ">", midnight - window),
                    ("date", "<", midnight + timedelta(days=1)),
                ]
            )
            .mapped("direction")
        )
        found[partner.id] = {
            "first_order_date": min(sales.mapped("invoice_date"), default=False),
            "last_order_date": max(sales.mapped("invoice_date"), default=False),
            "frequency": len(sales),
            "credit_note_count": len(moves - sales),
            "monetary": sum(moves.mapped("amount_untaxed_signed")),
            "overdue": sum(late.mapped("amount_residual_signed")),
            "line_count": len(lines),
            "product_count": len(lines.product_id),
            "days_to_pay": bool(paid)
            and sum((day - move.invoice_date).days for day, move in paid) / len(paid),
            "orders_won": states["sale"],
            "orders_lost": states["cancel"],
            "open_quotes": states["draft"] + states["sent"],
            "interactions_in": talk["in"],
            "interactions_out": talk["out"],
        }
    return found


def compare(found):
    """Stop where the loop and the refresh tell different figures."""
    metrics = env["trade.customer.metric"].search([("partner_id", "in", list(found))])
    for metric in metrics:
        for name, wanted in found[metric.partner_id.id].items():
            got = metric[name]
            same = (got or False) == (wanted or False)
            if isinstance(got, float):
                same = abs(got - wanted) < 0.01
            assert same, (metric, name, got, wanted)


def fit_forecast():
    """Fit BG/NBD to all customers as they stand."""
    env.cr.execute(
        """
        SELECT order_days - 1, last_order_date - first_order_date,
               current_date - first_order_date
          FROM trade_customer_metric WHERE company_id = %s AND order_days > 0
        """,
        (env.company.id,),
    )
    history = np.array(env.cr.fetchall(), dtype=float).T
    _spent, fit = clock(
        f"BG/NBD fitted to {history.shape[1]} customers", lambda: bgnbd.fit(*history)
    )
    print(f"converged {fit.converged} {fit.reason}, {fit.distinct} distinct histories")


def dashboards(Metric):
    """Open the dashboard as a manager and as a salesperson with a hundredth of all."""
    for login in (MANAGER, SELLER):
        user = env["res.users"].search([("login", "=", login)])
        as_user = Metric.with_user(user).with_company(env.company)
        as_user = as_user.with_context(allowed_company_ids=env.company.ids)
        as_user.dashboard_data({"months": 12})
        for months in (12, 0):
            env.invalidate_all()
            clock(
                f"dashboard read, {months or 'all'} months, {user.name}",
                partial(as_user.dashboard_data, {"months": months}),
            )


def reach_all():
    """Give every customer to the salesperson; a hundredth was his."""
    seller = env["res.users"].search([("login", "=", SELLER)])
    env.cr.execute(
        "UPDATE res_partner SET trade_owner_id = %s WHERE name LIKE 'Bench %%'",
        (seller.id,),
    )
    env.invalidate_all()
    print("all customers given to the salesperson")


def jobs():
    """What runs on its own, apart from a refresh, with the memory of each so far."""
    warnings = env["trade.churn.warning"]

    def opened():
        number = 0
        while batch := warnings._open(env.company, 200):
            number += len(batch)
            if number >= WARNINGS:
                break
        return number

    for title, job in (
        (f"churn warnings opened, up to {WARNINGS}", opened),
        ("warnings judged", lambda: warnings._judge(env.company)),
        (
            "products bought together",
            lambda: env["trade.product.rule"]._learn(env.company),
        ),
        ("clusters", lambda: len(env["trade.cluster"]._cluster(env.company))),
    ):
        _spent, number = clock(title, job)
        print(f"    {number or ''} peak {peak()}")


def peak():
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{memory:.0f} MB, load {os.getloadavg()[0]:.1f}"


def run():
    Metric = env["trade.customer.metric"]
    if not bench_customers()[0]:
        clock("writing test data", lambda: fill(CUSTOMERS))
    if STEP == "fill":
        return
    if STEP == "commit":
        Metric.refresh(env.company)
        env.cr.commit()
        return
    if STEP == "jobs":
        dashboards(Metric)
        reach_all()
        dashboards(Metric)
        jobs()
        env.cr.rollback()
        return
    first, last = bench_customers()
    customers = last - first + 1
    spent = stages()
    seconds = []
    for title in ("whole refresh", "whole refresh, rows there"):
        spent.clear()
        seconds.append(clock(title, lambda: Metric.refresh(env.company))[0])
        for name in STAGES:
            print(f"    {name:<54}{spent[name]:10.3f} s")
    env.cr.execute(
        """
        UPDATE account_move SET write_date = now() AT TIME ZONE 'UTC' WHERE id IN (
            SELECT id FROM account_move WHERE name LIKE 'BENCH/%' LIMIT 100)
        """
    )
    clock(
        "refresh after 100 changed invoices",
        lambda: Metric.refresh(env.company, changed_only=True),
    )
    fit_forecast()
    dashboards(Metric)
    random = np.random.default_rng(1)
    partners = env["res.partner"].browse(
        (first + random.choice(customers, LOOP, replace=False)).tolist()
    )
    env.invalidate_all()
    loop, found = clock(f"ORM loop over {LOOP} customers", lambda: by_orm(partners))
    compare(found)
    projected = loop / LOOP * customers
    if STEP != "refresh":
        jobs()
    env.cr.execute(
        "SELECT count(*) FROM account_move_line WHERE display_type='product'"
    )
    print(f"customers {customers}, invoice lines {env.cr.fetchone()[0]}")
    print(f"ORM loop for all customers, projected: {projected:.0f} s")
    print(f"ratio ORM loop / whole refresh: {projected / max(seconds):.0f}")
    print(f"peak memory of the process: {peak()}")
    env.cr.rollback()


run()
