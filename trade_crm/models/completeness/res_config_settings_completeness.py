# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_fresh_days = fields.Integer(
        related="company_id.trade_fresh_days", readonly=False
    )
    trade_complete_min = fields.Integer(
        related="company_id.trade_complete_min", readonly=False
    )
