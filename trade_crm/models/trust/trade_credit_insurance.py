# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeCreditInsurance(models.Model):
    """A credit insurer's cover of a customer."""

    _name = "trade.credit.insurance"
    _description = "Credit Insurance"
    _inherit = ["trade.trust.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "insurer"

    insurer = fields.Char(required=True)
    number = fields.Char(string="Policy number")
    amount = fields.Monetary(
        string="Insured",
        help="The insurer's limit for this customer; 0 where it refuses cover.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Until", help="Empty: until it is cancelled.")
    note = fields.Text()
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Attachments"
    )

    @api.constrains("date_start", "date_end", "amount")
    def _check_insurance(self):
        for insurance in self:
            if insurance.date_end and insurance.date_end < insurance.date_start:
                raise ValidationError(
                    self.env._(
                        "The insurance by %(insurer)s ends before it begins. "
                        "Correct one of the two days.",
                        insurer=insurance.insurer,
                    )
                )
            if insurance.amount < 0:
                raise ValidationError(
                    self.env._(
                        "An insured amount can't be below zero. "
                        "Enter 0 where the insurer refuses cover."
                    )
                )
