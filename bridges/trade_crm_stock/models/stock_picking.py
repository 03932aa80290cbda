# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    trade_quality_warning = fields.Text(compute="_compute_trade_quality_warning")

    @api.depends("state", "sale_id", "move_ids.product_id", "picking_type_code")
    def _compute_trade_quality_warning(self):
        for picking in self:
            words = []
            if picking.state not in ("done", "cancel"):
                words = picking._trade_quality_warnings()
            picking.trade_quality_warning = "\n".join(words)

    def _trade_quality_warnings(self):
        """What should be put right before this delivery leaves, in sentences."""
        self.ensure_one()
        order = self.sudo().sale_id  # sudo: who ships is warned, whatever he may open
        if self.picking_type_code != "outgoing" or not order:
            return []
        return order._trade_quality_warnings(self.move_ids.product_id)

    def _pre_action_done_hook(self):
        """Ask once more before goods leave that a warning stands against."""
        if not self.env.context.get("trade_quality_told"):
            warned = self.filtered("trade_quality_warning")
            if warned:
                return warned._trade_ask(self)
        return super()._pre_action_done_hook()

    def _trade_ask(self, pickings):
        warning = self.env["trade.delivery.warning"].create(
            {"picking_ids": pickings.ids, "warned_ids": self.ids}
        )
        return {
            "name": self.env._("Before delivery"),
            "type": "ir.actions.act_window",
            "res_model": "trade.delivery.warning",
            "res_id": warning.id,
            "views": [(False, "form")],
            "target": "new",
            "context": self.env.context,
        }
