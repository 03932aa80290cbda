# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Learn from Odoo itself what a document's row looks like.

A few documents of the history are made through the ORM and rolled back. A column that
the load does not fill by an expression of its own must hold one and the same value in
all specimens of its kind: that value is taken over. A column that varies and that
nobody fills stops the load and is named: an addon must have added it.
"""

import json
from contextlib import contextmanager
from datetime import timedelta

from odoo.tools import SQL

from . import orm
from .history import History, Payment, Settlement
from .setup import CannotLoad, Setup

TABLES = (
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "account_payment",
    "account_partial_reconcile",
    "account_full_reconcile",
)
# Two of a kind would do; of an order's lines there are several anyway.
INVOICES = 3
CREDITS = 2
STAMPS = {"create_date", "write_date"}


class _Undo(Exception):
    """Leave the savepoint without a trace."""


@contextmanager
def rolled_back(env):
    """Undo all that is done inside, in the database and in the cache."""
    try:
        with env.cr.savepoint():
            yield
            env.flush_all()
            raise _Undo
    except _Undo:
        env.invalidate_all()


class Specimens:
    """Rows of every table by kind, and the columns with their types."""

    def __init__(self):
        self.rows: dict[tuple[str, str], list[dict]] = {}
        self.types: dict[str, dict[str, str]] = {}
        self.side_rows: dict[str, int] = {}

    def insert(self, table: str, kind: str, fills: dict[str, SQL], source: SQL) -> SQL:
        """``INSERT INTO table SELECT ... source``: each column by its expression in
        ``fills``, else by the value that all specimens share."""
        columns, values = [], []
        for column, udt in self.types[table].items():
            if column in fills:
                value = fills[column]
            elif column == "id":
                continue
            elif column in STAMPS:
                value = SQL("now() AT TIME ZONE 'UTC'")
            else:
                value = self._constant(table, kind, column, udt)
            columns.append(SQL.identifier(column))
            values.append(value)
        return SQL(
            "INSERT INTO %s (%s) SELECT %s %s",
            SQL.identifier(table),
            SQL(", ").join(columns),
            SQL(", ").join(values),
            source,
        )

    def _constant(self, table, kind, column, udt) -> SQL:
        rows = self.rows.get((table, kind), [])
        seen = {json.dumps(row[column], default=str): row[column] for row in rows}
        if len(seen) > 1:
            raise CannotLoad(
                f"The loader does not know the column {column} of {table}, which "
                f"differs from one {kind} to the next ({', '.join(sorted(seen)[:3])}). "
                "An addon fills it: load before that addon is installed, or teach "
                "the loader the column."
            )
        value = next(iter(seen.values()), None)
        if udt in ("json", "jsonb") and value is not None:
            value = json.dumps(value)
        return SQL("%s::%s", value, SQL.identifier(udt))


def take(env, setup: Setup, history: History, shift: timedelta) -> Specimens:
    """Make, read and undo the specimens."""
    specimens = Specimens()
    for table in TABLES:
        env.cr.execute(
            "SELECT column_name, udt_name FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = current_schema() "
            "ORDER BY ordinal_position",
            [table],
        )
        specimens.types[table] = dict(env.cr.fetchall())
    invoices, credits = _choose(history)
    with rolled_back(env):
        before = _side_counts(env)
        moves = {
            document.number: orm.make_order(
                env, setup, document, shift, name=f"specimen {document.number}"
            )
            for document in invoices
        }
        for place, document in enumerate(credits):
            reverses = moves[invoices[place].number] if place else env["account.move"]
            moves[document.number] = orm.make_credit(
                env, setup, document, shift, reverses
            )
        env.flush_all()
        _read_documents(env, specimens, moves)
        _settle(env, setup, history, moves, shift, specimens)
        after = _side_counts(env)
    specimens.side_rows = {
        table: after[table] - before[table]
        for table in after
        if after[table] > before[table]
    }
    return specimens


def _choose(history: History):
    """Short documents of different customers, with a sum."""
    by_customer: dict[str, dict] = {"out_invoice": {}, "out_refund": {}}
    for document in history.documents:
        if document.total and len(document.lines) <= 12:
            by_customer[document.kind].setdefault(document.customer, document)
    invoices = list(by_customer["out_invoice"].values())
    # Customers of different countries have different fiscal positions and headers.
    countries = {c.number: c.country_code for c in history.customers}
    firsts = {countries[d.customer]: d for d in reversed(invoices)}
    chosen = list(firsts.values())[:INVOICES]
    chosen += [d for d in invoices if d not in chosen][: INVOICES - len(chosen)]
    credits = list(by_customer["out_refund"].values())[:CREDITS]
    return chosen, credits


def _read_documents(env, specimens: Specimens, moves: dict) -> None:
    records = env["account.move"].concat(*moves.values())
    orders = records.line_ids.sale_line_ids.order_id
    _read(env, specimens, "sale_order", "order", orders.ids)
    _read(env, specimens, "sale_order_line", "order line", orders.order_line.ids)
    for kind in ("out_invoice", "out_refund"):
        documents = records.filtered(lambda move, kind=kind: move.move_type == kind)
        _read(env, specimens, "account_move", kind, documents.ids)
        for shown in ("product", "payment_term"):
            lines = documents.line_ids.filtered(
                lambda line, shown=shown: line.display_type == shown
            )
            _read(env, specimens, "account_move_line", f"{kind} {shown}", lines.ids)


def _settle(env, setup, history, moves, shift, specimens) -> None:
    """Pay every specimen in full, in and out."""
    planned = {document.number: document for document in history.documents}
    for number in list(moves):
        document = planned[number]
        payment = Payment(number, document.day, document.total)
        settlement = Settlement(number, document.day, [], payment)
        orm.settle(env, setup, settlement, moves, shift)
    env.flush_all()
    records = env["account.move"].concat(*moves.values())
    payments = records.matched_payment_ids
    for way in ("inbound", "outbound"):
        of_way = payments.filtered(lambda pay, way=way: pay.payment_type == way)
        _read(env, specimens, "account_payment", way, of_way.ids)
        _read(env, specimens, "account_move", way, of_way.move_id.ids)
        lines = of_way.move_id.line_ids
        own = lines.filtered(lambda line: line.account_id.id == setup.receivable_id)
        _read(env, specimens, "account_move_line", f"{way} counterpart", own.ids)
        _read(
            env, specimens, "account_move_line", f"{way} liquidity", (lines - own).ids
        )
    lines = records.line_ids
    partials = lines.matched_debit_ids | lines.matched_credit_ids
    _read(env, specimens, "account_partial_reconcile", "partial", partials.ids)
    _read(env, specimens, "account_full_reconcile", "full", lines.full_reconcile_id.ids)


def _read(env, specimens: Specimens, table: str, kind: str, ids: list[int]) -> None:
    env.cr.execute(
        SQL(
            "SELECT * FROM %s WHERE id IN %s ORDER BY id",
            SQL.identifier(table),
            tuple(ids) or (0,),
        )
    )
    specimens.rows[table, kind] = env.cr.dictfetchall()


def _side_counts(env) -> dict[str, int]:
    """Rows of the project's own tables, to see what documents bring about there."""
    env.flush_all()
    counts = {}
    for name, model in env.registry.items():
        if name.startswith("trade.") and model._auto and not model._abstract:
            if model._transient:
                continue
            env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(model._table)))
            counts[name] = env.cr.fetchone()[0]
    return counts
