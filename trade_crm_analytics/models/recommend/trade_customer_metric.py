# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    cluster_id = fields.Many2one(
        comodel_name="trade.cluster",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Customers who are alike in recency, frequency, revenue, order value, "
        "products and returns. Grouped anew every week.",
    )

    def action_recommend(self):
        """Propose products to this customer."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_trade_recommend()
