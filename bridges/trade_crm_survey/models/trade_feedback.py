# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeFeedback(models.Model):
    _inherit = "trade.feedback"

    answer_line_id = fields.Many2one(
        comodel_name="survey.user_input.line",
        string="Answer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _answer_uniq = models.UniqueIndex(
        "(answer_line_id) WHERE answer_line_id IS NOT NULL",
        "This answer is filed already.",
    )
