# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

# Kinds of what a customer owes or will owe, in the order of the page.
KINDS = ("due", "not_due", "draft", "orders", "deposits")


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
            # sudo: a customer who owes money to a sister company of ours owes it
            companies = self.env["res.company"].sudo().search([])
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
    def _holders(self, customer, company):
        """Who has a limit that the customer counts for: itself and its groups.

        :return: list of (customer or group, limit in the company's currency,
            companies that count for it)
        """
        # sudo: limits bind everybody who confirms an order, and the sisters of a
        # customer count whether or not the user may open them
        customer = customer.sudo().with_company(company)
        holders = []
        limit = self._customer_limit(customer, company)
        if limit is not None:
            holders.append((customer, limit, customer))
        groups = customer.trade_group_id
        while groups and groups[-1].parent_id:
            groups |= groups[-1].parent_id
        for group in groups.filtered("credit_limit"):
            members = self.env["res.partner"].sudo()  # as above
            members = members.with_context(active_test=False).search(
                [("trade_group_id", "child_of", group.id)]
            )
            limit = group.credit_currency_id._convert(
                group.credit_limit,
                company.currency_id,
                company,
                fields.Date.context_today(self),
            )
            holders.append((group, limit, members | customer))
        return holders

    @api.model
    def _customer_limit(self, customer, company):
        """The limit in force: of the approved rating, else the one set in Odoo."""
        rating = self.env["trade.credit.rating"].sudo()  # as in _holders
        rating = rating.search_fetch(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
            ],
            ["limit"],
            limit=1,
        )
        if customer.credit_limit > 0:
            return customer.credit_limit
        return rating.limit if rating else None

    @api.model
    def _breaches(self, customer, company, added):
        """Limits of a customer that new orders would pass.

        :param dict added: amount by customer's id that is not yet counted

        :return: list of dicts ``holder``, ``limit``, ``over`` and ``exposure``,
            which has the new orders in it
        """
        holders = self._holders(customer, company)
        if not holders:
            return []
        everybody = self.env["res.partner"].union(*(h[2] for h in holders))
        found = self._read_exposure(everybody, company)
        self._check_rates(found)
        breaches = []
        for holder, limit, members in holders:
            exposure = sum(
                found[member.id]["total"] + added.get(member.id, 0.0)
                for member in members
            )
            over = company.currency_id.round(exposure - limit)
            if over > 0:
                breaches.append(
                    {
                        "holder": holder,
                        "limit": limit,
                        "exposure": exposure,
                        "over": over,
                    }
                )
        return breaches

    @api.model
    def _check_rates(self, found):
        unknown = set().union(*(sums["unknown"] for sums in found.values()))
        if unknown:
            raise UserError(
                self.env._(
                    "What the customer owes can't be counted: there is no exchange "
                    "rate of %(currency)s. Enter the rates under Invoicing > "
                    "Configuration > Currencies.",
                    currency=", ".join(sorted(unknown)),
                )
            )

    @api.model
    def _insured(self, partners, company):
        """Sum of the credit insurance in force, in the company's currency."""
        today = fields.Date.context_today(self)
        covers = (
            self.env["trade.credit.insurance"]
            .sudo()
            ._read_group(  # sums only
                Domain("partner_id", "in", partners.ids)
                & Domain("date_start", "<=", today)
                & (Domain("date_end", "=", False) | Domain("date_end", ">=", today)),
                ["currency_id"],
                ["amount:sum"],
            )
        )
        return sum(
            currency._convert(amount, company.currency_id, company, today)
            for currency, amount in covers
        )

    # ------------------------------------------------------------------
    # For the pages
    # ------------------------------------------------------------------

    @api.model
    def _page(self, members, company, holders, amount=0.0):
        """Exposure as the pages show it.

        :param members: companies whose sums are shown
        :param list holders: as of ``_holders``
        :param float amount: of the document on the page, not yet counted
        """

        def money(value):
            return formatLang(self.env, value, currency_obj=company.currency_id)

        everybody = members.union(*(holder[2] for holder in holders))
        found = self._read_exposure(everybody, company)
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
        limits = []
        for holder, limit, counted in holders:
            total = sum(found[member.id]["total"] for member in counted) + amount
            limits.append(
                {
                    "name": holder.display_name,
                    "group": holder._name == "trade.group",
                    "limit": money(limit),
                    "exposure": money(total),
                    "share": round(100 * total / limit) if limit else None,
                    "over": money(total - limit) if total > limit else False,
                }
            )
        unknown = set().union(*(sums["unknown"] for sums in found.values()))
        return {
            "rows": rows,
            "total": money(sum(sums.values()) + amount),
            "insured": money(self._insured(members, company)),
            "limits": limits,
            "unknown": ", ".join(sorted(unknown)),
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
