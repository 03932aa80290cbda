# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Time the refresh of customer figures, and the same figures by ORM loops.

Run in an Odoo shell on a database of its own that holds trade_crm_analytics:

    scripts/sandbox odoo shell -d NAME < benchmarks/bench_analytics.py

BENCH_CUSTOMERS (100000) customers get four posted invoices each on average and five
lines an invoice. The rows are written by SQL and never committed.
"""

import os
import resource
import time

import numpy as np
from odoo.addons.trade_crm_analytics.kernels import bgnbd

env = self.env  # noqa: F821  (the shell's own name)
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
LOOP = 200
PRODUCTS = 1000


def clock(title, call):
    start = time.perf_counter()
    result = call()
    spent = time.perf_counter() - start
    print(f"{title:<58}{spent:10.3f} s", flush=True)
    return spent, result


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
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, type, is_company,
               autopost_bills)
        SELECT 'Bench ' || i, 'Bench ' || i, true, 'contact', true,
               'ask'
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
        "ANALYZE account_move, account_move_line, account_partial_reconcile, "
        "res_partner"
    )
    return first, last


def by_orm(partners):
    """The plain figures of the given customers, one at a time."""
    today = env["trade.customer.metric"].env.cr.now().date()
    found = {}
    for partner in partners:
        moves = env["account.move"].search(
            [
                ("commercial_partner_id", "=", partner.id),
                ("company_id", "=", env.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", "<=", today),
            ]
        )
        sales = moves.filtered(lambda move: move.move_type == "out_invoice")
        lines = sales.invoice_line_ids
        found[partner.id] = (
            len(sales),
            round(sum(moves.mapped("amount_untaxed_signed")), 2),
            len(lines),
            max(sales.mapped("invoice_date"), default=None),
        )
    return found


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


def run():
    Metric = env["trade.customer.metric"]
    _spent, (first, last) = clock("writing test data", lambda: fill(CUSTOMERS))
    whole, _ = clock("whole refresh", lambda: Metric.refresh(env.company))
    again, _ = clock("whole refresh, rows there", lambda: Metric.refresh(env.company))
    env.cr.execute(
        """
        UPDATE account_move SET write_date = now() WHERE id IN (
            SELECT id FROM account_move WHERE name LIKE 'BENCH/%' LIMIT 100)
        """
    )
    clock(
        "refresh after 100 changed invoices",
        lambda: Metric.refresh(env.company, changed_only=True),
    )
    fit_forecast()
    Metric.dashboard_data({"months": 12})
    env.invalidate_all()
    clock("dashboard read, 12 months", lambda: Metric.dashboard_data({"months": 12}))
    env.invalidate_all()
    clock("dashboard read, all time", lambda: Metric.dashboard_data({"months": 0}))
    random = np.random.default_rng(1)
    partners = env["res.partner"].browse(
        (first + random.choice(last - first + 1, LOOP, replace=False)).tolist()
    )
    env.invalidate_all()
    loop, found = clock(f"ORM loop over {LOOP} customers", lambda: by_orm(partners))
    for metric in Metric.search([("partner_id", "in", partners.ids)]):
        got = (metric.frequency, round(metric.monetary, 2), metric.line_count)
        assert got == found[metric.partner_id.id][:3], metric.partner_id
    projected = loop / LOOP * CUSTOMERS
    env.cr.execute(
        "SELECT count(*) FROM account_move_line WHERE display_type='product'"
    )
    print(f"customers {CUSTOMERS}, invoice lines {env.cr.fetchone()[0]}")
    print(f"ORM loop for all customers, projected: {projected:.0f} s")
    print(f"ratio ORM loop / whole refresh: {projected / max(whole, again):.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")
    env.cr.rollback()


run()
