# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_interaction_ids = fields.One2many(
        comodel_name="trade.interaction",
        inverse_name="partner_id",
        string="Interactions",
    )
    trade_interaction_count = fields.Integer(
        string="Interaction count", compute="_compute_trade_interaction_count"
    )

    def _compute_trade_interaction_count(self):
        counts = dict(
            self.env["trade.interaction"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.trade_interaction_count = counts.get(
                partner.commercial_partner_id._origin, 0
            )
