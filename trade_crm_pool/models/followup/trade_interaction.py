# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        self.env["trade.followup.task"]._on_contacts(interactions)
        self.env["trade.followup.response"]._on_contacts(interactions)
        return interactions

    def _after_log(self):
        done = super()._after_log()
        self.env["trade.followup.task"]._on_contacts(self)
        self.env["trade.followup.response"]._on_contacts(self)
        return done

    def _is_answered(self):
        """Whether the other side wrote since, so that no answer is waited for."""
        self.ensure_one()
        ends = {"in": "trade_last_out", "out": "trade_last_in"}
        answer = self.partner_id[ends[self.direction]]
        return bool(answer and answer >= self.date)
