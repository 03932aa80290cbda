# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_care = fields.Boolean(
        string="Plan greetings",
        default=True,
        help="Holidays, birthdays, key dates, anniversaries and visits of the coming "
        "days are planned each morning and can be looked through before they go.",
    )
    trade_care_send = fields.Selection(
        selection=[
            ("ask", "When somebody released them"),
            ("auto", "By themselves on the day"),
        ],
        string="Greetings go",
        default="ask",
        required=True,
        help="Either way each greeting stands in the list for some days first.",
    )
    trade_care_days = fields.Integer(
        string="Days ahead", default=7, help="How long before the day it is planned."
    )
