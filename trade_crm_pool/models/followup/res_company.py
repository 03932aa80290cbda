# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_followup = fields.Boolean(
        string="Follow-up plans",
        default=True,
        help="Published plans work for the customers of this company.",
    )
    trade_followup_sop_days = fields.Integer(
        string="First contact within (working days)",
        default=3,
        help="A first contact within so many working days counts as within the SOP.",
    )
