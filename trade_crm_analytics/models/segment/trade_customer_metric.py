# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    def action_make_segment(self):
        """Open a new segment with the filter of the list."""
        domain = self.env.context.get("active_domain") or [("id", "in", self.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New segment"),
            "res_model": "trade.segment",
            "views": [(False, "form")],
            "context": {"default_domain": repr(list(domain))},
        }
