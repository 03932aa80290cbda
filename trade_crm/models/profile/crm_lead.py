# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """A customer made from a lead keeps where the lead came from."""
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        knows = self.env.su or self.env.user.has_group("trade_crm.group_trade_user")
        if knows and not parent_id:
            values.update(
                trade_source_id=self.source_id.id,
                trade_medium_id=self.medium_id.id,
                trade_campaign_id=self.campaign_id.id,
            )
        return values
