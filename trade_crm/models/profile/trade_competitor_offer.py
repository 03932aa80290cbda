# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..known_fields import PositiveFloat


class TradeCompetitorOffer(models.Model):
    """What a competitor sells to a customer, at which price, since when."""

    _name = "trade.competitor.offer"
    _description = "Competitor's Offer"
    _inherit = ["trade.customer.mixin"]
    _order = "date_since desc, id desc"
    _rec_name = "product"

    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    competitor_id = fields.Many2one(
        comodel_name="trade.competitor", required=True, index=True, ondelete="restrict"
    )
    product = fields.Char(string="What they sell", required=True)
    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Instead of our",
        index="btree_not_null",
        ondelete="set null",
        domain=[("sale_ok", "=", True)],
    )
    price = PositiveFloat(digits="Product Price", help="Empty when unknown.")
    currency_id = fields.Many2one(comodel_name="res.currency")
    incoterm_id = fields.Many2one(
        comodel_name="account.incoterms", help="What the price includes."
    )
    date_since = fields.Date(
        string="Since", help="Since when the customer buys there, as far as we know."
    )
    note = fields.Char()

    _positive = models.Constraint("CHECK(price >= 0)", "A price can't be below zero.")

    @api.constrains("price", "currency_id")
    def _check_currency(self):
        for offer in self:
            if offer.price and not offer.currency_id:
                raise ValidationError(
                    self.env._(
                        "Say in which currency %(competitor)s asks %(price)s.",
                        competitor=offer.competitor_id.name or "",
                        price=offer.price,
                    )
                )

    @api.constrains("date_since")
    def _check_since(self):
        today = fields.Date.context_today(self)
        if any(offer.date_since and offer.date_since > today for offer in self):
            raise ValidationError(
                self.env._(
                    "A competitor can't have sold since a day in the future. Write "
                    "when it began, or leave the day empty."
                )
            )
