# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "trade.header.mixin"]

    def _trade_header_applies(self):
        return self.is_sale_document(include_receipts=True)

    def _trade_header_customers(self):
        """The customer, and whose header the orders behind the invoice carry."""
        self.ensure_one()
        orders = self.line_ids.sale_line_ids.order_id
        return (
            self.partner_id.commercial_partner_id
            | orders.trade_header_id.partner_id
            | self.reversed_entry_id.trade_header_id.partner_id
        )

    def _trade_header_is_settled(self):
        self.ensure_one()
        return self.state == "posted"

    def _trade_header_is_locked(self):
        self.ensure_one()
        return self.state == "posted"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.filtered("trade_header_id")._trade_header_settle()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.filtered("trade_header_snapshot").trade_header_snapshot = False
        return result
