# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .trade_quality_limits import AQL_CHOICES, CLASSES
from .trade_quality_series import SEVERITIES

RESULTS = [("accepted", "Accepted"), ("rejected", "Not accepted")]


class TradeQualityInspectionLine(models.Model):
    """The plan of one class of defects, and what was found of it."""

    _name = "trade.quality.inspection.line"
    _description = "Sampling Plan of an Inspection"
    _order = "id"
    _rec_name = "defect_class"

    inspection_id = fields.Many2one(
        comodel_name="trade.quality.inspection",
        required=True,
        index=True,
        ondelete="cascade",
    )
    defect_class = fields.Selection(selection=CLASSES, string="Class", required=True)
    aql = fields.Selection(selection=AQL_CHOICES, string="AQL")
    severity = fields.Selection(selection=SEVERITIES, string="Inspection severity")
    code = fields.Char(string="Code letter", help="By lot size and level.")
    letter = fields.Char(
        string="Plan", help="The letter of the plan that the arrows lead to."
    )
    sample_size = fields.Integer(string="Sample")
    accept = fields.Integer(string="Ac", help="Accepted up to so many.")
    reject = fields.Integer(string="Re", help="Rejected from so many on.")
    found = fields.Integer(compute="_compute_found")
    result = fields.Selection(selection=RESULTS, compute="_compute_found")

    @api.depends(
        "inspection_id.finding_ids.count", "inspection_id.finding_ids.defect_class"
    )
    def _compute_found(self):
        for line in self:
            findings = line.inspection_id.finding_ids.filtered(
                lambda f, line=line: f.defect_class == line.defect_class
            )
            line.found = sum(findings.mapped("count"))
            line.result = "rejected" if line.found >= line.reject else "accepted"

    def _class_word(self):
        return dict(self._fields["defect_class"]._description_selection(self.env))[
            self.defect_class
        ].lower()
