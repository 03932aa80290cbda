# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_market_months = fields.Integer(
        related="company_id.trade_market_months", readonly=False
    )
    trade_campaign_days = fields.Integer(
        related="company_id.trade_campaign_days", readonly=False
    )
    trade_reply_days = fields.Integer(
        related="company_id.trade_reply_days", readonly=False
    )
