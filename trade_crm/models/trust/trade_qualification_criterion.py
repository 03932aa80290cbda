# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

STAGES = [("research", "Research"), ("visit", "Visit"), ("trial", "Trial order")]


class TradeQualificationCriterion(models.Model):
    """One question that a new customer is judged by."""

    _name = "trade.qualification.criterion"
    _description = "Qualification Criterion"
    _order = "sequence, id"

    name = fields.Char(string="Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[
            ("size", "Size"),
            ("reputation", "Reputation"),
            ("finances", "Finances"),
            ("need", "Need match"),
            ("potential", "Potential"),
            ("compliance", "Compliance"),
        ],
        required=True,
        default="reputation",
    )
    stage = fields.Selection(
        selection=STAGES,
        string="Answered by the end of",
        required=True,
        default="research",
        help="The customer does not go on before the question is answered.",
    )
    weight = fields.Float(default=1.0, help="What the answer counts for.")
    evidence = fields.Selection(
        selection=[
            ("none", "Not needed"),
            ("note", "In words"),
            ("file", "Attachment"),
        ],
        required=True,
        default="note",
    )
    hint = fields.Char(
        string="How to answer", translate=True, help="Shown beside the question."
    )

    @api.constrains("weight")
    def _check_weight(self):
        if any(criterion.weight < 0 for criterion in self):
            raise ValidationError(
                self.env._("A weight can't be below zero. Enter 0 to ask only.")
            )
