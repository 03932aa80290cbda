# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

# Kinds of what a customer owes or will owe, in the order of the page.
KINDS = ("due", "not_due", "draft", "orders", "deposits")


class Limit(NamedTuple):
    """A credit limit: whose (customer or group), how much in the currency of the
    company that asks, and the ids of the customers that count for it."""

    holder: object
    amount: float
    member_ids: list


class TradeExposure(models.AbstractModel):
    """What we stand to lose with customers, counted in one statement.

    Overdue and not yet due receivable, draft invoices and what is confirmed and not
    invoiced, less money received in advance. In the currency of a company; each
    document counts at its own rate.
    """

    _name = "trade.exposure"
    _description = "Exposure of Customers"

    @api.model
    def _read_exposure(self, partners, company):
        """Exposure of each customer.

        :param partners: companies that are customers
        :return: {partner id: {kind: amount, ..., "total": amount}}
        """
        found = {pid: dict.fromkeys((*KINDS, "total"), 0.0) for pid in partners.ids}
        if not found:
            return found
        companies = company
        if company.trade_exposure_all:
            companies = self.env["res.company"].sudo()  # a debt to a sister is one
            companies = companies.search([])
        for model in ("account.move", "account.move.line", "sale.order"):
            self.env[model].flush_model()
        self.env["sale.order.line"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        unknown = set()
        for row in self.env.execute_query(
            self._sql_exposure(partners.ids, companies, company)
        ):
            partner_id, kind, owner_id, day, amount, no_rate = row
            if no_rate:
                unknown.add(no_rate)
            if owner_id != company.id:
                owner = self.env["res.company"].browse(owner_id).sudo()  # its currency
                amount = owner.currency_id._convert(
                    float(amount), company.currency_id, company, day, round=False
                )
            found[partner_id][kind] += float(amount)
        for sums in found.values():
            sums["unknown"] = unknown
            for kind in KINDS:
                sums[kind] = company.currency_id.round(sums[kind])
            sums["total"] = company.currency_id.round(sum(sums[k] for k in KINDS))
        return found

    @api.model
    def _sql_exposure(self, partner_ids, companies, company):
        """Rows (customer, kind, company, day, amount, currency without a rate).

        Amounts are in the currency of the row's company. Days are only told apart
        where another company's currency has to be converted at them.
        """
        day = SQL("CASE WHEN company_id = %s THEN NULL ELSE day END", company.id)
        return SQL(
            """
            WITH receivable AS (
                SELECT id FROM account_account WHERE account_type = 'asset_receivable'
            ), document AS (
                SELECT l.partner_id, l.company_id, l.date AS day, l.amount_residual
                           AS amount,
                       CASE WHEN l.amount_residual < 0 AND m.move_type = 'entry'
                            THEN 'deposits'
                            WHEN COALESCE(l.date_maturity, l.date) < %(today)s
                            THEN 'due' ELSE 'not_due' END AS kind,
                       CASE WHEN l.currency_id <> l.company_currency_id
                             AND l.balance = l.amount_currency
                            THEN l.currency_id END AS currency_id
                  FROM account_move_line AS l
                  JOIN account_move AS m ON m.id = l.move_id
                 WHERE l.account_id IN (SELECT id FROM receivable)
                   AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                   AND l.partner_id = ANY(%(ids)s)
                   AND l.company_id = ANY(%(companies)s)
                 UNION ALL
                SELECT m.commercial_partner_id, m.company_id,
                       COALESCE(m.invoice_date, %(today)s), m.amount_total_signed,
                       'draft',
                       CASE WHEN m.currency_id <> c.currency_id
                             AND ABS(m.amount_total_signed) = m.amount_total
                            THEN m.currency_id END
                  FROM account_move AS m
                  JOIN res_company AS c ON c.id = m.company_id
                 WHERE m.commercial_partner_id = ANY(%(ids)s) AND m.state = 'draft'
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND m.company_id = ANY(%(companies)s)
                 UNION ALL
                SELECT p.commercial_partner_id, o.company_id, o.date_order::date,
                       GREATEST(o_left.amount, 0)
                           / COALESCE(NULLIF(o.currency_rate, 0), 1), 'orders',
                       CASE WHEN o.currency_id <> c.currency_id
                             AND COALESCE(o.currency_rate, 1) = 1
                            THEN o.currency_id END
                  FROM res_partner AS p
                  JOIN sale_order AS o ON o.partner_invoice_id = p.id
                   AND o.state = 'sale' AND o.invoice_status IN ('no', 'to invoice')
                  JOIN res_company AS c ON c.id = o.company_id
                  JOIN LATERAL (%(left)s) AS o_left ON TRUE
                 WHERE p.commercial_partner_id = ANY(%(ids)s)
                   AND o.company_id = ANY(%(companies)s)
            )
            SELECT partner_id, kind, company_id, %(day)s, SUM(amount),
                   MAX(u.name) FILTER (WHERE NOT EXISTS (
                       SELECT FROM res_currency_rate AS r
                        WHERE r.currency_id = document.currency_id))
              FROM document
              LEFT JOIN res_currency AS u ON u.id = document.currency_id
             GROUP BY partner_id, kind, company_id, %(day)s
            """,
            ids=list(partner_ids),
            companies=companies.ids,
            today=fields.Date.context_today(self),
            day=day,
            left=self._sql_order_left(),
        )

    @api.model
    def _sql_order_left(self):
        """What is left to invoice of an order ``o``, in its currency.

        Goods not yet on an invoice, draft ones included, less the down payments that
        were invoiced and are not yet taken off a final invoice.
        """
        return SQL(
            """
            SELECT COALESCE(SUM(
                       CASE WHEN l.is_downpayment THEN -COALESCE(paid.amount, 0)
                            ELSE l.price_total * GREATEST(
                                1 - COALESCE(l.qty_invoiced, 0)
                                    / NULLIF(l.product_uom_qty, 0), 0)
                       END), 0) AS amount
              FROM sale_order_line AS l
              LEFT JOIN LATERAL (
                   SELECT SUM(CASE WHEN d.move_type = 'out_refund'
                                   THEN -i.price_total ELSE i.price_total END) AS amount
                     FROM sale_order_line_invoice_rel AS r
                     JOIN account_move_line AS i ON i.id = r.invoice_line_id
                     JOIN account_move AS d ON d.id = i.move_id AND d.state <> 'cancel'
                    WHERE r.order_line_id = l.id AND l.is_downpayment
                   ) AS paid ON l.is_downpayment
             WHERE l.order_id = o.id AND l.display_type IS NULL
            """
        )

    # ------------------------------------------------------------------
    # Limits
    # ------------------------------------------------------------------

    @api.model
    def _limits(self, customers, company):
        """Limits that customers count for: their own and those of their groups.

        Limits bind everybody who confirms an order, and the sisters of a customer count
        whether or not the user may open them: they are read past the user's rights.

        :param customers: companies that are customers
        :return: {customer id: [Limit, ...]}; a customer without a limit is not in it
        """
        self.env["res.partner"].flush_model(["credit_limit", "trade_group_id"])
        self.env["trade.group"].flush_model()
        self.env["trade.credit.rating"].flush_model(["state", "limit"])
        limits = {}
        rows = self.env.execute_query(self._sql_limits(customers.ids, company))
        for customer_id, group_id, amount, currency_id, member_ids in rows:
            if group_id:
                holder = self.env["trade.group"].browse(group_id)
            else:
                holder = self.env["res.partner"].browse(customer_id)
            limit = Limit(
                holder.sudo(),  # the limit and its holder's name bind whoever confirms
                self._limit_amount(float(amount), currency_id, company),
                member_ids,
            )
            limits.setdefault(customer_id, []).append(limit)
        return limits

    @api.model
    def _limit_amount(self, amount, currency_id, company):
        """A group's limit at today's rate; a customer's own needs none."""
        currency = self.env["res.currency"].browse(currency_id or [])
        if not currency or currency == company.currency_id:
            return amount
        today = fields.Date.context_today(self)
        return currency._convert(amount, company.currency_id, company, today)

    @api.model
    def _sql_limits(self, partner_ids, company):
        """Rows (customer, group, limit, currency, customers that count for it).

        A customer's own limit is the one kept in Odoo's field; where that is 0, the
        one of the rating in force, which may be 0 (no credit).
        """
        partner = self.env["res.partner"].sudo()  # a limit binds who can't read it
        partner = partner.with_company(company)
        return SQL(
            """
            WITH RECURSIVE asked AS (
                SELECT p.id, p.trade_group_id, COALESCE(%(own)s, 0) AS own
                  FROM res_partner AS p WHERE p.id = ANY(%(ids)s)
            ), above AS (
                SELECT a.id AS customer_id, g.id, g.parent_id
                  FROM asked AS a JOIN trade_group AS g ON g.id = a.trade_group_id
                 UNION
                SELECT a.customer_id, g.id, g.parent_id
                  FROM above AS a JOIN trade_group AS g ON g.id = a.parent_id
            ), limited AS (
                SELECT id, credit_limit, credit_currency_id FROM trade_group
                 WHERE credit_limit > 0 AND id IN (SELECT id FROM above)
            ), below AS (
                SELECT id AS holder_id, id FROM limited
                 UNION
                SELECT b.holder_id, g.id
                  FROM below AS b JOIN trade_group AS g ON g.parent_id = b.id
            ), member AS (
                SELECT b.holder_id, ARRAY_AGG(p.id) AS ids
                  FROM below AS b JOIN res_partner AS p ON p.trade_group_id = b.id
                 WHERE p.commercial_partner_id = p.id GROUP BY b.holder_id
            )
            SELECT a.id, NULL::int, CASE WHEN a.own > 0 THEN a.own ELSE r.limit END,
                   NULL::int, ARRAY[a.id]
              FROM asked AS a
              LEFT JOIN trade_credit_rating AS r ON r.partner_id = a.id
                   AND r.company_id = %(company)s AND r.state = 'approved'
             WHERE a.own > 0 OR r.limit IS NOT NULL
             UNION ALL
            SELECT a.customer_id, l.id, l.credit_limit, l.credit_currency_id, m.ids
              FROM above AS a
              JOIN limited AS l ON l.id = a.id
              JOIN member AS m ON m.holder_id = l.id
             ORDER BY 1, 2 NULLS FIRST
            """,
            ids=list(partner_ids),
            company=company.id,
            own=partner._field_to_sql("p", "credit_limit"),
        )

    @api.model
    def _members(self, *limits):
        """The customers that count for any of some lists of limits."""
        ids = {pid for given in limits for one in given for pid in one.member_ids}
        return self.env["res.partner"].browse(sorted(ids))

    @api.model
    def _read_for(self, limits, company):
        """Exposure of all who count for the limits of customers; raises where it
        can't be counted.

        :param dict limits: as of ``_limits``
        """
        found = self._read_exposure(self._members(*limits.values()), company)
        self._check_rates(found)
        return found

    @api.model
    def _breaches(self, limits, found, company, added=None):
        """Limits that are passed.

        :param list limits: of one customer, as of ``_limits``
        :param dict found: exposure, as of ``_read_for``
        :param dict added: amount by customer's id that is not yet counted
        :return: list of dicts ``holder``, ``limit``, ``over`` and ``exposure``,
            which has the added amounts in it
        """
        added = added or {}
        breaches = []
        for limit in limits:
            exposure = sum(
                found[pid]["total"] + added.get(pid, 0.0) for pid in limit.member_ids
            )
            over = company.currency_id.round(exposure - limit.amount)
            if over > 0:
                breaches.append(
                    {
                        "holder": limit.holder,
                        "limit": limit.amount,
                        "exposure": exposure,
                        "over": over,
                    }
                )
        return breaches

    @api.model
    def _breach_text(self, breaches, company):
        """Whose limit is passed by how much, one line each."""
        return "\n".join(
            self.env._(
                "%(name)s: with this document %(exposure)s are open or on order, "
                "%(over)s beyond the credit limit of %(limit)s.",
                name=breach["holder"].display_name,
                **{
                    key: formatLang(
                        self.env, breach[key], currency_obj=company.currency_id
                    )
                    for key in ("exposure", "over", "limit")
                },
            )
            for breach in breaches
        )

    @api.model
    def _check_rates(self, found):
        if words := self._unknown_rates(found):
            raise UserError(words)

    @api.model
    def _unknown_rates(self, found):
        """Say that what is owed can't be counted, False where it can."""
        unknown = set().union(*(sums["unknown"] for sums in found.values()))
        return bool(unknown) and self.env._(
            "What the customer owes can't be counted: there is no exchange "
            "rate of %(currency)s. Enter the rates under Invoicing > "
            "Configuration > Currencies.",
            currency=", ".join(sorted(unknown)),
        )

    @api.model
    def _insured(self, partners, company):
        """Sum of the credit insurance in force, in the company's currency."""
        today = fields.Date.context_today(self)
        insurances = self.env["trade.credit.insurance"].sudo()  # sums only
        covers = insurances._read_group(
            Domain("partner_id", "in", partners.ids)
            & Domain("date_start", "<=", today)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", today)),
            ["currency_id"],
            ["amount:sum"],
        )
        return sum(
            currency._convert(amount, company.currency_id, company, today)
            for currency, amount in covers
        )

    # ------------------------------------------------------------------
    # For the pages
    # ------------------------------------------------------------------

    @api.model
    def _page(self, members, company, limits, amount=0.0):
        """Exposure as the pages show it.

        :param members: companies whose sums are shown
        :param list limits: of the customer or group, as of ``_limits``
        :param float amount: of the document on the page, not yet counted
        """

        def money(value):
            return formatLang(self.env, value, currency_obj=company.currency_id)

        found = self._read_exposure(members | self._members(limits), company)
        labels = self._labels()
        sums = {
            kind: sum(found[member.id][kind] for member in members) for kind in KINDS
        }
        rows = [
            {"kind": kind, "label": labels[kind], "amount": money(sums[kind])}
            for kind in KINDS
        ]
        if amount:
            rows.append(
                {
                    "kind": "this",
                    "label": self.env._("This document"),
                    "amount": money(amount),
                }
            )
        unknown = set().union(*(sums["unknown"] for sums in found.values()))
        return {
            "rows": rows,
            "total": money(sum(sums.values()) + amount),
            "insured": money(self._insured(members, company)),
            "limits": [self._page_limit(one, found, money, amount) for one in limits],
            "unknown": ", ".join(sorted(unknown)),
        }

    @api.model
    def _page_limit(self, limit, found, money, amount):
        """One limit beside what counts for it."""
        total = sum(found[pid]["total"] for pid in limit.member_ids) + amount
        over = total > limit.amount
        return {
            "name": limit.holder.display_name,
            "group": limit.holder._name == "trade.group",
            "limit": money(limit.amount),
            "exposure": money(total),
            "share": round(100 * total / limit.amount) if limit.amount else None,
            "over": money(total - limit.amount) if over else False,
        }

    @api.model
    def _labels(self):
        return {
            "due": self.env._("Overdue"),
            "not_due": self.env._("Posted, not due"),
            "draft": self.env._("Draft invoices"),
            "orders": self.env._("Orders not yet invoiced"),
            "deposits": self.env._("Paid in advance"),
        }
