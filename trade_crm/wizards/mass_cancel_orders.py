# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    trade_lost_reason_id = fields.Many2one(
        comodel_name="crm.lost.reason",
        string="Lost reason",
        help="Kept with the quotations among them.",
    )

    def action_mass_cancel(self):
        if self.trade_lost_reason_id:
            self.sale_order_ids.filtered(
                lambda order: order.state in ("draft", "sent")
            ).trade_lost_reason_id = self.trade_lost_reason_id
        return super().action_mass_cancel()
