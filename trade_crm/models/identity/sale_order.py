# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "trade.header.mixin"]

    def _trade_header_customers(self):
        self.ensure_one()
        return (
            self.partner_id.commercial_partner_id
            | self.partner_invoice_id.commercial_partner_id
        )

    def _trade_header_is_settled(self):
        self.ensure_one()
        return self.state == "sale"

    def _trade_header_is_locked(self):
        self.ensure_one()
        # sudo: an invoice counts whether or not the user may read it
        return self.state == "sale" and any(
            move.state == "posted"
            for move in self.sudo().invoice_ids  # it counts, whoever reads it
        )

    @api.depends("partner_invoice_id")
    def _compute_trade_header_customer_ids(self):
        return super()._compute_trade_header_customer_ids()

    def action_confirm(self):
        result = super().action_confirm()
        self.filtered(lambda o: o.state == "sale")._trade_header_settle()
        return result

    def _prepare_invoice(self):
        return {
            **super()._prepare_invoice(),
            "trade_header_id": self.trade_header_id.id,
        }

    def _get_invoice_grouping_keys(self):
        # Orders made out to different headers never share an invoice.
        return [*super()._get_invoice_grouping_keys(), "trade_header_id"]
