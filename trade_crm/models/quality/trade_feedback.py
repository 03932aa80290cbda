# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SCALES = {"nps": (0, 10), "csat": (1, 5)}


class TradeFeedback(models.Model):
    """One mark that a customer gave: how likely to recommend, or how satisfied.

    One row a mark, so that averages of the score are right whatever they are grouped
    by: the average of an NPS score is promoters minus detractors in percent, that of
    a CSAT score the percentage of satisfied customers.
    """

    _name = "trade.feedback"
    _description = "Customer Feedback"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Empty: the feedback is anonymous.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        selection=[("nps", "NPS"), ("csat", "CSAT")],
        required=True,
        default="nps",
        help="NPS: how likely to recommend us, 0 to 10. CSAT: how satisfied, 1 to 5.",
    )
    mark = fields.Integer(required=True, aggregator="avg")
    score = fields.Float(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        digits=(5, 1),
        help="NPS: from -100 to 100. CSAT: percentage of satisfied customers.",
    )
    low = fields.Boolean(string="Low mark", readonly=True)
    comment = fields.Text()
    source = fields.Selection(
        selection=[
            ("hand", "Written down"),
            ("survey", "Survey"),
            ("rating", "Closed case"),
        ],
        required=True,
        default="hand",
        readonly=True,
    )
    occasion = fields.Char(
        readonly=True, help="Marks of one answer share it: they open one case."
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    case_id = fields.Many2one(
        comodel_name="trade.case", index="btree_not_null", readonly=True
    )
    # As they were when the mark was given.
    user_id = fields.Many2one(
        comodel_name="res.users", string="Owner", readonly=True, index="btree_not_null"
    )
    grade_id = fields.Many2one(comodel_name="trade.grade", readonly=True)
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)

    @api.depends("kind", "mark")
    def _compute_score(self):
        for feedback in self:
            mark = feedback.mark
            if feedback.kind == "nps":
                feedback.score = 100 if mark >= 9 else -100 if mark <= 6 else 0
            else:
                feedback.score = 100 if mark >= 4 else 0

    @api.constrains("kind", "mark")
    def _check_mark(self):
        for feedback in self:
            least, most = SCALES[feedback.kind]
            if not least <= feedback.mark <= most:
                raise ValidationError(
                    self.env._(
                        "A mark of %(mark)s is not on the scale. Enter %(least)s to "
                        "%(most)s.",
                        mark=feedback.mark,
                        least=least,
                        most=most,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._fill_in(vals)
        feedback = super().create(vals_list)
        feedback._open_cases()
        return feedback

    @api.model
    def _fill_in(self, vals):
        if not self.env.su:
            # The marks of surveys and ratings come from these alone.
            vals.update(source="hand", occasion=False, case_id=False)
        default = self.env.context.get("default_partner_id")
        partner = self.env["res.partner"].browse(vals.get("partner_id", default))
        customer = partner.commercial_partner_id
        if customer and customer != partner:
            vals["contact_id"] = vals.get("contact_id") or partner.id
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        limit = company.trade_low_nps
        if vals.get("kind", "nps") == "csat":
            limit = company.trade_low_csat
        vals.update(
            partner_id=customer.id,
            low=int(vals.get("mark") or 0) <= limit,
            user_id=customer.trade_owner_id.id,
            grade_id=customer.sudo().trade_grade_id.id,  # sudo: kept with the mark
            country_id=customer.country_id.id,
        )

    def _open_cases(self):
        """A low mark opens a case; low marks of one answer share it."""
        if not self.env["res.groups"]._trade_uses("cases"):
            return
        answers = defaultdict(self.browse)
        for feedback in self:
            wanted = feedback.low and feedback.company_id.trade_feedback_case
            if wanted and feedback.partner_id and not feedback.case_id:
                answers[feedback.occasion or feedback.id] |= feedback
        cases = self.env["trade.case"].sudo()  # sudo: the customer's mark opens it
        for low in answers.values():
            case = cases.create(low._case_vals())
            low.sudo().case_id = case  # sudo: as above

    def _case_vals(self):
        first = self[0]
        comments = [comment for comment in self.mapped("comment") if comment]
        return {
            "name": self.env._(
                "Low mark: %(marks)s",
                marks=", ".join(f"{f.kind.upper()} {f.mark}" for f in self),
            ),
            "partner_id": first.partner_id.id,
            "contact_id": first.contact_id.id,
            "company_id": first.company_id.id,
            "order_id": first.order_id.id,
            "kind": "complaint",
            "severity": "minor",
            "description": "\n".join(dict.fromkeys(comments)),
        }

    def action_open_case(self):
        self.ensure_one()
        return self.case_id._get_records_action()
