# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import heapq
from datetime import datetime, time
from itertools import islice

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount


class TradeTimeline(models.AbstractModel):
    """Interactions, quotations, orders, invoices and payments in one stream.

    Nothing is stored: each source is searched with the reader's own rights, newest
    first, and the streams are merged. Pages are cut by key, so that page 500 costs
    what page 1 costs and new entries never shift the pages.
    """

    _name = "trade.timeline"
    _description = "Customer Timeline"

    @api.model
    def _sources(self):
        """Where entries come from, most telling first.

        :return: list of dicts: kind, model, date (field), domain, partner (path to
            the company)
        """
        documents = ["sale.order", "account.move"]
        if self.env["account.payment"].has_access("read"):
            documents.append("account.payment")
        invoices = Domain("move_type", "in", ("out_invoice", "out_refund"))
        sources = [
            {
                "kind": "interaction",
                "model": "trade.interaction",
                "date": "date",
                # What is proven by a document shows as the document itself.
                "domain": Domain("res_model", "=", False)
                | Domain("res_model", "not in", documents),
                "partner": "partner_id",
            },
            {
                "kind": "order",
                "model": "sale.order",
                "date": "date_order",
                "domain": Domain("state", "!=", "cancel"),
                "partner": "partner_id.commercial_partner_id",
            },
            {
                "kind": "invoice",
                "model": "account.move",
                "date": "invoice_date",
                "domain": invoices & Domain("state", "=", "posted"),
                "partner": "commercial_partner_id",
            },
        ]
        if "account.payment" in documents:
            sources.append(
                {
                    "kind": "payment",
                    "model": "account.payment",
                    "date": "date",
                    "domain": Domain("state", "in", ("in_process", "paid"))
                    & Domain("partner_type", "=", "customer"),
                    "partner": "partner_id.commercial_partner_id",
                }
            )
        return [s for s in sources if self.env[s["model"]].has_access("read")]

    @api.model
    @api.readonly
    def page(self, model, res_id, before=None, limit=30):
        """One page of the timeline of a customer or a corporate group.

        :param str model: ``res.partner`` or ``trade.group``
        :param int res_id: the record; a contact stands for its company
        :param list before: the ``next`` of the page before, or None for the newest
        :param int limit: entries at most (1 to 100)
        :return: dict with ``entries`` (newest first) and ``next`` (False at the end)
        :raise AccessError: when the reader can't reach the record
        """
        limit = max(1, min(int(limit), 100))
        partner_ids = self._partner_ids(model, res_id)
        before = self._read_cursor(before)
        streams = (
            self._stream(rank, source, partner_ids, before, limit + 1)
            for rank, source in enumerate(self._sources())
        )
        merged = heapq.merge(*streams, key=lambda item: item[0], reverse=True)
        found = list(islice(merged, limit + 1))
        entries = [
            self._entry(kind, record, date) for (date, __, __), kind, record in found
        ][:limit]
        more = len(found) > limit
        cursor = found[limit - 1][0] if more else None
        return {
            "entries": entries,
            "next": [fields.Datetime.to_string(cursor[0]), *cursor[1:]]
            if more
            else False,
        }

    @api.model
    def _partner_ids(self, model, res_id):
        if model not in ("res.partner", "trade.group"):
            raise ValueError(f"No timeline for {model}")
        record = self.env[model].browse(int(res_id))
        record.check_access("read")
        if model == "trade.group":
            return record._companies_by_group()[record.id].ids
        return record.commercial_partner_id.ids

    @api.model
    def _read_cursor(self, before):
        if not before:
            return None
        date, rank, res_id = before
        return fields.Datetime.to_datetime(date), int(rank), int(res_id)

    @api.model
    def _stream(self, rank, source, partner_ids, before, limit):
        """The newest records of one source before the cursor, as sortable items.

        :return: list of (key, kind, record) with key (datetime, rank, id)
        """
        model = self.env[source["model"]]
        date = source["date"]
        domain = Domain(source["partner"], "in", partner_ids) & source["domain"]
        domain &= Domain(date, "!=", False)
        if before:
            domain &= self._before_domain(model._fields[date], rank, before)
        records = model.search(domain, order=f"{date} desc, id desc", limit=limit)
        return [
            ((self._as_datetime(record[date]), rank, record.id), source["kind"], record)
            for record in records
        ]

    @api.model
    def _before_domain(self, field, rank, before):
        """Domain on entries that sort behind the cursor (datetime, rank, id)."""
        moment, last_rank, last_id = before
        name = field.name
        day_only = field.type == "date"
        value = moment.date() if day_only else moment
        domain = Domain(name, "<", value)
        if day_only and moment.time() != time.min:
            # The whole day lies before a moment within it.
            return domain | Domain(name, "=", value)
        if rank < last_rank:
            return domain | Domain(name, "=", value)
        if rank == last_rank:
            domain |= Domain(name, "=", value) & Domain("id", "<", last_id)
        return domain

    @api.model
    def _as_datetime(self, value):
        if isinstance(value, datetime):
            return value
        return datetime.combine(value, time.min)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.model
    def _entry(self, kind, record, date):
        entry = {
            "kind": kind,
            "model": record._name,
            "id": record.id,
            "date": fields.Datetime.to_string(date),
            "has_time": kind in ("interaction", "order"),
            **getattr(self, f"_{kind}_entry")(record),
        }
        partner = record.partner_id.commercial_partner_id
        return {**entry, "partner_id": partner.id, "partner": partner.display_name}

    def _label(self, record, name):
        """The reader's word for a selection's value."""
        choices = record._fields[name]._description_selection(self.env)
        return dict(choices).get(record[name], "")

    @api.model
    def _interaction_entry(self, record):
        return {
            "type": record.channel,
            "label": self._label(record, "channel"),
            "title": record.summary or "",
            "detail": record.contact_id.name or "",
            "user": record.user_id.name or "",
            "direction": record.direction,
            "proven": record.proven,
        }

    @api.model
    def _order_entry(self, record):
        confirmed = record.state == "sale"
        header = record.sudo().trade_header_id  # it stands on the order he reads
        return {
            "type": "order" if confirmed else "quotation",
            "label": self.env._("Order") if confirmed else self.env._("Quotation"),
            "title": record.name,
            "detail": "" if header.is_own else header.name or "",
            "amount": format_amount(self.env, record.amount_total, record.currency_id),
            "user": record.user_id.name or "",
        }

    @api.model
    def _invoice_entry(self, record):
        refund = record.move_type == "out_refund"
        return {
            "type": record.move_type,
            "label": self.env._("Credit note") if refund else self.env._("Invoice"),
            "title": record.name,
            "detail": self._label(record, "payment_state"),
            "amount": format_amount(self.env, record.amount_total, record.currency_id),
            "user": record.invoice_user_id.name or "",
        }

    @api.model
    def _payment_entry(self, record):
        outbound = record.payment_type == "outbound"
        return {
            "type": "payment",
            "label": self.env._("Refund") if outbound else self.env._("Payment"),
            "title": record.name or "",
            "detail": record.memo or "",
            "amount": format_amount(self.env, record.amount, record.currency_id),
            "direction": "out" if outbound else "in",
            "user": "",
        }
