# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._trade_lead_in()
        return leads

    def write(self, vals):
        done = super().write(vals)
        if vals.get("partner_id"):
            self._trade_lead_in()
        return done

    def _trade_lead_in(self):
        """A lead of a known customer came in; the origin makes it count once."""
        if not self.env["trade.followup.step"]._running_ids("lead_in"):
            return
        now = fields.Datetime.now()
        leads = self.sudo()  # sudo: whose lead it is, whoever enters it
        self.env["trade.followup.task"]._arm(
            "lead_in",
            [
                {
                    "partner_id": lead.commercial_partner_id.id,
                    "at": now,
                    "origin": f"crm.lead,{lead.id}",
                }
                for lead in leads
                if lead.active and lead.commercial_partner_id
            ],
        )
