# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

TRADE = "trade_crm.group_trade_user"
RULE = (
    "An order counts for the campaign that is written on it. An order without one "
    "counts for the campaign that reached the customer last, when that was not longer "
    "ago than the settings say. Each order counts once."
)


class UtmCampaign(models.Model):
    """A marketing activity: its plan and cost, whom it reached, what came of it."""

    _inherit = "utm.campaign"

    trade_plan = fields.Html(
        string="Plan", help="Whom to reach, how, with what, until when."
    )
    trade_date_begin = fields.Date(string="From")
    trade_date_end = fields.Date(string="Until")
    trade_country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="trade_campaign_country_rel",
        string="Countries",
    )
    trade_budget = fields.Monetary(string="Budget")
    trade_cost = fields.Monetary(
        string="Cost", help="What it cost in all: stand, travel, advertisements, gifts."
    )
    trade_reach_ids = fields.One2many(
        groups=TRADE,
        comodel_name="trade.campaign.reach",
        inverse_name="campaign_id",
        string="Customers reached",
    )
    trade_reached_count = fields.Integer(
        groups=TRADE, string="Reached", compute="_compute_trade"
    )
    trade_reply_count = fields.Integer(
        groups=TRADE,
        string="Replied",
        compute="_compute_trade",
        help="Customers who contacted us within the days of a reply after they were "
        "reached; each counts for the campaign that reached him last before.",
    )
    trade_won_count = fields.Integer(
        groups=TRADE, string="Orders won", compute="_compute_trade", help=RULE
    )
    trade_won_amount = fields.Monetary(
        groups=TRADE,
        string="Won in all",
        compute="_compute_trade",
        help="The untaxed amount of these orders of your company, at their own rates.",
    )
    trade_return = fields.Float(
        groups=TRADE,
        string="Return",
        compute="_compute_trade",
        help="Won in all, for each unit of the cost.",
    )

    _trade_cost_check = models.Constraint(
        "CHECK (trade_cost >= 0 AND trade_budget >= 0)",
        "Budget and cost of a campaign aren't negative.",
    )

    @api.constrains("trade_date_begin", "trade_date_end")
    def _check_trade_dates(self):
        for campaign in self:
            begin, end = campaign.trade_date_begin, campaign.trade_date_end
            if begin and end and end < begin:
                raise ValidationError(
                    self.env._("A campaign can't end before it begins.")
                )

    @api.depends("trade_reach_ids", "trade_cost")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_trade(self):
        """All campaigns together, in three queries."""
        reach = self.env["trade.campaign.reach"]
        ids = self._origin.ids
        counts, results, direct = {}, {}, {}
        if ids:
            counts = dict(
                reach._read_group(
                    [("campaign_id", "in", ids)], ["campaign_id"], ["__count"]
                )
            )
            results = reach._results(self._origin)
            direct = self._trade_direct_orders(ids)
        for campaign in self:
            origin = campaign._origin
            replies, count, amount = results.get(origin.id, (0, 0, 0.0))
            own_count, own_amount = direct.get(origin.id, (0, 0.0))
            campaign.trade_reached_count = counts.get(origin, 0)
            campaign.trade_reply_count = replies
            campaign.trade_won_count = count + own_count
            campaign.trade_won_amount = float(amount) + own_amount
            campaign.trade_return = (
                campaign.trade_won_amount / campaign.trade_cost
                if campaign.trade_cost
                else 0.0
            )

    @api.model
    def _trade_direct_orders(self, ids):
        """:return: {campaign id: (orders, amount)} of orders that name the campaign"""
        company = self.env.company
        rows = self.env["sale.order"]._read_group(
            [
                ("campaign_id", "in", ids),
                ("state", "=", "sale"),
                ("company_id", "=", company.id),
            ],
            ["campaign_id", "currency_rate"],
            ["__count", "amount_untaxed:sum"],
        )
        found = {}
        for campaign, rate, count, amount in rows:
            known = found.get(campaign.id, (0, 0.0))
            found[campaign.id] = (known[0] + count, known[1] + amount / (rate or 1.0))
        return found

    def action_trade_reached(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_campaign_reach"
        )
        action.update(
            domain=[("campaign_id", "=", self.id)],
            context={"default_campaign_id": self.id},
        )
        return action
