# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeGrade(models.Model):
    _inherit = "trade.grade"

    program_ids = fields.Many2many(
        comodel_name="loyalty.program",
        relation="trade_grade_loyalty_program_rel",
        column1="grade_id",
        column2="program_id",
        string="Programs",
        help="Discounts, points and coupons that are for customers of the grade. "
        "Programs without a grade are for everybody.",
    )
