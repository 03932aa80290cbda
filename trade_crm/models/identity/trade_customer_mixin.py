# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .text_length import check_lines


class TradeCustomerMixin(models.AbstractModel):
    """What belongs to a customer, which is a company and never one of its contacts."""

    _name = "trade.customer.mixin"
    _description = "Belongs to a Customer"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )

    @api.model_create_multi
    def create(self, vals_list):
        check_lines(self, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_lines(self, [vals])
        done = super().write(vals)
        if {"partner_id", "contact_id"} & vals.keys():
            # Nothing is slipped to a customer whom the user may not change.
            self.check_access("write")
        return done

    @api.constrains("partner_id")
    def _check_partner_is_customer(self):
        for record in self:
            partner = record.partner_id
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s. This belongs to the "
                        "company: open %(company)s and add it there.",
                        contact=partner.name or "",
                        company=partner.commercial_partner_id.name or "",
                    )
                )
