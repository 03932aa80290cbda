# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeTariff(models.Model):
    """A certificate of origin that may lower the customer's duty (关税偏好)."""

    _name = "trade.tariff"
    _description = "Tariff Preference"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Certificate", required=True, help="As people call it.")
    name = fields.Char(
        string="Agreement", required=True, translate=True, help="What it stands for."
    )
    kind = fields.Selection(
        selection=[
            ("fta", "Free trade agreement"),
            ("gsp", "GSP"),
            ("none", "Non-preferential"),
        ],
        default="fta",
        required=True,
        help="GSP: the generalised system of preferences for developing countries. "
        "Non-preferential: proves the origin and lowers no duty.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "This certificate is in the list already."
    )

    @api.depends("code")
    def _compute_display_name(self):
        for tariff in self:
            tariff.display_name = tariff.code or ""
