# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import calendar
import logging
from datetime import date, timedelta

import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2.extras import Json

from ...kernels import abc, bgnbd, churn, gamma_gamma, lifecycle, rfm, rhythm

_logger = logging.getLogger(__name__)

SEGMENTS = [
    ("champions", "Champions"),
    ("loyal", "Loyal"),
    ("potential_loyalist", "Potential loyalists"),
    ("new", "New"),
    ("promising", "Promising"),
    ("need_attention", "Need attention"),
    ("about_to_sleep", "About to sleep"),
    ("at_risk", "At risk"),
    ("cant_lose", "Can't lose them"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]
LIFECYCLES = [
    ("prospect", "Prospect"),
    ("first", "First order"),
    ("growing", "Growing"),
    ("loyal", "Loyal"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
]
#: Odoo's own figures may still be written by transactions that began before the last
#: refresh; documents changed this long before it are read again.
OVERLAP = timedelta(minutes=15)
#: Class id of the advisory lock that keeps two refreshes of a company apart.
LOCK_CLASS = 19_050_301
#: Documents from which a forecast is worth showing.
USABLE = ("", "limit")

#: Columns that SQL reads straight from documents, in the order of the fact query.
FACTS = (
    "first_order_date",
    "last_order_date",
    "frequency",
    "credit_note_count",
    "invoiced",
    "credited",
    "monetary",
    "overdue",
    "days_to_pay",
    "on_time_share",
    "line_count",
    "product_count",
    "open_quotes",
    "orders_won",
    "orders_lost",
    "interactions_in",
    "interactions_out",
)
#: Columns worked out from them, with their PostgreSQL types.
DERIVED = {
    "recency_days": "int",
    "order_days": "int",
    "average_order_value": "numeric",
    "returns_share": "float8",
    "hit_rate": "float8",
    "r_score": "int",
    "f_score": "int",
    "m_score": "int",
    "segment": "varchar",
    "lifecycle": "varchar",
    "abc_class": "varchar",
    "usual_interval": "float8",
    "next_order_date": "date",
    "next_order_from": "date",
    "next_order_to": "date",
    "peak_months": "int",
    "p_alive": "float8",
    "expected_orders_3": "float8",
    "expected_orders_6": "float8",
    "expected_orders_12": "float8",
    "expected_value_12": "numeric",
    "churn_risk": "float8",
    "churn_points": "jsonb",
    "money_at_stake": "numeric",
}


class TradeCustomerMetric(models.Model):
    """What one customer is worth to one company, and what is to be expected of him.

    Read from posted customer invoices and credit notes (by commercial partner, untaxed,
    in the company's currency at the document's date), quotations, orders, payments
    and interactions. Written by ``refresh`` alone, in set-based SQL.
    """

    _name = "trade.customer.metric"
    _description = "Customer Figures"
    _order = "monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Owner", store=True, index=True
    )
    team_id = fields.Many2one(
        related="partner_id.user_id.sale_team_id", string="Sales team", store=True
    )
    country_id = fields.Many2one(related="partner_id.country_id", store=True)
    computed_on = fields.Datetime(readonly=True)

    first_order_date = fields.Date(
        string="First order",
        readonly=True,
        help="Date of the first posted customer invoice.",
    )
    last_order_date = fields.Date(
        string="Last order",
        readonly=True,
        help="Date of the last posted customer invoice.",
    )
    recency_days = fields.Integer(
        string="Recency (days)",
        readonly=True,
        aggregator="avg",
        help="Days from the last posted invoice to the day of the refresh.",
    )
    frequency = fields.Integer(
        string="Orders (invoices)",
        readonly=True,
        help="Number of posted customer invoices; credit notes do not count.",
    )
    order_days = fields.Integer(
        readonly=True, help="Number of different days with a posted customer invoice."
    )
    credit_note_count = fields.Integer(string="Credit notes", readonly=True)
    invoiced = fields.Monetary(
        readonly=True, help="Posted customer invoices, untaxed, company currency."
    )
    credited = fields.Monetary(
        readonly=True, help="Posted credit notes, untaxed, as a positive amount."
    )
    monetary = fields.Monetary(
        string="Net revenue",
        readonly=True,
        help="Invoices less credit notes, untaxed, in the company's currency at each "
        "document's own date.",
    )
    average_order_value = fields.Monetary(
        readonly=True,
        aggregator="avg",
        help="Net revenue divided by the number of invoices.",
    )
    returns_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Credit notes as a share of what was invoiced.",
    )
    line_count = fields.Integer(string="Invoice lines", readonly=True)
    product_count = fields.Integer(
        string="Products", readonly=True, help="Different products ever invoiced."
    )
    days_to_pay = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Average days from an invoice to its last payment, of paid invoices.",
    )
    on_time_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of the paid invoices that were paid by their due date.",
    )
    overdue = fields.Monetary(
        readonly=True, help="Open amount of posted invoices past their due date."
    )
    open_quotes = fields.Integer(readonly=True, help="Quotations not yet decided.")
    orders_won = fields.Integer(readonly=True, help="Confirmed sales orders.")
    orders_lost = fields.Integer(readonly=True, help="Cancelled quotations.")
    hit_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Confirmed orders as a share of confirmed and cancelled ones.",
    )
    interactions_in = fields.Integer(
        readonly=True, help="Contacts that came from the customer, last 90 days."
    )
    interactions_out = fields.Integer(
        readonly=True, help="Contacts that went to the customer, last 90 days."
    )
    r_score = fields.Integer(
        string="R",
        readonly=True,
        aggregator="avg",
        help="Recency score, 5 for the fifth of customers who ordered last. Equal "
        "values have equal scores.",
    )
    f_score = fields.Integer(
        string="F",
        readonly=True,
        aggregator="avg",
        help="Frequency score, 5 for the fifth of customers with most invoices.",
    )
    m_score = fields.Integer(
        string="M",
        readonly=True,
        aggregator="avg",
        help="Monetary score, 5 for the fifth of customers with most net revenue.",
    )
    segment = fields.Selection(
        selection=SEGMENTS,
        readonly=True,
        help="By the recency score and the mean of the frequency and monetary scores.",
    )
    lifecycle = fields.Selection(
        selection=LIFECYCLES,
        readonly=True,
        help="Prospect: no invoice yet. Lost: silent for a year and three of his own "
        "usual intervals. Dormant: 120 days and 1.5 intervals. Loyal: five invoices "
        "over half a year. Growing: two. First: one.",
    )
    abc_class = fields.Selection(
        selection=[("A", "A"), ("B", "B"), ("C", "C")],
        string="ABC",
        readonly=True,
        help="A: the customers who bring the first 80 % of net revenue; B: up to 95 %.",
    )
    usual_interval = fields.Float(
        string="Usual interval (days)",
        readonly=True,
        aggregator="avg",
        help="Median days between two of his order days; the average customer's for "
        "those with fewer than three.",
    )
    next_order_date = fields.Date(
        string="Next order",
        readonly=True,
        help="Likeliest day by his own rhythm and season. A day that has passed means "
        "that the order is late.",
    )
    next_order_from = fields.Date(readonly=True)
    next_order_to = fields.Date(readonly=True)
    peak_months = fields.Integer(
        readonly=True, help="Bit m - 1 for each month m of the season; 0: no season."
    )
    season = fields.Char(compute="_compute_season")
    p_alive = fields.Float(
        string="Still a customer",
        readonly=True,
        aggregator="avg",
        help="Probability that he has not left for good (BG/NBD).",
    )
    expected_orders_3 = fields.Float(string="Orders in 3 months", readonly=True)
    expected_orders_6 = fields.Float(string="Orders in 6 months", readonly=True)
    expected_orders_12 = fields.Float(string="Orders in 12 months", readonly=True)
    expected_value_12 = fields.Monetary(
        string="Value in 12 months",
        readonly=True,
        help="Expected orders (BG/NBD) times their expected value (gamma-gamma).",
    )
    churn_risk = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Chance of no order within his horizon, moved by silence, falling "
        "revenue, overdue payment and unanswered contacts.",
    )
    churn_points = fields.Json(readonly=True)
    churn_reason = fields.Char(string="Why at risk", compute="_compute_churn_reason")
    money_at_stake = fields.Monetary(
        readonly=True, help="Net revenue of the last twelve months."
    )

    _partner_company = models.UniqueIndex("(company_id, partner_id)")
    _segment = models.Index("(company_id, segment)")

    @api.depends("peak_months")
    def _compute_season(self):
        for metric in self:
            metric.season = ", ".join(
                calendar.month_abbr[month]
                for month in range(1, 13)
                if metric.peak_months >> (month - 1) & 1
            )

    @api.depends("churn_points")
    def _compute_churn_reason(self):
        words = {
            "silence": self.env._("silent for longer than usual"),
            "falling": self.env._("buys less than before"),
            "late_payment": self.env._("payments are overdue"),
            "no_answer": self.env._("does not answer"),
        }
        for metric in self:
            reasons = metric.churn_points or []
            metric.churn_reason = "; ".join(words[name] for name, _points in reasons)

    # ---------------------------------------------------------------- refresh

    @api.model
    def refresh(self, company=None, changed_only=False):
        """Bring the figures up to date, company by company.

        :param company: one res.company record or id; every company when not given
        :param changed_only: read only customers with documents changed since the last
            refresh of the same day. Their scores use that refresh's cuts and forecast;
            the nightly whole refresh ranks everybody anew.
        :return: the trade.metric.run records
        """
        if not (
            self.env.su or self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(
                self.env._("Only managers may refresh the customer figures.")
            )
        companies = self.env["res.company"].browse(
            company.id if isinstance(company, models.BaseModel) else company
        )
        if not companies:
            companies = companies.sudo().search([])  # every company's own figures
        elif not (self.env.su or companies <= self.env.companies):
            raise AccessError(self.env._("This company is not open to you."))
        # figures are written for all customers, whoever may read them afterwards
        metrics = self.sudo()
        metrics.env.flush_all()
        runs = metrics.env["trade.metric.run"]
        for one in companies:
            runs += metrics._refresh_company(one, changed_only)
        metrics.env.invalidate_all()
        return runs

    @api.model
    def _cron_refresh(self, changed_only=False):
        companies = self.env["res.company"].search([])
        for done, company in enumerate(companies, 1):
            self.refresh(company, changed_only=changed_only)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done)

    @api.model
    def _refresh_company(self, company, changed_only):
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", LOCK_CLASS, company.id)
        )
        started = fields.Datetime.now()
        today = fields.Date.context_today(self)
        Run = self.env["trade.metric.run"]
        last = Run.search([("company_id", "=", company.id)], limit=1)
        basis = Run.browse()
        if changed_only and last.as_of == today:
            basis = Run.search(
                [("company_id", "=", company.id), ("whole", "=", True)], limit=1
            )
        partners = None
        if basis:
            partners = self._changed_partners(company, last.started - OVERLAP)
        invoices = self._read_facts(company, today, partners)
        rows = self._fetch_facts()
        parameters = basis.parameters if basis else {}
        derived, parameters, note = self._derive(company, today, rows, parameters)
        self._write_metrics(company, today, started, derived, partners)
        self._write_months(company, today, partners)
        return Run.create(
            {
                "company_id": company.id,
                "started": started,
                "finished": fields.Datetime.now(),
                "as_of": today,
                "whole": partners is None,
                "customers": len(rows["partner_id"]),
                "invoices": invoices,
                "future_invoices": self._count_future(company, today),
                "parameters": parameters,
                "note": note,
            }
        )

    @api.model
    def _changed_partners(self, company, since):
        """Return ids of the customers with documents changed since then."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id FROM account_move
                 WHERE company_id = %(company)s AND write_date >= %(since)s
                   AND move_type IN ('out_invoice', 'out_refund')
                   AND commercial_partner_id IS NOT NULL
                UNION
                SELECT p.commercial_partner_id
                  FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                 WHERE o.company_id = %(company)s AND o.write_date >= %(since)s
                UNION
                SELECT p.commercial_partner_id
                  FROM trade_interaction i JOIN res_partner p ON p.id = i.partner_id
                 WHERE i.write_date >= %(since)s
                """,
                company=company.id,
                since=since,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _count_future(self, company, today):
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM account_move
                 WHERE company_id = %s AND state = 'posted' AND invoice_date > %s
                   AND move_type IN ('out_invoice', 'out_refund')
                """,
                company.id,
                today,
            )
        )[0][0]

    @api.model
    def _read_facts(self, company, today, partners):
        """Fill the temporary tables trade_doc (documents) and trade_fact (customers).

        :return: number of documents read
        """
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_doc, pg_temp.trade_fact"))
        only = SQL() if partners is None else SQL("= ANY(%s)", partners)
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
                SQL("AND commercial_partner_id %s", only) if only else SQL(),
            )
        )
        invoices = cr.rowcount
        cr.execute(SQL("ANALYZE pg_temp.trade_doc"))
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_fact ON COMMIT DROP AS
                WITH doc AS (
                    SELECT partner_id,
                           min(day) FILTER (WHERE sale) AS first_order_date,
                           max(day) FILTER (WHERE sale) AS last_order_date,
                           count(*) FILTER (WHERE sale) AS frequency,
                           count(*) FILTER (WHERE NOT sale) AS credit_note_count,
                           sum(net) FILTER (WHERE sale) AS invoiced,
                           -sum(net) FILTER (WHERE NOT sale) AS credited,
                           sum(net) AS monetary,
                           sum(residual) FILTER (
                               WHERE sale AND due < %(today)s
                                 AND payment_state IN ('not_paid', 'partial')
                           ) AS overdue
                      FROM trade_doc GROUP BY partner_id
                ), paid AS (
                    SELECT d.partner_id, avg(p.day - d.day)::float8 AS days_to_pay,
                           avg((p.day <= d.due)::int)::float8 AS on_time_share
                      FROM trade_doc d
                      JOIN (
                            SELECT l.move_id, max(r.max_date) AS day
                              FROM account_partial_reconcile r
                              JOIN account_move_line l ON l.id = r.debit_move_id
                             WHERE r.company_id = %(company)s
                             GROUP BY l.move_id
                      ) p ON p.move_id = d.id
                     WHERE d.sale AND d.payment_state IN ('paid', 'in_payment')
                     GROUP BY d.partner_id
                ), line AS (
                    SELECT d.partner_id, count(*) AS line_count,
                           count(DISTINCT l.product_id) AS product_count
                      FROM trade_doc d JOIN account_move_line l ON l.move_id = d.id
                     WHERE d.sale AND l.display_type = 'product'
                     GROUP BY d.partner_id
                ), quote AS (
                    SELECT p.commercial_partner_id AS partner_id,
                           count(*) FILTER (
                               WHERE o.state IN ('draft', 'sent')
                           ) AS open_quotes,
                           count(*) FILTER (WHERE o.state = 'sale') AS orders_won,
                           count(*) FILTER (WHERE o.state = 'cancel') AS orders_lost
                      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                     WHERE o.company_id = %(company)s %(quotes)s
                     GROUP BY 1
                ), talk AS (
                    SELECT p.commercial_partner_id AS partner_id,
                           count(*) FILTER (WHERE i.direction = 'in')
                               AS interactions_in,
                           count(*) FILTER (WHERE i.direction = 'out')
                               AS interactions_out
                      FROM trade_interaction i JOIN res_partner p ON p.id = i.partner_id
                     WHERE i.date > %(today)s::date - 90 %(quotes)s
                       AND (i.company_id IS NULL OR i.company_id = %(company)s)
                     GROUP BY 1
                ), customer AS (
                    SELECT partner_id FROM doc UNION SELECT partner_id FROM quote
                )
                SELECT partner_id, first_order_date, last_order_date,
                       COALESCE(frequency, 0) AS frequency,
                       COALESCE(credit_note_count, 0) AS credit_note_count,
                       COALESCE(invoiced, 0) AS invoiced,
                       COALESCE(credited, 0) AS credited,
                       COALESCE(monetary, 0) AS monetary,
                       COALESCE(overdue, 0) AS overdue,
                       days_to_pay, on_time_share,
                       COALESCE(line_count, 0) AS line_count,
                       COALESCE(product_count, 0) AS product_count,
                       COALESCE(open_quotes, 0) AS open_quotes,
                       COALESCE(orders_won, 0) AS orders_won,
                       COALESCE(orders_lost, 0) AS orders_lost,
                       COALESCE(interactions_in, 0) AS interactions_in,
                       COALESCE(interactions_out, 0) AS interactions_out
                  FROM customer
                  LEFT JOIN doc USING (partner_id) LEFT JOIN paid USING (partner_id)
                  LEFT JOIN line USING (partner_id) LEFT JOIN quote USING (partner_id)
                  LEFT JOIN talk USING (partner_id)
                """,
                company=company.id,
                today=today,
                quotes=SQL("AND p.commercial_partner_id %s", only) if only else SQL(),
            )
        )
        return invoices

    @api.model
    def _fetch_facts(self):
        """Return the customers' facts and their order days as arrays by name.

        Customers in ascending id, shape (n,); ``day_*`` one entry per customer and day.
        """
        names = (
            "partner_id",
            "frequency",
            "invoiced",
            "credited",
            "monetary",
            "overdue",
            "orders_won",
            "orders_lost",
            "interactions_in",
            "interactions_out",
        )
        columns = SQL(", ").join(SQL("%s::float8", SQL.identifier(n)) for n in names)
        rows = self.env.execute_query(
            SQL("SELECT %s FROM trade_fact ORDER BY partner_id", columns)
        )
        table = np.array(rows, dtype=float).reshape(-1, len(names))
        facts = dict(zip(names, table.T, strict=True))
        facts["partner_id"] = facts["partner_id"].astype(np.int64)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, day - DATE '1970-01-01',
                       COALESCE(sum(net) FILTER (WHERE sale), 0)::float8,
                       sum(net)::float8, bool_or(sale)
                  FROM trade_doc GROUP BY partner_id, day ORDER BY partner_id, day
                """
            )
        )
        table = np.array(rows, dtype=float).reshape(-1, 5)
        facts["day_customer"] = np.searchsorted(
            facts["partner_id"], table[:, 0].astype(np.int64)
        )
        facts["day"] = table[:, 1].astype(np.int64)
        facts["day_invoiced"], facts["day_net"] = table[:, 2], table[:, 3]
        facts["day_sale"] = table[:, 4].astype(bool)
        return facts

    @api.model
    def _derive(self, company, today, facts, parameters):
        """Return (columns by name, parameters used, remark on the forecast).

        :param parameters: cuts and forecast of an earlier run to go on with, or {}
        """
        n = len(facts["partner_id"])
        now = (today - date(1970, 1, 1)).days
        sale = facts["day_sale"]
        who, day = facts["day_customer"][sale], facts["day"][sale]
        days = np.bincount(who, minlength=n)
        bought = days > 0
        first, last = np.full(n, now), np.full(n, now)
        np.minimum.at(first, who, day)
        last[who] = day  # days are ascending within a customer
        recency = now - last
        columns = {
            "partner_id": facts["partner_id"],
            "recency_days": np.where(bought, recency, 0),
            "order_days": days,
            "average_order_value": facts["monetary"]
            / np.maximum(facts["frequency"], 1)
            * bought,
            "returns_share": _share(facts["credited"], facts["invoiced"]),
            "hit_rate": _share(
                facts["orders_won"], facts["orders_won"] + facts["orders_lost"]
            ),
        }
        parameters = dict(parameters)
        columns |= self._derive_scores(facts, recency, bought, parameters)
        rhythms = self._derive_rhythm(n, who, day, now, columns)
        columns |= self._derive_lifecycle(facts, recency, first, last, bought, rhythms)
        note = self._derive_forecast(
            facts, days, first, last, now, rhythms, columns, parameters
        )
        return columns, parameters, note

    @api.model
    def _derive_scores(self, facts, recency, bought, parameters):
        """Return RFM scores, segments and ABC classes; keep new cuts in parameters."""
        values = {"r": -recency, "f": facts["frequency"], "m": facts["monetary"]}
        scores = {}
        for name, value in values.items():
            key = f"{name}_cuts"
            if key not in parameters:
                cuts = rfm.quintile_cuts(value[bought])
                parameters[key] = [c if np.isfinite(c) else None for c in cuts.tolist()]
            cuts = [np.inf if cut is None else cut for cut in parameters[key]]
            scores[name] = np.where(bought, rfm.score(value, cuts), 0)
        names = np.array(rfm.SEGMENTS, dtype=object)
        segment = rfm.segment(*(np.maximum(scores[name], 1) for name in "rfm"))
        return {
            **{f"{name}_score": score for name, score in scores.items()},
            "segment": np.where(bought, names[segment], None),
            "abc_class": self._abc_class(facts["monetary"], parameters),
        }

    @api.model
    def _abc_class(self, monetary, parameters):
        """Return A, B or C; a class reaches down to the smallest amount found in it."""
        if "abc_cuts" not in parameters:
            found = abc.classify(monetary)
            parameters["abc_cuts"] = [
                float(monetary[found == letter].min())
                if (found == letter).any()
                else None
                for letter in "AB"
            ]
        a_cut, b_cut = (np.inf if c is None else c for c in parameters["abc_cuts"])
        return np.where(
            monetary >= a_cut, "A", np.where(monetary >= min(a_cut, b_cut), "B", "C")
        ).astype(object)

    @api.model
    def _derive_rhythm(self, n, who, day, now, columns):
        """Add the rhythm's columns; return the expected silence in days, shape (n,)."""
        found = rhythm.measure(who, day, now)
        silence = np.full(n, 90.0)
        silence[found.customers] = found.expected_silence
        columns["usual_interval"] = np.zeros(n)
        columns["usual_interval"][found.customers] = found.usual_interval
        columns["peak_months"] = np.zeros(n, dtype=np.int64)
        columns["peak_months"][found.customers] = found.peak_months
        for name, value in (
            ("next_order_date", found.next_day),
            ("next_order_from", found.window_from),
            ("next_order_to", found.window_to),
        ):
            column = np.full(n, None, dtype=object)
            column[found.customers] = (
                np.round(value).astype("datetime64[D]").astype(object)
            )
            columns[name] = column
        return silence

    @api.model
    def _derive_lifecycle(self, facts, recency, first, last, bought, silence):
        rules = lifecycle.DEFAULT_RULES
        stage = lifecycle.assign(
            rules, facts["frequency"], recency * bought, silence, last - first
        )
        names = np.array([rule.stage for rule in rules], dtype=object)
        return {"lifecycle": names[stage]}

    @api.model
    def _derive_forecast(
        self, facts, days, first, last, now, silence, columns, parameters
    ):
        """Add forecast and churn columns; return the remark, False when all is well."""
        n = len(days)
        bought = days > 0
        x = np.maximum(days - 1, 0).astype(float)
        t_x, age = (last - first).astype(float), (now - first).astype(float)
        repeat_value = _repeat_mean(facts, first, x, n)
        if "bgnbd" not in parameters:
            fit = bgnbd.fit(x[bought], t_x[bought], age[bought])
            money = gamma_gamma.fit(x[bought], repeat_value[bought])
            parameters["bgnbd"] = {
                name: getattr(fit, name)
                for name in ("r", "alpha", "a", "b", "log_likelihood", "converged")
            } | {"reason": fit.reason}
            parameters["gamma_gamma"] = {
                name: getattr(money, name)
                for name in ("p", "q", "gamma", "log_likelihood", "converged")
            } | {"reason": money.reason, "fallback": money.fallback}
        fit = bgnbd.Fit(**parameters["bgnbd"])
        money = gamma_gamma.Fit(**parameters["gamma_gamma"])
        usable = bought & (fit.reason in USABLE)
        columns["p_alive"] = np.where(usable, fit.p_alive(x, t_x, age), 0.0)
        for months in (3, 6, 12):
            orders = fit.expected_purchases(months * 365.25 / 12, x, t_x, age)
            columns[f"expected_orders_{months}"] = np.where(usable, orders, 0.0)
        columns["expected_value_12"] = columns["expected_orders_12"] * np.maximum(
            money.expected_value(x, repeat_value), 0.0
        )
        columns |= self._derive_churn(
            facts, usable, fit, (x, t_x, age), now, last, silence
        )
        return fit.reason or False

    @api.model
    def _derive_churn(self, facts, usable, fit, history, now, last, silence):
        n = len(usable)
        spans = [
            np.bincount(
                facts["day_customer"],
                weights=facts["day_net"]
                * ((facts["day"] <= now - start) & (facts["day"] > now - end)),
                minlength=n,
            )
            for start, end in ((0, 90), (90, 180), (0, 365))
        ]
        quiet = (facts["interactions_out"] >= 3) & (facts["interactions_in"] == 0)
        seasonal_wait = (silence > 120) & (now - last < silence)
        horizon = np.clip(2 * silence, 90, 365)
        score = churn.score(
            1 - fit.p_order_within(horizon, *history),
            {
                "silence": churn.silence_strength(now - last, silence),
                "falling": churn.falling_strength(spans[0], spans[1]) * ~seasonal_wait,
                "late_payment": np.clip(_share(facts["overdue"], spans[2]), 0, 1),
                "no_answer": quiet,
            },
            in_rhythm=seasonal_wait,
        )
        points = np.full(n, None, dtype=object)
        for row in np.flatnonzero(usable):
            reasons = score.reasons(row)
            points[row] = Json(reasons) if reasons else None
        return {
            "churn_risk": np.where(usable, score.risk, 0.0),
            "churn_points": points,
            "money_at_stake": np.maximum(spans[2], 0.0),
        }

    @api.model
    def _write_metrics(self, company, today, started, columns, partners):
        """Upsert the rows in one statement, and keep what moved between stages."""
        cr = self.env.cr
        derived = SQL(", ").join(
            SQL("%s::%s[]", _plain(columns[name]), SQL(kind))
            for name, kind in DERIVED.items()
        )
        names = SQL(", ").join(SQL.identifier(name) for name in DERIVED)
        facts = SQL(", ").join(SQL.identifier(name) for name in FACTS)
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_derived"))
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_derived ON COMMIT DROP AS
                SELECT * FROM unnest(%s::int[], %s) AS t(partner_id, %s)
                """,
                _plain(columns["partner_id"]),
                derived,
                names,
            )
        )
        # without statistics the joins below become nested loops
        cr.execute(SQL("ANALYZE pg_temp.trade_fact, pg_temp.trade_derived"))
        cr.execute(
            SQL(
                """
                INSERT INTO trade_lifecycle_move
                       (partner_id, company_id, date, stage_from, stage_to)
                SELECT m.partner_id, m.company_id, %s, m.lifecycle, d.lifecycle
                  FROM trade_customer_metric m JOIN trade_derived d USING (partner_id)
                 WHERE m.company_id = %s AND m.lifecycle <> d.lifecycle
                """,
                today,
                company.id,
            )
        )
        gone = SQL("AND m.partner_id = ANY(%s)", partners) if partners else SQL()
        if partners is None or partners:
            cr.execute(
                SQL(
                    """
                    DELETE FROM trade_customer_metric m
                     WHERE m.company_id = %s %s AND NOT EXISTS (
                           SELECT FROM trade_derived d
                            WHERE d.partner_id = m.partner_id)
                    """,
                    company.id,
                    gone,
                )
            )
        sets = SQL(", ").join(
            SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
            for name in (
                *("computed_on", "user_id", "team_id", "country_id"),
                *FACTS,
                *DERIVED,
            )
        )
        cr.execute(
            SQL(
                """
                INSERT INTO trade_customer_metric
                       (partner_id, company_id, computed_on, user_id, team_id,
                        country_id, %(facts)s, %(names)s)
                SELECT f.partner_id, %(company)s, %(started)s, p.user_id,
                       u.sale_team_id, p.country_id, %(facts)s, %(names)s
                  FROM trade_fact f JOIN trade_derived d USING (partner_id)
                  JOIN res_partner p ON p.id = f.partner_id
                  LEFT JOIN res_users u ON u.id = p.user_id
                ON CONFLICT (company_id, partner_id) DO UPDATE SET %(sets)s
                """,
                facts=facts,
                names=names,
                company=company.id,
                started=started,
                sets=sets,
            )
        )

    @api.model
    def _write_months(self, company, today, partners):
        if partners is not None and not partners:
            return
        cr = self.env.cr
        gone = SQL("AND partner_id = ANY(%s)", partners) if partners else SQL()
        cr.execute(
            SQL(
                "DELETE FROM trade_customer_month WHERE company_id = %s %s",
                company.id,
                gone,
            )
        )
        cr.execute(
            SQL(
                """
                INSERT INTO trade_customer_month
                       (partner_id, company_id, user_id, team_id, country_id, month,
                        cohort, age, orders, invoiced, credited, net)
                SELECT m.partner_id, %s, p.user_id, u.sale_team_id, p.country_id,
                       m.month,
                       date_trunc('month', f.first_order_date)::date,
                       (extract(year FROM age(m.month, date_trunc('month',
                            f.first_order_date))) * 12
                        + extract(month FROM age(m.month, date_trunc('month',
                            f.first_order_date))))::int,
                       m.orders, m.invoiced, m.invoiced - m.net, m.net
                  FROM (
                        SELECT partner_id, date_trunc('month', day)::date AS month,
                               count(*) FILTER (WHERE sale) AS orders,
                               COALESCE(sum(net) FILTER (WHERE sale), 0) AS invoiced,
                               sum(net) AS net
                          FROM trade_doc GROUP BY 1, 2
                  ) m
                  JOIN trade_fact f USING (partner_id)
                  JOIN res_partner p ON p.id = m.partner_id
                  LEFT JOIN res_users u ON u.id = p.user_id
                """,
                company.id,
            )
        )

    # -------------------------------------------------------------- dashboard

    @api.model
    @api.readonly
    def dashboard_data(self, filters=None):
        """Return what the dashboard shows, in a fixed number of queries.

        :param dict filters: months (int, 0 for all), company_id, team_id, country_id
        """
        filters = filters or {}
        base = Domain("company_id", "in", self.env.companies.ids)
        for name in ("company_id", "team_id", "country_id"):
            if filters.get(name):
                base &= Domain(name, "=", int(filters[name]))
        months = int(filters.get("months", 12))
        period = base
        if months:
            today = fields.Date.context_today(self)
            start = today.replace(day=1) - relativedelta(months=months - 1)
            period &= Domain("month", ">=", start)
        Month = self.env["trade.customer.month"]
        company = self.env["res.company"].browse(int(filters.get("company_id") or 0))
        run = (
            self.env["trade.metric.run"]
            .sudo()
            .search(  # says when; no customer's data
                [("company_id", "=", (company or self.env.company).id)], limit=1
            )
        )
        [(net, credited, active)] = Month._read_group(
            period, [], ["net:sum", "credited:sum", "partner_id:count_distinct"]
        )
        buyers = base & Domain("frequency", ">", 0)
        [(customers, alive, value)] = self._read_group(
            buyers, [], ["__count", "p_alive:avg", "expected_value_12:sum"]
        )
        repeat = self.search_count(buyers & Domain("order_days", ">", 1))
        risky = (
            buyers & Domain("churn_risk", ">=", 0.7) & Domain("money_at_stake", ">", 0)
        )
        [(risk_count, stake)] = self._read_group(
            risky, [], ["__count", "money_at_stake:sum"]
        )
        trend = Month._read_group(period, ["month:month"], ["net:sum"])
        countries = Month._read_group(
            period, ["country_id"], ["net:sum"], order="net:sum desc", limit=10
        )
        currency = (company or self.env.company).currency_id
        mixed = len(self.env.companies.currency_id) > 1 and not company
        words = self.fields_get(allfields=["segment", "lifecycle", "monetary"])
        return {
            "currency": {
                "symbol": currency.symbol or "",
                "position": currency.position,
                "mixed": mixed,
            },
            "computed": run
            and {
                "at": fields.Datetime.to_string(run.finished),
                "as_of": fields.Date.to_string(run.as_of),
                "invoices": run.invoices,
                "future": run.future_invoices,
                "note": dict(run._fields["note"]._description_selection(self.env)).get(
                    run.note, ""
                ),
            },
            "cards": self._dashboard_cards(
                net,
                credited,
                active,
                customers,
                repeat,
                alive,
                value,
                risk_count,
                stake,
            ),
            "domains": {
                "period": list(period),
                "buyers": list(buyers),
                "repeat": list(buyers & Domain("order_days", ">", 1)),
                "risky": list(risky),
            },
            "trend": [
                {"label": month.strftime("%Y-%m"), "value": float(total or 0)}
                for month, total in trend
            ],
            "countries": [
                {
                    "id": country.id,
                    "label": country.name or self.env._("No country"),
                    "value": float(total or 0),
                }
                for country, total in countries
            ],
            "segments": self._dashboard_groups(buyers, "segment", words),
            "lifecycles": self._dashboard_groups(base, "lifecycle", words),
            "choices": self._dashboard_choices(),
        }

    @api.model
    def _dashboard_cards(
        self, net, credited, active, customers, repeat, alive, value, risk_count, stake
    ):
        """Return the numbers with their definitions, each with the domain it opens."""
        env = self.env
        return [
            {
                "name": env._("Net revenue"),
                "value": float(net or 0),
                "kind": "money",
                "opens": "period",
                "help": self.env["trade.customer.month"].fields_get(["net"])["net"][
                    "help"
                ],
            },
            {
                "name": env._("Credit notes"),
                "value": float(credited or 0),
                "kind": "money",
                "opens": "period",
                "help": env._("Posted credit notes of the period, untaxed."),
            },
            {
                "name": env._("Active customers"),
                "value": active or 0,
                "kind": "count",
                "opens": "period",
                "help": env._(
                    "Customers with an invoice or credit note in the period."
                ),
            },
            {
                "name": env._("Customers so far"),
                "value": customers or 0,
                "kind": "count",
                "opens": "buyers",
                "help": env._("Customers with at least one posted invoice ever."),
            },
            {
                "name": env._("Repurchase rate"),
                "value": repeat / customers if customers else 0.0,
                "kind": "share",
                "opens": "repeat",
                "help": env._("Customers who ordered on two days or more, of all."),
            },
            {
                "name": env._("Expected in 12 months"),
                "value": float(value or 0),
                "kind": "money",
                "opens": "buyers",
                "help": self.fields_get(["expected_value_12"])["expected_value_12"][
                    "help"
                ],
            },
            {
                "name": env._("Customers at risk"),
                "value": risk_count or 0,
                "kind": "count",
                "opens": "risky",
                "help": env._("Churn risk of 70 % or more and revenue within a year."),
            },
            {
                "name": env._("Money at stake"),
                "value": float(stake or 0),
                "kind": "money",
                "opens": "risky",
                "help": env._(
                    "Net revenue of the last twelve months of those at risk."
                ),
            },
        ]

    @api.model
    def _dashboard_groups(self, domain, name, words):
        found = {
            key: (count, float(money or 0))
            for key, count, money in self._read_group(
                domain, [name], ["__count", "monetary:sum"]
            )
        }
        return [
            {"key": key, "label": label, "value": found[key][0], "money": found[key][1]}
            for key, label in words[name]["selection"]
            if key in found
        ]

    @api.model
    def _dashboard_choices(self):
        def choices(records):
            return [{"id": one.id, "name": one.display_name} for one in records]

        countries = self._read_group([], ["country_id"])
        teams = self._read_group([], ["team_id"])
        return {
            "companies": choices(self.env.companies),
            "teams": choices([row[0] for row in teams if row[0]]),
            "countries": choices(
                sorted((row[0] for row in countries if row[0]), key=lambda c: c.name)
            ),
        }

    # ----------------------------------------------------------------- action

    def action_win_back(self):
        """Plan one win-back activity for each customer's owner; never a second one."""
        self.check_access("read")
        kind = self.env.ref("mail.mail_activity_data_todo")
        summary = self.env._("Win back the customer")
        planned = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", self.partner_id.ids),
                ("summary", "=", summary),
            ]
        )
        for metric in self.filtered(
            lambda one: one.partner_id.id not in planned.mapped("res_id")
        ):
            metric.partner_id.activity_schedule(
                activity_type_id=kind.id,
                summary=summary,
                note=metric.churn_reason,
                user_id=metric.user_id.id or self.env.uid,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(new)s planned, %(old)s had one already.",
                    new=len(self.partner_id) - len(set(planned.mapped("res_id"))),
                    old=len(set(planned.mapped("res_id"))),
                ),
            },
        }


def _share(part, whole):
    """Return part / whole where whole is positive, else 0, shape (n,)."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


def _repeat_mean(facts, first, x, n):
    """Return the mean invoiced value of the order days after the first, shape (n,)."""
    sale = facts["day_sale"]
    who, day = facts["day_customer"][sale], facts["day"][sale]
    later = day > first[who]
    total = np.bincount(
        who[later], weights=facts["day_invoiced"][sale][later], minlength=n
    )
    return total / np.maximum(x, 1)


def _plain(values):
    """Return a list that psycopg2 can adapt to an array."""
    return values.tolist()
