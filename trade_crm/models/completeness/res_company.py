# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_fresh_days = fields.Integer(
        string="Stale after",
        default=90,
        required=True,
        help="Days without a contact and without a change or check of the archive "
        "after which it counts as stale.",
    )
    trade_complete_min = fields.Integer(
        string="Complete from",
        default=80,
        required=True,
        help="The score from which an archive counts as complete enough.",
    )

    _trade_fresh_days_check = models.Constraint(
        "CHECK (trade_fresh_days BETWEEN 1 AND 3650)",
        "An archive goes stale after 1 to 3650 days.",
    )
    _trade_complete_min_check = models.Constraint(
        "CHECK (trade_complete_min BETWEEN 1 AND 100)",
        "The score of a complete archive lies between 1 and 100.",
    )
