# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_rfm_recency_cuts = fields.Char(
        related="company_id.trade_rfm_recency_cuts", readonly=False
    )
    trade_rfm_frequency_cuts = fields.Char(
        related="company_id.trade_rfm_frequency_cuts", readonly=False
    )
    trade_rfm_monetary_cuts = fields.Char(
        related="company_id.trade_rfm_monetary_cuts", readonly=False
    )
    trade_metric_window = fields.Integer(
        related="company_id.trade_metric_window", readonly=False
    )
    trade_metric_stale_days = fields.Integer(
        related="company_id.trade_metric_stale_days", readonly=False
    )
    trade_fit_country_min = fields.Integer(
        related="company_id.trade_fit_country_min", readonly=False
    )
