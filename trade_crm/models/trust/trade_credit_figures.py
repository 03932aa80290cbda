# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from bisect import bisect_right
from contextlib import contextmanager
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

# Columns of a customer's figures, in the order of the query.
COLUMNS = (
    "partner_id",
    "root_id",
    "invoices",
    "first_day",
    "billed",
    "credited",
    "sales",
    "sales_before",
    "gross",
    "terms_days",
    "settled",
    "settled_on_time",
    "late_days_amount",
    "worst_late",
    "prepaid_amount",
    "open",
    "overdue",
    "overdue_days",
    "group_overdue",
    "group_billed",
    "size",
    "reference",
    "insurance_state",
    "country_level",
    "events",
    "last_event",
    "complaints",
    "unknown_rates",
)
# Customers whose figures are handed over at a time.
PART = 10_000
# From so many customers on whole tables are read, with this memory to sort and hash.
MANY = 2_000
WORK_MEM = "96MB"
# Cuts kept of the sales of a company's customers, and days for which they are used.
CUTS = 1_000
CUTS_DAYS = 7
# Up to so many customers are ranked by the books of the moment.
FEW = 200


class TradeCreditFigures(models.AbstractModel):
    """What the books and people say about customers, in one set-based statement.

    Money is in the company's currency at each document's own rate: a journal item's
    balance is just that, and a payment in a foreign currency settles the share of the
    balance that it settles of the invoice's own amount. Exchange differences, credit
    notes and write-offs are no payments.
    """

    _name = "trade.credit.figures"
    _description = "Figures for Credit Ratings"

    @api.model
    def _read_figures(self, company, partner_ids, policy, at=None, ranks=None):
        """Figures of customers in the books of a company.

        :param list partner_ids: ids of companies that are customers
        :param at: the day, default today
        :param list ranks: as of ``_read_ranks`` for that day, where it is known
        :return: {partner id: {column: value}}, one for each customer
        """
        figures = {}
        for part in self._read_parts(company, partner_ids, policy, at, ranks):
            figures.update(part)
        return figures

    @api.model
    def _read_parts(self, company, partner_ids, policy, at=None, ranks=None):
        """Yield the same figures, some customers at a time: all of them as dicts at
        once would take much memory."""
        at = at or fields.Date.context_today(self)
        self.env.flush_all()
        query = SQL(
            """
            WITH RECURSIVE %(scope)s, %(item)s, %(timing)s, %(due)s, %(bill)s,
                 %(known)s
            %(select)s
            """,
            scope=self._sql_scope(partner_ids),
            item=self._sql_item(company),
            timing=self._sql_timing(policy, at),
            due=self._sql_due(company, at),
            bill=self._sql_bill(company, policy, at),
            known=self._sql_known(company, policy, at),
            select=self._sql_select(partner_ids),
        )
        with self._planned_for(len(partner_ids)):
            rows = self.env.execute_query(query)
        if ranks is None:
            ranks = self._read_ranks(company, at)
        for start in range(0, len(rows), PART):
            figures = {}
            for row in rows[start : start + PART]:
                found = dict(zip(COLUMNS, row, strict=True))
                found["at"] = at
                found["rank"] = _percent_above(ranks, found["sales"])
                figures[row[0]] = found
            yield figures

    @contextmanager
    def _planned_for(self, customers):
        """Have the planner read whole tables where most of them is asked for.

        It takes the customers for few and would look millions of rows up one by one.
        """
        if customers < MANY:
            yield
            return
        self.env.cr.execute("SET LOCAL enable_nestloop TO off")
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEM))
        yield
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
        self.env.cr.execute("SET LOCAL work_mem TO DEFAULT")

    @api.model
    def _sql_scope(self, partner_ids):
        """The customers asked for, and the other companies of their groups."""
        return SQL(
            """
            asked AS MATERIALIZED (
                SELECT p.id, p.trade_size, p.country_id,
                       split_part(g.parent_path, '/', 1) AS root
                  FROM UNNEST(%(ids)s::int[]) AS a(id)
                  JOIN res_partner AS p ON p.id = a.id
                  LEFT JOIN trade_group AS g ON g.id = p.trade_group_id
            ), scope AS MATERIALIZED (
                SELECT id, root FROM asked
                 UNION
                SELECT p.id, split_part(g.parent_path, '/', 1)
                  FROM trade_group AS g
                  JOIN res_partner AS p ON p.trade_group_id = g.id
                 WHERE split_part(g.parent_path, '/', 1) IN (SELECT root FROM asked)
            )
            """,
            ids=list(partner_ids),
        )

    @api.model
    def _sql_item(self, company):
        """Every amount due on a posted invoice."""
        return SQL(
            """
            item AS MATERIALIZED (
                SELECT l.id, s.id AS partner_id, l.balance, l.amount_currency,
                       l.amount_residual, COALESCE(m.invoice_date, l.date) AS day,
                       COALESCE(l.date_maturity, l.date) AS due,
                       l.currency_id <> %(currency)s AND l.balance = l.amount_currency
                           AND l.currency_id NOT IN (
                               SELECT currency_id FROM res_currency_rate
                           ) AS no_rate, l.currency_id
                  FROM scope AS s
                  JOIN account_move_line AS l ON l.partner_id = s.id
                  JOIN account_move AS m ON m.id = l.move_id
                 WHERE l.display_type = 'payment_term' AND l.parent_state = 'posted'
                   AND l.company_id = %(company)s AND l.balance > 0
                   AND m.move_type IN ('out_invoice', 'out_receipt')
            )
            """,
            company=company.id,
            currency=company.currency_id.id,
        )

    @api.model
    def _sql_timing(self, policy, at):
        """How the amounts due were paid, or are late so far."""
        return SQL(
            """
            paid AS (
                SELECT i.partner_id, c.date - i.due AS late, c.date <= i.day AS prepaid,
                       r.debit_amount_currency * i.balance / i.amount_currency AS amount
                  FROM item AS i
                  JOIN account_partial_reconcile AS r ON r.debit_move_id = i.id
                  JOIN account_move_line AS c ON c.id = r.credit_move_id
                  JOIN account_journal AS j ON j.id = c.journal_id
                 WHERE i.due >= %(start)s AND i.amount_currency <> 0
                   AND c.date <= %(at)s AND j.type IN ('bank', 'cash', 'credit')
                   AND r.debit_amount_currency <> 0
                 UNION ALL
                SELECT partner_id, %(at)s - due, FALSE, amount_residual
                  FROM item WHERE amount_residual > 0 AND due < %(at)s
            ), timing AS (
                SELECT partner_id, SUM(amount) AS settled,
                       SUM(amount) FILTER (WHERE late <= %(grace)s) AS on_time,
                       SUM(amount * GREATEST(late, 0)) AS late_days_amount,
                       GREATEST(MAX(late), 0) AS worst_late,
                       SUM(amount) FILTER (WHERE prepaid) AS prepaid
                  FROM paid GROUP BY partner_id
            ), terms AS (
                SELECT partner_id,
                       SUM(balance * GREATEST(due - day, 0)) / SUM(balance) AS days
                  FROM item WHERE day > %(start)s GROUP BY partner_id
            ), unknown_rate AS (
                SELECT i.partner_id, STRING_AGG(DISTINCT c.name, ', ') AS names
                  FROM item AS i JOIN res_currency AS c ON c.id = i.currency_id
                 WHERE i.no_rate GROUP BY i.partner_id
            )
            """,
            start=at - relativedelta(months=policy.window_months),
            at=at,
            grace=policy.grace_days,
        )

    @api.model
    def _sql_due(self, company, at):
        """What is open now; money not yet set off against invoices lessens it."""
        return SQL(
            """
            due AS (
                SELECT l.partner_id, SUM(l.amount_residual) AS open,
                       SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0
                           AND COALESCE(l.date_maturity, l.date) < %(at)s) AS overdue,
                       SUM(l.amount_residual) FILTER (WHERE l.amount_residual < 0)
                           AS unused,
                       MAX(%(at)s - COALESCE(l.date_maturity, l.date))
                           FILTER (WHERE l.amount_residual > 0
                                   AND l.debit > 0) AS overdue_days
                  FROM account_move_line AS l
                  JOIN scope AS s ON s.id = l.partner_id
                 WHERE l.account_id IN (
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable')
                   AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                   AND l.company_id = %(company)s
                 GROUP BY l.partner_id
            )
            """,
            company=company.id,
            at=at,
        )

    @api.model
    def _sql_bill(self, company, policy, at):
        """What was invoiced and taken back."""
        return SQL(
            """
            bill AS (
                SELECT m.commercial_partner_id AS partner_id,
                       COUNT(*) FILTER (WHERE m.move_type <> 'out_refund') AS invoices,
                       MIN(m.invoice_date) FILTER (WHERE m.move_type <> 'out_refund')
                           AS first_day,
                       SUM(m.amount_total_signed)
                           FILTER (WHERE m.move_type <> 'out_refund'
                                   AND m.invoice_date > %(start)s) AS billed,
                       -SUM(m.amount_total_signed)
                           FILTER (WHERE m.move_type = 'out_refund'
                                   AND m.invoice_date > %(start)s) AS credited,
                       SUM(m.amount_untaxed_signed)
                           FILTER (WHERE m.invoice_date > %(year)s) AS sales,
                       SUM(m.amount_untaxed_signed)
                           FILTER (WHERE m.invoice_date <= %(year)s
                                   AND m.invoice_date > %(before)s) AS sales_before,
                       SUM(m.amount_total_signed)
                           FILTER (WHERE m.invoice_date > %(year)s) AS gross
                  FROM account_move AS m
                  JOIN scope AS s ON s.id = m.commercial_partner_id
                 WHERE m.state = 'posted' AND m.company_id = %(company)s
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND m.invoice_date <= %(at)s
                 GROUP BY m.commercial_partner_id
            )
            """,
            company=company.id,
            at=at,
            start=at - relativedelta(months=policy.window_months),
            year=at - relativedelta(years=1),
            before=at - relativedelta(years=2),
        )

    @api.model
    def _read_ranks(self, company, at):
        """Net sales of the twelve months to a day of all who bought, the least first.

        A run over many batches reads it once.
        """
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT SUM(amount_untaxed_signed)::float8 AS sales FROM account_move
                 WHERE state = 'posted' AND company_id = %(company)s
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND invoice_date > %(year)s AND invoice_date <= %(at)s
                 GROUP BY commercial_partner_id
                HAVING SUM(amount_untaxed_signed) > 0
                 ORDER BY sales
                """,
                company=company.id,
                at=at,
                year=at - relativedelta(years=1),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _ranks_of_all(self, company):
        """Read today's sales of all and keep their cuts for who is rated alone."""
        today = fields.Date.context_today(self)
        ranks = self._read_ranks(company, today)
        kept = False
        if len(ranks) > FEW:
            cuts = ranks[:: -(-len(ranks) // CUTS)]
            kept = {"day": fields.Date.to_string(today), "sales": cuts}
        company.sudo().trade_rating_ranks = kept  # the system's; nobody else reads it
        return ranks

    @api.model
    def _ranks_at_hand(self, company):
        """Sales to rank one customer by: the cuts of the last days, else read anew.

        To sum up a year's invoices of all would take seconds in a large company.
        """
        kept = company.sudo().trade_rating_ranks  # as above
        if kept:
            age = fields.Date.context_today(self) - fields.Date.to_date(kept["day"])
            if 0 <= age.days <= CUTS_DAYS:
                return kept["sales"]
        return self._ranks_of_all(company)

    @api.model
    def _sql_known(self, company, policy, at):
        """What people know: references, insurance, bad news."""
        return SQL(
            """
            refs AS (
                SELECT partner_id, AVG(CASE verdict WHEN 'good' THEN 100
                           WHEN 'fair' THEN 60 ELSE 0 END) AS mean
                  FROM trade_credit_reference
                 WHERE date > %(start)s AND date <= %(at)s
                 GROUP BY partner_id
            ), cover AS (
                SELECT i.partner_id, BOOL_OR(%(active)s) AS active,
                       MAX(i.amount) FILTER (WHERE %(active)s) AS best,
                       BOOL_OR(i.date_end < %(at)s) AS ended
                  FROM trade_credit_insurance AS i GROUP BY i.partner_id
            ), news AS (
                SELECT partner_id, COUNT(*) AS events, MAX(date) AS last_event
                  FROM trade_credit_event
                 WHERE date > %(start)s AND date <= %(at)s
                 GROUP BY partner_id
            ), complaint AS (
                SELECT partner_id, COUNT(*) AS number FROM trade_case
                 WHERE kind = 'complaint' AND state <> 'cancelled'
                   AND date_open > %(start)s AND date_open < %(at)s + 1
                 GROUP BY partner_id
            )
            """,
            start=at - relativedelta(months=policy.window_months),
            at=at,
            active=SQL(
                "(i.date_start <= %(at)s"
                " AND (i.date_end IS NULL OR i.date_end >= %(at)s))",
                at=at,
            ),
        )

    @api.model
    def _sql_select(self, partner_ids):
        return SQL(
            """
            , total AS (
                SELECT s.root, SUM(d.overdue) AS overdue, SUM(b.billed) AS billed
                  FROM scope AS s
                  LEFT JOIN due AS d ON d.partner_id = s.id
                  LEFT JOIN bill AS b ON b.partner_id = s.id
                 WHERE s.root IS NOT NULL GROUP BY s.root
            )
            SELECT a.id, a.root::int, COALESCE(b.invoices, 0), b.first_day,
                   COALESCE(b.billed, 0)::float8, COALESCE(b.credited, 0)::float8,
                   COALESCE(b.sales, 0)::float8, b.sales_before::float8,
                   COALESCE(b.gross, 0)::float8, e.days::float8, t.settled::float8,
                   COALESCE(t.on_time, 0)::float8, t.late_days_amount::float8,
                   t.worst_late, COALESCE(t.prepaid, 0)::float8,
                   COALESCE(d.open, 0)::float8,
                   GREATEST(COALESCE(d.overdue, 0) + COALESCE(d.unused, 0), 0)::float8,
                   GREATEST(d.overdue_days, 0),
                   CASE WHEN a.root IS NOT NULL
                        THEN COALESCE(g.overdue, 0) - COALESCE(d.overdue, 0)
                        END::float8,
                   CASE WHEN a.root IS NOT NULL
                        THEN COALESCE(g.billed, 0) - COALESCE(b.billed, 0)
                        END::float8,
                   a.trade_size::int, f.mean::float8,
                   CASE WHEN c.active THEN (CASE WHEN c.best > 0 THEN 1
                                                         ELSE -1 END)
                                WHEN c.ended THEN 0 END,
                   k.level, COALESCE(n.events, 0), n.last_event,
                   COALESCE(o.number, 0), u.names
              FROM asked AS a
              LEFT JOIN bill AS b ON b.partner_id = a.id
              LEFT JOIN timing AS t ON t.partner_id = a.id
              LEFT JOIN terms AS e ON e.partner_id = a.id
              LEFT JOIN due AS d ON d.partner_id = a.id
              LEFT JOIN total AS g ON g.root = a.root
              LEFT JOIN refs AS f ON f.partner_id = a.id
              LEFT JOIN cover AS c ON c.partner_id = a.id
              LEFT JOIN trade_country_risk AS k ON k.country_id = a.country_id
              LEFT JOIN news AS n ON n.partner_id = a.id
              LEFT JOIN complaint AS o ON o.partner_id = a.id
              LEFT JOIN unknown_rate AS u ON u.partner_id = a.id
            """
        )

    # ------------------------------------------------------------------
    # From figures to the values of factors
    # ------------------------------------------------------------------

    @api.model
    def _values(self, found):
        """Values of the factors from a customer's figures; None is unknown.

        :return: {factor kind: number or None}
        """
        number = {name: value for name, value in found.items() if value is not None}
        get = number.get
        settled = get("settled")
        return {
            "on_time": _share(get("settled_on_time"), settled),
            "days_late": _ratio(get("late_days_amount"), settled),
            "worst_late": get("worst_late"),
            "overdue": self._overdue_share(number["overdue"], number["billed"]),
            "dso_gap": self._dso_gap(found, number),
            "volume_rank": get("rank", 100.0),
            "volume": get("sales"),
            "trend": self._trend(found, number),
            "tenure": _months(found["first_day"], found["at"]),
            "returns": _share(number["credited"], number["billed"]),
            "disputes": get("complaints"),
            "group": self._group_share(number),
            "prepaid": _share(get("prepaid_amount"), settled),
            "size": get("size"),
            "reference": get("reference"),
            "insurance": get("insurance_state"),
            "country": get("country_level"),
            "event": get("events"),
        }

    @api.model
    def _overdue_share(self, overdue, billed):
        if overdue <= 0:
            return 0.0
        return min(100.0, 100.0 * overdue / billed) if billed > 0 else 100.0

    @api.model
    def _group_share(self, number):
        """Overdue of the sister companies, None for a customer that has none."""
        overdue, billed = number.get("group_overdue"), number.get("group_billed")
        if overdue is None or (overdue <= 0 and billed <= 0):
            return None
        return self._overdue_share(overdue, billed)

    @api.model
    def _dso(self, found, number):
        """Days sales outstanding: open receivable over sales of up to a year."""
        days = min(365, (found["at"] - found["first_day"]).days + 1)
        return max(number["open"], 0.0) / number["gross"] * days

    @api.model
    def _dso_gap(self, found, number):
        if number["gross"] <= 0 or not found["first_day"]:
            return None
        return self._dso(found, number) - number.get("terms_days", 0.0)

    @api.model
    def _trend(self, found, number):
        """Change of sales in percent, None without two whole years to compare."""
        before = number.get("sales_before", 0.0)
        first = found["first_day"]
        if before <= 0 or _months(first, found["at"]) < 24:
            return None
        return 100.0 * (number["sales"] - before) / before


def _percent_above(ranks, sales):
    """How many percent of those who bought bought more; None for who bought nothing."""
    if sales <= 0 or not ranks:
        return None
    return 100.0 * (len(ranks) - bisect_right(ranks, sales)) / len(ranks)


def _ratio(part, whole):
    return part / whole if whole and part is not None else None


def _share(part, whole):
    ratio = _ratio(part, whole)
    return None if ratio is None else 100.0 * ratio


def _months(start, end):
    """Whole months between two days."""
    if not start:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    begun = end.day < start.day and (end + timedelta(days=1)).month == end.month
    return float(months - begun)
