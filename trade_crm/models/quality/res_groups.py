# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _trade_uses(self, part):
        """Whether the company uses a part: "cases", "quality" or "feedback".

        The settings switch it, for everybody with a trade role.
        """
        part = self.env.ref(f"trade_crm.group_trade_use_{part}")
        people = self.env.ref("trade_crm.group_trade_user")
        return part in people.sudo().all_implied_ids  # sudo: what is on is no secret
