# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeQualificationAnswer(models.Model):
    """The answer to one question about a new customer, with its evidence."""

    _name = "trade.qualification.answer"
    _description = "Qualification Answer"
    _order = "stage_order, sequence, id"
    _rec_name = "criterion_id"

    qualification_id = fields.Many2one(
        comodel_name="trade.qualification",
        required=True,
        index=True,
        ondelete="cascade",
    )
    criterion_id = fields.Many2one(
        comodel_name="trade.qualification.criterion",
        string="Question",
        required=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    stage = fields.Selection(related="criterion_id.stage", store=True)
    stage_order = fields.Integer(compute="_compute_stage_order", store=True)
    kind = fields.Selection(related="criterion_id.kind")
    weight = fields.Float(related="criterion_id.weight")
    evidence = fields.Selection(related="criterion_id.evidence", string="Asks for")
    hint = fields.Char(related="criterion_id.hint")
    points = fields.Selection(
        selection=[
            ("0", "0 · Unacceptable"),
            ("1", "1 · Weak"),
            ("2", "2 · Fair"),
            ("3", "3 · Good"),
            ("4", "4 · Very good"),
        ],
        string="Answer",
    )
    note = fields.Text(string="Evidence")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Attachments"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Answered by", readonly=True
    )

    _question_uniq = models.UniqueIndex(
        "(qualification_id, criterion_id)", "The question stands there already."
    )

    def _compute_stage_order(self):
        order = ["research", "visit", "trial"]
        for answer in self:
            answer.stage_order = order.index(answer.criterion_id.stage or "research")

    def write(self, vals):
        self.qualification_id._check_open()
        if "points" in vals:
            vals = {**vals, "user_id": self.env.uid}
        return super().write(vals)

    def _missing(self):
        """What an answer still lacks, in words; nothing where it is whole."""
        self.ensure_one()
        title = self.criterion_id.name
        if not self.points:
            return self.env._("%(question)s — not answered", question=title)
        if self.evidence == "note" and not (self.note or "").strip():
            return self.env._("%(question)s — evidence in words", question=title)
        if self.evidence == "file" and not self.attachment_ids:
            return self.env._("%(question)s — an attachment", question=title)
        return ""
