# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeDepartment(models.Model):
    """A department that salespeople ask: purchasing, production, finance, quality."""

    _name = "trade.department"
    _description = "Department to Ask"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="People",
        domain=[("share", "=", False)],
        help="Whoever is in is told of a question and may answer it.",
    )
    days = fields.Integer(
        string="Answer within (days)",
        default=2,
        help="Proposed due date of a question.",
    )
