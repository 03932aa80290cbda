# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ...formats import named_port

COLUMNS = {
    "incoterm": "int4",
    "incoterm_location": "varchar",
    "trade_proposed_incoterm_id": "int4",
    "trade_proposed_location": "varchar",
}


class SaleOrder(models.Model):
    """The customer's usual terms, proposed on a new quotation.

    Odoo proposes payment terms and price list; Incoterm, place and the price list in
    the customer's currency are proposed here. What was proposed is kept beside, so
    that another customer's terms take its place and what a person typed stays.

    Everything here is computed with the system's rights, as stored fields are: the
    terms come from an archive that who writes the quotation may not be able to read.
    """

    _inherit = "sale.order"

    # Odoo's Inventory has these two by the same names: an order has one Incoterm,
    # whichever app brings it.
    incoterm = fields.Many2one(
        comodel_name="account.incoterms",
        string="Incoterm",
        compute="_compute_incoterm",
        store=True,
        readonly=False,
        precompute=True,
    )
    incoterm_location = fields.Char(
        string="Incoterm Location",
        compute="_compute_incoterm_location",
        store=True,
        readonly=False,
        precompute=True,
    )
    trade_proposed_incoterm_id = fields.Many2one(
        comodel_name="account.incoterms",
        string="Proposed Incoterm",
        compute="_compute_incoterm",
        store=True,
        precompute=True,
        copy=False,
    )
    trade_proposed_location = fields.Char(
        string="Proposed place",
        compute="_compute_incoterm_location",
        store=True,
        precompute=True,
        copy=False,
    )

    def _auto_init(self):
        """Quotations from before the addon came stay as they were written."""
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("partner_id")
    def _compute_incoterm(self):
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            before = order.trade_proposed_incoterm_id
            proposed = order.partner_id.commercial_partner_id.trade_incoterm_id
            order.trade_proposed_incoterm_id = proposed
            if not order.incoterm or order.incoterm == before:
                order.incoterm = proposed

    @api.depends("partner_id", "incoterm")
    def _compute_incoterm_location(self):
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            before = order.trade_proposed_location
            proposed = order._trade_named_place()
            order.trade_proposed_location = proposed
            if not order.incoterm_location or order.incoterm_location == before:
                order.incoterm_location = proposed

    def _trade_named_place(self):
        """The port that the Incoterm asks for, in the customer's language, or False."""
        side = named_port(self.incoterm.code)
        if not side:
            return False
        customer = self.partner_id.commercial_partner_id
        port = customer[f"trade_port_{side}_id"]
        return port.with_context(lang=self.partner_id.lang or self.env.lang).name

    def _compute_pricelist_id(self):
        """Quote in the customer's currency where his own price list doesn't say."""
        done = super()._compute_pricelist_id()
        for order in self.filtered(lambda order: order.state == "draft"):
            customer = order.partner_id.commercial_partner_id.with_company(
                order.company_id
            )
            currency = customer.trade_currency_id
            if (
                currency
                and order.pricelist_id
                and order.pricelist_id.currency_id != currency
                and not customer.specific_property_product_pricelist
            ):
                order.pricelist_id = (
                    order._trade_pricelist_in(currency) or order.pricelist_id
                )
        return done

    def _trade_pricelist_in(self, currency):
        """The first price list in a currency that the customer may be quoted by."""
        country_groups = self.partner_id.country_id.country_group_ids
        return self.env["product.pricelist"].search(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", (self.company_id.id, False)),
                "|",
                ("country_group_ids", "=", False),
                ("country_group_ids", "in", country_groups.ids),
            ],
            limit=1,
        )

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        if self.incoterm:
            values["invoice_incoterm_id"] = self.incoterm.id
            values["incoterm_location"] = self.incoterm_location
        return values
