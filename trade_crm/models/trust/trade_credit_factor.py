# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

KINDS = [
    ("on_time", "Paid on time"),
    ("days_late", "Average days late"),
    ("worst_late", "Worst days late"),
    ("overdue", "Overdue now"),
    ("dso_gap", "DSO beyond own terms"),
    ("volume_rank", "Sales: rank among customers"),
    ("volume", "Sales of twelve months"),
    ("trend", "Trend of sales"),
    ("tenure", "Customer since"),
    ("returns", "Returns and credit notes"),
    ("disputes", "Complaints"),
    ("group", "Overdue in the group"),
    ("prepaid", "Paid in advance"),
    ("size", "Size"),
    ("reference", "References"),
    ("insurance", "Credit insurance"),
    ("country", "Country risk"),
    ("event", "Bad news"),
]

# What a figure is counted in, for the page.
UNITS = {
    "on_time": "%",
    "days_late": "days",
    "worst_late": "days",
    "overdue": "%",
    "dso_gap": "days",
    "volume_rank": "%",
    "volume": "money",
    "trend": "%",
    "tenure": "months",
    "returns": "%",
    "disputes": "number",
    "group": "%",
    "prepaid": "%",
    "size": "size",
    "reference": "points",
    "insurance": "insurance",
    "country": "number",
    "event": "number",
}


class TradeCreditFactor(models.Model):
    """One figure that counts for the credit score, with its weight and bands."""

    _name = "trade.credit.factor"
    _description = "Credit Factor"
    _order = "sequence, id"
    _rec_name = "kind"

    policy_id = fields.Many2one(
        comodel_name="trade.credit.policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=KINDS, string="Figure", required=True)
    weight = fields.Float(
        default=10.0,
        help="What the figure counts for beside the others; 0 only shows it.",
    )
    missing = fields.Selection(
        selection=[("skip", "Left out"), ("points", "Points")],
        string="If unknown",
        default="skip",
        required=True,
    )
    missing_points = fields.Float(string="Points if unknown")
    band_ids = fields.One2many(
        comodel_name="trade.credit.band",
        inverse_name="factor_id",
        string="Bands",
        copy=True,
    )
    bands = fields.Char(string="Points", compute="_compute_bands")
    meaning = fields.Char(compute="_compute_meaning")

    _kind_uniq = models.UniqueIndex(
        "(policy_id, kind)", "A figure stands in a policy once."
    )

    @api.depends("band_ids.low", "band_ids.points")
    def _compute_bands(self):
        for factor in self:
            factor.bands = ", ".join(
                f"≥ {band.low:g}: {band.points:g}"
                for band in factor.band_ids.sorted("low")
            )

    @api.depends_context("lang")
    @api.depends("kind")
    def _compute_meaning(self):
        meanings = self._meanings()
        for factor in self:
            factor.meaning = meanings.get(factor.kind)

    @api.model
    def _meanings(self):
        """What each figure is, in words."""
        _ = self.env._
        return {
            "on_time": _(
                "Share of the amounts due that were paid by the due date, in %"
            ),
            "days_late": _("Days after the due date, weighted by amount"),
            "worst_late": _("The latest payment or open invoice, in days"),
            "overdue": _("Overdue now, in % of what was invoiced"),
            "dso_gap": _("Days sales outstanding less the agreed days of payment"),
            "volume_rank": _("1 is among the best 1% by sales, 100 bought nothing"),
            "volume": _("Net sales of the last twelve months"),
            "trend": _("Sales of twelve months against the twelve before, in %"),
            "tenure": _("Months since the first invoice"),
            "returns": _("Credit notes in % of what was invoiced"),
            "disputes": _("Complaints and claims in the period looked at"),
            "group": _("Overdue of the other companies of the group, in %"),
            "prepaid": _("Share paid on or before the day of the invoice, in %"),
            "size": _("1 is micro, 5 is very large"),
            "reference": _("Mean of the references: good 100, fair 60, bad 0"),
            "insurance": _("1 insured, 0 no longer insured, -1 refused by the insurer"),
            "country": _("Level in the table of country risks"),
            "event": _("Bounced payments, lawsuits, insolvency in the period"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        factors = super().create(vals_list)
        factors.policy_id._check_scorecard()
        return factors

    def write(self, vals):
        done = super().write(vals)
        self.policy_id._check_scorecard()
        return done

    def unlink(self):
        policies = self.policy_id
        done = super().unlink()
        policies.exists()._check_scorecard()
        return done
