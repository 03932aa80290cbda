# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_trade_recommend(self):
        """Propose products to the customer, with why."""
        self.ensure_one()
        Recommendation = self.env["trade.recommendation"]
        company = self.env.company
        if not company.trade_recommend:
            raise UserError(
                self.env._("Product suggestions are switched off in the settings.")
            )
        proposals = Recommendation._propose(self.commercial_partner_id, company)
        if not proposals:
            raise UserError(
                self.env._(
                    "Nothing to suggest yet: too few invoices of %(customer)s, or of "
                    "customers who buy the same.",
                    customer=self.display_name,
                )
            )
        return Recommendation._action(self.env._("What to offer"), proposals)
