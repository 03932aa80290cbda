# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class TradeTrustMixin(models.AbstractModel):
    """What is known or decided about a customer; a contact's is kept on its company."""

    _name = "trade.trust.mixin"
    _inherit = ["trade.customer.mixin"]
    _description = "Judgement of a Customer"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if partner := self.env["res.partner"].browse(vals.get("partner_id")):
                company = partner.sudo().commercial_partner_id  # only its id
                vals["partner_id"] = company.id
        return super().create(vals_list)
