# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


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
    trade_rating_cursor = fields.Integer(
        help="Customers up to this one are rated in the present round."
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
