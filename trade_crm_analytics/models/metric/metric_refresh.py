# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: Odoo's own figures may still be written by transactions that began before the last
#: refresh; documents changed this long before it are read again.
OVERLAP = timedelta(minutes=15)
#: Class id of the advisory lock that keeps two refreshes of a company apart.
LOCK_CLASS = 19_050_301
#: Sorting and hashing a company's documents in memory, for this transaction only.
WORK_MEM = "192MB"
#: Columns that dashboard and lists ask for; of the others statistics can wait.
ASKED = {
    "trade_customer_metric": "company_id partner_id user_id segment expected_loss",
    "trade_customer_month": "company_id partner_id month cohort age",
    "trade_customer_snapshot": "company_id partner_id month",
    "trade_lifecycle_move": "company_id partner_id date",
}


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

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
        metrics = self.sudo()  # the system's figures; the caller was checked
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
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEM))
        started = fields.Datetime.now()
        today = self._reference_day(company)
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
        else:
            # rows by the hundred thousand, of tables without statistics yet
            self.env.cr.execute(SQL("SET LOCAL enable_nestloop TO off"))
        invoices = self._read_documents(company, today, partners)
        self._read_facts(company, today, partners)
        parts = self._fact_parts(company, today)
        parameters = basis.parameters if basis else self._learn(company, today, parts)
        self._make_derived()
        for facts in parts:
            derived = self._derive(company, today, facts, parameters)
            self._copy_derived(derived)
            if not last:
                self._write_past_moves(company, today, facts, derived)
        self._write_metrics(company, today, started, partners)
        self._write_months(company, partners)
        if partners is None:
            self._write_snapshots(company, today)
        if not last:
            # hundreds of thousands of rows in tables that were empty a moment ago
            for table, columns in ASKED.items():
                names = SQL(", ").join(map(SQL.identifier, columns.split()))
                self.env.cr.execute(
                    SQL("ANALYZE %s (%s)", SQL.identifier(table), names)
                )
        self.env.cr.execute(SQL("SET LOCAL work_mem TO DEFAULT"))
        self.env.cr.execute(SQL("SET LOCAL enable_nestloop TO DEFAULT"))
        return Run.create(
            {
                "company_id": company.id,
                "started": started,
                "finished": fields.Datetime.now(),
                "as_of": today,
                "whole": partners is None,
                "customers": len(parts),
                "invoices": invoices,
                "future_invoices": self._count_future(company),
                "parameters": parameters,
                "note": parameters["forecasts"]["0"][0]["reason"] or False,
            }
        )

    @api.model
    def _reference_day(self, company):
        """Return the day as of which the figures are computed.

        Today; the day of the last document when the company's books ended long ago, so
        that a closed company's figures tell what they told then.
        """
        today = fields.Date.context_today(self)
        stale = company.trade_metric_stale_days
        if stale > 0:
            [(latest,)] = self.env.execute_query(
                SQL(
                    """
                    SELECT max(invoice_date) FROM account_move
                     WHERE company_id = %s AND state = 'posted' AND invoice_date <= %s
                       AND move_type IN ('out_invoice', 'out_refund')
                    """,
                    company.id,
                    today,
                )
            )
            if latest and (today - latest).days > stale:
                return latest
        return today

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
                UNION
                SELECT p.commercial_partner_id
                  FROM trade_case c JOIN res_partner p ON p.id = c.partner_id
                 WHERE c.company_id = %(company)s AND c.write_date >= %(since)s
                UNION
                SELECT p.commercial_partner_id
                  FROM trade_feedback b JOIN res_partner p ON p.id = b.partner_id
                 WHERE b.company_id = %(company)s AND b.write_date >= %(since)s
                UNION
                SELECT p.commercial_partner_id
                  FROM trade_signal s JOIN res_partner p ON p.id = s.partner_id
                 WHERE s.write_date >= %(since)s
                UNION
                SELECT p.id
                  FROM res_partner p
                  JOIN trade_customer_metric m
                       ON m.partner_id = p.id AND m.company_id = %(company)s
                 WHERE p.write_date >= %(since)s
                   AND (p.trade_yearly_purchases > 0 OR m.wallet_share IS NOT NULL)
                """,
                company=company.id,
                since=since,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _count_future(self, company):
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM account_move
                 WHERE company_id = %s AND state = 'posted' AND invoice_date > %s
                   AND move_type IN ('out_invoice', 'out_refund')
                """,
                company.id,
                fields.Date.context_today(self),
            )
        )[0][0]
