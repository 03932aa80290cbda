# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    trade_last_price = fields.Json(
        string="Last price",
        compute="_compute_trade_last_price",
        help="What this customer paid last for the product, else was quoted last, "
        "else what other companies of its group paid. Click to see more and to use it.",
    )

    @api.depends_context("uid", "company", "allowed_company_ids", "lang", "tz")
    @api.depends(
        "product_id",
        "product_uom_id",
        "order_id.partner_id",
        "order_id.currency_id",
        "order_id.date_order",
    )
    def _compute_trade_last_price(self):
        """One query for all products of all lines of a customer."""
        prices = self.env["trade.last.price"]
        self.trade_last_price = False
        lines_of = self.filtered("product_id").grouped(
            lambda line: line.order_id.partner_id.commercial_partner_id
        )
        for customer, lines in lines_of.items():
            orders = lines.order_id
            rows = prices._latest(
                lines.product_id._origin,
                customer._origin,
                skip_order_ids=orders._origin.ids,
            )
            best = prices._best(rows)
            for line in lines:
                if row := best.get(line.product_id._origin.id):
                    line.trade_last_price = line._trade_present_price(row)

    def _trade_present_price(self, row):
        order = self.order_id
        company = order.company_id or self.env.company
        return self.env["trade.last.price"]._present(
            row,
            order.currency_id or company.currency_id,
            self.product_uom_id._origin,
            company,
            order.date_order or fields.Date.context_today(self),
        )
