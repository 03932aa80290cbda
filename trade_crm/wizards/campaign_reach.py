# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.contact.trade_interaction import CHANNELS


class TradeCampaignReachWizard(models.TransientModel):
    """Note that a campaign reached the customers that are ticked in a list."""

    _name = "trade.campaign.reach.wizard"
    _description = "Customers Reached by a Campaign"

    campaign_id = fields.Many2one(comodel_name="utm.campaign", required=True)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="trade_campaign_reach_wizard_partner_rel",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    date = fields.Datetime(
        string="Reached on", required=True, default=fields.Datetime.now
    )
    channel = fields.Selection(selection=CHANNELS, default="mail")

    def action_note(self):
        """Customers that the campaign has reached already stay as they are."""
        self.ensure_one()
        reach = self.env["trade.campaign.reach"]
        customers = self.partner_ids.commercial_partner_id
        known = reach.search(
            [
                ("campaign_id", "=", self.campaign_id.id),
                ("partner_id", "in", customers.ids),
            ]
        ).partner_id
        reach.create(
            [
                {
                    "campaign_id": self.campaign_id.id,
                    "partner_id": customer.id,
                    "date": self.date,
                    "channel": self.channel,
                }
                for customer in customers - known
            ]
        )
        return self.campaign_id.action_trade_reached()
