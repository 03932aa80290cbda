# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Odoo has no index on the customer: ratings and exposure ask for one customer.
    _trade_customer_idx = models.Index(
        "(commercial_partner_id, state)"
        " WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
