# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Write a planned history into the database, a batch of documents a transaction.

Each batch is copied into a temporary table and spread over Odoo's tables by
``INSERT ... SELECT``, with every stored field as the ORM leaves it (see
`specimen`). An order and an invoice get an external ID in the same transaction, so a
killed load goes on after its last whole batch, and a second load adds nothing.
"""

import io
import json
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

from odoo.tools import SQL

from . import rules
from .history import Document, History, Settlement
from .setup import MODULE, CannotLoad, Setup, external_ids, external_name
from .specimen import Specimens

DOCUMENTS_A_BATCH = 500
SETTLEMENTS_A_BATCH = 2000
PLAIN_TABLES = {
    "real_partner": (
        "partner_id integer, user_id integer, team_id integer, fiscal_id integer, "
        "income_id integer, term_id integer, name varchar, header_id integer, "
        "snapshot jsonb, order_snapshot jsonb, incoterm_id integer, place varchar"
    ),
    "real_product": "product_id integer, uom_id integer, display_name varchar",
    "real_document": (
        "number varchar, key varchar, kind varchar, partner_id integer, at timestamp, "
        "day date, "
        "due date, total numeric, reverses_id integer, name varchar, prefix varchar, "
        "sequence_number integer, order_name varchar, order_id integer, "
        "move_id integer"
    ),
    "real_line": (
        "move_id integer, position integer, product_id integer, name varchar, "
        "quantity numeric, price numeric, amount numeric, line_id integer, "
        "move_line_id integer"
    ),
    "real_payment": (
        "number varchar, invoice_id integer, way varchar, amount numeric, day date, "
        "name varchar, prefix varchar, sequence_number integer, payment_id integer, "
        "move_id integer, liquidity_id integer, counterpart_id integer"
    ),
    "real_partial": (
        "debit_id integer, credit_id integer, amount numeric, day date, "
        "partial_id integer, full_id integer"
    ),
}


class Loader:
    """One run of the load over one company."""

    def __init__(self, env, setup: Setup, specimens: Specimens, shift, say):
        self.env = env
        self.cr = env.cr
        self.setup = setup
        self.specimens = specimens
        self.shift: timedelta = shift
        self.say = say
        self.counts = Counter()

    # -- masters as tables ------------------------------------------------------
    def start(self, history: History) -> None:
        """Make the session's temporary tables."""
        for table, columns in PLAIN_TABLES.items():
            self.cr.execute(
                SQL(
                    "CREATE TEMPORARY TABLE %s (%s) ON COMMIT PRESERVE ROWS",
                    SQL.identifier(table),
                    SQL(columns),
                )
            )
        self._copy("real_partner", list(self._partner_rows(history)))
        products = self.env["product.product"].browse(self.setup.products.values())
        self._copy(
            "real_product", [(p.id, p.uom_id.id, p.display_name) for p in products]
        )
        self.cr.execute("ALTER TABLE real_partner ADD PRIMARY KEY (partner_id)")
        self.cr.execute("ALTER TABLE real_product ADD PRIMARY KEY (product_id)")
        self.cr.execute("ANALYZE real_partner")
        self.cr.execute("ANALYZE real_product")
        self.env.invalidate_all()
        self.cr.commit()

    def _partner_rows(self, history: History):
        partners = self.env["res.partner"].browse(
            [self.setup.partners[customer.number] for customer in history.customers]
        )
        teams = {user: self._team(user) for user in set(partners.mapped("user_id.id"))}
        fiscals: dict[int, tuple] = {}
        for partner in partners:
            country = partner.country_id.id
            if country not in fiscals:
                fiscals[country] = self._fiscal(partner)
            fiscal_id, income_id = fiscals[country]
            header, snapshot = self._header(partner)
            yield (
                partner.id,
                partner.user_id.id or None,
                teams[partner.user_id.id],
                fiscal_id,
                income_id,
                partner.property_payment_term_id.id or None,
                partner.display_name,
                header,
                snapshot,
                snapshot,
                *self._terms(partner),
            )

    def _team(self, user_id: int):
        """The sales team that Odoo gives to this salesperson's documents."""
        team = (
            self.env["crm.team"]
            .with_context(default_team_id=False)
            ._get_default_team_id(
                user_id=user_id,
                domain=self.env["crm.team"]._check_company_domain(
                    self.setup.company_id
                ),
            )
        )
        return team.id or None

    def _fiscal(self, partner):
        """Fiscal position of the customer and the income account under it."""
        position = self.env["account.fiscal.position"]._get_fiscal_position(partner)
        income = self.env["account.account"].browse(self.setup.income_id)
        return position.id or None, position.map_account(income).id

    def _header(self, partner):
        """The customer's default header and the words that documents keep of it."""
        if not hasattr(partner, "_trade_default_header"):
            return None, None
        header = partner._trade_default_header()
        lang = partner.lang or self.env.lang
        words = header.with_context(lang=lang)._print_vals()
        return header.id or None, json.dumps(words) if words else None

    def _terms(self, partner):
        """Incoterm and place that a quotation to the customer proposes."""
        orders = self.env["sale.order"]
        if "incoterm" not in orders._fields:
            return None, None
        order = orders.new({"partner_id": partner.id, "state": "draft"})
        return order.incoterm.id or None, order.incoterm_location or None

    # -- documents --------------------------------------------------------------
    def load_documents(self, history: History) -> None:
        """Orders with their invoices, and credit notes, in the order of their dates."""
        moves = external_ids(self.env, self.setup.company_id, "invoice")
        self.counts["documents there already"] = sum(
            document.number in moves for document in history.documents
        )
        todo = [d for d in history.documents if d.number not in moves]
        done = len(history.documents) - len(todo)
        for start in range(0, len(todo), DOCUMENTS_A_BATCH):
            batch = todo[start : start + DOCUMENTS_A_BATCH]
            moves.update(self._load_batch(batch, moves))
            self.cr.commit()
            done += len(batch)
            self.counts["documents"] += len(batch)
            self.counts["lines"] += sum(len(document.lines) for document in batch)
            self.say("documents", done, len(history.documents))

    def _load_batch(self, batch: list[Document], moves: dict) -> dict[str, int]:
        ids = self._ids("account_move", len(batch))
        orders = [d for d in batch if d.kind == "out_invoice"]
        order_ids = iter(self._ids("sale_order", len(orders)))
        order_names = iter(self._order_names(orders))
        numbers = self._move_numbers(batch)
        new = {
            document.number: move_id
            for document, move_id in zip(batch, ids, strict=True)
        }
        known = {**moves, **new}
        self.cr.execute("TRUNCATE real_document, real_line")
        rows, lines = [], []
        for document, move_id, numbered in zip(batch, ids, numbers, strict=True):
            day = document.day + self.shift
            invoice = document.kind == "out_invoice"
            days = rules.habit(document.customer).term_days if invoice else 0
            rows.append(
                (
                    document.number,
                    quote(document.number, safe=""),
                    document.kind,
                    self.setup.partners[document.customer],
                    document.at + self.shift,
                    day,
                    day + timedelta(days=days),
                    document.total,
                    known.get(document.reverses),
                    *numbered,
                    next(order_names) if invoice else None,
                    next(order_ids) if invoice else None,
                    move_id,
                )
            )
            lines.extend(
                (
                    move_id,
                    position,
                    self.setup.products[line.code],
                    line.text,
                    line.quantity,
                    line.price,
                    line.amount,
                    None,
                    None,
                )
                for position, line in enumerate(document.lines)
            )
        self._copy("real_document", rows)
        self._copy("real_line", lines)
        self.cr.execute("ANALYZE real_document, real_line")
        self.cr.execute(
            "UPDATE real_line SET line_id = CASE WHEN document.kind = 'out_invoice' "
            "THEN nextval('sale_order_line_id_seq') END, "
            "move_line_id = nextval('account_move_line_id_seq') "
            "FROM real_document document WHERE document.move_id = real_line.move_id"
        )
        self._insert_orders()
        for kind in ("out_invoice", "out_refund"):
            self._insert_moves(kind)
        self.cr.execute(
            "INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id) "
            "SELECT line_id, move_line_id FROM real_line WHERE line_id IS NOT NULL"
        )
        self._count_as_customers()
        self._name_externally("invoice", "account.move", "move_id")
        self._name_externally("order", "sale.order", "order_id")
        self._log_contacts(
            "sale.order",
            "SELECT d.partner_id, 'order', d.at, p.user_id, d.order_name, d.order_id "
            "FROM real_document d JOIN real_partner p USING (partner_id) "
            "WHERE d.kind = 'out_invoice'",
        )
        return new

    def _insert_orders(self) -> None:
        source = SQL(
            "FROM real_document d JOIN real_partner p USING (partner_id) "
            "WHERE d.kind = 'out_invoice' ORDER BY d.order_id"
        )
        total = SQL("d.total")
        self._insert(
            "sale_order",
            "order",
            {
                "id": SQL("d.order_id"),
                "name": SQL("d.order_name"),
                "partner_id": SQL("d.partner_id"),
                "partner_invoice_id": SQL("d.partner_id"),
                "partner_shipping_id": SQL("d.partner_id"),
                "fiscal_position_id": SQL("p.fiscal_id"),
                "payment_term_id": SQL("p.term_id"),
                "user_id": SQL("p.user_id"),
                "team_id": SQL("p.team_id"),
                "client_order_ref": SQL("d.number"),
                "date_order": SQL("d.at"),
                "amount_untaxed": total,
                "amount_total": total,
                "trade_header_id": SQL("p.header_id"),
                "trade_header_snapshot": SQL("p.order_snapshot"),
                "incoterm": SQL("p.incoterm_id"),
                "incoterm_location": SQL("p.place"),
                "trade_proposed_incoterm_id": SQL("p.incoterm_id"),
                "trade_proposed_location": SQL("p.place"),
            },
            source,
        )
        amount = SQL("l.amount")
        self._insert(
            "sale_order_line",
            "order line",
            {
                "id": SQL("l.line_id"),
                "order_id": SQL("d.order_id"),
                "order_partner_id": SQL("d.partner_id"),
                "salesman_id": SQL("p.user_id"),
                "product_id": SQL("l.product_id"),
                "product_uom_id": SQL("g.uom_id"),
                "name": SQL("l.name"),
                "product_uom_qty": SQL("l.quantity"),
                "qty_delivered": SQL("l.quantity"),
                "qty_invoiced": SQL("l.quantity"),
                "price_unit": SQL("l.price"),
                "technical_price_unit": SQL("l.price"),
                "price_subtotal": amount,
                "price_total": amount,
                "price_reduce_taxexcl": SQL("round(l.amount / l.quantity, 2)"),
                "price_reduce_taxinc": SQL("round(l.amount / l.quantity, 2)"),
                "untaxed_amount_invoiced": amount,
            },
            SQL(
                "FROM real_line l JOIN real_document d USING (move_id) "
                "JOIN real_partner p USING (partner_id) "
                "JOIN real_product g USING (product_id) "
                "WHERE l.line_id IS NOT NULL ORDER BY l.line_id"
            ),
        )

    def _invoice_terms(self, invoice: bool) -> dict[str, SQL]:
        """The order's Incoterm, else the company's; a credit note has the company's."""
        usual = self.env["res.company"].browse(self.setup.company_id).incoterm_id.id
        if not invoice:
            return {"invoice_incoterm_id": SQL("%s", usual or None)}
        return {
            "invoice_incoterm_id": SQL("COALESCE(p.incoterm_id, %s)", usual or None),
            "incoterm_location": SQL("p.place"),
        }

    def _insert_moves(self, kind: str) -> None:
        sign = 1 if kind == "out_invoice" else -1
        signed = SQL("%s * d.total", sign)
        invoice = kind == "out_invoice"
        origin = SQL("d.order_name") if invoice else SQL("NULL")
        self._insert(
            "account_move",
            kind,
            {
                "id": SQL("d.move_id"),
                "name": SQL("d.name"),
                "sequence_prefix": SQL("d.prefix"),
                "sequence_number": SQL("d.sequence_number"),
                "ref": SQL("d.number"),
                "payment_reference": SQL("d.name") if invoice else SQL("NULL"),
                "invoice_origin": origin,
                "partner_id": SQL("d.partner_id"),
                "commercial_partner_id": SQL("d.partner_id"),
                "partner_shipping_id": SQL("d.partner_id"),
                "invoice_partner_display_name": SQL("p.name"),
                "fiscal_position_id": SQL("p.fiscal_id"),
                "invoice_payment_term_id": (
                    SQL("p.term_id") if invoice else SQL("NULL")
                ),
                "invoice_user_id": SQL("p.user_id"),
                "team_id": SQL("p.team_id"),
                "reversed_entry_id": SQL("d.reverses_id"),
                "date": SQL("d.day"),
                "invoice_date": SQL("d.day"),
                "invoice_date_due": SQL("d.due"),
                "amount_untaxed": SQL("d.total"),
                "amount_total": SQL("d.total"),
                "amount_residual": SQL("d.total"),
                "amount_untaxed_signed": signed,
                "amount_untaxed_in_currency_signed": signed,
                "amount_total_signed": signed,
                "amount_total_in_currency_signed": signed,
                "amount_residual_signed": signed,
                "payment_state": SQL(
                    "CASE WHEN d.total = 0 THEN 'paid' ELSE 'not_paid' END"
                ),
                "trade_header_id": SQL("p.header_id"),
                "trade_header_snapshot": SQL("p.snapshot"),
                **self._invoice_terms(invoice),
            },
            SQL(
                "FROM real_document d JOIN real_partner p USING (partner_id) "
                "WHERE d.kind = %s ORDER BY d.move_id",
                kind,
            ),
        )
        balance = SQL("%s * l.amount", -sign)
        # Invoicing an order puts the product before a text that does not name it.
        label = SQL(
            "CASE WHEN strpos(l.name, g.display_name) > 0 THEN l.name "
            "ELSE g.display_name || E'\\n' || l.name END"
        )
        label = label if invoice else SQL("l.name")
        common = {
            "move_id": SQL("d.move_id"),
            "partner_id": SQL("d.partner_id"),
            "move_name": SQL("d.name"),
            "ref": SQL("d.number"),
            "date": SQL("d.day"),
            "invoice_date": SQL("d.day"),
        }
        self._insert(
            "account_move_line",
            f"{kind} product",
            {
                **common,
                **_balance(balance),
                "id": SQL("l.move_line_id"),
                "sequence": SQL("l.position") if invoice else SQL("100"),
                "account_id": SQL("p.income_id"),
                "product_id": SQL("l.product_id"),
                "product_uom_id": SQL("g.uom_id"),
                "name": label,
                "quantity": SQL("l.quantity"),
                "price_unit": SQL("l.price"),
                "price_subtotal": SQL("l.amount"),
                "price_total": SQL("l.amount"),
            },
            SQL(
                "FROM real_line l JOIN real_document d USING (move_id) "
                "JOIN real_partner p USING (partner_id) "
                "JOIN real_product g USING (product_id) "
                "WHERE d.kind = %s ORDER BY l.move_line_id",
                kind,
            ),
        )
        self._insert(
            "account_move_line",
            f"{kind} payment_term",
            {
                **common,
                **_balance(signed),
                "name": (
                    SQL("d.number || ' - ' || d.name") if invoice else SQL("NULL")
                ),
                "date_maturity": SQL("d.due"),
                "amount_residual": signed,
                "amount_residual_currency": signed,
                "reconciled": SQL("d.total = 0"),
            },
            SQL("FROM real_document d WHERE d.kind = %s ORDER BY d.move_id", kind),
        )

    def _count_as_customers(self) -> None:
        """Odoo ranks a partner as a customer by its posted documents."""
        self.cr.execute(
            "UPDATE res_partner SET customer_rank = customer_rank + counted.times "
            "FROM (SELECT partner_id, count(*) AS times FROM real_document "
            "GROUP BY partner_id) counted WHERE counted.partner_id = res_partner.id"
        )

    def _log_contacts(self, model: str, query: str) -> None:
        """Tell the customers' interactions of orders and payments, on their own days.

        :param query: rows of customer, channel, time, user, text, document
        """
        if "trade.interaction" not in self.env:
            return
        self.cr.execute(query)
        self.env["trade.interaction"]._log(
            [
                {
                    "partner_id": customer,
                    "channel": channel,
                    "direction": "in",
                    "date": at,
                    "user_id": user,
                    "summary": text,
                    "company_id": self.setup.company_id,
                    "res_model": model,
                    "res_id": document,
                }
                for customer, channel, at, user, text, document in self.cr.fetchall()
            ]
        )

    def _name_externally(self, kind: str, model: str, column: str) -> None:
        self.cr.execute(
            SQL(
                "INSERT INTO ir_model_data (module, name, model, res_id, noupdate, "
                "create_uid, write_uid, create_date, write_date) "
                "SELECT %s, %s || key, %s, %s, true, 1, 1, "
                "now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' "
                "FROM real_document WHERE %s IS NOT NULL",
                MODULE,
                external_name(self.setup.company_id, kind, ""),
                model,
                SQL.identifier(column),
                SQL.identifier(column),
            )
        )

    # -- numbers ----------------------------------------------------------------
    def _order_names(self, orders: list[Document]) -> list[str]:
        """The next numbers of the quotations' sequence."""
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "sale.order"),
                ("company_id", "in", [self.setup.company_id, False]),
            ],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise CannotLoad("There is no sequence with the code sale.order.")
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [
                sequence.next_by_id(document.day + self.shift) for document in orders
            ]
        self.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"ir_sequence_{sequence.id:03d}", len(orders)],
        )
        return [sequence.get_next_char(number) for (number,) in self.cr.fetchall()]

    def _move_numbers(self, batch: list[Document]) -> list[tuple]:
        return self._number(
            self.setup.sale_journal_id,
            [(d.kind == "out_refund", d.day + self.shift) for d in batch],
        )

    def _number(self, journal_id: int, wanted: list[tuple]) -> list[tuple]:
        """Name, prefix and number for each (is credit note, day), without gaps.

        Rows of the journal's last numbers are read after it is locked, so that no
        second load takes the same ones.
        """
        self.cr.execute(
            "SELECT code, refund_sequence, payment_sequence, type "
            "FROM account_journal WHERE id = %s FOR UPDATE",
            [journal_id],
        )
        code, refunds_apart, payments_apart, kind = self.cr.fetchone()
        if kind == "bank" and payments_apart:
            code = f"P{code}"
        last: dict[str, int] = {}
        numbered = []
        for credit, day in wanted:
            first = "R" if credit and refunds_apart else ""
            prefix = f"{first}{code}/{day.year}/"
            if prefix not in last:
                self.cr.execute(
                    "SELECT coalesce(max(sequence_number), 0) FROM account_move "
                    "WHERE journal_id = %s AND sequence_prefix = %s",
                    [journal_id, prefix],
                )
                last[prefix] = self.cr.fetchone()[0]
            last[prefix] += 1
            numbered.append((f"{prefix}{last[prefix]:05d}", prefix, last[prefix]))
        return numbered

    # -- settlements ------------------------------------------------------------
    def load_settlements(self, history: History) -> None:
        """Credit notes against invoices, and payments, in the order of their days."""
        moves = external_ids(self.env, self.setup.company_id, "invoice")
        totals = {d.number: d for d in history.documents}
        settlements = history.settlements
        done = 0
        for start in range(0, len(settlements), SETTLEMENTS_A_BATCH):
            batch = settlements[start : start + SETTLEMENTS_A_BATCH]
            open_ids = self._untouched(batch, moves)
            fit = [
                settlement
                for settlement in batch
                if all(
                    moves.get(number) in open_ids
                    for number in (settlement.document, *settlement.credits)
                )
            ]
            if fit:
                self._settle_batch(fit, moves, totals)
                self.cr.commit()
            done += len(batch)
            self.counts["settlements"] += len(fit)
            self.counts["settlements there already or by hand"] += len(batch) - len(fit)
            self.say("payments", done, len(settlements))

    def _untouched(self, batch: list[Settlement], moves: dict) -> set[int]:
        """Posted documents of which nothing is settled yet, locked for us."""
        ids = [
            moves[number]
            for settlement in batch
            for number in (settlement.document, *settlement.credits)
            if number in moves
        ]
        self.cr.execute(
            "SELECT id FROM account_move WHERE id = ANY(%s) AND state = 'posted' "
            "AND amount_residual = amount_total FOR UPDATE",
            [ids],
        )
        return {move_id for (move_id,) in self.cr.fetchall()}

    def _settle_batch(self, batch, moves: dict, documents: dict) -> None:
        term_lines = self._term_lines(batch, moves)
        paid = [settlement for settlement in batch if settlement.payment]
        numbers = iter(
            self._number(
                self.setup.bank_journal_id,
                [(False, s.payment.day + self.shift) for s in paid],
            )
        )
        count = len(paid)
        ids = zip(
            self._ids("account_payment", count),
            self._ids("account_move", count),
            self._ids("account_move_line", count),
            self._ids("account_move_line", count),
            strict=True,
        )
        payments, partials = [], []
        for settlement in batch:
            document = documents[settlement.document]
            own_line = term_lines[moves[document.number]]
            parts, day = [], document.day
            for number in settlement.credits:
                credit = documents[number]
                day = max(day, credit.day)
                parts.append((own_line, term_lines[moves[number]], credit.total, day))
            left = document.total - sum(part[2] for part in parts)
            if settlement.payment:
                payment = settlement.payment
                inbound = document.kind == "out_invoice"
                own_ids = next(ids)
                payments.append(
                    (
                        document.number,
                        moves[document.number],
                        "inbound" if inbound else "outbound",
                        payment.amount,
                        payment.day + self.shift,
                        *next(numbers),
                        *own_ids,
                    )
                )
                pair = (own_line, own_ids[3]) if inbound else (own_ids[3], own_line)
                left -= payment.amount
                parts.append((*pair, payment.amount, max(day, payment.day)))
            full_id = self._ids("account_full_reconcile", 1)[0] if not left else None
            partials.extend(
                (debit, credit, amount, day + self.shift, None, full_id)
                for debit, credit, amount, day in parts
            )
        self.cr.execute("TRUNCATE real_payment, real_partial")
        self._copy("real_payment", payments)
        self._copy("real_partial", partials)
        self.cr.execute(
            "UPDATE real_partial SET "
            "partial_id = nextval('account_partial_reconcile_id_seq')"
        )
        self.cr.execute("ANALYZE real_payment, real_partial")
        for way in ("inbound", "outbound"):
            self._insert_payments(way)
        self._insert_partials()
        self._close()
        self._log_contacts(
            "account.payment",
            "SELECT i.partner_id, 'payment', y.day::timestamp, p.user_id, y.name, "
            "y.payment_id FROM real_payment y "
            "JOIN account_move i ON i.id = y.invoice_id "
            "JOIN real_partner p ON p.partner_id = i.partner_id "
            "WHERE y.way = 'inbound'",
        )
        self.counts["payments"] += count
        self.counts["reconciliations"] += len(partials)

    def _term_lines(self, batch, moves: dict) -> dict[int, int]:
        """Document -> its receivable line."""
        ids = [
            moves[number]
            for settlement in batch
            for number in (settlement.document, *settlement.credits)
        ]
        self.cr.execute(
            "SELECT move_id, id FROM account_move_line "
            "WHERE move_id = ANY(%s) AND display_type = 'payment_term'",
            [ids],
        )
        return dict(self.cr.fetchall())

    def _insert_payments(self, way: str) -> None:
        sign = 1 if way == "inbound" else -1
        amount = SQL("%s * y.amount", sign)
        label = SQL("memo.text")
        source = SQL(
            "FROM real_payment y JOIN account_move i ON i.id = y.invoice_id "
            "JOIN real_partner p ON p.partner_id = i.partner_id "
            "CROSS JOIN LATERAL "
            "(SELECT coalesce(i.payment_reference, i.ref) AS text) memo "
            "WHERE y.way = %s ORDER BY y.payment_id",
            way,
        )
        # The entry names its payment and the payment its entry: the entry first.
        self._insert(
            "account_move",
            way,
            {
                "id": SQL("y.move_id"),
                "name": SQL("y.name"),
                "sequence_prefix": SQL("y.prefix"),
                "sequence_number": SQL("y.sequence_number"),
                "ref": label,
                "partner_id": SQL("i.partner_id"),
                "commercial_partner_id": SQL("i.partner_id"),
                "partner_shipping_id": SQL("NULL"),
                "invoice_partner_display_name": SQL("p.name"),
                "fiscal_position_id": SQL("p.fiscal_id"),
                "date": SQL("y.day"),
                "origin_payment_id": SQL("NULL"),
                "amount_total": SQL("y.amount"),
                "amount_total_signed": SQL("y.amount"),
                "amount_total_in_currency_signed": SQL("y.amount"),
                "trade_header_id": SQL("NULL"),
                "trade_header_snapshot": SQL("NULL"),
            },
            source,
        )
        self._insert(
            "account_payment",
            way,
            {
                "id": SQL("y.payment_id"),
                "move_id": SQL("y.move_id"),
                "name": SQL("y.name"),
                "partner_id": SQL("i.partner_id"),
                "memo": label,
                "date": SQL("y.day"),
                "amount": SQL("y.amount"),
                "amount_company_currency_signed": amount,
            },
            source,
        )
        common = {
            "move_id": SQL("y.move_id"),
            "payment_id": SQL("y.payment_id"),
            "partner_id": SQL("i.partner_id"),
            "move_name": SQL("y.name"),
            "ref": label,
            "date": SQL("y.day"),
            "date_maturity": SQL("y.day"),
        }
        self._insert(
            "account_move_line",
            f"{way} liquidity",
            {
                **common,
                **_balance(amount),
                "id": SQL("y.liquidity_id"),
                "name": self._payment_text(f"{way} liquidity", label),
                "price_subtotal": amount,
                "price_total": amount,
                "amount_residual": amount,
                "amount_residual_currency": amount,
            },
            source,
        )
        against = SQL("%s * y.amount", -sign)
        self._insert(
            "account_move_line",
            f"{way} counterpart",
            {
                **common,
                **_balance(against),
                "id": SQL("y.counterpart_id"),
                "name": self._payment_text(f"{way} counterpart", label),
                "price_subtotal": against,
                "price_total": against,
                "full_reconcile_id": SQL("NULL"),
                "matching_number": SQL("NULL"),
            },
            source,
        )
        self.cr.execute(
            "UPDATE account_move SET origin_payment_id = y.payment_id "
            "FROM real_payment y WHERE y.move_id = account_move.id AND y.way = %s",
            [way],
        )
        self.cr.execute(
            "INSERT INTO account_move__account_payment (payment_id, invoice_id) "
            "SELECT payment_id, invoice_id FROM real_payment WHERE way = %s",
            [way],
        )

    def _payment_text(self, kind: str, memo: SQL) -> SQL:
        """A payment line's label: Odoo's own words (``Manual Payment: ``), then the
        memo."""
        rows = self.specimens.rows.get(("account_move_line", kind)) or [
            {"name": "", "ref": ""}
        ]
        starts = {row["name"].removesuffix(row["ref"]) for row in rows}
        if len(starts) > 1:
            raise CannotLoad(
                f"Payments are labelled in a way that is not known: {starts}."
            )
        return SQL("%s || %s", starts.pop(), memo)

    def _insert_partials(self) -> None:
        self._insert(
            "account_full_reconcile",
            "full",
            {"id": SQL("full_id")},
            SQL(
                "FROM (SELECT DISTINCT full_id FROM real_partial "
                "WHERE full_id IS NOT NULL) fulls ORDER BY full_id"
            ),
        )
        self._insert(
            "account_partial_reconcile",
            "partial",
            {
                "id": SQL("t.partial_id"),
                "debit_move_id": SQL("t.debit_id"),
                "credit_move_id": SQL("t.credit_id"),
                "full_reconcile_id": SQL("t.full_id"),
                "max_date": SQL("greatest(debit.date, credit.date)"),
                "amount": SQL("t.amount"),
                "debit_amount_currency": SQL("t.amount"),
                "credit_amount_currency": SQL("t.amount"),
            },
            SQL(
                "FROM real_partial t "
                "JOIN account_move_line debit ON debit.id = t.debit_id "
                "JOIN account_move_line credit ON credit.id = t.credit_id "
                "ORDER BY t.partial_id"
            ),
        )

    def _close(self) -> None:
        """Residuals, matching numbers and payment states of what was reconciled."""
        self.cr.execute(
            """
            WITH part AS (
                SELECT debit_id AS line_id, -amount AS change, partial_id, full_id
                FROM real_partial
                UNION ALL
                SELECT credit_id, amount, partial_id, full_id FROM real_partial
            ), line AS (
                SELECT line_id, sum(change) AS change, min(partial_id) AS partial_id,
                       max(full_id) AS full_id
                FROM part GROUP BY line_id
            )
            UPDATE account_move_line l
            SET amount_residual = l.balance + line.change,
                amount_residual_currency = l.balance + line.change,
                reconciled = (l.balance + line.change = 0),
                full_reconcile_id = line.full_id,
                matching_number = coalesce(
                    line.full_id::varchar, 'P' || line.partial_id)
            FROM line WHERE line.line_id = l.id
            """
        )
        self.cr.execute(
            """
            UPDATE account_move m
            SET amount_residual = abs(l.amount_residual),
                amount_residual_signed = l.amount_residual,
                payment_state = CASE
                    WHEN l.amount_residual <> 0 THEN 'partial'
                    WHEN y.payment_id IS NOT NULL THEN %s
                    WHEN m.move_type = 'out_invoice' THEN 'reversed'
                    ELSE 'paid' END
            FROM account_move_line l
            LEFT JOIN real_payment y ON y.invoice_id = l.move_id
            WHERE l.move_id = m.id AND l.display_type = 'payment_term'
              AND m.move_type IN ('out_invoice', 'out_refund')
              AND (l.id IN (SELECT debit_id FROM real_partial)
                   OR l.id IN (SELECT credit_id FROM real_partial))
            """,
            [self.env["account.move"]._get_invoice_in_payment_state()],
        )

    # -- helpers ----------------------------------------------------------------
    def _insert(self, table: str, kind: str, fills: dict, source: SQL) -> None:
        self.cr.execute(self.specimens.insert(table, kind, fills, source))

    def _ids(self, table: str, count: int) -> list[int]:
        self.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)", [f"{table}_id_seq", count]
        )
        return [number for (number,) in self.cr.fetchall()]

    def _copy(self, table: str, rows: list[tuple]) -> None:
        text = "".join("\t".join(map(_field, row)) + "\n" for row in rows)
        self.cr.copy_expert(
            SQL("COPY %s FROM STDIN", SQL.identifier(table)).code, io.StringIO(text)
        )


def _balance(value: SQL) -> dict[str, SQL]:
    """The columns of a journal item's amount (company currency alone)."""
    return {
        "balance": value,
        "amount_currency": value,
        "debit": SQL("greatest(%s, 0)", value),
        "credit": SQL("greatest(-(%s), 0)", value),
    }


def _field(value) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    return (
        str(value)
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )
