# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeCertificate(models.Model):
    """A mark, test or audit that customers ask for: CE, RoHS, FDA, ..."""

    _name = "trade.certificate"
    _description = "Certificate"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Certificate", required=True, help="As people call it.")
    name = fields.Char(string="Meaning", translate=True)
    sequence = fields.Integer(default=1000)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "This certificate is in the list already."
    )

    @api.depends("code")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = certificate.code or ""
