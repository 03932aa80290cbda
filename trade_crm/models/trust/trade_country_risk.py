# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeCountryRisk(models.Model):
    """The administrator's table of country risks."""

    _name = "trade.country.risk"
    _description = "Country Risk"
    _order = "level desc, country_id, id"
    _rec_name = "country_id"

    country_id = fields.Many2one(
        comodel_name="res.country", required=True, ondelete="cascade"
    )
    level = fields.Integer(
        required=True,
        help="From 0 (none) to 7 (highest), as the export credit agencies of the OECD "
        "count; any table of yours with these levels will do.",
    )
    note = fields.Char()

    _country_uniq = models.UniqueIndex(
        "(country_id)", "The country stands in the table already."
    )

    @api.constrains("level")
    def _check_level(self):
        for risk in self:
            if not 0 <= risk.level <= 7:
                raise ValidationError(
                    self.env._(
                        "The risk of %(country)s must be a level from 0 to 7.",
                        country=risk.country_id.name,
                    )
                )
