# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class TradeHeader(models.Model):
    """A header that comes, goes or changes may move its customer's score."""

    _inherit = "trade.header"

    @api.model_create_multi
    def create(self, vals_list):
        headers = super().create(vals_list)
        headers._trade_mark_customers()
        return headers

    def write(self, vals):
        before = self.partner_id if "partner_id" in vals else self.partner_id.browse()
        done = super().write(vals)
        self._trade_mark_customers(before)
        return done

    def unlink(self):
        customers = self.partner_id
        done = super().unlink()
        self._trade_mark_customers(customers)
        return done

    def _trade_mark_customers(self, more=None):
        own, __ = self.env["trade.completeness.rule"]._watched()
        if "trade_header_ids" in own:
            customers = self.exists().partner_id | (more or self.partner_id.browse())
            customers._trade_mark(customers)
