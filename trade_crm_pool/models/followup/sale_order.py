# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        quoted = self.browse()
        if vals.get("state") == "cancel":
            quoted = self.filtered(lambda order: order.state in ("draft", "sent"))
        done = super().write(vals)
        if quoted and self.env["trade.followup.step"]._running_ids("quotation_lost"):
            now = fields.Datetime.now()
            orders = quoted.sudo()  # sudo: whose quotation it is, whoever cancels it
            self.env["trade.followup.task"]._arm(
                "quotation_lost",
                [
                    {
                        "partner_id": order.partner_id.commercial_partner_id.id,
                        "at": now,
                        "origin": f"sale.order,{order.id}",
                    }
                    for order in orders
                ],
            )
        return done
