# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import io
import itertools
from datetime import date

import numpy as np
from odoo import api, models
from odoo.tools import SQL

from ...kernels import rows

EPOCH = date(1970, 1, 1)
#: Columns that SQL reads straight from documents, and what stands where there is none.
FACTS = {
    "first_order_date": None,
    "last_order_date": None,
    "frequency": 0,
    "credit_note_count": 0,
    "invoiced": 0,
    "credited": 0,
    "monetary": 0,
    "overdue": 0,
    "days_to_pay": None,
    "on_time_share": None,
    "paid_count": 0,
    "open_quotes": 0,
    "orders_won": 0,
    "orders_lost": 0,
    "margin": None,
    "interactions_in": 0,
    "interactions_out": 0,
    "answer_hours": None,
    "satisfaction": None,
    "complaints": 0,
    "signal_count": 0,
}
#: Of these what the calculation reads.
FETCHED = {
    "partner_id": "int4",
    "country_id": "int4",
    "frequency": "int4",
    "invoiced": "float8",
    "credited": "float8",
    "monetary": "float8",
    "overdue": "float8",
    "orders_won": "int4",
    "orders_lost": "int4",
    "interactions_in": "int4",
    "interactions_out": "int4",
    "complaints": "int4",
    "signal_count": "int4",
    "yearly_purchases": "float8",
}
DOCUMENTS = {"customer": "int4", "day": "date", "net": "float8", "sale": "bool"}
LINES = {"customer": "int4", "product": "int4", "quantity": "float8", "day": "date"}
#: Customers whose days and figures are in memory at a time, and documents whose lines
#: are. Each part reads the documents' table anew.
CUSTOMERS_AT_ONCE = 200_000
DOCUMENTS_AT_ONCE = 1_000_000
#: Talk that asks for an answer; a payment or an order does not.
ANSWERED = (
    "mail",
    "phone",
    "whatsapp",
    "wechat",
    "linkedin",
    "facebook",
    "website",
    "other",
)
#: What a customer says that speaks for his leaving.
WARNING_SIGNALS = (
    "price_sensitive",
    "comparing_competitor",
    "payment_trouble",
    "about_to_leave",
)


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _read_documents(self, company, today, partners):
        """Fill the temporary table trade_doc; return the number of documents.

        :param partners: ids of the customers to read, None for all
        """
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_doc"))
        only = SQL()
        if partners is not None:
            only = SQL(
                """AND partner_id IN (SELECT id FROM res_partner
                       WHERE commercial_partner_id = ANY(%(partners)s))
                   AND commercial_partner_id = ANY(%(partners)s)""",
                partners=partners,
            )
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_doc ON COMMIT DROP AS
                SELECT id, commercial_partner_id AS partner_id, invoice_date AS day,
                       move_type = 'out_invoice' AS sale, amount_untaxed_signed AS net,
                       amount_residual_signed AS residual, invoice_date_due AS due,
                       payment_state
                  FROM account_move
                 WHERE company_id = %s AND state = 'posted' AND invoice_date <= %s
                   AND move_type IN ('out_invoice', 'out_refund')
                   AND commercial_partner_id IS NOT NULL %s
                """,
                company.id,
                today,
                only,
            )
        )
        invoices = cr.rowcount
        cr.execute(SQL("ANALYZE pg_temp.trade_doc"))
        return invoices

    @api.model
    def _read_facts(self, company, today, partners):
        """Fill the temporary table trade_fact, one row for each customer."""
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_fact"))
        only = SQL()
        if partners is not None:
            only = SQL("AND p.commercial_partner_id = ANY(%s)", partners)
        sources = {
            "doc": self._documents_source(today),
            "paid": self._payments_source(company),
            "quote": self._orders_source(company, only),
            "talk": self._talk_source(company, today, only),
            "answer": self._answers_source(company, today, only),
            "complaint": self._cases_source(company, today, only),
            "rated": self._ratings_source(company, today, only),
            "signal": self._signals_source(company, today, only),
        }
        sources = {name: source for name, source in sources.items() if source}
        rates = self._wallet_rates(company, today)
        missing = {"answer_hours": "float8", "margin": "numeric"}
        known = self._known_columns(sources)
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_fact ON COMMIT DROP AS
                WITH %(sources)s, customer AS (
                    SELECT partner_id FROM doc UNION SELECT partner_id FROM quote
                )
                SELECT c.partner_id, r.country_id,
                       r.trade_yearly_purchases * e.rate AS yearly_purchases,
                       %(columns)s
                  FROM customer c JOIN res_partner r ON r.id = c.partner_id %(joins)s
                  LEFT JOIN unnest(%(currencies)s::int[], %(rates)s::numeric[])
                            AS e(id, rate)
                         ON e.id = COALESCE(
                            r.trade_yearly_purchases_currency_id, %(own)s)
                """,
                own=company.currency_id.id,
                currencies=list(rates),
                rates=list(rates.values()),
                sources=SQL(", ").join(
                    SQL("%s AS (%s)", SQL.identifier(name), source)
                    for name, source in sources.items()
                ),
                columns=SQL(", ").join(
                    self._fact_column(name, default, known, missing)
                    for name, default in FACTS.items()
                ),
                joins=SQL(" ").join(
                    SQL(
                        "LEFT JOIN %(name)s ON %(name)s.partner_id = c.partner_id",
                        name=SQL.identifier(name),
                    )
                    for name in sources
                ),
            )
        )

    @api.model
    def _wallet_rates(self, company, today):
        """Return {currency id: rate into the company's} of those that have a rate."""
        used = self.env["res.partner"]._read_group(
            [("trade_yearly_purchases", ">", 0)], ["trade_yearly_purchases_currency_id"]
        )
        own = company.currency_id
        rates = {own.id: 1.0}
        for [currency] in used:
            rated = currency.rate_ids.filtered(
                lambda rate: rate.company_id in (company.root_id, company.browse())
            )
            if currency and currency != own and rated:
                rates[currency.id] = currency._convert(1.0, own, company, today, False)
        return rates

    @api.model
    def _known_columns(self, sources):
        """Return the columns that the readable sources have."""
        absent = set()
        if "signal" not in sources:
            absent.add("signal_count")
        return set(FACTS) - absent

    @api.model
    def _fact_column(self, name, default, known, missing):
        column = SQL.identifier(name)
        if name not in known:
            kind = SQL("int" if default is not None else missing.get(name, "float8"))
            return SQL("%s::%s AS %s", default, kind, column)
        if default is None:
            return column
        return SQL("COALESCE(%s, %s) AS %s", column, default, column)

    @api.model
    def _documents_source(self, today):
        return SQL(
            """
            SELECT partner_id,
                   min(day) FILTER (WHERE sale) AS first_order_date,
                   max(day) FILTER (WHERE sale) AS last_order_date,
                   count(*) FILTER (WHERE sale) AS frequency,
                   count(*) FILTER (WHERE NOT sale) AS credit_note_count,
                   sum(net) FILTER (WHERE sale) AS invoiced,
                   -sum(net) FILTER (WHERE NOT sale) AS credited,
                   sum(net) AS monetary,
                   sum(residual) FILTER (
                       WHERE sale AND due < %s
                         AND payment_state IN ('not_paid', 'partial')
                   ) AS overdue
              FROM trade_doc GROUP BY partner_id
            """,
            today,
        )

    @api.model
    def _payments_source(self, company):
        return SQL(
            """
            SELECT partner_id, avg(paid_on - day)::float8 AS days_to_pay,
                   avg((paid_on <= due)::int)::float8 AS on_time_share,
                   count(*) AS paid_count
              FROM (
                    SELECT d.partner_id, d.day, d.due, max(r.max_date) AS paid_on
                      FROM trade_doc d JOIN account_move_line l ON l.move_id = d.id
                      JOIN account_partial_reconcile r ON r.debit_move_id = l.id
                     WHERE d.sale AND d.payment_state IN ('paid', 'in_payment')
                       AND l.display_type = 'payment_term' AND r.company_id = %s
                     GROUP BY d.id, d.partner_id, d.day, d.due
              ) p GROUP BY partner_id
            """,
            company.id,
        )

    @api.model
    def _orders_source(self, company, only):
        # the margin stands on the order when Odoo's sale_margin is installed
        margin = SQL("NULL::numeric")
        if "margin" in self.env["sale.order"]._fields:
            margin = SQL(
                "sum(o.margin / NULLIF(o.currency_rate, 0)) "
                "FILTER (WHERE o.state = 'sale')"
            )
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   count(*) FILTER (WHERE o.state IN ('draft', 'sent')) AS open_quotes,
                   count(*) FILTER (WHERE o.state = 'sale') AS orders_won,
                   count(*) FILTER (WHERE o.state = 'cancel') AS orders_lost,
                   %(margin)s AS margin
              FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
             WHERE o.company_id = %(company)s %(only)s
             GROUP BY 1
            """,
            margin=margin,
            company=company.id,
            only=only,
        )

    @api.model
    def _talk_source(self, company, today, only):
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   count(*) FILTER (WHERE i.direction = 'in') AS interactions_in,
                   count(*) FILTER (WHERE i.direction = 'out') AS interactions_out
              FROM trade_interaction i JOIN res_partner p ON p.id = i.partner_id
             WHERE i.date > %(today)s::date - %(window)s
               AND i.date < %(today)s::date + 1 %(only)s
               AND (i.company_id IS NULL OR i.company_id = %(company)s)
             GROUP BY 1
            """,
            today=today,
            window=company.trade_metric_window,
            company=company.id,
            only=only,
        )

    @api.model
    def _answers_source(self, company, today, only):
        """Hours from the first unanswered contact of a customer to our next one."""
        return SQL(
            """
            SELECT partner_id,
                   avg(extract(epoch FROM answered - date) / 3600)::float8
                       AS answer_hours
              FROM (
                    SELECT p.commercial_partner_id AS partner_id, i.date, i.direction,
                           lag(i.direction) OVER (earlier) AS previous,
                           min(i.date) FILTER (WHERE i.direction = 'out') OVER (
                               PARTITION BY p.commercial_partner_id
                               ORDER BY i.date DESC, i.id DESC
                           ) AS answered
                      FROM trade_interaction i
                      JOIN res_partner p ON p.id = i.partner_id
                     WHERE i.date > %(today)s::date - 2 * %(window)s
                       AND i.date < %(today)s::date + 1 %(only)s
                       AND i.channel = ANY(%(channels)s)
                       AND (i.company_id IS NULL OR i.company_id = %(company)s)
                    WINDOW earlier AS (
                        PARTITION BY p.commercial_partner_id ORDER BY i.date, i.id)
              ) t
             WHERE direction = 'in' AND previous IS DISTINCT FROM 'in'
               AND answered IS NOT NULL
             GROUP BY partner_id
            """,
            today=today,
            window=company.trade_metric_window,
            channels=list(ANSWERED),
            company=company.id,
            only=only,
        )

    @api.model
    def _cases_source(self, company, today, only):
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, count(*) AS complaints
              FROM trade_case c JOIN res_partner p ON p.id = c.partner_id
             WHERE c.company_id = %(company)s AND c.kind = 'complaint'
               AND c.state <> 'cancelled' AND c.date_open < %(today)s::date + 1 %(only)s
               AND (c.date_closed IS NULL
                    OR c.date_closed > %(today)s::date - %(window)s)
             GROUP BY 1
            """,
            today=today,
            window=company.trade_metric_window,
            company=company.id,
            only=only,
        )

    @api.model
    def _ratings_source(self, company, today, only):
        """Mean satisfaction (0 to 100) in the feedback of a year."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   avg(CASE b.kind WHEN 'nps' THEN b.mark * 10
                                   ELSE (b.mark - 1) * 25 END)::float8 AS satisfaction
              FROM trade_feedback b JOIN res_partner p ON p.id = b.partner_id
             WHERE b.company_id = %(company)s AND b.date <= %(today)s
               AND b.date > %(today)s::date - 365 %(only)s
             GROUP BY 1
            """,
            company=company.id,
            today=today,
            only=only,
        )

    @api.model
    def _signals_source(self, company, today, only):
        """Signs of leaving in what the customer says; None without signals."""
        if "trade.signal" not in self.env:
            return None
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, count(*) AS signal_count
              FROM trade_signal s JOIN res_partner p ON p.id = s.partner_id
             WHERE s.kind = ANY(%(kinds)s) AND s.state <> 'dismissed'
               AND s.date < %(today)s::date + 1
               AND s.date > %(today)s::date - %(window)s %(only)s
             GROUP BY 1
            """,
            kinds=list(WARNING_SIGNALS),
            today=today,
            window=company.trade_metric_window,
            only=only,
        )

    @api.model
    def _fact_parts(self, company, today):
        """Return the customers' facts, to be gone through in parts; see FactParts."""
        partner_ids = self._copy_out(
            SQL("SELECT partner_id FROM trade_fact ORDER BY 1"), {"partner_id": "int4"}
        )["partner_id"]
        counted = self._count_lines(company, today, partner_ids)
        return FactParts(self._fetch_facts, partner_ids, counted)

    @api.model
    def _fetch_facts(self, first, last):
        """Return facts and order days of customers from one id to another, by name.

        Customers in ascending id, shape (n,); ``day_*`` one entry per customer and day,
        ``day_customer`` being the customer's place, ``day_sale`` a day with an invoice.
        """
        columns = SQL(", ").join(
            SQL("COALESCE(%s, 0)::%s", SQL.identifier(name), SQL(kind))
            for name, kind in FETCHED.items()
        )
        within = SQL("WHERE partner_id BETWEEN %s AND %s", first, last)
        facts = self._copy_out(
            SQL("SELECT %s FROM trade_fact %s ORDER BY partner_id", columns, within),
            FETCHED,
        )
        return facts | self._fetch_days(facts["partner_id"], within)

    @api.model
    def _fetch_days(self, partner_ids, within):
        """Return the documents' days as arrays, sorted by customer and day."""
        docs = self._copy_out(
            SQL(
                "SELECT partner_id, day, COALESCE(net, 0)::float8, sale"
                " FROM trade_doc %s",
                within,
            ),
            DOCUMENTS,
        )
        order = np.lexsort((docs["day"], docs["customer"]))
        customer, day, net, sale = (docs.pop(name)[order] for name in DOCUMENTS)
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(customer) != 0) | (np.diff(day) != 0)
        place = np.cumsum(new) - 1
        invoices = np.bincount(place, weights=sale).astype(np.int64)
        return {
            "day_customer": partner_ids.searchsorted(customer[new]),
            "day": day[new],
            "day_invoiced": np.bincount(place, weights=net * sale),
            "day_net": np.bincount(place, weights=net),
            "day_invoices": invoices,
            "day_sale": invoices > 0,
        }

    @api.model
    def _count_lines(self, company, today, partner_ids):
        """Return each customer's invoice lines, products and quantities by window.

        All from one reading of the lines. Counted here: a database sorts or hashes
        every pair of customer and product.
        """
        n = len(partner_ids)
        now, window = (today - EPOCH).days, company.trade_metric_window
        lines, recent, before = (np.zeros(n) for _ in range(3))
        bought = [np.zeros(0, dtype=np.int64)]
        for within in self._document_parts():
            read = self._copy_out(
                SQL(
                    """
                    SELECT d.partner_id, COALESCE(l.product_id, 0),
                           COALESCE(l.quantity, 0)::float8, d.day
                      FROM trade_doc d JOIN account_move_line l ON l.move_id = d.id
                     WHERE d.sale AND l.display_type = 'product' %s
                    """,
                    within,
                ),
                LINES,
            )
            customer = partner_ids.searchsorted(read["customer"])
            pairs = rows.distinct((customer << 32) + read["product"])
            bought.append(pairs[pairs & 0xFFFFFFFF > 0])
            age = now - read["day"]
            lines += np.bincount(customer, minlength=n)
            recent += np.bincount(customer, read["quantity"] * (age < window), n)
            late = (age >= window) & (age < 2 * window)
            before += np.bincount(customer, read["quantity"] * late, n)
        pairs = rows.distinct(np.concatenate(bought))
        return {
            "line_count": lines,
            "product_count": np.bincount(pairs >> 32, minlength=n),
            "quantity_recent": recent,
            "quantity_before": before,
        }

    @api.model
    def _document_parts(self):
        """Return conditions on documents and lines, for so many at a time."""
        [(number,)] = self.env.execute_query(SQL("SELECT count(*) FROM trade_doc"))
        parts = -(-number // DOCUMENTS_AT_ONCE)
        if parts < 2:
            return [SQL()]
        [(limits,)] = self.env.execute_query(
            SQL(
                "SELECT percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY id)"
                " FROM trade_doc",
                [part / parts for part in range(1, parts + 1)],
            )
        )
        return [
            SQL(
                "AND d.id > %(low)s AND d.id <= %(high)s"
                " AND l.move_id > %(low)s AND l.move_id <= %(high)s",
                low=low,
                high=high,
            )
            for low, high in itertools.pairwise([0, *limits])
        ]

    @api.model
    def _copy_out(self, query, kinds):
        """Return a query's columns as arrays; see kernels.rows."""
        buffer = io.BytesIO()
        self.env.cr.copy_expert(
            b"COPY (%s) TO STDOUT (FORMAT binary)" % self.env.cr.mogrify(query), buffer
        )
        return rows.parse(buffer.getbuffer(), kinds)


class FactParts:
    """The facts of all customers in parts that fit into memory, in ascending id.

    Iterating reads them, again each time; a single part is kept.
    """

    def __init__(self, fetch, partner_ids, counted):
        """
        :param fetch: returns the facts of customers from one id to another, by name
        :param partner_ids: of all customers, ascending, shape (n,)
        :param counted: further facts of all customers, by name
        """
        self.fetch, self.partner_ids, self.counted = fetch, partner_ids, counted
        self.kept = None

    def __len__(self):
        return len(self.partner_ids)

    def __iter__(self):
        if self.kept:
            yield self.kept
            return
        for start in range(0, max(len(self), 1), CUSTOMERS_AT_ONCE):
            part = slice(start, start + CUSTOMERS_AT_ONCE)
            ids = self.partner_ids[part]
            span = (int(ids[0]), int(ids[-1])) if len(ids) else (0, 0)
            facts = self.fetch(*span)
            facts |= {name: values[part] for name, values in self.counted.items()}
            if len(self) <= CUSTOMERS_AT_ONCE:
                self.kept = facts
            yield facts
