# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_quality_warn = fields.Boolean(
        string="Warn before delivery",
        default=True,
        help="Expired certificates and agreements, rejected lots and goods that were "
        "not inspected are named on the order and before its delivery.",
    )
    trade_case_acknowledge = fields.Boolean(
        string="Acknowledge cases",
        default=True,
        help="Who writes to the cases' address gets the number of the case and the "
        "time of the answer, in his language.",
    )
    trade_case_rating = fields.Boolean(
        string="Ask for a mark at the end",
        default=True,
        help="The mail that closes a case asks the customer how satisfied he is.",
    )
    trade_feedback_case = fields.Boolean(
        string="Low marks open a case",
        default=True,
        help="Low marks of customers who are known; anonymous ones stay anonymous.",
    )
    trade_low_nps = fields.Integer(
        string="Low NPS up to", default=6, help="0 to 10; 6 is a detractor."
    )
    trade_low_csat = fields.Integer(
        string="Low CSAT up to", default=2, help="1 to 5; 2 is dissatisfied."
    )
