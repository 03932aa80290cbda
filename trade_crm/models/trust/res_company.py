# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ir_ui_menu import MENUS


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_use_grades = fields.Boolean(
        string="Grades of customers",
        default=True,
        help="Customers are graded each month by the rules of the grades.",
    )
    trade_use_credit = fields.Boolean(
        string="Credit ratings",
        default=True,
        help="Customers are rated from the books by the credit policy each night.",
    )
    trade_use_qualification = fields.Boolean(
        string="Qualification of customers",
        default=True,
        help="New customers go through research, visit and trial order.",
    )
    trade_unapproved = fields.Selection(
        selection=[
            ("free", "Be sold to like any other"),
            ("amount", "Order up to an amount"),
            ("quote", "Get quotations only"),
            ("nothing", "Get nothing before the qualification begins"),
        ],
        string="A customer not approved may",
        default="free",
        required=True,
    )
    trade_unapproved_amount = fields.Monetary(string="Order up to")
    trade_unapproved_new = fields.Boolean(
        string="New customers only",
        default=True,
        help="Customers who were invoiced before count as approved until somebody "
        "qualifies them.",
    )
    trade_use_reviews = fields.Boolean(
        string="Reviews of customers",
        default=True,
        help="Reviews open by themselves by the grade's interval.",
    )
    trade_rating_cursor = fields.Integer(
        help="Customers up to this one are rated in the present round."
    )
    trade_rating_ranks = fields.Json(
        prefetch=False,  # large, and only who rates one customer needs it
        groups="base.group_system",
    )
    trade_exposure_mode = fields.Selection(
        selection=[
            ("off", "Not checked"),
            ("warn", "Warn"),
            ("approval", "Ask a manager's approval"),
            ("block", "Block"),
        ],
        string="Orders beyond the credit limit",
        default="warn",
        required=True,
    )
    trade_exposure_all = fields.Boolean(
        string="Count all our companies",
        default=True,
        help="What a customer owes to any of our companies counts, else to this one.",
    )
    trade_credit_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Approves credit",
        help="Is asked to approve orders beyond the limit; else the team's leader.",
    )

    def write(self, vals):
        done = super().write(vals)
        if MENUS.keys() & vals.keys():
            self.env.registry.clear_cache()  # menus are kept by user
        return done

    @api.constrains("trade_unapproved_amount")
    def _check_trade_unapproved_amount(self):
        if any(company.trade_unapproved_amount < 0 for company in self):
            raise ValidationError(
                self.env._("The amount that may be ordered can't be below zero.")
            )
