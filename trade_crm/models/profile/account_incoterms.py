# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class AccountIncoterms(models.Model):
    _inherit = "account.incoterms"

    def _search_display_name(self, operator, value):
        """People with a trade role find CIF by its letters, too."""
        domain = super()._search_display_name(operator, value)
        if (
            operator in ("ilike", "like", "=", "=ilike", "=like", "in")
            and value
            and self.env.user.has_group("trade_crm.group_trade_user")
        ):
            domain = Domain(domain) | Domain("code", operator, value)
        return domain
