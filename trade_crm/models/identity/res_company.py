# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_print_header = fields.Boolean(
        string="Print headers",
        default=True,
        help="Printed quotations, orders and invoices show the header that they are "
        "made out to.",
    )
    trade_start = fields.Json(
        string="First steps",
        help="The first steps that were taken, and whether their panel was closed.",
    )
