# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .trade_quality_limits import CLASSES


class TradeQualityFinding(models.Model):
    """A kind of defect that an inspection found, and in how many pieces."""

    _name = "trade.quality.finding"
    _description = "Defect Found"
    _order = "defect_class, id"

    inspection_id = fields.Many2one(
        comodel_name="trade.quality.inspection",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Defect", required=True)
    defect_class = fields.Selection(
        selection=CLASSES, string="Class", required=True, default="minor"
    )
    count = fields.Integer(string="Pieces", required=True, default=1)
    picture = fields.Image(max_width=1024, max_height=1024)

    _count_positive = models.Constraint(
        "CHECK(count > 0)", "Count at least one piece for a defect, or delete the line."
    )

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings.inspection_id._check_open()
        findings.inspection_id._check_findings()
        return findings

    def write(self, vals):
        self.inspection_id._check_open()
        done = super().write(vals)
        self.inspection_id._check_findings()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.inspection_id._check_open()
