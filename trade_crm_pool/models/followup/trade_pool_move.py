# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class TradePoolMove(models.Model):
    _inherit = "trade.pool.move"

    def _after_moves(self):
        done = super()._after_moves()
        self.env["trade.followup.task"]._on_moves(self)
        self.env["trade.followup.response"]._on_moves(self)
        return done
