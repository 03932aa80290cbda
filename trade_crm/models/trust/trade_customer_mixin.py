# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeCustomerMixin(models.AbstractModel):
    """Something that is known or decided about a customer: kept on the company."""

    _name = "trade.customer.mixin"
    _description = "Belongs to a Customer"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_company', '=', True)]",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if partner := self.env["res.partner"].browse(vals.get("partner_id")):
                # sudo: only which company the contact belongs to is read
                vals["partner_id"] = partner.sudo().commercial_partner_id.id
        return super().create(vals_list)
