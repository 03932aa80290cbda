# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_followup = fields.Boolean(related="company_id.trade_followup", readonly=False)
    trade_followup_sop_days = fields.Integer(
        related="company_id.trade_followup_sop_days", readonly=False
    )
