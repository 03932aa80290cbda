# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIZES = [
    ("1", "Micro (under 10 people)"),
    ("2", "Small (10 to 49)"),
    ("3", "Medium (50 to 249)"),
    ("4", "Large (250 to 999)"),
    ("5", "Very large (1,000 and more)"),
]


class TradeGrade(models.Model):
    """How much a customer matters, and how customers of that kind are served."""

    _name = "trade.grade"
    _description = "Customer Grade"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=8, help="One letter or a few: A, B, C, VIP.")
    sequence = fields.Integer(
        default=10,
        help="The best grade first. A customer gets the first grade whose conditions "
        "he meets.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer()
    note = fields.Text(string="Meaning", translate=True)

    # What a customer must be: an empty condition asks nothing.
    match = fields.Selection(
        selection=[("all", "All conditions"), ("any", "One condition")],
        required=True,
        default="all",
        tracking=True,
    )
    min_size = fields.Selection(
        selection=SIZES,
        string="Size at least",
        tracking=True,
        help="The customer's own size, as far as it is known.",
    )
    min_tenure = fields.Integer(
        string="Customer since at least (months)",
        tracking=True,
        help="Months since the first invoice; 0 asks nothing.",
    )
    top_percent = fields.Float(
        string="Among the best (%)",
        tracking=True,
        help="Contribution by rank: 5 asks that the customer is among the best 5% of "
        "all customers who bought in the last twelve months, by net sales; 100 asks "
        "that he bought at all; 0 asks nothing.",
    )
    min_contribution = fields.Monetary(
        string="Yearly sales at least",
        tracking=True,
        help="Contribution by amount: net sales of the last twelve months, over all "
        "companies; 0 asks nothing.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )

    # How customers of the grade are served.
    owner_kind = fields.Selection(
        selection=[
            ("key", "Key account manager"),
            ("sales", "Salesperson"),
            ("inside", "Inside sales"),
            ("pool", "Public pool"),
        ],
        string="Kept by",
        default="sales",
        required=True,
        tracking=True,
    )
    visit_days = fields.Integer(
        string="Visit every (days)",
        tracking=True,
        help="How often the customer is visited or called; 0 is no plan.",
    )
    service_level = fields.Selection(
        selection=[
            ("basic", "Basic"),
            ("standard", "Standard"),
            ("priority", "Priority"),
            ("premium", "Premium"),
        ],
        default="standard",
        required=True,
        tracking=True,
    )
    response_hours = fields.Float(
        string="Answer within (hours)",
        tracking=True,
        help="Working hours to the first answer; 0 promises nothing.",
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price list",
        ondelete="set null",
        tracking=True,
        help="Proposed to customers of the grade who have no price list of their own.",
    )
    review_months = fields.Integer(
        string="Review every (months)",
        tracking=True,
        help="3 is quarterly, 6 half-yearly, 12 yearly; 0 opens no review.",
    )
    service_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Service contact",
        domain=[("share", "=", False)],
        tracking=True,
        help="Named as their contact to customers who reach the grade.",
    )
    partner_count = fields.Integer(string="Customers", compute="_compute_partner_count")

    _code_uniq = models.UniqueIndex("(code)", "There is a grade with this code.")

    @api.depends_context("uid")
    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("trade_grade_id", "in", self.ids)], ["trade_grade_id"], ["__count"]
            )
        )
        for grade in self:
            grade.partner_count = counts.get(grade._origin, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for grade in self:
            names = [name for name in (grade.code, grade.name) if name]
            grade.display_name = " · ".join(names)

    @api.constrains("code")
    def _check_code(self):
        if any(not (grade.code or "").strip() for grade in self):
            raise ValidationError(self.env._("Give the grade a code, such as A."))

    @api.constrains(
        "min_tenure",
        "top_percent",
        "min_contribution",
        "visit_days",
        "response_hours",
        "review_months",
    )
    def _check_numbers(self):
        for grade in self:
            numbers = (
                grade.min_tenure,
                grade.min_contribution,
                grade.visit_days,
                grade.response_hours,
                grade.review_months,
            )
            if min(numbers) < 0:
                raise ValidationError(
                    self.env._(
                        "A number of grade %(grade)s is below zero. "
                        "Enter 0 where the grade asks or promises nothing.",
                        grade=grade.display_name,
                    )
                )
            if not 0 <= grade.top_percent <= 100:
                raise ValidationError(
                    self.env._(
                        'Grade %(grade)s: "Among the best" is a share of customers. '
                        "Enter a number from 0 to 100.",
                        grade=grade.display_name,
                    )
                )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{vals['code'][:6]}-2"}
            for vals in super().copy_data(default)
        ]

    def action_view_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_customer"
        )
        action["domain"] = [("trade_grade_id", "=", self.id)]
        return action
