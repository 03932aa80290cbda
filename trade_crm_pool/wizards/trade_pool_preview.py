# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import fields, models

SHOWN = 500


class TradePoolPreview(models.TransientModel):
    """Who would fall back until a day, read before it is done."""

    _name = "trade.pool.preview"
    _description = "Recycling Preview"

    pool_id = fields.Many2one(comodel_name="trade.pool", required=True, readonly=True)
    date = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    total = fields.Integer(string="Customers", readonly=True)
    due_today = fields.Integer(readonly=True)
    by_rule = fields.Char(string="By rule", readonly=True)
    by_owner = fields.Char(string="By owner", readonly=True)
    more = fields.Integer(string="Not listed", readonly=True)
    line_ids = fields.One2many(
        comodel_name="trade.pool.preview.line",
        inverse_name="preview_id",
        readonly=True,
    )

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would fall back"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_refresh(self):
        """Read again who would fall back until the day."""
        self.ensure_one()
        rows = self.pool_id.preview_recycle(self.date)
        today = self.pool_id._local_day(None)
        users = self.env["res.users"].browse({row["user_id"] for row in rows})
        names = {user.id: user.name for user in users}
        owners = Counter(names[row["user_id"]] for row in rows)
        preview = self.sudo()  # sudo: the manager was checked by the preview
        preview.line_ids.unlink()
        preview.write(
            {
                "total": len(rows),
                "due_today": sum(row["date"] <= today for row in rows),
                "by_rule": self._counted(Counter(row["rule"] for row in rows)),
                "by_owner": self._counted(owners),
                "more": max(0, len(rows) - SHOWN),
                "line_ids": [
                    fields.Command.create(
                        {
                            "partner_id": row["partner_id"],
                            "user_id": row["user_id"],
                            "rule_id": row["rule_id"],
                            "date": row["date"],
                            "reason": row["reason"],
                        }
                    )
                    for row in rows[:SHOWN]
                ],
            }
        )
        return self._open()

    @staticmethod
    def _counted(counts):
        return ", ".join(f"{name}: {count}" for name, count in counts.most_common())

    def action_recycle(self):
        """Recycle what is due today, and show the lines of the ledger."""
        return self.pool_id.action_recycle()
