# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_care = fields.Boolean(related="company_id.trade_care", readonly=False)
    trade_care_send = fields.Selection(
        related="company_id.trade_care_send", readonly=False
    )
    trade_care_days = fields.Integer(
        related="company_id.trade_care_days", readonly=False
    )
