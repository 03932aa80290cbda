# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradePersonMixin(models.AbstractModel):
    """What belongs to a customer, or to one of the people there."""

    _name = "trade.person.mixin"
    _inherit = ["trade.customer.mixin"]
    _description = "Belongs to a Customer or a Contact"

    partner_id = fields.Many2one(
        compute="_compute_partner_id", store=True, readonly=False, precompute=True
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('parent_id', '=', partner_id)]",
        help="The person. Empty: it belongs to the company as a whole.",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )

    @api.depends("contact_id.commercial_partner_id")
    def _compute_partner_id(self):
        """Who leaves for another company takes this along."""
        for record in self:
            contact = record.contact_id
            record.partner_id = contact.commercial_partner_id or record.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._split_contact(vals) for vals in vals_list])

    def _split_contact(self, vals):
        """What is filed on a person belongs to the person's company."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        company = partner.commercial_partner_id
        if not partner or company == partner:
            return vals
        return {
            **vals,
            "partner_id": company.id,
            "contact_id": vals.get("contact_id") or partner.id,
        }

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for record in self:
            company = record.contact_id.commercial_partner_id
            if company and company != record.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s.",
                        contact=record.contact_id.name or "",
                        customer=record.partner_id.name or "",
                    )
                )
