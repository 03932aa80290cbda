# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _get_lead_to_assign_domain(self):
        """Leads in a pool are shared out by the pool."""
        return [
            *super()._get_lead_to_assign_domain(),
            ("trade_pool_id", "=", False),
        ]
