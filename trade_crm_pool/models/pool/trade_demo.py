# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models


class TradeDemo(models.AbstractModel):
    _inherit = "trade.demo"

    @api.model
    def _load_pools(self):
        """Fill the demo pools and let some days of work happen in them."""
        pools, partners = self.env["trade.pool"], self.env["res.partner"]
        prospects = self._pool_records("res.partner")
        by_pool = defaultdict(list)
        for partner, pool in pools._pools_of(prospects.ids).items():
            by_pool[pool].append(partner)
        for pool in pools.browse(by_pool):
            # Some have entered by themselves, as the pool takes them.
            free = partners.browse(by_pool[pool.id]).filtered(
                lambda partner: not partner.trade_pool_id
            )
            pool._put(free, "Met at the Canton Fair")
        europe = self.env.ref("trade_crm_pool.demo_pool_europe")
        europe._allocate(europe._allocatable(limit=6))
        for login in ("demo_user_sales1", "demo_user_sales2"):
            user = self.env.ref(f"trade_crm.{login}")
            mine = self.env["trade.pool.entry"].with_user(user)
            mine.search([("pool_id", "=", europe.id)], limit=1).action_claim()
        self._age_ownership()
        self._pool_records("crm.lead").action_trade_to_pool()

    def _pool_records(self, model):
        rows = self.env["ir.model.data"].search(
            [("module", "=", "trade_crm_pool"), ("model", "=", model)]
        )
        return self.env[model].browse(sorted(rows.mapped("res_id"))).exists()

    def _age_ownership(self):
        """The demo company's salespeople have had their customers for a year."""
        owned = self.env["res.partner"].search(
            [("user_id", "!=", False), ("is_company", "=", True)]
        )
        history = owned - self.env["trade.pool.move"].search([]).partner_id
        history.trade_owned_since = fields.Datetime.now() - timedelta(days=365)
