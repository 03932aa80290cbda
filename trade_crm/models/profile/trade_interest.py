# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...formats import FormatError, hs_code
from ..known_fields import PositiveFloat, PositiveInteger
from .format_text import refusal


class TradeInterest(models.Model):
    """Goods that a customer is interested in, by the customs' name for them."""

    _name = "trade.interest"
    _description = "Product of Interest"
    _inherit = ["trade.customer.mixin"]
    _order = "sequence, id"

    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Our product",
        index="btree_not_null",
        ondelete="set null",
        domain=[("sale_ok", "=", True)],
        help="Empty: goods that we do not have in the list (yet).",
    )
    name = fields.Char(
        string="Goods",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    hs_code = fields.Char(
        string="HS code",
        help="The customs' code of the goods: 4 digits (heading), 6 (subheading) or "
        "the longer national code of the customer's country.",
    )
    yearly_quantity = PositiveInteger(
        string="Pieces a year", help="About; empty when unknown."
    )
    target_price = PositiveFloat(
        string="Target price",
        digits="Product Price",
        help="What the customer wants to pay; empty when unknown.",
    )
    currency_id = fields.Many2one(comodel_name="res.currency")
    note = fields.Char()

    _hs_code_idx = models.Index("(hs_code text_pattern_ops) WHERE hs_code IS NOT NULL")
    _positive = models.Constraint(
        "CHECK(yearly_quantity >= 0 AND target_price >= 0)",
        "Quantity and target price can't be below zero.",
    )

    @api.depends("product_tmpl_id")
    def _compute_name(self):
        for interest in self:
            if interest.product_tmpl_id:
                interest.name = interest.product_tmpl_id.name
            else:
                interest.name = interest.name or False

    @api.onchange("product_tmpl_id")
    def _onchange_product(self):
        """Take the customs' code from the product where an app keeps it there."""
        product = self.product_tmpl_id
        if "hs_code" in product._fields and product.hs_code:
            self.hs_code = product.hs_code

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normal_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normal_code(vals))

    @api.model
    def _normal_code(self, vals):
        if not vals.get("hs_code"):
            return vals
        try:
            return {**vals, "hs_code": hs_code(vals["hs_code"])}
        except FormatError as error:
            raise refusal(self.env, vals["hs_code"], error) from error

    @api.constrains("target_price", "currency_id")
    def _check_currency(self):
        for interest in self:
            if interest.target_price and not interest.currency_id:
                raise ValidationError(
                    self.env._(
                        "Say in which currency %(customer)s wants to pay for "
                        "%(goods)s.",
                        customer=interest.partner_id.name or "",
                        goods=interest.name or "",
                    )
                )
