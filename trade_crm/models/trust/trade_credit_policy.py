# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...scoring import Factor, Scorecard, ScorecardError


class TradeCreditPolicy(models.Model):
    """The scorecard of a company: factors with weights and bands, and grades."""

    _name = "trade.credit.policy"
    _description = "Credit Policy"
    _inherit = ["mail.thread"]
    _order = "company_id nulls last, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="A policy of a company goes before the one for all companies.",
    )
    window_months = fields.Integer(
        string="Look back (months)",
        default=24,
        required=True,
        tracking=True,
        help="Invoices due in these months count for punctuality, returns and "
        "complaints. What is overdue counts however old it is.",
    )
    grace_days = fields.Integer(
        string="Grace (days)",
        default=3,
        tracking=True,
        help="A payment so many days after the due date is still on time: "
        "bank transfers take a while.",
    )
    valid_months = fields.Integer(
        string="Valid for (months)",
        default=12,
        required=True,
        tracking=True,
        help="An approved rating older than this asks for a new one.",
    )
    overdue_days = fields.Integer(
        string="Alarm after (days overdue)",
        default=30,
        tracking=True,
        help="An invoice overdue for longer asks for a new rating; 0 never asks.",
    )
    limit_change = fields.Float(
        string="Alarm at a change of the limit (%)",
        default=25.0,
        tracking=True,
        help="A proposed limit that moves by this share asks for a new rating.",
    )
    factor_ids = fields.One2many(
        comodel_name="trade.credit.factor",
        inverse_name="policy_id",
        string="Factors",
        copy=True,
    )
    grade_ids = fields.One2many(
        comodel_name="trade.credit.grade",
        inverse_name="policy_id",
        string="Grades",
        copy=True,
    )
    weight_total = fields.Float(compute="_compute_weight_total")

    @api.depends("factor_ids.weight")
    def _compute_weight_total(self):
        for policy in self:
            policy.weight_total = sum(policy.factor_ids.mapped("weight"))

    @api.constrains(
        "window_months",
        "grace_days",
        "valid_months",
        "overdue_days",
        "limit_change",
    )
    def _check_numbers(self):
        for policy in self:
            if policy.window_months < 1 or policy.valid_months < 1:
                raise ValidationError(
                    self.env._(
                        "A policy looks back at least one month, and a rating is valid "
                        "for at least one month."
                    )
                )
            if min(policy.grace_days, policy.overdue_days, policy.limit_change) < 0:
                raise ValidationError(
                    self.env._("Days and shares of a policy can't be below zero.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        # Factors and grades are checked together, once all of them are there.
        making = self.with_context(trade_policy_unchecked=True)
        policies = super(TradeCreditPolicy, making).create(vals_list)
        policies = policies.with_env(self.env)
        policies._check_scorecard()
        return policies

    def write(self, vals):
        changing = self.with_context(trade_policy_unchecked=True)
        done = super(TradeCreditPolicy, changing).write(vals)
        self._check_scorecard()
        return done

    def _check_scorecard(self):
        """Refuse a policy that could rate nobody, or in two ways."""
        if self.env.context.get("trade_policy_unchecked"):
            return
        for policy in self:
            policy._scorecard(ValidationError)

    def _scorecard(self, error=UserError):
        """The policy as a plain scorecard; factors are keyed by their kind.

        :param type error: raised, in words, for a policy that can rate nobody
        """
        self.ensure_one()
        try:
            return Scorecard(
                [
                    Factor(
                        factor.kind,
                        factor.weight,
                        [(band.low, band.points) for band in factor.band_ids],
                        factor.missing_points if factor.missing == "points" else None,
                    )
                    for factor in self.factor_ids
                ],
                [(grade.low, grade) for grade in self.grade_ids],
            )
        except ScorecardError as caught:
            raise error(self._explain(caught)) from caught

    def _explain(self, caught):
        """What is wrong with the policy and what to do about it."""
        kinds = dict(self.factor_ids._fields["kind"]._description_selection(self.env))
        names = {
            "factor": kinds.get(caught.key, ""),
            "grade": caught.key.display_name if caught.code[:5] == "grade" else "",
            "policy": self.name,
        }
        texts = {
            "no_weight": self.env._(
                "All weights of the policy %(policy)s are zero: it could rate nobody. "
                "Give at least one factor a weight.",
                **names,
            ),
            "bad_weight": self.env._(
                "The weight of %(factor)s is below zero. Enter 0 to show the factor "
                "without counting it.",
                **names,
            ),
            "no_bands": self.env._(
                "%(factor)s has no bands. Say from which figure how many points "
                "it is worth.",
                **names,
            ),
            "overlap": self.env._(
                "Two bands of %(factor)s begin at the same figure: they overlap. "
                "Change one of them.",
                **names,
            ),
            "bad_points": self.env._(
                "Points go from 0 to 100. Correct those of %(factor)s.", **names
            ),
            "no_grades": self.env._(
                "The policy %(policy)s has no grades. Add one from 0 at least.",
                **names,
            ),
            "grade_overlap": self.env._(
                "Grade %(grade)s begins at the same score as another one: they "
                "overlap. Change one of them.",
                **names,
            ),
            "grade_gap": self.env._(
                "The grades leave a gap: the lowest one must begin at 0 (%(grade)s "
                "is the lowest), and none may begin above 100.",
                **names,
            ),
        }
        return texts[caught.code]

    @api.model
    def _of_company(self, company):
        """The policy that rates for a company; a clear error where there is none."""
        policy = self.search(Domain("company_id", "in", (company.id, False)), limit=1)
        if not policy:
            raise UserError(
                self.env._(
                    "There is no credit policy for %(company)s. Ask an administrator "
                    "to make one under Configuration.",
                    company=company.name,
                )
            )
        return policy

    def action_rate_all(self):
        """Rate every customer soon, in the background."""
        self.env.ref("trade_crm.cron_credit_rating")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("All customers are rated in the background."),
            },
        }
