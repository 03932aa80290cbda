# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_read_signals = fields.Boolean(
        string="Read signals",
        default=True,
        help="Messages of customers and logged contacts are read for what they tell: "
        "comparing a competitor, price, samples, complaints ...",
    )
