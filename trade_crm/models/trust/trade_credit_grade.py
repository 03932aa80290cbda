# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeCreditGrade(models.Model):
    """A credit grade: from which score, with how much credit and on what terms."""

    _name = "trade.credit.grade"
    _description = "Credit Grade"
    _order = "policy_id, low desc, id"
    _rec_name = "code"

    policy_id = fields.Many2one(
        comodel_name="trade.credit.policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    code = fields.Char(string="Grade", required=True, size=8)
    name = fields.Char(string="Meaning", required=True, translate=True)
    low = fields.Float(string="Score from", digits=(5, 1))
    min_invoices = fields.Integer(
        string="Invoices at least",
        help="A customer with fewer invoices gets a lower grade, whatever the score: "
        "one order paid on time tells little.",
    )
    min_months = fields.Integer(
        string="Customer for (months)",
        help="Months since the first invoice; a newer customer gets a lower grade.",
    )
    limit_months = fields.Float(
        string="Limit (months of sales)",
        help="The proposed limit: so many months of the average sales of the last "
        "twelve months, rounded down. 0 gives no credit.",
    )
    limit_max = fields.Float(
        string="Limit at most",
        help="In the currency of the company; 0: no maximum.",
    )
    deposit_share = fields.Float(
        string="Deposit (%)", help="Share of an order that is paid in advance."
    )
    days_max = fields.Integer(
        string="Days at most",
        help="Longest credit in days. A customer keeps shorter terms that he has.",
    )
    color = fields.Integer()

    @api.depends("code", "name")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.code} · {grade.name}"

    @api.constrains(
        "limit_months",
        "limit_max",
        "deposit_share",
        "days_max",
        "min_invoices",
        "min_months",
    )
    def _check_numbers(self):
        for grade in self:
            numbers = (
                grade.limit_months,
                grade.limit_max,
                grade.days_max,
                grade.min_invoices,
                grade.min_months,
            )
            if min(numbers) < 0:
                raise ValidationError(
                    self.env._(
                        "Numbers of grade %(grade)s can't be below zero.",
                        grade=grade.code,
                    )
                )
            if not 0 <= grade.deposit_share <= 100:
                raise ValidationError(
                    self.env._(
                        "The deposit of grade %(grade)s is a share from 0 to 100.",
                        grade=grade.code,
                    )
                )

    @api.constrains("low", "code")
    def _check_policy(self):
        self.policy_id._check_scorecard()
