# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class TradeMonth(models.Model):
    """A month of the year, in which a customer buys more than in others."""

    _name = "trade.month"
    _description = "Month"
    _order = "number"

    name = fields.Char(required=True, translate=True)
    number = fields.Integer(required=True)

    _number_uniq = models.Constraint("UNIQUE(number)", "The year has this month once.")
    _number_range = models.Constraint(
        "CHECK(number BETWEEN 1 AND 12)", "A year has the months 1 to 12."
    )

    @api.model
    def _search_display_name(self, operator, value):
        """A month is found by how it begins: 1月 is no part of 11月."""
        if operator == "ilike" and value:
            return Domain("name", "=ilike", f"{value}%")
        return super()._search_display_name(operator, value)
