# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import io

from odoo import api, models
from odoo.tools import SQL

from ...kernels import churn, rows
from .metric_facts import FACTS
from .trade_customer_metric import LIFECYCLES, SEGMENTS

#: Columns worked out from the facts: how they come (a choice as its place from 1).
DERIVED = {
    "line_count": "int",
    "product_count": "int",
    "quantity_recent": "float",
    "quantity_before": "float",
    "recency_days": "int",
    "order_days": "int",
    "average_order_value": "money",
    "returns_share": "float",
    "quotes_decided": "int",
    "hit_rate": "float",
    "r_score": "int",
    "f_score": "int",
    "m_score": "int",
    "segment": [key for key, _label in SEGMENTS],
    "lifecycle": [key for key, _label in LIFECYCLES],
    "abc_class": ["A", "B", "C"],
    "rhythm_own": "bool",
    "retained": "float",
    "repurchased": "float",
    "usual_interval": "float",
    "next_order_date": "date",
    "next_order_from": "date",
    "next_order_to": "date",
    "peak_months": "int",
    "p_alive": "float",
    "expected_orders_3": "float",
    "expected_orders_6": "float",
    "expected_orders_12": "float",
    "expected_value_12": "money",
    "churn_risk": "float",
    "churn_horizon": "int",
    "silent": "bool",
    "money_at_stake": "money",
    "expected_loss": "money",
    "wallet_share": "float",
}
POINTS = [f"point_{name}" for name in (*churn.WEIGHTS, *churn.OTHER_REASONS)]
WIRE = {"int": "int4", "bool": "bool", "date": "date"}
#: The same as PostgreSQL's types, a choice as its place.
WIRED = {
    "partner_id": "int4",
    **{
        name: "int4" if isinstance(kind, list) else WIRE.get(kind, "float8")
        for name, kind in DERIVED.items()
    },
    **dict.fromkeys(POINTS, "float8"),
}
#: What a snapshot keeps.
KEPT = (
    "segment",
    "lifecycle",
    "abc_class",
    "frequency",
    "monetary",
    "money_at_stake",
    "p_alive",
    "churn_risk",
    "expected_value_12",
    "retained",
    "repurchased",
    "satisfaction",
    "answer_hours",
    "hit_rate",
    "days_to_pay",
    "on_time_share",
    "complaints",
    "wallet_share",
)
#: Copied from the customer.
OWNED = ("user_id", "team_id", "country_id", "trade_group_id")


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _write_metrics(self, company, today, started, partners):
        """Write the rows in one statement, and keep what moved between stages."""
        cr = self.env.cr
        cr.execute(
            SQL(
                "ANALYZE pg_temp.trade_fact (partner_id),"
                " pg_temp.trade_derived (partner_id)"
            )
        )
        values = {name: SQL("f.%s", SQL.identifier(name)) for name in FACTS}
        values |= {
            name: self._derived_value(name, kind, company)
            for name, kind in DERIVED.items()
        }
        values["churn_points"] = self._points_value()
        names = SQL(", ").join(SQL.identifier(name) for name in values)
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_row"))
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_row ON COMMIT DROP AS
                SELECT m.id AS metric_id, f.partner_id, p.user_id,
                       u.sale_team_id AS team_id, p.country_id, p.trade_group_id, %s
                  FROM trade_fact f JOIN trade_derived d USING (partner_id)
                  JOIN res_partner p ON p.id = f.partner_id
                  LEFT JOIN res_users u ON u.id = p.user_id
                  LEFT JOIN trade_customer_metric m
                       ON m.company_id = %s AND m.partner_id = f.partner_id
                 ORDER BY f.partner_id
                """,
                SQL(", ").join(
                    SQL("%s AS %s", value, SQL.identifier(name))
                    for name, value in values.items()
                ),
                company.id,
            )
        )
        # without statistics the joins below become nested loops
        cr.execute(SQL("ANALYZE pg_temp.trade_row (metric_id, partner_id)"))
        cr.execute(
            SQL(
                """
                INSERT INTO trade_lifecycle_move
                       (partner_id, company_id, date, stage_from, stage_to)
                SELECT m.partner_id, m.company_id, %s, m.lifecycle, r.lifecycle
                  FROM trade_customer_metric m JOIN trade_row r ON r.metric_id = m.id
                 WHERE m.lifecycle <> r.lifecycle
                """,
                today,
            )
        )
        gone = SQL()
        if partners is not None:
            gone = SQL("AND m.partner_id = ANY(%s)", partners)
        cr.execute(
            SQL(
                """
                DELETE FROM trade_customer_metric m
                 WHERE m.company_id = %s %s AND NOT EXISTS (
                       SELECT FROM trade_row r WHERE r.metric_id = m.id)
                """,
                company.id,
                gone,
            )
        )
        written = [*OWNED, *values]
        cr.execute(
            SQL(
                """
                UPDATE trade_customer_metric m SET computed_on = %s, %s
                  FROM trade_row r WHERE r.metric_id = m.id
                """,
                started,
                SQL(", ").join(
                    SQL("%s = r.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in written
                ),
            )
        )
        cr.execute(
            SQL(
                """
                INSERT INTO trade_customer_metric (partner_id, company_id, computed_on,
                       user_id, team_id, country_id, trade_group_id, %(names)s)
                SELECT partner_id, %(company)s, %(started)s,
                       user_id, team_id, country_id, trade_group_id, %(names)s
                  FROM trade_row WHERE metric_id IS NULL
                """,
                names=names,
                company=company.id,
                started=started,
            )
        )

    @api.model
    def _make_derived(self):
        self._make_table("trade_derived", WIRED)

    @api.model
    def _copy_derived(self, columns):
        """Put derived columns of some customers into the table trade_derived."""
        self._copy_in("trade_derived", columns, WIRED)

    @api.model
    def _make_table(self, table, kinds):
        """Make a temporary table for arrays; see kernels.rows."""
        name = SQL.identifier(table)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", name))
        self.env.cr.execute(
            SQL(
                "CREATE TEMP TABLE %s (%s) ON COMMIT DROP",
                name,
                SQL(", ").join(
                    SQL("%s %s", SQL.identifier(column), SQL(kind))
                    for column, kind in kinds.items()
                ),
            )
        )

    @api.model
    def _copy_in(self, table, columns, kinds):
        """Add arrays to a temporary table as rows."""
        cr = self.env.cr
        cr.copy_expert(
            cr.mogrify(
                SQL("COPY %s FROM STDIN (FORMAT binary)", SQL.identifier(table))
            ),
            io.BytesIO(rows.build(columns, kinds)),
        )

    @api.model
    def _derived_value(self, name, kind, company):
        """Return the SQL of a derived column: missing values become null again."""
        column = SQL("d.%s", SQL.identifier(name))
        if isinstance(kind, list):
            return SQL("(%s::varchar[])[%s]", kind, column)
        if kind == "int":
            return SQL("NULLIF(%s, %s)", column, rows.NO_INT)
        if kind == "date":
            return SQL("NULLIF(%s, '-infinity')", column)
        if kind == "money":
            digits = company.currency_id.decimal_places
            return SQL("round(NULLIF(%s, 'NaN')::numeric, %s)", column, digits)
        if kind == "float":
            return SQL("NULLIF(%s, 'NaN')", column)
        return column

    @api.model
    def _points_value(self):
        pairs = SQL(", ").join(
            SQL(
                "%s::text, NULLIF(round(d.%s::numeric, 3), 0)",
                name.removeprefix("point_"),
                SQL.identifier(name),
            )
            for name in POINTS
        )
        return SQL(
            "NULLIF(jsonb_strip_nulls(jsonb_build_object(%s)), '{}'::jsonb)", pairs
        )

    @api.model
    def _write_months(self, company, partners):
        """Write each customer's months; only what changed is touched.

        In the order of their index, which takes half the time.
        """
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.trade_month"))
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE trade_month ON COMMIT DROP AS
                SELECT t.id AS month_id, m.partner_id, p.user_id,
                       u.sale_team_id AS team_id, p.country_id, m.month, f.cohort,
                       (date_part('year', m.month) * 12
                        + date_part('month', m.month))::int - f.since AS age,
                       m.orders::int AS orders, m.invoiced,
                       m.invoiced - m.net AS credited, m.net
                  FROM (
                        SELECT partner_id,
                               date_trunc('month', day::timestamp)::date AS month,
                               count(*) FILTER (WHERE sale) AS orders,
                               COALESCE(sum(net) FILTER (WHERE sale), 0) AS invoiced,
                               COALESCE(sum(net), 0) AS net
                          FROM trade_doc GROUP BY 1, 2
                  ) m
                  JOIN (
                        SELECT partner_id,
                               date_trunc('month', first_order_date::timestamp)::date
                                   AS cohort,
                               (date_part('year', first_order_date) * 12
                                + date_part('month', first_order_date))::int AS since
                          FROM trade_fact
                  ) f USING (partner_id)
                  JOIN res_partner p ON p.id = m.partner_id
                  LEFT JOIN res_users u ON u.id = p.user_id
                  LEFT JOIN trade_customer_month t
                       ON t.company_id = %s AND t.partner_id = m.partner_id
                      AND t.month = m.month
                 ORDER BY m.partner_id, m.month
                """,
                company.id,
            )
        )
        cr.execute(SQL("ANALYZE pg_temp.trade_month"))
        gone = SQL()
        if partners is not None:
            gone = SQL("AND t.partner_id = ANY(%s)", partners)
        cr.execute(
            SQL(
                """
                DELETE FROM trade_customer_month t
                 WHERE t.company_id = %s %s AND NOT EXISTS (
                       SELECT FROM trade_month m WHERE m.month_id = t.id)
                """,
                company.id,
                gone,
            )
        )
        names = "user_id team_id country_id cohort age orders invoiced credited net"
        columns = [SQL.identifier(name) for name in names.split()]
        cr.execute(
            SQL(
                """
                UPDATE trade_customer_month t SET %s
                  FROM trade_month m
                 WHERE m.month_id = t.id AND (%s) IS DISTINCT FROM (%s)
                """,
                SQL(", ").join(SQL("%s = m.%s", name, name) for name in columns),
                SQL(", ").join(SQL("t.%s", name) for name in columns),
                SQL(", ").join(SQL("m.%s", name) for name in columns),
            )
        )
        cr.execute(
            SQL(
                """
                INSERT INTO trade_customer_month (partner_id, company_id, month, %s)
                SELECT partner_id, %s, month, %s
                  FROM trade_month WHERE month_id IS NULL
                """,
                SQL(", ").join(columns),
                company.id,
                SQL(", ").join(columns),
            )
        )

    @api.model
    def _write_snapshots(self, company, today):
        """Keep the state of all customers once a month, at its first whole refresh."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_customer_snapshot
                       (company_id, partner_id, month, taken_on, user_id, team_id,
                        country_id, trade_group_id, %(names)s)
                SELECT m.company_id, m.partner_id, date_trunc('month', %(today)s::date),
                       %(today)s, m.user_id, m.team_id, m.country_id,
                       m.trade_group_id, %(names)s
                  FROM trade_customer_metric m
                 WHERE m.company_id = %(company)s AND NOT EXISTS (
                       SELECT FROM trade_customer_snapshot s
                        WHERE s.company_id = %(company)s
                          AND s.month = date_trunc('month', %(today)s::date))
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in KEPT),
                company=company.id,
                today=today,
            )
        )
