# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import formatLang

from .trade_credit_factor import UNITS

# What people may change, and until when.
DECIDED = frozenset({"limit", "deposit_share", "days"})


class TradeCreditRating(models.Model):
    """A customer's credit as rated on a day: score with its sums, grade, limit."""

    _name = "trade.credit.rating"
    _description = "Credit Rating"
    _inherit = ["mail.thread", "mail.activity.mixin", "trade.trust.mixin"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    trade_group_id = fields.Many2one(related="partner_id.trade_group_id")
    user_id = fields.Many2one(related="partner_id.trade_owner_id", string="Owner")
    policy_id = fields.Many2one(
        comodel_name="trade.credit.policy", readonly=True, ondelete="set null"
    )
    date = fields.Date(
        string="Rated on", required=True, default=fields.Date.context_today
    )
    checked = fields.Date(
        string="Confirmed on",
        readonly=True,
        help="When the books last told the same.",
    )
    state = fields.Selection(
        selection=[
            ("unrated", "Not rated"),
            ("proposed", "To approve"),
            ("approved", "In force"),
            ("rejected", "Rejected"),
            ("replaced", "Replaced"),
        ],
        string="Status",
        required=True,
        default="proposed",
        tracking=True,
    )
    is_latest = fields.Boolean(readonly=True)
    score = fields.Float(readonly=True, digits=(5, 1), aggregator="avg")
    grade = fields.Char(readonly=True, help="Empty for a customer without invoices.")
    held = fields.Char(
        string="Grade by score",
        readonly=True,
        help="Better than the grade given: the customer is not known well enough yet.",
    )
    held_note = fields.Char(string="Why not better", compute="_compute_held_note")
    grade_id = fields.Many2one(
        comodel_name="trade.credit.grade",
        string="Grade's terms",
        readonly=True,
        ondelete="set null",
    )
    limit = fields.Monetary(
        string="Limit",
        tracking=True,
        help="Approved, it becomes the customer's credit limit in Odoo.",
    )
    limit_computed = fields.Monetary(string="Limit by policy", readonly=True)
    deposit_share = fields.Float(
        string="Deposit (%)", tracking=True, help="Paid in advance."
    )
    days = fields.Integer(
        string="Days of payment", tracking=True, help="For what is not paid in advance."
    )
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        string="Payment term",
        readonly=True,
        help="Set on the customer when the rating was approved.",
    )
    set_terms = fields.Boolean(
        string="Set the payment term",
        help="Approving also gives the customer the payment term with this deposit "
        "and these days.",
    )
    detail = fields.Json(readonly=True)
    sums = fields.Json(compute="_compute_sums")
    reasons = fields.Json(readonly=True)
    reason = fields.Char(string="Why now", compute="_compute_reason")
    note = fields.Text(string="Remarks")
    on_time_share = fields.Float(string="Paid on time (%)", readonly=True)
    days_late = fields.Float(string="Days late", readonly=True, aggregator="avg")
    worst_days_late = fields.Integer(readonly=True, aggregator="max")
    overdue = fields.Monetary(readonly=True)
    overdue_days = fields.Integer(readonly=True, aggregator="max")
    receivable = fields.Monetary(string="Open receivable", readonly=True)
    sales = fields.Monetary(string="Sales of 12 months", readonly=True)
    dso = fields.Float(string="DSO (days)", readonly=True, aggregator="avg")
    terms_days = fields.Float(string="Agreed days", readonly=True, aggregator="avg")
    tenure_months = fields.Integer(readonly=True, aggregator="avg")
    last_event = fields.Date(readonly=True)
    insurance_state = fields.Integer(readonly=True)
    approver_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    approved_date = fields.Date(string="Decided on", readonly=True)
    valid_until = fields.Date(readonly=True)

    _latest_uniq = models.UniqueIndex("(partner_id, company_id) WHERE is_latest")
    _approved_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'approved'"
    )

    @api.depends("partner_id", "grade", "date")
    def _compute_display_name(self):
        for rating in self:
            grade = rating.grade or self.env._("Not rated")
            rating.display_name = f"{rating.partner_id.name or ''}: {grade}"

    @api.constrains("limit", "deposit_share", "days")
    def _check_terms(self):
        for rating in self:
            if rating.limit < 0:
                raise ValidationError(
                    self.env._(
                        "A credit limit can't be below zero. Enter 0 to sell against "
                        "advance payment only."
                    )
                )
            if not 0 <= rating.deposit_share <= 100 or not 0 <= rating.days <= 365:
                raise ValidationError(
                    self.env._(
                        "The deposit is a share from 0 to 100, and the days of payment "
                        "are from 0 to 365."
                    )
                )

    def write(self, vals):
        if not self.env.su:
            kept = vals.keys() - DECIDED - {"note", "set_terms"}
            kept -= {"message_main_attachment_id"}
            if kept:
                raise AccessError(
                    self.env._("A rating is computed from the books, not written.")
                )
            if DECIDED & vals.keys() and any(r.state != "proposed" for r in self):
                raise UserError(
                    self.env._(
                        "This rating is decided. Rate the customer again to change "
                        "its limit or terms."
                    )
                )
        return super().write(vals)

    # ------------------------------------------------------------------
    # The page: sums and reasons
    # ------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("detail", "company_id")
    def _compute_sums(self):
        Factor = self.env["trade.credit.factor"]
        labels = dict(Factor._fields["kind"]._description_selection(self.env))
        meanings = Factor._meanings()
        for rating in self:
            rating.sums = [
                {
                    "kind": kind,
                    "label": labels.get(kind, kind),
                    "meaning": meanings.get(kind, ""),
                    "figure": rating._format_figure(kind, value),
                    "points": points,
                    "weight": weight,
                    "share": share,
                }
                for kind, value, points, weight, share in rating.detail or []
            ]

    @api.depends_context("lang")
    @api.depends("held", "grade")
    def _compute_held_note(self):
        for rating in self:
            rating.held_note = bool(rating.held) and self.env._(
                "By the score alone it would be %(held)s. Better grades than "
                "%(grade)s ask for more invoices or a longer time as a customer.",
                held=rating.held,
                grade=rating.grade,
            )

    def _format_figure(self, kind, value):
        """A factor's figure as people read it."""
        if value is None:
            return self.env._("unknown")
        unit = UNITS[kind]
        if unit == "money":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        if unit == "insurance":
            return {
                1: self.env._("insured"),
                0: self.env._("no longer insured"),
                -1: self.env._("refused"),
            }[int(value)]
        if unit == "size":
            sizes = self.env["res.partner"]._fields["trade_size"]
            return dict(sizes._description_selection(self.env))[str(int(value))]
        number = formatLang(self.env, value, digits=1 if value % 1 else 0)
        words = {
            "%": self.env._("%(number)s%%", number=number),
            "days": self.env._("%(number)s days", number=number),
            "months": self.env._("%(number)s months", number=number),
        }
        return words.get(unit, number)

    @api.depends_context("lang")
    @api.depends("reasons")
    def _compute_reason(self):
        for rating in self:
            rating.reason = "; ".join(
                rating._reason_text(*given) for given in rating.reasons or []
            )

    def _reason_text(self, code, *facts):
        """One reason for a new rating, in the reader's words."""
        first, second = (*facts, None, None)[:2]
        texts = {
            "first": lambda: self.env._("First rating"),
            "asked": lambda: self.env._("Asked for by %(name)s", name=first),
            "grade": lambda: self.env._(
                "Grade from %(old)s to %(new)s",
                old=first or self.env._("not rated"),
                new=second or self.env._("not rated"),
            ),
            "limit": lambda: self.env._(
                "Limit by policy from %(old)s to %(new)s",
                old=formatLang(self.env, first, currency_obj=self.currency_id),
                new=formatLang(self.env, second, currency_obj=self.currency_id),
            ),
            "overdue": lambda: self.env._("Overdue for %(days)s days", days=first),
            "event": lambda: self.env._("Bad news of %(day)s", day=first),
            "insurance": lambda: self.env._("Credit insurance expired"),
            "expired": lambda: self.env._("Rating older than its validity"),
        }
        return texts[code]() if code in texts else code
