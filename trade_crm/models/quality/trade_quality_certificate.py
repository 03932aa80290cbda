# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeQualityCertificate(models.Model):
    """A certificate that a requirement asks for, with its validity."""

    _name = "trade.quality.certificate"
    _description = "Quality Certificate"
    _order = "date_end, id"

    requirement_id = fields.Many2one(
        comodel_name="trade.quality.requirement",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="requirement_id.partner_id")
    name = fields.Char(required=True, help="Such as CE, FDA, BSCI, FSC, ISO 9001.")
    number = fields.Char()
    issuer = fields.Char(string="Issued by")
    date_start = fields.Date(string="Valid from")
    date_end = fields.Date(string="Valid until", index=True)
    file = fields.Binary(string="Certificate", attachment=True)
    filename = fields.Char()
    expired = fields.Boolean(compute="_compute_expired", search="_search_expired")

    @api.depends("date_end")
    def _compute_expired(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            certificate.expired = bool(
                certificate.date_end and certificate.date_end < today
            )

    def _search_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_end", "<", fields.Date.context_today(self))]

    @api.depends("name", "number")
    def _compute_display_name(self):
        for certificate in self:
            words = (certificate.name, certificate.number)
            certificate.display_name = " ".join(filter(None, words))

    @api.constrains("date_start", "date_end")
    def _check_days(self):
        for certificate in self:
            start, end = certificate.date_start, certificate.date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "Certificate %(certificate)s ends before it starts. Correct "
                        "one of its days.",
                        certificate=certificate.display_name,
                    )
                )

    def _warning(self):
        """Why the certificate does not hold today, in a sentence, or None."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.expired:
            return self.env._(
                "Certificate %(certificate)s (%(requirement)s) expired on %(date)s.",
                certificate=self.display_name,
                requirement=self.requirement_id.name,
                date=fields.Date.to_string(self.date_end),
            )
        if self.date_start and self.date_start > today:
            return self.env._(
                "Certificate %(certificate)s (%(requirement)s) is valid from %(date)s "
                "only.",
                certificate=self.display_name,
                requirement=self.requirement_id.name,
                date=fields.Date.to_string(self.date_start),
            )
        return None

    def _print_words(self):
        self.ensure_one()
        if not self.date_end:
            return self.display_name
        return self.env._(
            "%(certificate)s (until %(date)s)",
            certificate=self.display_name,
            date=fields.Date.to_string(self.date_end),
        )
