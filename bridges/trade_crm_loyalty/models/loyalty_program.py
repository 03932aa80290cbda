# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    trade_grade_ids = fields.Many2many(
        comodel_name="trade.grade",
        relation="trade_grade_loyalty_program_rel",
        column1="program_id",
        column2="grade_id",
        string="Customer grades",
        help="Only customers of these grades take part. Empty: everybody.",
    )
