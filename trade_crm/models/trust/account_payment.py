# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        bounced = self.browse()
        if vals.get("state") == "rejected":
            bounced = self.filtered(
                lambda p: (
                    p.state != "rejected"
                    and p.payment_type == "inbound"
                    and p.partner_id
                )
            )
        done = super().write(vals)
        bounced._trade_log_bounce()
        return done

    def _trade_log_bounce(self):
        """A customer's payment that the bank refused is news about its credit."""
        if not self:
            return
        self.env["trade.credit.event"].sudo().create(  # the system's own note
            [
                {
                    "partner_id": payment.partner_id.id,
                    "date": fields.Date.context_today(self),
                    "kind": "bounce",
                    "payment_id": payment.id,
                    "note": payment.memo or payment.name,
                }
                for payment in self
            ]
        )
