# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_churn_warning = fields.Boolean(
        related="company_id.trade_churn_warning", readonly=False
    )
    trade_churn_step = fields.Boolean(
        related="company_id.trade_churn_step", readonly=False
    )
    trade_churn_threshold = fields.Float(
        related="company_id.trade_churn_threshold", readonly=False
    )
    trade_churn_judge_days = fields.Integer(
        related="company_id.trade_churn_judge_days", readonly=False
    )
