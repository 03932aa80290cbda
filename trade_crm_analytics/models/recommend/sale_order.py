# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    trade_can_recommend = fields.Boolean(compute="_compute_trade_can_recommend")

    @api.depends("state", "company_id.trade_recommend", "partner_id")
    @api.depends_context("uid")
    def _compute_trade_can_recommend(self):
        member = self.env.user.has_group("trade_crm.group_trade_user")
        for order in self:
            order.trade_can_recommend = bool(
                member
                and order.partner_id
                and order.state in ("draft", "sent")
                and order.company_id.trade_recommend
            )

    def action_trade_recommend(self):
        """Propose products that fit the quotation, with why."""
        self.ensure_one()
        self.check_access("write")
        Recommendation = self.env["trade.recommendation"]
        proposals = Recommendation._propose(
            self.partner_id.commercial_partner_id, self.company_id, self
        )
        if not proposals:
            raise UserError(
                self.env._(
                    "Nothing to suggest: no product is known to go with these and was "
                    "not bought recently."
                )
            )
        return Recommendation._action(self.env._("Suggestions"), proposals)
