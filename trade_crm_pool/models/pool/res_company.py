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

    def _trade_pool_along(self):
        """What goes along when a customer of this company changes hands.

        :return: set of models, "activities" and "followers"
        """
        self.ensure_one()
        fields_of = {
            "res.partner": "trade_pool_move_contacts",
            "crm.lead": "trade_pool_move_leads",
            "sale.order": "trade_pool_move_quotations",
            "activities": "trade_pool_move_activities",
            "followers": "trade_pool_move_followers",
        }
        self.fetch(fields_of.values())  # of a row with many more
        return {name for name, field in fields_of.items() if self[field]}
