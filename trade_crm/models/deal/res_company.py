# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_lost_reason = fields.Selection(
        selection=[
            ("off", "Not asked for"),
            ("ask", "Asked for"),
            ("require", "Required"),
        ],
        string="Reason of a lost quotation",
        default="ask",
        required=True,
        help="What a salesperson is asked when he cancels a quotation.",
    )
    trade_group_prices = fields.Boolean(
        string="Prices of the group",
        default=True,
        help="While quoting, show also what other companies of the customer's group "
        "paid or were quoted, as far as the salesperson may open them.",
    )
