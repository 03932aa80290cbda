# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import csv
import io
import logging
import time
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL, file_open

from . import history

_logger = logging.getLogger(__name__)

#: Loading two years must neither write two years of chatter nor send a mail.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
}


class TradeDemo(models.AbstractModel):
    """Loads the history of the demo company; called by the demo files alone."""

    _name = "trade.demo"
    _description = "Demo Data of Foreign Trade"

    @api.model
    def _load_rates(self):
        """Monthly euro rates of the last two years, where there are none."""
        company = self.env.company.root_id
        euro = self.env.ref("base.EUR")
        rates = history.rates(fields.Date.today())
        model = self.env["res.currency.rate"]
        known = model.search(
            [
                ("currency_id", "=", euro.id),
                ("company_id", "in", (False, company.id)),
                ("name", ">=", min(rates)),
            ]
        )
        if known or company.currency_id == euro:
            return model
        return model.create(
            [
                {
                    "currency_id": euro.id,
                    "company_id": company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in rates.items()
            ]
        )

    @api.model
    def _load_history(self):
        """Make quotations, orders, invoices, payments and interactions, once."""
        started = time.monotonic()
        demo = self.with_context(**QUIET)
        partners = demo._demo_records("demo_partner_", "res.partner")
        ids = [partner.id for partner in partners.values()]
        if demo.env["sale.order"].search_count([("partner_id", "in", ids)], limit=1):
            return
        if not demo.env.company.chart_template:
            _logger.info("Demo history left out: the company has no chart of accounts")
            return
        products = demo._demo_records("demo_product_", "product.template")
        story = history.build(
            demo._customers(partners),
            {key: product.list_price for key, product in products.items()},
            fields.Date.today(),
        )
        orders = demo._make_orders(story.orders, partners, products)
        invoices = demo._make_invoices(story.orders, orders)
        credits_ = demo._make_credit_notes(story.orders, invoices)
        payments = demo._make_payments(story.orders, invoices, credits_)
        demo._make_interactions(story.interactions, partners)
        demo._move_to_the_past(orders, payments, partners)
        _logger.info(
            "Demo history: %s quotations and orders, %s invoices, %s credit notes, "
            "%s payments, %s interactions in %.1f s",
            len(orders),
            len(invoices),
            len(credits_),
            len(payments),
            len(story.interactions),
            time.monotonic() - started,
        )

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    def _demo_records(self, prefix, model):
        """Demo records by the end of their external identifier.

        :return: {key: record}; sorted by key, so that a run is like the next
        """
        rows = self.env["ir.model.data"].search_fetch(
            [
                ("module", "=", "trade_crm"),
                ("model", "=", model),
                ("name", "=like", prefix.replace("_", "\\_") + "%"),
            ],
            ["name", "res_id"],
        )
        keyed = {row.name.removeprefix(prefix): row.res_id for row in rows}
        records = self.env[model].browse(keyed.values()).exists()
        return {
            key: self.env[model].browse(keyed[key])
            for key in sorted(keyed)
            if keyed[key] in records._ids
        }

    def _customers(self, partners):
        """The customers as the history wants them."""
        with file_open("trade_crm/demo/history/habits.csv") as stream:
            habits = {
                row["customer"].removeprefix("demo_partner_"): row
                for row in csv.DictReader(io.StringIO(stream.read()))
            }
        users = self._demo_records("demo_user_sales", "res.users")
        keys = {user.id: key for key, user in users.items()}
        found = []
        for index, (key, partner) in enumerate(partners.items()):
            habit = habits[key]
            term = partner.property_payment_term_id
            found.append(
                history.Customer(
                    key=key,
                    country=partner.country_code,
                    currency=partner.property_product_pricelist.currency_id.name,
                    size=int(habit["size"]),
                    profile=habit["profile"],
                    user=keys.get(partner.user_id.id, sorted(users)[index % 3]),
                    contacts=len(partner.child_ids),
                    headers=len(self._headers(partner)),
                    term=max(term.line_ids.mapped("nb_days"), default=0),
                )
            )
        return found

    def _headers(self, partner):
        """Headers that documents may be made out to, the customer's own first."""
        usable = partner.trade_header_ids.filtered(lambda h: h.kind != "former")
        return usable.sorted(lambda h: (not h.is_default, h.id))

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    def _make_orders(self, plans, partners, products):
        """Quotations and orders, in the order of ``plans``."""
        users = self._demo_records("demo_user_sales", "res.users")
        pricelists = self._demo_records("demo_pricelist_", "product.pricelist")
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": partners[plan.customer].id,
                    "user_id": users[plan.user].id,
                    "pricelist_id": pricelists[plan.currency.lower()].id,
                    "date_order": plan.moment,
                    "validity_date": plan.moment.date() + timedelta(days=30),
                    "client_order_ref": plan.reference,
                    "state": plan.state if plan.state != "sale" else "draft",
                    "trade_header_id": self._headers(partners[plan.customer])[
                        plan.header
                    ].id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": products[
                                    line.product
                                ].product_variant_id.id,
                                "product_uom_qty": line.quantity,
                                "price_unit": line.price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for line in plan.lines
                    ],
                }
                for plan in plans
            ]
        )
        sold = orders.browse(
            [o.id for o, p in zip(orders, plans, strict=True) if p.state == "sale"]
        )
        sold.action_confirm()
        self._lose(
            [o for o, p in zip(orders, plans, strict=True) if p.state == "cancel"]
        )
        # Confirming says "now": give the orders their own dates back.
        for order, plan in zip(orders, plans, strict=True):
            if plan.state == "sale":
                order.date_order = plan.moment
        return orders

    def _lose(self, orders):
        """Quotations that were cancelled in the past were lost then, for a reason."""
        reasons = self.env["crm.lost.reason"].search([], order="id")
        for place, order in enumerate(orders):
            order.write(
                {
                    "trade_lost_date": min(
                        order.date_order + timedelta(days=14), fields.Datetime.now()
                    ),
                    "trade_lost_reason_id": reasons[place % len(reasons)].id
                    if reasons
                    else False,
                }
            )

    def _make_invoices(self, plans, orders):
        """Posted invoices of the orders that were shipped.

        :return: {position in ``plans``: invoice}
        """
        places, values = [], []
        for place, (plan, order) in enumerate(zip(plans, orders, strict=True)):
            if not plan.invoiced:
                continue
            places.append(place)
            values.append(
                {
                    **order._prepare_invoice(),
                    "invoice_date": plan.invoiced,
                    "invoice_line_ids": [
                        Command.create(line._prepare_invoice_line(sequence=number))
                        for number, line in enumerate(order.order_line)
                    ],
                }
            )
        invoices = (
            self.env["account.move"]
            .with_context(default_move_type="out_invoice")
            .create(values)
        )
        invoices.action_post()
        return dict(zip(places, invoices, strict=True))

    def _make_credit_notes(self, plans, invoices):
        """Posted credit notes for pieces taken back, set off against the invoices.

        :return: {position in ``plans``: credit note}
        """
        places, values = [], []
        for place, invoice in invoices.items():
            credit = plans[place].credit
            if not credit:
                continue
            line = invoice.invoice_line_ids[credit.line]
            places.append(place)
            values.append(
                {
                    "move_type": "out_refund",
                    "partner_id": invoice.partner_id.id,
                    "invoice_user_id": invoice.invoice_user_id.id,
                    "currency_id": invoice.currency_id.id,
                    "invoice_date": credit.day,
                    "reversed_entry_id": invoice.id,
                    "trade_header_id": invoice.trade_header_id.id,
                    "ref": f"Damaged in transit, {invoice.name}",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "quantity": credit.quantity,
                                "price_unit": line.price_unit,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        notes = self.env["account.move"].create(values)
        notes.action_post()
        found = dict(zip(places, notes, strict=True))
        self._reconcile([invoices[place] | note for place, note in found.items()])
        return found

    def _make_payments(self, plans, invoices, credit_notes):
        """Posted payments, each set off against its invoice."""
        journal = self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.env.company),
                ("type", "=", "bank"),
            ],
            limit=1,
        )
        paid, values = [], []
        for place, invoice in invoices.items():
            total = left = invoice.amount_total - (
                credit_notes[place].amount_total if place in credit_notes else 0.0
            )
            for payment in plans[place].payments:
                amount = invoice.currency_id.round(min(left, total * payment.share))
                left -= amount
                paid.append(invoice)
                values.append(
                    {
                        "payment_type": "inbound",
                        "partner_type": "customer",
                        "partner_id": invoice.commercial_partner_id.id,
                        "journal_id": journal.id,
                        "currency_id": invoice.currency_id.id,
                        "amount": amount,
                        "date": payment.day,
                        "memo": invoice.name,
                        "invoice_ids": [Command.set(invoice.ids)],
                    }
                )
        payments = self.env["account.payment"].create(values)
        payments.action_post()
        self._reconcile([p.move_id | i for p, i in zip(payments, paid, strict=True)])
        return payments

    def _reconcile(self, pairs):
        """Set off the open receivable lines of each pair of journal entries."""
        receivable = [
            pair.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            for pair in pairs
        ]
        if receivable:
            self.env["account.move.line"]._reconcile_plan(receivable)

    def _make_interactions(self, plans, partners):
        users = self._demo_records("demo_user_sales", "res.users")
        self.env["trade.interaction"].create(
            [
                {
                    "partner_id": partners[plan.customer].id,
                    "contact_id": partners[plan.customer]
                    .child_ids[plan.contact : plan.contact + 1]
                    .id,
                    "user_id": users[plan.user].id,
                    "date": plan.moment,
                    "channel": plan.channel,
                    "direction": plan.direction,
                    "summary": plan.summary,
                }
                for plan in plans
            ]
        )

    def _move_to_the_past(self, orders, payments, partners):
        """Date what was written down by itself like the document that proves it.

        It was written now; and nobody reads in an old order's chatter that its
        invoice was paid just now.
        """
        self.env["mail.message"].search(
            [("model", "=", "sale.order"), ("res_id", "in", orders.ids)]
        ).unlink()
        self.env.flush_all()
        for records, moment in (
            (orders, SQL("d.date_order")),
            (payments, SQL("d.date + TIME '03:00'")),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE trade_interaction AS i
                       SET date = LEAST(%(moment)s, NOW() AT TIME ZONE 'UTC')
                      FROM %(table)s AS d
                     WHERE i.res_model = %(model)s AND i.res_id = d.id
                       AND d.id = ANY(%(ids)s)
                    """,
                    moment=moment,
                    table=SQL.identifier(records._table),
                    model=records._name,
                    ids=records.ids,
                )
            )
        interactions = self.env["trade.interaction"]
        interactions.invalidate_model(["date"])
        interactions._recount_last_contact(
            self.env["res.partner"].union(*partners.values())
        )
