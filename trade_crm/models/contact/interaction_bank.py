# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._trade_log_received()
        return partials

    def _trade_log_received(self):
        """Log money on a bank statement that pays a customer's invoice.

        A payment that was registered before is logged by itself; its line on the
        statement pays the payment, not the invoice.
        """
        interactions = self.env["trade.interaction"]
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        rows = []
        for partial in self.sudo():  # the invoice's own customer, whoever reconciles
            invoice = partial.debit_move_id.move_id
            line = partial.credit_move_id.move_id.statement_line_id
            if not line or invoice.move_type not in ("out_invoice", "out_receipt"):
                continue
            customer = interactions._customer_of(invoice.partner_id)
            if customer:
                rows.append(
                    {
                        "partner_id": customer.id,
                        # A day has no hour: noon, unless it is today's.
                        "date": datetime.combine(line.date, time(12))
                        if line.date < today
                        else now,
                        "channel": "payment",
                        "direction": "in",
                        "user_id": customer.user_id.id,
                        "summary": line.payment_ref or line.move_id.name,
                        "company_id": line.company_id.id,
                        "res_model": "account.bank.statement.line",
                        "res_id": line.id,
                    }
                )
        interactions._log(rows)
