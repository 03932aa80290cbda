# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_metric_ids = fields.One2many(
        comodel_name="trade.customer.metric",
        inverse_name="partner_id",
        string="Worth and outlook",
        readonly=True,
    )
