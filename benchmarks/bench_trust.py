# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Time the rating of all customers, and what the exposure check adds to confirming.

Run in an Odoo shell on a database of its own that holds trade_crm:

    scripts/sandbox odoo shell -d NAME < benchmarks/bench_trust.py

BENCH_CUSTOMERS (100000) customers get 20 receivable lines each: posted invoices, nine
in ten of them paid. The rows are written by SQL, without the checks of foreign keys
(PostgreSQL asks for a superuser), and committed; a second run finds them there.
BENCH_STEP=fill writes them only. What is measured is rolled back.
"""

import os
import resource
import statistics
import time

from odoo.fields import Command

env = self.env  # noqa: F821  (the shell's own name)
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
FILL_ONLY = os.environ.get("BENCH_STEP") == "fill"
LINES = 20
ORDERS = 40


def clock(title, call):
    start = time.perf_counter()
    result = call()
    spent = time.perf_counter() - start
    print(f"{title:<58}{spent:10.3f} s", flush=True)
    return spent, result


def account(kind, code):
    found = env["account.account"].search([("account_type", "=", kind)], limit=1)
    return found or env["account.account"].create(
        {
            "name": kind,
            "code": code,
            "account_type": kind,
            "reconcile": kind == "asset_receivable",
        }
    )


def journal(kind):
    found = env["account.journal"].search([("type", "=", kind)], limit=1)
    return found or env["account.journal"].create(
        {"name": kind, "type": kind, "code": kind[:4].upper()}
    )


def fill():
    """Customers, invoices with their receivable lines, payments that settle them.

    Each table is analysed before the next statement reads it: the planner would take
    it for empty and join millions of rows one by one.
    """
    company = env.company
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "sales": journal("sale").id,
        "bank": journal("bank").id,
        "receivable": account("asset_receivable", "112200").id,
        "money": account("asset_cash", "100200").id,
        "customers": CUSTOMERS,
        "lines": LINES,
    }
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT setseed(0.5)")
    cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, type, is_company,
               autopost_bills, customer_rank, company_id)
        SELECT 'Bench ' || i, 'Bench ' || i, true, 'contact', true, 'ask', 1,
               %(company)s
          FROM generate_series(1, %(customers)s) i RETURNING id
        """,
        values,
    )
    values["first"] = cr.fetchall()[0][0]
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %(first)s",
        values,
    )
    cr.execute(
        """
        INSERT INTO account_move (company_id, journal_id, currency_id, state, move_type,
               auto_post, date, invoice_date, invoice_date_due, payment_state, name,
               partner_id, commercial_partner_id, amount_untaxed_signed, amount_total,
               amount_total_signed, amount_residual_signed)
        SELECT %(company)s, %(sales)s, %(currency)s, 'posted', 'out_invoice', 'no', day,
               day, day + 30, CASE WHEN i %% 10 = 0 THEN 'not_paid' ELSE 'paid' END,
               'BENCH/' || i, %(first)s + i %% %(customers)s,
               %(first)s + i %% %(customers)s, amount, amount, amount,
               CASE WHEN i %% 10 = 0 THEN amount ELSE 0 END
          FROM (SELECT i, current_date - floor(random() * 1100)::int AS day,
                       round((20 + random() * 900)::numeric, 2) AS amount
                  FROM generate_series(1, %(customers)s * %(lines)s) i) d
        """,
        values,
    )
    cr.execute("ANALYZE account_move")
    cr.execute(
        """
        INSERT INTO account_move_line (move_id, company_id, journal_id, account_id,
               currency_id, company_currency_id, partner_id, display_type, date,
               date_maturity, parent_state, quantity, balance, amount_currency, debit,
               credit, amount_residual, amount_residual_currency, reconciled)
        SELECT id, company_id, journal_id, %(receivable)s, currency_id, currency_id,
               partner_id, 'payment_term', date, invoice_date_due, 'posted', 1,
               amount_total, amount_total, amount_total, 0, amount_residual_signed,
               amount_residual_signed, amount_residual_signed = 0
          FROM account_move WHERE name LIKE 'BENCH/%%'
        """,
        values,
    )
    cr.execute(
        """
        INSERT INTO account_move (company_id, journal_id, currency_id, state, move_type,
               auto_post, date, name, partner_id, commercial_partner_id, amount_total,
               ref)
        SELECT company_id, %(bank)s, currency_id, 'posted', 'entry', 'no',
               invoice_date_due - 10 + floor(random() * 30)::int, 'PAY' || name,
               partner_id, partner_id, amount_total, id::text
          FROM account_move WHERE name LIKE 'BENCH/%%' AND payment_state = 'paid'
        """,
        values,
    )
    cr.execute("ANALYZE account_move")
    cr.execute(
        """
        INSERT INTO account_move_line (move_id, company_id, journal_id, account_id,
               currency_id, company_currency_id, partner_id, display_type, date,
               parent_state, quantity, balance, amount_currency, debit, credit,
               amount_residual, amount_residual_currency, reconciled)
        SELECT id, company_id, journal_id, %(receivable)s, currency_id, currency_id,
               partner_id, 'product', date, 'posted', 1, -amount_total, -amount_total,
               0, amount_total, 0, 0, true
          FROM account_move WHERE name LIKE 'PAYBENCH/%%'
        """,
        values,
    )
    cr.execute("ANALYZE account_move, account_move_line")
    cr.execute(
        """
        INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, amount,
               debit_amount_currency, credit_amount_currency, debit_currency_id,
               credit_currency_id, company_id, max_date)
        SELECT d.id, c.id, d.balance, d.balance, d.balance, d.currency_id,
               c.currency_id, d.company_id, c.date
          FROM account_move p
          JOIN account_move_line c ON c.move_id = p.id
          JOIN account_move_line d ON d.move_id = p.ref::int
         WHERE p.name LIKE 'PAYBENCH/%%'
        """,
        values,
    )
    cr.execute("ANALYZE res_partner, account_partial_reconcile")
    cr.commit()


