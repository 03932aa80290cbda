# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_recommend = fields.Boolean(
        string="Product suggestions",
        default=True,
        help="Every night it is learned which products are bought together and by the "
        "same customers; quotations and customers propose them.",
    )
    trade_recommend_months = fields.Integer(
        string="Learned from (months)",
        default=24,
        help="Posted customer invoices of this many months.",
    )
    trade_recommend_min_count = fields.Integer(
        string="Seen at least (times)",
        default=5,
        help="Fewer invoices, or customers, with both products are no evidence.",
    )

    _trade_recommend_positive = models.Constraint(
        "CHECK (trade_recommend_months > 0 AND trade_recommend_min_count > 1)",
        "Suggestions need at least one month and two times.",
    )
