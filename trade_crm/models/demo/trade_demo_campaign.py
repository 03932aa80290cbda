# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from odoo import api, models


class TradeDemo(models.AbstractModel):
    _inherit = "trade.demo"

    @api.model
    def _load_campaigns(self):
        """Note whom the campaigns reached: every third customer of their countries."""
        campaigns = self._demo_records("demo_campaign_", "utm.campaign")
        customers = self._demo_records("demo_partner_", "res.partner")
        channels = {"fair": "fair", "catalogue": "mail"}
        for key, channel in channels.items():
            campaign = campaigns[key]
            countries = campaign.trade_country_ids
            wanted = [
                partner
                for partner in customers.values()
                if partner.is_company
                and (not countries or partner.country_id in countries)
            ]
            if not campaign.trade_reach_ids:
                moment = datetime.combine(campaign.trade_date_begin, time(6, 30))
                self.env["trade.campaign.reach"].create(
                    [
                        {
                            "campaign_id": campaign.id,
                            "partner_id": partner.id,
                            "date": moment,
                            "channel": channel,
                        }
                        for partner in wanted[::3]
                    ]
                )
