# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What documents stand on: company, journals, terms, salespeople, customers, products.

All of it is made through the ORM, in batches, so that every addon's own hooks run
(a customer gets its first header, for one). External IDs under ``__import__`` tell
what is there already.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from . import profile, rules
from .history import Customer, History, Product

MODULE = "__import__"
COMPANY_NAME = "Online Retail"
TERM_NAMES = {0: "Immediate payment"}
BATCH = 500
# No mails, no followers, no log notes: the history is old news to everybody.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class CannotLoad(Exception):
    """The database is not fit for the load; the message says why and what to do."""


@dataclass
class Setup:
    """Ids that every document refers to."""

    company_id: int
    company_partner_id: int
    currency_id: int
    sale_journal_id: int
    bank_journal_id: int
    receivable_id: int
    income_id: int
    inbound_line_id: int
    outbound_line_id: int
    term_ids: dict[int, int]
    user_ids: list[int]
    partners: dict[str, int]
    products: dict[str, int]


def external_name(company_id: int, kind: str, key: str) -> str:
    """The external ID of a record, without its module; it can hold no blanks."""
    return f"real_sales_{company_id}_{kind}_{quote(key, safe='')}"


def quiet(env, company_id: int):
    """``env`` for the company alone, as superuser, without mail."""
    return env(
        su=True,
        context=dict(env.context, **QUIET, allowed_company_ids=[company_id]),
    )


def check_database(env) -> None:
    """Refuse a database in which the documents would not be whole."""
    missing = [name for name in ("sale.order", "account.payment") if name not in env]
    if missing:
        raise CannotLoad(
            "The database has no Sales or no Invoicing app: install trade_crm first."
        )
    if "stock.picking" in env and "sale_line_ids" in env["stock.picking"]._fields:
        raise CannotLoad("Inventory is installed: use a database without it.")
    if "stock.move" in env and "sale_line_id" in env["stock.move"]._fields:
        raise CannotLoad(
            "The database delivers through Inventory (sale_stock), and this history "
            "has no deliveries. Load it into a database without that app."
        )


def find_company(env, name: str, currency_code: str):
    """The company of that name, or a new one with a chart of accounts."""
    currency = (
        env["res.currency"]
        .with_context(active_test=False)
        .search([("name", "=", currency_code)])
    )
    if not currency:
        raise CannotLoad(f"There is no currency {currency_code} in the database.")
    currency.active = True
    company = env["res.company"].search([("name", "=", name)], limit=1)
    if not company:
        company = env["res.company"].create(
            {
                "name": name,
                "currency_id": currency.id,
                "country_id": env.ref("base.uk").id,
            }
        )
        # Odoo loads a chart of accounts of its own choice at the end of the
        # transaction that makes a company, and the chart brings its currency.
        env.cr.commit()
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, False)
        company.currency_id = currency
        # Exports are zero-rated and the file's prices are what was paid.
        company.account_sale_tax_id = False
        company.account_purchase_tax_id = False
    elif company.currency_id != currency:
        raise CannotLoad(
            f"The company {name} keeps its books in {company.currency_id.name}, and "
            f"the sales are in {currency_code}. Name another company (--company)."
        )
    return company


def salespeople(env, logins: list[str] | None):
    """Users who share the customers: those named, else sales1 to sales3, else the
    salespeople of the trade roles, else the administrator."""
    users = env["res.users"].search([("login", "in", logins)]) if logins else None
    if logins:
        unknown = set(logins) - set(users.mapped("login"))
        if unknown:
            raise CannotLoad(f"There is no user {', '.join(sorted(unknown))}.")
        return users.sorted("login")
    users = env["res.users"].search([("login", "in", ["sales1", "sales2", "sales3"])])
    role = env.ref("trade_crm.group_trade_user", raise_if_not_found=False)
    manager = env.ref("trade_crm.group_trade_manager", raise_if_not_found=False)
    if not users and role:
        users = env["res.users"].search(
            [
                ("all_group_ids", "in", role.ids),
                ("all_group_ids", "not in", manager.ids if manager else []),
            ]
        )
    return (users or env.ref("base.user_admin")).sorted("login")


def give_access(env, company, users) -> None:
    """Let the salespeople, their managers and the administrator see the company, and
    open it when they log in."""
    role = env.ref("trade_crm.group_trade_user", raise_if_not_found=False)
    people = users | env.ref("base.user_admin")
    if role:
        people |= env["res.users"].search([("all_group_ids", "in", role.ids)])
    for user in people:
        values = {}
        if company not in user.company_ids:
            values["company_ids"] = [(4, company.id)]
            values["company_id"] = company.id
        if values:
            user.write(values)


