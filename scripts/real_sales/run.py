# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The whole load, from the file to the closing report."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from . import history, pools, reader, report, rules, setup, specimen
from .load import Loader

# One load at a time in a database: two would number the same documents.
LOCK = 7_313_570_019
TABLES = (*specimen.TABLES, "res_partner", "product_product", "ir_model_data")

NIGHTLY = ("cron_product_rule", "cron_cluster", "cron_churn_warn")

# Of the rows that documents bring about, those that the load writes, too.
LOGGED = {"trade.interaction"}


class WrongSum(Exception):
    """What stands in the database is not what the file says."""


def load_file(
    database: str,
    path: Path,
    company_name: str = setup.COMPANY_NAME,
    currency: str = "GBP",
    logins: list[str] | None = None,
    shift: bool = False,
    limit: int | None = None,
) -> str:
    """Load ``path`` into ``database`` and return the closing report."""
    progress = report.Progress()
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cr.fetchone()[0]:
            raise setup.CannotLoad(
                "Another load runs in this database: wait until it is done."
            )
        try:
            return _load(
                env, path, company_name, currency, logins, shift, limit, progress
            )
        finally:
            cr.rollback()
            cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _load(env, path, company_name, currency, logins, shift, limit, progress) -> str:
    cr = env.cr
    setup.check_database(env)
    progress.enter("read and plan")
    countries = {
        country.name.lower(): country.code
        for country in env["res.country"].search([])
        if country.code
    }
    plan = history.build(reader.read_rows(path), countries, limit)
    progress.enter("customers and products")
    company = setup.find_company(env, company_name, currency)
    users = setup.salespeople(env, logins)
    setup.give_access(env, company, users)
    cr.commit()
    prepared = setup.prepare(env, plan, company, users, progress.say)
    own = setup.quiet(env, company.id)
    days = shift_of(own, prepared, plan, shift)
    progress.enter("specimens")
    specimens = specimen.take(own, prepared, plan, days)
    loader = Loader(own, prepared, specimens, days, progress.say)
    loader.start(plan)
    progress.enter("orders and invoices")
    loader.load_documents(plan)
    progress.enter("payments")
    loader.load_settlements(plan)
    progress.enter("statistics")
    for table in TABLES:
        cr.execute(f"ANALYZE {table}")
    after_load(own, company)
    pools.set_up(own, prepared, plan, company)
    cr.commit()
    run_nightly_jobs(env)
    progress.enter(None)
    totals = count(own, prepared.company_id, plan)
    text = report.account(plan, loader.counts, totals, progress)
    for name, rows in specimens.side_rows.items():
        if name in LOGGED:
            continue
        text += f"\nNot made by this load, though Odoo makes them: {name} ({rows})"
    check_sums(plan, totals, text)
    return text


def after_load(env, company) -> None:
    """Let analytics, ratings and grades, where installed, read the new history."""
    if "trade.customer.metric" in env:
        env["trade.customer.metric"].refresh(company=company)
    if "trade.credit.rating" in env:
        env["trade.credit.rating"].refresh(company)
        env["trade.grade"].refresh()


def run_nightly_jobs(env) -> None:
    """Show at once what analytics, where installed, makes in the first night."""
    for name in NIGHTLY:
        job = env.ref(f"trade_crm_analytics.{name}", raise_if_not_found=False)
        if job:
            job.method_direct_trigger()


def shift_of(env, prepared, plan, shift: bool) -> timedelta:
    """How far the dates are moved: as an earlier run did, else as asked."""
    moves = setup.external_ids(env, prepared.company_id, "invoice")
    for document in plan.documents:
        if document.number in moves:
            move = env["account.move"].browse(moves[document.number])
            return move.date - document.day
    days = rules.shift_days(plan.last_day, date.today()) if shift else 0  # noqa: DTZ011
    return timedelta(days=days)


def count(env, company_id: int, plan) -> dict:
    """Counts and sums of this history's documents as they stand in the database.

    Sums come as text, for Odoo reads numbers as floats.
    """
    totals: dict = {
        "customers": len(setup.external_ids(env, company_id, "customer")),
        "products": len(setup.external_ids(env, company_id, "product")),
        "orders": len(setup.external_ids(env, company_id, "order")),
    }
    moves = setup.external_ids(env, company_id, "invoice")
    ids = [moves[d.number] for d in plan.documents if d.number in moves]
    env.cr.execute(
        """
        SELECT m.move_type, count(*), sum(m.amount_total_signed)::text,
               sum(m.amount_residual_signed)::text
        FROM account_move m WHERE m.id = ANY(%s) GROUP BY m.move_type
        """,
        [ids],
    )
    by_type = {row[0]: row[1:] for row in env.cr.fetchall()}
    nothing = (0, "0", "0")
    for kind, name in (("out_invoice", "invoices"), ("out_refund", "credit notes")):
        number, total, residual = by_type.get(kind, nothing)
        totals[name] = number
        totals[f"{name}, sum"] = Decimal(total)
        totals[f"{name}, open"] = Decimal(residual)
    env.cr.execute(
        "SELECT count(*), coalesce(-sum(balance), 0)::text FROM account_move_line "
        "WHERE move_id = ANY(%s) AND display_type = 'product'",
        [ids],
    )
    totals["lines"], total = env.cr.fetchone()
    totals["lines, sum"] = Decimal(total)
    env.cr.execute(
        "SELECT payment_type, count(DISTINCT p.id), coalesce(sum(amount), 0)::text "
        "FROM account_payment p JOIN account_move__account_payment r "
        "ON r.payment_id = p.id WHERE r.invoice_id = ANY(%s) GROUP BY payment_type",
        [ids],
    )
    names = {"inbound": "payments received", "outbound": "payments back"}
    for way, number, amount in sorted(env.cr.fetchall()):
        totals[names[way]] = number
        totals[f"{names[way]}, sum"] = Decimal(amount)
    return totals


def check_sums(plan, totals: dict, text: str) -> None:
    """The database must hold every line, and the file's own sum to the penny."""
    kinds = Counter(document.kind for document in plan.documents)
    expected = {
        "invoices": kinds["out_invoice"],
        "credit notes": kinds["out_refund"],
        "lines": plan.tally.loaded_rows,
        "lines, sum": plan.tally.loaded_sum,
    }
    wrong = [
        f"{name}: {totals[name]} in the database, {value} in the file"
        for name, value in expected.items()
        if totals[name] != value
    ]
    if wrong:
        raise WrongSum(
            f"{text}\n\nThe database does not agree with the file. {'; '.join(wrong)}."
        )
