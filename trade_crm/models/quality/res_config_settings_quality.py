# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_trade_use_cases = fields.Boolean(
        string="Cases",
        implied_group="trade_crm.group_trade_use_cases",
        group="trade_crm.group_trade_user",
    )
    group_trade_use_quality = fields.Boolean(
        string="Quality requirements and inspections",
        implied_group="trade_crm.group_trade_use_quality",
        group="trade_crm.group_trade_user",
    )
    group_trade_use_feedback = fields.Boolean(
        string="Feedback",
        implied_group="trade_crm.group_trade_use_feedback",
        group="trade_crm.group_trade_user",
    )
    trade_quality_warn = fields.Boolean(
        related="company_id.trade_quality_warn", readonly=False
    )
