# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """A customer's own price list goes first, then the one of its grade."""
        found = super()._get_partner_pricelist_multi(partner_ids)
        partners = self.env["res.partner"].browse(partner_ids)
        if not self.env.company.trade_use_grades:
            return found
        for partner in partners.with_context(active_test=False):
            customer = partner.sudo().commercial_partner_id  # its grade only
            own = partner.sudo().specific_property_product_pricelist  # as above
            given = customer.trade_grade_id.pricelist_id
            company = given.company_id
            usable = given.active and (not company or company == self.env.company)
            if usable and not own:
                found[partner.id] = given.sudo(self.env.su)
        return found
