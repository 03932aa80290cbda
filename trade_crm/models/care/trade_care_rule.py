# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

CARE_KINDS = [
    ("holiday", "Holiday greeting"),
    ("birthday", "Birthday"),
    ("key_date", "Key date"),
    ("anniversary", "Anniversary of the first order"),
    ("visit", "Visit by grade"),
]


class TradeCareRule(models.Model):
    """An occasion that customers are greeted or visited for."""

    _name = "trade.care.rule"
    _description = "Care Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=CARE_KINDS, required=True, default="holiday")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    hour = fields.Float(
        string="Hour there",
        default=9.0,
        help="The customer's own time of day at which the mail goes.",
    )
    holidays = fields.Text(
        help="One holiday a line, in English, its names parted by bars. Only these are "
        "greeted. Empty: every public holiday of the customer's country.",
    )

    _kind_uniq = models.UniqueIndex("(kind)", "This occasion has its rule already.")

    @api.constrains("hour")
    def _check_hour(self):
        if any(not 0 <= rule.hour < 24 for rule in self):
            raise ValidationError(self.env._("The hour lies between 0 and 24."))

    def _wanted(self):
        return tuple(
            line for line in (self.holidays or "").splitlines() if line.strip()
        )
