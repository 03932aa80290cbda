# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradePoolPreview(models.TransientModel):
    """Who would fall back until a day, read before it is done."""

    _name = "trade.pool.preview"
    _description = "Recycling Preview"

    pool_id = fields.Many2one(comodel_name="trade.pool", required=True)
    date = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    line_ids = fields.One2many(
        comodel_name="trade.pool.preview.line", inverse_name="preview_id"
    )

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would fall back"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_refresh(self):
        self.ensure_one()
        self.line_ids.unlink()
        self.line_ids = [
            fields.Command.create(
                {
                    name: row[name]
                    for name in ("partner_id", "user_id", "rule_id", "date", "reason")
                }
            )
            for row in self.pool_id.preview_recycle(self.date)
        ]
        return self._open()

    def action_recycle(self):
        return self.pool_id.action_recycle()


class TradePoolPreviewLine(models.TransientModel):
    _name = "trade.pool.preview.line"
    _description = "Recycling Preview Line"
    _order = "date, id"

    preview_id = fields.Many2one(
        comodel_name="trade.pool.preview", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    user_id = fields.Many2one(comodel_name="res.users", string="Owner")
    rule_id = fields.Many2one(comodel_name="trade.pool.rule", string="Rule")
    date = fields.Date(string="Falls back on")
    reason = fields.Char()
