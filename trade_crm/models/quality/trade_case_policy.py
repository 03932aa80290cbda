# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeCasePolicy(models.Model):
    """How soon a case is answered and closed, by grade, kind and severity."""

    _name = "trade.case.policy"
    _description = "Clock of Customer Cases"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first line that fits a case sets its clocks."
    )
    active = fields.Boolean(default=True)
    grade_ids = fields.Many2many(
        comodel_name="trade.grade", string="Grades", help="Empty: every customer."
    )
    kind = fields.Selection(
        selection=[("complaint", "Complaint"), ("question", "Question")],
        help="Empty: both.",
    )
    severity = fields.Selection(
        selection=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        help="Empty: every severity.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", help="Empty: for all companies."
    )
    response_hours = fields.Float(
        string="Answer within (hours)",
        required=True,
        default=24,
        help="Working hours of the company. A grade that promises a sooner answer "
        "wins.",
    )
    close_days = fields.Float(
        string="Close within (days)",
        required=True,
        default=14,
        help="Calendar days from the opening to the verified end.",
    )
    escalate_hours = fields.Float(
        string="Escalate after (hours)",
        default=48,
        help="Hours after a missed deadline when the superior is told as well.",
    )
    escalate_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Superior",
        domain=[("share", "=", False)],
        help="Empty: the leader of the responsible colleague's sales team.",
    )

    @api.constrains("response_hours", "close_days", "escalate_hours")
    def _check_positive(self):
        for policy in self:
            if min(policy.response_hours, policy.close_days) <= 0:
                raise ValidationError(
                    self.env._(
                        "%(policy)s needs hours for the answer and days for the end "
                        "above zero.",
                        policy=policy.name,
                    )
                )
            if policy.escalate_hours < 0:
                raise ValidationError(
                    self.env._("Hours of escalation can't be below zero.")
                )

    def _fits(self, case):
        grade = case.partner_id.trade_grade_id
        return (
            (not self.company_id or self.company_id == case.company_id)
            and (not self.kind or self.kind == case.kind)
            and (not self.severity or self.severity == case.severity)
            and (not self.grade_ids or grade in self.grade_ids)
        )
