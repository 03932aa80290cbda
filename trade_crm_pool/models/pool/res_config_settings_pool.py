# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_pool_move_contacts = fields.Boolean(
        related="company_id.trade_pool_move_contacts", readonly=False
    )
    trade_pool_move_leads = fields.Boolean(
        related="company_id.trade_pool_move_leads", readonly=False
    )
    trade_pool_move_quotations = fields.Boolean(
        related="company_id.trade_pool_move_quotations", readonly=False
    )
    trade_pool_move_activities = fields.Boolean(
        related="company_id.trade_pool_move_activities", readonly=False
    )
    trade_pool_move_followers = fields.Boolean(
        related="company_id.trade_pool_move_followers", readonly=False
    )
