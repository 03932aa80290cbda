# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_signal_ids = fields.One2many(
        comodel_name="trade.signal",
        inverse_name="partner_id",
        string="Signals",
        domain=[("state", "=", "new")],
    )
    trade_signal_count = fields.Integer(
        string="Open signals", compute="_compute_trade_signal_count"
    )

    def _compute_trade_signal_count(self):
        counts = dict(
            self.env["trade.signal"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "=", "new"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.trade_signal_count = counts.get(partner.commercial_partner_id, 0)

    def action_trade_signals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_signal"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
