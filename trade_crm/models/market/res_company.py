# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_market_months = fields.Integer(
        string="Figures of markets",
        default=12,
        required=True,
        help="How many months back the quoted and sold amounts of a market reach.",
    )
    trade_campaign_days = fields.Integer(
        string="Orders after a campaign",
        default=90,
        required=True,
        help="An order without a campaign of its own counts for the campaign that "
        "reached the customer last, when that was at most so many days before.",
    )
    trade_reply_days = fields.Integer(
        string="Replies after a campaign",
        default=30,
        required=True,
        help="A customer replied when he contacts us within so many days after a "
        "campaign reached him.",
    )

    _trade_market_months_check = models.Constraint(
        "CHECK (trade_market_months BETWEEN 1 AND 120)",
        "The figures of markets reach 1 to 120 months back.",
    )
    _trade_campaign_days_check = models.Constraint(
        "CHECK (trade_campaign_days BETWEEN 1 AND 730)",
        "Orders count for 1 to 730 days after a campaign.",
    )
    _trade_reply_days_check = models.Constraint(
        "CHECK (trade_reply_days BETWEEN 1 AND 365)",
        "Replies count for 1 to 365 days after a campaign.",
    )
