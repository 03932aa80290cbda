# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_pool_move_contacts = fields.Boolean(string="Contacts", default=True)
    trade_pool_move_leads = fields.Boolean(
        string="Open leads and opportunities", default=True
    )
    trade_pool_move_quotations = fields.Boolean(string="Draft quotations", default=True)
    trade_pool_move_activities = fields.Boolean(
        string="Planned activities", default=True
    )
    trade_pool_move_followers = fields.Boolean(string="Followers change", default=True)
