# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import itertools
import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CUTS = {
    "r": "trade_rfm_recency_cuts",
    "f": "trade_rfm_frequency_cuts",
    "m": "trade_rfm_monetary_cuts",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_rfm_recency_cuts = fields.Char(
        string="Recency limits",
        help="Four rising numbers of days, as 30, 90, 180, 365: up to 30 days since "
        "the last order is a 5, up to 90 a 4. Empty: fifths of the customers.",
    )
    trade_rfm_frequency_cuts = fields.Char(
        string="Frequency limits",
        help="Four rising numbers of invoices, as 2, 4, 8, 15: from 2 on is a 2, from "
        "15 on a 5. Empty: fifths of the customers.",
    )
    trade_rfm_monetary_cuts = fields.Char(
        string="Monetary limits",
        help="Four rising amounts in the company's currency: from the first on is a 2, "
        "from the last on a 5. Empty: fifths of the customers.",
    )
    trade_metric_window = fields.Integer(
        string="Recent window (days)",
        default=90,
        help="Contacts, complaints, signals and quantities of this many days count as "
        "recent; quantities are compared with as many days before.",
    )
    trade_metric_stale_days = fields.Integer(
        string="Books ended after (days)",
        default=730,
        help="A company without an invoice for this long has its figures as of its "
        "last invoice instead of today, and the dashboard says so. 0: always today.",
    )
    trade_fit_country_min = fields.Integer(
        string="Own forecast from",
        default=200,
        help="A country with this many customers who came back has a forecast of its "
        "own; the others use the company's. 0: one forecast for all.",
    )

    _trade_metric_window_positive = models.Constraint(
        "CHECK (trade_metric_window > 0)",
        "The recent window must be at least one day.",
    )

    @api.constrains(*CUTS.values())
    def _check_trade_rfm_cuts(self):
        for company in self:
            company._trade_rfm_cuts()

    def _trade_rfm_cuts(self):
        """Return the administrator's cuts by score name, as kernels.rfm takes them."""
        self.ensure_one()
        found = {}
        for name, field in CUTS.items():
            if not (self[field] or "").strip():
                continue
            values = self._trade_read_cuts(field)
            found[name] = [-value for value in values[::-1]] if name == "r" else values
        return found

    def _trade_read_cuts(self, field):
        try:
            values = [float(part) for part in self[field].split(",")]
        except ValueError:
            values = []
        rising = all(low < high for low, high in itertools.pairwise(values))
        if len(values) != 4 or not rising or not all(map(math.isfinite, values)):
            raise ValidationError(
                self.env._(
                    "%(field)s: write four rising numbers with commas between them, "
                    "for example 30, 90, 180, 365, or leave it empty.",
                    field=self._fields[field].get_description(self.env)["string"],
                )
            )
        return values
