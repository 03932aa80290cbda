# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from .progress import commit_progress

BATCH = 20000


class TradeGrade(models.Model):
    _inherit = "trade.grade"

    # ------------------------------------------------------------------
    # Who belongs where
    # ------------------------------------------------------------------

    @api.model
    def refresh(self):
        """Grade all customers by the rules; called monthly and by loaders.

        :return: number of customers whose grade changed
        """
        grades = self.search([])
        if not grades:
            return 0
        changes = []
        for facts in self._read_facts(grades.currency_id):
            grade = next((g for g in grades if g._is_met(facts)), self.browse())
            del facts["amounts"]
            if grade.id != (facts.pop("old") or False):
                changes.append((facts, grade))
        for start in range(0, len(changes), BATCH):
            self._apply_changes(changes[start : start + BATCH])
        return len(changes)

    def _is_met(self, facts):
        """Whether a customer meets the conditions of the grade.

        An empty condition asks nothing; a grade without conditions takes everybody.
        """
        self.ensure_one()
        met = []
        if self.top_percent:
            met.append(bool(facts["rank"]) and facts["percent"] <= self.top_percent)
        if self.min_contribution:
            amount = facts["amounts"].get(self.currency_id.id, 0.0)
            met.append(round(amount, 2) >= self.min_contribution)
        if self.min_tenure:
            met.append((facts["tenure"] or 0) >= self.min_tenure)
        if self.min_size:
            met.append((facts["size"] or "0") >= self.min_size)
        if not met:
            return True
        return all(met) if self.match == "all" else any(met)

    @api.model
    def _read_facts(self, currencies):
        """What the rules ask about, of every customer whose grade is not fixed.

        Sales are net of credit notes and without taxes, over all companies, each
        company's sum converted at today's rate.

        :param currencies: of the grades; ranks and reasons are in the first one
        """
        today = fields.Date.context_today(self)
        sales, first = self._read_sales(currencies, today)
        currency = currencies[0]
        amounts = (given[currency.id] for given in sales.values())
        buyers = sorted((amount for amount in amounts if amount > 0), reverse=True)
        place = {}
        for number, amount in enumerate(buyers, 1):
            place.setdefault(amount, number)
        for partner_id, old, size in self._read_customers():
            given = sales.get(partner_id, {})
            amount = given.get(currency.id, 0.0)
            rank = place.get(amount)
            delta = (
                relativedelta(today, first[partner_id]) if partner_id in first else None
            )
            yield {
                "partner_id": partner_id,
                "old": old,
                "amounts": given,
                "sales": round(amount, 2),
                "rank": rank,
                "count": len(buyers),
                "percent": 100.0 * rank / len(buyers) if rank else None,
                "tenure": delta.years * 12 + delta.months if delta else None,
                "size": size,
                "currency_id": currency.id,
            }

    @api.model
    def _read_sales(self, currencies, today):
        """Net sales of twelve months, and the day of the first invoice.

        :return: ({customer: {currency id: amount}}, {customer: day})
        """
        self.env["account.move"].flush_model()
        rates = {
            company.id: {
                currency.id: self._rate(company, currency, today)
                for currency in currencies
            }
            for company in self.env["res.company"].sudo().search([])  # currencies
        }
        sales, first = {}, {}
        for partner_id, company_id, amount, day in self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id, company_id,
                       SUM(amount_untaxed_signed)
                           FILTER (WHERE invoice_date > %(start)s),
                       MIN(invoice_date) FILTER (WHERE move_type <> 'out_refund')
                  FROM account_move
                 WHERE state = 'posted' AND invoice_date <= %(today)s
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND commercial_partner_id IS NOT NULL
                 GROUP BY commercial_partner_id, company_id
                """,
                start=today - relativedelta(years=1),
                today=today,
            )
        ):
            if amount:
                given = sales.setdefault(partner_id, {})
                for currency_id, rate in rates[company_id].items():
                    before = given.get(currency_id, 0.0)
                    given[currency_id] = before + float(amount) * rate
            if day:
                first[partner_id] = min(first.get(partner_id, day), day)
        return sales, first

    @api.model
    def _rate(self, company, currency, today):
        """What a unit of the company's currency is worth: by its own rates, else by
        those of the company that asks."""
        own = company.currency_id
        known = self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "in", (own | currency).ids),
                ("company_id", "in", (company.root_id.id, False)),
            ],
            limit=1,
        )
        rates_of = company if known else self.env.company
        return own._convert(1.0, currency, rates_of, today, round=False)

    @api.model
    def _read_customers(self):
        """(customer, present grade, size): companies that are no mere suppliers."""
        self.env["res.partner"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT id, trade_grade_id, trade_size FROM res_partner
                 WHERE is_company AND active AND commercial_partner_id = id
                   AND trade_grade_fixed IS NOT TRUE
                   AND id NOT IN (SELECT partner_id FROM res_company)
                   AND (user_id IS NOT NULL OR customer_rank > 0
                        OR COALESCE(supplier_rank, 0) = 0)
                 ORDER BY id
                """
            )
        )

    @api.model
    def _apply_changes(self, changes):
        """Write grades with their reasons, and who serves the customer."""
        rows = [
            {
                "partner_id": facts["partner_id"],
                "grade_id": grade.id or None,
                "facts": facts,
            }
            for facts, grade in changes
        ]
        self.env.cr.execute(
            SQL(
                """
                WITH given AS (
                    SELECT v.*, p.trade_grade_id AS old,
                           p.trade_service_user_id AS served
                      FROM jsonb_to_recordset(%(rows)s::jsonb)
                           AS v(partner_id int, grade_id int, facts jsonb)
                      JOIN res_partner AS p ON p.id = v.partner_id
                ), told AS (
                    INSERT INTO trade_grade_move (partner_id, date, old_grade_id,
                           grade_id, facts, create_uid, write_uid, create_date,
                           write_date)
                    SELECT partner_id, %(today)s, old, grade_id, facts, %(uid)s,
                           %(uid)s, %(now)s, %(now)s
                      FROM given
                )
                UPDATE res_partner AS p
                   SET trade_grade_id = g.grade_id,
                       trade_service_user_id = CASE
                           WHEN g.served IS NULL OR g.served = o.service_user_id
                           THEN n.service_user_id ELSE g.served END
                  FROM given AS g
                  LEFT JOIN trade_grade AS o ON o.id = g.old
                  LEFT JOIN trade_grade AS n ON n.id = g.grade_id
                 WHERE p.id = g.partner_id
                """,
                rows=json.dumps(rows),
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["res.partner"].invalidate_model(
            [
                "trade_grade_id",
                "trade_service_user_id",
                "trade_grade_reason",
                "trade_grade_move_ids",
            ]
        )
        self.env["trade.grade.move"].invalidate_model()

    @api.model
    def _cron_refresh(self):
        if self.env["res.company"].search_count([("trade_use_grades", "=", True)]):
            changed = self.refresh()
            commit_progress(self.env, changed)

    def action_refresh(self):
        """Grade everybody now, in the background."""
        self.env.ref("trade_crm.cron_grade")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("All customers are graded in the background."),
            },
        }
