# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeCreditBand(models.Model):
    """Points of a figure, from where they hold up to the next band."""

    _name = "trade.credit.band"
    _description = "Credit Band"
    _order = "low, id"
    _rec_name = "low"

    factor_id = fields.Many2one(
        comodel_name="trade.credit.factor",
        required=True,
        index=True,
        ondelete="cascade",
    )
    low = fields.Float(
        string="From",
        digits=(16, 2),
        help="The band holds from this figure up to the next band. "
        "The first band also holds below it.",
    )
    points = fields.Float(digits=(5, 1), help="From 0 (worst) to 100 (best).")

    @api.constrains("low", "points")
    def _check_policy(self):
        self.factor_id.policy_id._check_scorecard()
