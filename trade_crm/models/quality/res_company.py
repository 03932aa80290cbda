# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_quality_warn = fields.Boolean(
        string="Warn before delivery",
        default=True,
        help="Expired certificates and agreements, rejected lots and goods that were "
        "not inspected are named on the order and before its delivery.",
    )
    trade_case_acknowledge = fields.Boolean(
        string="Acknowledge cases",
        default=True,
        help="Who writes to the cases' address gets the number of the case and the "
        "time of the answer, in his language.",
    )
