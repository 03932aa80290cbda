# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat, KnownMonetary
from odoo.tools import SQL

TRADE = "trade_crm.group_trade_user"


class UtmCampaign(models.Model):
    """What a campaign did with those it reached, beside those it did not.

    Compared are customers who had bought before: all whom the campaign reached, and
    those of the same countries (the campaign's own, else those of whom it reached) whom
    it did not. Both have as many days for an order as the settings give a campaign:
    from the day on which a customer was reached, or from the middle one of these days.
    """

    _inherit = "utm.campaign"

    trade_buyers_reached = fields.Integer(
        string="Buyers reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
        help="Customers reached who had bought before.",
    )
    trade_buyers_others = fields.Integer(
        string="Buyers not reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
        help="Customers of the same countries who had bought before.",
    )
    trade_ordered_reached = KnownFloat(
        string="Ordered, of those reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
    )
    trade_ordered_others = KnownFloat(
        string="Ordered, of those not reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
    )
    trade_amount_reached = KnownMonetary(
        string="Orders a customer reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
        help="Untaxed, at each order's rate, in the days that count for a campaign.",
    )
    trade_amount_others = KnownMonetary(
        string="Orders a customer not reached",
        groups=TRADE,
        compute="_compute_trade_comparison",
    )

    @api.depends("trade_reach_ids", "trade_country_ids")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_trade_comparison(self):
        """All campaigns together, in one query."""
        found = self._trade_comparison() if self._origin.ids else {}
        for campaign in self:
            for group, reached in (("reached", True), ("others", False)):
                count, ordered, amount = found.get(
                    (campaign._origin.id, reached), (0, 0, 0)
                )
                campaign[f"trade_buyers_{group}"] = count
                share = ordered / count if count else False
                each = float(amount) / count if count else False
                campaign[f"trade_ordered_{group}"] = share
                campaign[f"trade_amount_{group}"] = each

    def _trade_comparison(self):
        """Return {(campaign id, reached): (customers, who ordered, amount)}."""
        company = self.env.company
        reach = self.env["trade.campaign.reach"]
        buyers = self.env["trade.customer.metric"]._search(
            [("company_id", "=", company.id), ("first_order_date", "!=", False)]
        )
        orders = self.env["sale.order"]._search(
            [("state", "=", "sale"), ("company_id", "=", company.id)]
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH reach AS (
                    SELECT * FROM (%(reached)s) AS r
                     WHERE campaign_id = ANY(%(campaigns)s)
                ), middle AS (
                    SELECT campaign_id, percentile_disc(0.5)
                               WITHIN GROUP (ORDER BY date) AS date
                      FROM reach GROUP BY campaign_id
                ), place AS (
                    SELECT utm_campaign_id AS campaign_id, res_country_id AS country_id
                      FROM trade_campaign_country_rel
                     WHERE utm_campaign_id = ANY(%(campaigns)s)
                    UNION
                    SELECT r.campaign_id, p.country_id
                      FROM reach AS r JOIN res_partner AS p ON p.id = r.partner_id
                     WHERE NOT EXISTS (
                           SELECT FROM trade_campaign_country_rel AS c
                            WHERE c.utm_campaign_id = r.campaign_id)
                ), buyer AS (
                    SELECT * FROM (%(buyers)s) AS b
                ), person AS (
                    SELECT r.campaign_id, r.partner_id, r.date, TRUE AS reached
                      FROM reach AS r JOIN buyer AS b USING (partner_id)
                     WHERE b.first_order_date < r.date::date
                    UNION ALL
                    SELECT m.campaign_id, b.partner_id, m.date, FALSE
                      FROM middle AS m JOIN place AS l USING (campaign_id)
                      JOIN buyer AS b ON b.country_id = l.country_id
                     WHERE b.first_order_date < m.date::date
                       AND NOT EXISTS (
                           SELECT FROM trade_campaign_reach AS r
                            WHERE r.campaign_id = m.campaign_id
                              AND r.partner_id = b.partner_id)
                ), won AS (
                    SELECT n.campaign_id, n.partner_id, SUM(
                           o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)
                           ) AS amount
                      FROM person AS n
                      JOIN res_partner AS p ON p.commercial_partner_id = n.partner_id
                      JOIN (%(orders)s) AS o ON o.partner_id = p.id
                     WHERE o.date_order >= n.date
                       AND o.date_order < n.date + %(days)s * INTERVAL '1 day'
                     GROUP BY n.campaign_id, n.partner_id
                )
                SELECT n.campaign_id, n.reached, COUNT(*), COUNT(w.partner_id),
                       COALESCE(SUM(w.amount), 0)
                  FROM person AS n
                  LEFT JOIN won AS w USING (campaign_id, partner_id)
                 GROUP BY n.campaign_id, n.reached
                """,
                reached=reach._columns(
                    reach._search([]), "campaign_id", "partner_id", "date"
                ),
                buyers=reach._columns(
                    buyers, "partner_id", "country_id", "first_order_date"
                ),
                orders=reach._columns(
                    orders,
                    "partner_id",
                    "date_order",
                    "amount_untaxed",
                    "currency_rate",
                ),
                campaigns=self._origin.ids,
                days=company.trade_campaign_days,
            )
        )
        return {(campaign, reached): tuple(row) for campaign, reached, *row in rows}