def first_customer():
    env.cr.execute("SELECT MIN(id) FROM res_partner WHERE name LIKE 'Bench %'")
    return env.cr.fetchone()[0]


def orders(first):
    """Draft orders of two lines for customers in groups of ten."""
    product = env["product.product"].create(
        {"name": "Bench", "type": "service", "taxes_id": False}
    )
    partners = env["res.partner"].browse(range(first, first + ORDERS * 10))
    for number in range(ORDERS):
        group = env["trade.group"].create(
            {"name": f"Bench {number}", "credit_limit": 10**9}
        )
        partners[number * 10 : number * 10 + 10].trade_group_id = group
    line = {"product_id": product.id, "price_unit": 10, "tax_ids": [Command.clear()]}
    return env["sale.order"].create(
        [
            {
                "partner_id": partners[number * 10].id,
                "order_line": [Command.create(dict(line)) for _line in range(2)],
            }
            for number in range(ORDERS)
        ]
    )


def confirm_times(found):
    spent = []
    for order in found:
        start = time.perf_counter()
        order.action_confirm()
        env.flush_all()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def check_times(found):
    """The check alone: what a confirmation does more than without it."""
    spent = []
    for order in found:
        env.invalidate_all()
        order.read(["partner_id", "partner_invoice_id", "amount_total", "state"])
        start = time.perf_counter()
        order._trade_guard()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def run():
    Rating = env["trade.credit.rating"]
    company = env.company
    if not first_customer():
        clock("writing test data", fill)
    if FILL_ONLY:
        return
    first = first_customer()
    clock("all customers rated, first time", lambda: Rating.refresh(company))
    clock("all customers rated, rows there", lambda: Rating.refresh(company))
    customer = env["res.partner"].browse(first)
    env.invalidate_all()
    clock("one customer rated by its button", lambda: Rating.rate(customer, company))
    clock("all customers graded", env["trade.grade"].refresh)
    company.trade_exposure_mode = "block"
    found = orders(first)
    env.flush_all()
    env.invalidate_all()
    check_times(found[:5])
    check = check_times(found)
    company.trade_exposure_mode = "off"
    plain = confirm_times(found[: ORDERS // 2])
    company.trade_exposure_mode = "block"
    with_check = confirm_times(found[ORDERS // 2 :])
    for name, values in (
        ("check alone, groups of ten", check),
        ("confirming without the check", plain),
        ("confirming with the check", with_check),
    ):
        print(
            f"{name:<45} median {statistics.median(values):7.1f} ms, "
            f"worst {max(values):7.1f} ms"
        )
    env.cr.execute(
        "SELECT count(*) FROM account_move_line WHERE display_type = 'payment_term'"
    )
    print(f"customers {CUSTOMERS}, receivable lines {env.cr.fetchone()[0]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB, load {os.getloadavg()[0]:.1f}")
    env.cr.rollback()


run()
