# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_conflict_code = fields.Selection(
        related="company_id.trade_conflict_code", readonly=False
    )
    trade_conflict_name = fields.Selection(
        related="company_id.trade_conflict_name", readonly=False
    )
    trade_conflict_likely = fields.Selection(
        related="company_id.trade_conflict_likely", readonly=False
    )
    trade_conflict_weak = fields.Selection(
        related="company_id.trade_conflict_weak", readonly=False
    )
    trade_conflict_mask = fields.Selection(
        related="company_id.trade_conflict_mask", readonly=False
    )
    trade_check_cap = fields.Integer(
        related="company_id.trade_check_cap", readonly=False
    )
    trade_ask_cap = fields.Integer(related="company_id.trade_ask_cap", readonly=False)
