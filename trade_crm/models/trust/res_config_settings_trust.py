# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_use_grades = fields.Boolean(
        related="company_id.trade_use_grades", readonly=False
    )
    trade_use_credit = fields.Boolean(
        related="company_id.trade_use_credit", readonly=False
    )
    trade_use_qualification = fields.Boolean(
        related="company_id.trade_use_qualification", readonly=False
    )
    trade_unapproved = fields.Selection(
        related="company_id.trade_unapproved", readonly=False
    )
    trade_unapproved_amount = fields.Monetary(
        related="company_id.trade_unapproved_amount", readonly=False
    )
    trade_unapproved_new = fields.Boolean(
        related="company_id.trade_unapproved_new", readonly=False
    )
    trade_use_reviews = fields.Boolean(
        related="company_id.trade_use_reviews", readonly=False
    )
    trade_exposure_mode = fields.Selection(
        related="company_id.trade_exposure_mode", readonly=False
    )
    trade_exposure_all = fields.Boolean(
        related="company_id.trade_exposure_all", readonly=False
    )
    trade_credit_user_id = fields.Many2one(
        related="company_id.trade_credit_user_id", readonly=False
    )
