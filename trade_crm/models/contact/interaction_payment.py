# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_post(self):
        done = super().action_post()
        self._trade_log_received()
        return done

    def _trade_log_received(self):
        """Log customers' payments that were received."""
        interactions = self.env["trade.interaction"]
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        rows = []
        received = self.filtered(
            lambda payment: (
                payment.payment_type == "inbound"
                and payment.partner_type == "customer"
                and payment.state in ("in_process", "paid")
            )
        )
        for payment in received.sudo():  # the payment's own customer, whoever books it
            customer = interactions._customer_of(payment.partner_id)
            if customer:
                rows.append(
                    {
                        "partner_id": customer.id,
                        # A day has no hour: noon, unless it is today's.
                        "date": datetime.combine(payment.date, time(12))
                        if payment.date < today
                        else now,
                        "channel": "payment",
                        "direction": "in",
                        "user_id": customer.user_id.id,
                        "summary": payment.name or payment.memo,
                        "company_id": payment.company_id.id,
                        "res_model": "account.payment",
                        "res_id": payment.id,
                    }
                )
        interactions._log(rows)
