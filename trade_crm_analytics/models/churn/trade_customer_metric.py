# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    at_risk = fields.Boolean(
        compute="_compute_at_risk",
        search="_search_at_risk",
        help="Ordered on two days or more, had revenue in the last twelve months, is "
        "silent for longer than usual but not lost yet, and the churn risk reaches the "
        "threshold in the settings.",
    )

    @api.model
    def _risk_domain(self, company):
        """Domain on the customers of a company whom a warning is worth."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("churn_risk", ">=", company.trade_churn_threshold)
            & Domain("silent", "=", True)
            & Domain("order_days", ">", 1)
            & Domain("money_at_stake", ">", 0)
            & Domain("lifecycle", "!=", "lost")
        )

    @api.depends("churn_risk", "silent", "order_days", "money_at_stake", "lifecycle")
    def _compute_at_risk(self):
        for metric in self:
            metric.at_risk = bool(
                metric.filtered_domain(metric._risk_domain(metric.company_id))
            )

    @api.model
    def _search_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"].search([])
        risky = Domain.OR(self._risk_domain(company) for company in companies)
        if True in value and False in value:
            return Domain.TRUE
        return risky if True in value else ~risky

    @api.model
    def _win_back_type(self):
        return self.env.ref("trade_crm_analytics.activity_win_back")

    def _without_activity(self, kind):
        """Return the rows whose customer has no open activity of a type."""
        planned = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", self.partner_id.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        taken = set(planned.mapped("res_id"))
        return self.filtered(lambda one: one.partner_id.id not in taken)

    def _plan_activity(self, kind, summary=None):
        """Plan one activity for each customer's owner; return them by partner id.

        :param summary: by default the type's own
        """
        model = self.env["ir.model"]._get_id("res.partner")
        due = fields.Date.add(fields.Date.context_today(self), days=kind.delay_count)
        values = {}
        for metric in self:
            user = metric.user_id or self.env.user
            lang = user.lang or self.env.lang
            values.setdefault(
                metric.partner_id.id,
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": metric.partner_id.id,
                    "summary": summary or kind.with_context(lang=lang).summary,
                    "note": metric.with_context(lang=lang).churn_reason,
                    "user_id": user.id,
                    "date_deadline": due,
                },
            )
        # one message for each of hundreds of activities would be a flood
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(list(values.values()))
        )
        return {activity.res_id: activity for activity in activities}

    def _action_plan(self, kind, summary=None):
        """Plan the activity where there is none of its type; say how many."""
        planned = self._without_activity(kind)._plan_activity(kind, summary)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(new)s planned, %(old)s had one already.",
                    new=len(planned),
                    old=len(self.partner_id) - len(planned),
                ),
            },
        }

    def action_win_back(self):
        """Plan one win-back activity for each customer's owner; never a second one."""
        self.check_access("read")
        return self._action_plan(self._win_back_type())