def prepare(env, history: History, company, users, say) -> Setup:
    """Make or find everything that the documents refer to, a batch a transaction."""
    env = quiet(env, company.id)
    company = company.with_env(env)
    sale_journal = _journal(env, company, "sale")
    bank_journal = _journal(env, company, "bank")
    inbound, outbound = _method_lines(env, company, bank_journal)
    term_ids = {days: _term(env, company, days) for days, _share in rules.TERM_SHARES}
    env.cr.commit()
    setup = Setup(
        company_id=company.id,
        company_partner_id=company.partner_id.id,
        currency_id=company.currency_id.id,
        sale_journal_id=sale_journal.id,
        bank_journal_id=bank_journal.id,
        receivable_id=0,
        income_id=sale_journal.default_account_id.id,
        inbound_line_id=inbound.id,
        outbound_line_id=outbound.id,
        term_ids=term_ids,
        user_ids=users.ids,
        partners={},
        products={},
    )
    archivist = profile.Archivist(env, history) if "trade.interest" in env else None
    setup.partners = _make_all(
        env,
        setup,
        "customer",
        history.customers,
        lambda batch: _create_customers(env, setup, batch, archivist),
        lambda customer: customer.number,
        say,
    )
    setup.products = _make_all(
        env,
        setup,
        "product",
        history.products,
        lambda batch: _create_products(env, setup, batch),
        lambda product: product.code,
        say,
    )
    partner = env["res.partner"].browse(next(iter(setup.partners.values())))
    setup.receivable_id = partner.property_account_receivable_id.id
    return setup


def external_ids(env, company_id: int, kind: str) -> dict[str, int]:
    """Key -> id of the records of a kind that an earlier run made."""
    prefix = external_name(company_id, kind, "")
    env.cr.execute(
        "SELECT substr(name, %s), res_id FROM ir_model_data "
        "WHERE module = %s AND starts_with(name, %s)",
        [len(prefix) + 1, MODULE, prefix],
    )
    return {unquote(key): record for key, record in env.cr.fetchall()}


def _make_all(env, setup, kind, items, create, key, say) -> dict[str, int]:
    ids = external_ids(env, setup.company_id, kind)
    missing = [item for item in items if key(item) not in ids]
    done = len(items) - len(missing)
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        records = create(batch)
        env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": external_name(setup.company_id, kind, key(item)),
                    "model": records._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for item, record in zip(batch, records, strict=True)
            ]
        )
        ids.update((key(i), r.id) for i, r in zip(batch, records, strict=True))
        env.cr.commit()
        env.invalidate_all()
        done += len(batch)
        say(kind + "s", done, len(items))
    return ids


def _create_customers(env, setup: Setup, batch: list[Customer], archivist):
    countries = {country.code: country.id for country in env["res.country"].search([])}
    return env["res.partner"].create(
        [
            {
                "name": rules.company_name(customer.number, customer.country_code),
                "ref": customer.number,
                "is_company": True,
                "company_id": setup.company_id,
                "country_id": countries.get(customer.country_code, False),
                "user_id": setup.user_ids[
                    rules.salesperson(customer.number, len(setup.user_ids))
                ],
                "property_payment_term_id": setup.term_ids[
                    rules.habit(customer.number).term_days
                ],
                **(archivist.values(customer) if archivist else {}),
            }
            for customer in batch
        ]
    )


def _create_products(env, setup: Setup, batch: list[Product]):
    return env["product.product"].create(
        [
            {
                "name": product.name,
                "default_code": product.code,
                "list_price": float(product.price),
                "type": "service" if product.service else "consu",
                "company_id": setup.company_id,
                "invoice_policy": "order",
                "taxes_id": [(5,)],
                "supplier_taxes_id": [(5,)],
                "purchase_ok": False,
            }
            for product in batch
        ]
    )


def _journal(env, company, kind):
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", kind)], limit=1
    )
    if not journal:
        raise CannotLoad(
            f"The company {company.name} has no {kind} journal: make one in Invoicing."
        )
    return journal


def _method_lines(env, company, journal):
    """Manual payment methods in and out, with an account so that they are booked."""
    lines = []
    for direction in ("inbound", "outbound"):
        line = journal[f"{direction}_payment_method_line_ids"].filtered(
            lambda line: line.code == "manual"
        )[:1]
        if not line.payment_account_id:
            line.payment_account_id = _outstanding(env, company, direction)
        lines.append(line)
    return lines


def _outstanding(env, company, direction):
    template = env["account.chart.template"].with_company(company)
    name = "debit" if direction == "inbound" else "credit"
    account = template.ref(
        f"account_journal_payment_{name}_account_id", raise_if_not_found=False
    )
    if not account:
        label = "Receipts" if direction == "inbound" else "Payments"
        account = env["account.account"].create(
            {
                "name": f"Outstanding {label}",
                "code": f"1014{'03' if direction == 'inbound' else '04'}",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [(6, 0, company.ids)],
            }
        )
    return account


def _term(env, company, days: int) -> int:
    """The payment term of so many days after the invoice, of this company."""
    kind, key = "term", str(days)
    known = external_ids(env, company.id, kind)
    if key in known:
        return known[key]
    term = env["account.payment.term"].create(
        {
            "name": TERM_NAMES.get(days, f"{days} days"),
            "company_id": company.id,
            "line_ids": [
                (
                    0,
                    0,
                    {"value": "percent", "value_amount": 100.0, "nb_days": days},
                )
            ],
        }
    )
    env["ir.model.data"].create(
        {
            "module": MODULE,
            "name": external_name(company.id, kind, key),
            "model": term._name,
            "res_id": term.id,
            "noupdate": True,
        }
    )
    return term.id
