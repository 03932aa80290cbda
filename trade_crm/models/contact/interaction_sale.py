# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

CHANNEL_BY_STATE = {"sent": ("quotation", "out"), "sale": ("order", "in")}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._trade_log_state(created=True)
        return orders

    def write(self, vals):
        done = super().write(vals)
        if vals.get("state") in CHANNEL_BY_STATE:
            self._trade_log_state()
        return done

    def _trade_log_state(self, created=False):
        """Log a quotation sent (we to the customer) and an order (he to us).

        :param bool created: the orders are new, so that their own date counts for a
            sent quotation too: they are history, brought in from elsewhere
        """
        interactions = self.env["trade.interaction"]
        now = fields.Datetime.now()
        rows = []
        orders = self.sudo()  # its own customer, whoever confirms (the portal, too)
        for order in orders.filtered(lambda o: o.state in CHANNEL_BY_STATE):
            customer = interactions._customer_of(order.partner_id)
            if not customer:
                continue
            channel, direction = CHANNEL_BY_STATE[order.state]
            contact = order.partner_id
            dated = created or channel == "order"
            rows.append(
                {
                    "partner_id": customer.id,
                    "contact_id": contact.id if contact != customer else None,
                    "date": min(order.date_order or now, now) if dated else now,
                    "channel": channel,
                    "direction": direction,
                    "user_id": order.user_id.id,
                    "summary": order.name,
                    "company_id": order.company_id.id,
                    "res_model": "sale.order",
                    "res_id": order.id,
                }
            )
        interactions._log(rows)
