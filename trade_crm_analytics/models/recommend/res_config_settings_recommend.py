# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_recommend = fields.Boolean(
        related="company_id.trade_recommend", readonly=False
    )
    trade_recommend_months = fields.Integer(
        related="company_id.trade_recommend_months", readonly=False
    )
    trade_recommend_min_count = fields.Integer(
        related="company_id.trade_recommend_min_count", readonly=False
    )
