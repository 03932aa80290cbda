# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat, KnownMonetary
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

BATCH = 200
STATES = [
    ("open", "Open"),
    ("returned", "Ordered again"),
    ("gone", "No order"),
    ("dismissed", "Dismissed"),
]


class TradeChurnWarning(models.Model):
    """One warning that a customer is likely to be lost, and what came of it.

    A customer gets at most one warning for each silence: the next one only after
    another order. It is judged after a time that the settings give.
    """

    _name = "trade.churn.warning"
    _inherit = ["trade.reach.mixin"]
    _description = "Churn Warning"
    _order = "money_at_stake desc, id desc"
    _rec_name = "partner_id"

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
    state = fields.Selection(
        selection=STATES,
        string="Outcome",
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="Ordered again: an order came within the time. No order: none came, the "
        "warning was right. Dismissed: somebody knew better.",
    )
    date = fields.Date(string="Warned on", required=True, readonly=True)
    judge_on = fields.Date(
        string="Judged on",
        required=True,
        readonly=True,
        help="Without an order up to this day the warning was right.",
    )
    last_order_date = fields.Date(string="Last order", required=True, readonly=True)
    silent_days = fields.Integer(
        string="Silent (days)", readonly=True, aggregator="avg"
    )
    usual_interval = KnownFloat(
        string="Usual interval (days)", readonly=True, aggregator="avg"
    )
    churn_risk = KnownFloat(string="Risk", readonly=True, aggregator="avg")
    churn_points = fields.Json(readonly=True)
    churn_reason = fields.Char(string="Why", compute="_compute_churn_reason")
    money_at_stake = fields.Monetary(
        string="Money at stake",
        readonly=True,
        help="Net revenue of the twelve months before the warning, in the company's "
        "currency.",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Win-back activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    acted = fields.Boolean(
        string="Win-back done",
        readonly=True,
        help="The win-back activity was marked as done.",
    )
    returned_on = fields.Date(readonly=True)
    returned_amount = KnownMonetary(
        string="Came back",
        readonly=True,
        help="Net revenue from the warning to the day on which it was judged.",
    )
    right = KnownFloat(
        string="Was right",
        readonly=True,
        aggregator="avg",
        help="100 %: no order came. 0 %: one came. Empty: not judged yet. The average "
        "is the warnings' precision.",
    )

    _once_for_a_silence = models.UniqueIndex(
        "(company_id, partner_id, last_order_date)",
        "This customer has a warning for this silence already.",
    )

    @api.depends("churn_points")
    @api.depends_context("lang")
    def _compute_churn_reason(self):
        Metric = self.env["trade.customer.metric"]
        for warning in self:
            warning.churn_reason = Metric._churn_words(warning.churn_points)

    # ------------------------------------------------------------------
    # Opening and judging
    # ------------------------------------------------------------------

    @api.model
    def _cron_warn(self):
        """Judge what is due and open new warnings, some customers at a time."""
        companies = self.env["res.company"].search([("trade_churn_warning", "=", True)])
        for company in companies:
            self._judge(company)
        self.env["ir.cron"]._commit_progress()
        for company in companies:
            while opened := self._open(company, BATCH):
                if not self.env["ir.cron"]._commit_progress(len(opened)):
                    return

    @api.model
    def _as_of(self, company):
        run = self.env["trade.metric.run"].search(
            [("company_id", "=", company.id)], limit=1
        )
        return run.as_of

    @api.model
    def _open(self, company, limit=None):
        """Open warnings for customers at risk who have none for this silence.

        The largest sums at stake first. Each plans one win-back activity for the owner,
        unless the company's books ended long ago.

        :return: the new warnings
        """
        as_of = self._as_of(company)
        if not as_of:
            return self.browse()
        Metric = self.env["trade.customer.metric"]
        query = Metric._search(Metric._risk_domain(company))
        query.add_where(
            SQL(
                """NOT EXISTS (SELECT FROM trade_churn_warning w
                    WHERE w.company_id = trade_customer_metric.company_id
                      AND w.partner_id = trade_customer_metric.partner_id
                      AND w.last_order_date = trade_customer_metric.last_order_date)"""
            )
        )
        query.order = SQL("trade_customer_metric.money_at_stake DESC")
        query.limit = limit
        metrics = Metric.browse(query)
        warnings = self.create(
            [
                {
                    "partner_id": metric.partner_id.id,
                    "company_id": company.id,
                    "date": as_of,
                    "judge_on": fields.Date.add(as_of, days=metric.churn_horizon),
                    "last_order_date": metric.last_order_date,
                    "silent_days": metric.recency_days,
                    "usual_interval": metric.usual_interval,
                    "churn_risk": metric.churn_risk,
                    "churn_points": metric.churn_points,
                    "money_at_stake": metric.money_at_stake,
                }
                for metric in metrics
            ]
        )
        current = as_of == fields.Date.context_today(self)
        if company.trade_churn_step and current:
            owned = metrics.filtered(lambda metric: metric.user_id.active)
            kind = Metric._win_back_type()
            planned = owned._without_activity(kind)._plan_activity(kind)
            for warning in warnings:
                if warning.partner_id.id in planned:
                    warning.activity_id = planned[warning.partner_id.id]
        return warnings

    @api.model
    def _judge(self, company):
        """Say of the warnings whether an order came, and what it was worth."""
        as_of = self._as_of(company)
        if not as_of:
            return
        self.flush_model()
        self.env["mail.activity"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE trade_churn_warning w
                   SET state = CASE WHEN s.day IS NOT NULL THEN 'returned'
                                    WHEN w.judge_on <= %(as_of)s THEN 'gone'
                                    ELSE w.state END,
                       "right" = CASE WHEN s.day IS NOT NULL THEN 0
                                      WHEN w.judge_on <= %(as_of)s THEN 1 END,
                       returned_on = s.day,
                       returned_amount = CASE WHEN s.day IS NOT NULL THEN s.net END,
                       acted = COALESCE(NOT a.active, w.acted, false)
                  FROM trade_churn_warning o
                  LEFT JOIN mail_activity a ON a.id = o.activity_id
                  LEFT JOIN LATERAL (
                        SELECT min(m.invoice_date) FILTER (
                                   WHERE m.move_type = 'out_invoice') AS day,
                               sum(m.amount_untaxed_signed) AS net
                          FROM account_move m
                          JOIN res_partner p ON p.id = m.partner_id
                         WHERE p.commercial_partner_id = o.partner_id
                           AND m.company_id = o.company_id AND m.state = 'posted'
                           AND m.move_type IN ('out_invoice', 'out_refund')
                           AND m.invoice_date > o.date
                           AND m.invoice_date <= LEAST(o.judge_on, %(as_of)s)
                  ) s ON true
                 WHERE w.id = o.id AND w.company_id = %(company)s
                   AND (w.state = 'open'
                        OR (w.state = 'returned' AND w.judge_on >= %(as_of)s::date - 7))
                """,
                company=company.id,
                as_of=as_of,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def action_dismiss(self):
        """Close open warnings that somebody knows to be wrong."""
        self.check_access("read")
        if any(warning.state != "open" for warning in self):
            raise UserError(self.env._("Only open warnings can be dismissed."))
        if (
            self.env["res.partner"]
            .browse(self.partner_id.ids)
            ._filtered_access("write")
            != self.partner_id
        ):
            raise AccessError(
                self.env._("You can dismiss warnings of customers that you may change.")
            )
        # the reader may change these customers; the record itself is the system's
        self.sudo().write({"state": "dismissed"})  # checked above

    def action_win_back(self):
        """Plan the win-back activity where there is none yet."""
        metrics = self.env["trade.customer.metric"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        return metrics.action_win_back()

    def action_open_customer(self):
        self.ensure_one()
        return self.partner_id.action_trade_open()
