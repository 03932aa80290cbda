# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeDeliveryWarning(models.TransientModel):
    """Asks whether goods leave although something of their quality is open."""

    _name = "trade.delivery.warning"
    _description = "Quality Warning Before Delivery"

    picking_ids = fields.Many2many(
        comodel_name="stock.picking", relation="trade_delivery_warning_picking_rel"
    )
    warned_ids = fields.Many2many(
        comodel_name="stock.picking", relation="trade_delivery_warning_warned_rel"
    )
    text = fields.Text(compute="_compute_text")
    reason = fields.Char(help="Why the goods leave all the same.")

    @api.depends("warned_ids")
    def _compute_text(self):
        for warning in self:
            warning.text = "\n".join(
                picking.trade_quality_warning or "" for picking in warning.warned_ids
            )

    def action_deliver(self):
        """Deliver, and note on each delivery who decided so and why."""
        for picking in self.warned_ids:
            picking.message_post(
                body=self.env._(
                    "Delivered in spite of: %(warning)s Reason: %(reason)s",
                    warning=picking.trade_quality_warning,
                    reason=self.reason,
                )
            )
        pickings = self.picking_ids.with_context(trade_quality_told=True)
        return pickings.button_validate()
