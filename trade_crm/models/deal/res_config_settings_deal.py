# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_lost_reason = fields.Selection(
        related="company_id.trade_lost_reason", readonly=False
    )
    trade_group_prices = fields.Boolean(
        related="company_id.trade_group_prices", readonly=False
    )
