# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...formats import FormatError, locode
from .format_text import refusal


class TradePort(models.Model):
    """A seaport, or an inland or air terminal that goods are shipped to or from."""

    _name = "trade.port"
    _description = "Port"
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="UN/LOCODE",
        help="Two letters for the country and three for the place: DEHAM is Hamburg.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country", required=True, ondelete="restrict", index=True
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "A port with this UN/LOCODE is there already."
    )

    @api.depends("name", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for port in self:
            port.display_name = (
                f"{port.name} ({port.code})" if port.code else port.name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normal_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normal_code(vals))

    @api.model
    def _normal_code(self, vals):
        if not vals.get("code"):
            return {**vals, "code": None} if "code" in vals else vals
        try:
            return {**vals, "code": locode(vals["code"])}
        except FormatError as error:
            raise refusal(self.env, vals["code"], error) from error

    @api.constrains("code", "country_id")
    def _check_country(self):
        for port in self.filtered("code"):
            try:
                locode(port.code, port.country_id.code)
            except FormatError as error:
                raise refusal(self.env, port.code, error) from error
