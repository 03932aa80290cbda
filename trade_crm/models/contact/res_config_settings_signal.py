# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trade_read_signals = fields.Boolean(
        related="company_id.trade_read_signals", readonly=False
    )

    def action_trade_read_older(self):
        """Queue the contacts of the last 90 days for the reader."""
        count = self.env["trade.interaction"]._queue_signals_since(90)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s contacts will be read in a few minutes.", count
                ),
            },
        }
