# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..contact.trade_interaction import CHANNELS

CLOCK_SLACK_MINUTES = 10


class TradeCampaignReach(models.Model):
    """A customer that a campaign reached, and when."""

    _name = "trade.campaign.reach"
    _description = "Customer Reached by a Campaign"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        domain=[("is_company", "=", True)],
    )
    date = fields.Datetime(
        string="Reached on", required=True, default=fields.Datetime.now
    )
    channel = fields.Selection(selection=CHANNELS, default="mail")
    note = fields.Char()

    _campaign_partner_uniq = models.UniqueIndex(
        "(campaign_id, partner_id)",
        "The campaign has reached this customer already.",
    )
    _partner_date_idx = models.Index("(partner_id, date)")

    @api.constrains("date")
    def _check_date(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=CLOCK_SLACK_MINUTES)
        if any(reach.date > latest for reach in self):
            raise ValidationError(
                self.env._("A campaign can't have reached a customer in the future.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            vals["partner_id"] = partner.commercial_partner_id.id
        return super().create(vals_list)

    @api.model
    def _results(self, campaigns):
        """Replies and orders of campaigns, each counted for one campaign only.

        A reply is a customer's first contact within the days of a reply, an order any
        confirmed order without a campaign of its own within the days of an order. Both
        count for the campaign that reached the customer last before.

        :return: {campaign id: (customers who replied, orders, their amount)}, as far
            as the reader may see them; amounts in the company's currency
        """
        company = self.env.company
        reached = self._search([])
        contacts = self.env["trade.interaction"]._search(
            [("direction", "=", "in"), ("channel", "not in", ("order", "payment"))]
        )
        orders = self.env["sale.order"]._search(
            [
                ("state", "=", "sale"),
                ("campaign_id", "=", False),
                ("company_id", "=", company.id),
            ]
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH reach AS (
                    SELECT campaign_id, partner_id, date, COALESCE(
                           LEAD(date) OVER (PARTITION BY partner_id
                                            ORDER BY date, id), 'infinity') AS until
                      FROM (%(reached)s) AS r
                ), mine AS (
                    SELECT * FROM reach WHERE campaign_id = ANY(%(campaigns)s)
                ), replies AS (
                    SELECT m.campaign_id, COUNT(*) AS count
                      FROM mine AS m
                     WHERE EXISTS (
                           SELECT FROM (%(contacts)s) AS i
                            WHERE i.partner_id = m.partner_id AND i.date >= m.date
                              AND i.date < LEAST(
                                  m.until, m.date + %(reply)s * INTERVAL '1 day'))
                     GROUP BY m.campaign_id
                ), won AS (
                    SELECT m.campaign_id, COUNT(*) AS count, SUM(
                           o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)
                           ) AS amount
                      FROM mine AS m
                      JOIN res_partner AS p ON p.commercial_partner_id = m.partner_id
                      JOIN (%(orders)s) AS o ON o.partner_id = p.id
                     WHERE o.date_order >= m.date AND o.date_order < LEAST(
                           m.until, m.date + %(order)s * INTERVAL '1 day')
                     GROUP BY m.campaign_id
                )
                SELECT c.id, COALESCE(r.count, 0), COALESCE(w.count, 0),
                       COALESCE(w.amount, 0)
                  FROM UNNEST(%(campaigns)s) AS c(id)
                  LEFT JOIN replies AS r ON r.campaign_id = c.id
                  LEFT JOIN won AS w ON w.campaign_id = c.id
                """,
                reached=self._columns(
                    reached, "id", "campaign_id", "partner_id", "date"
                ),
                contacts=self._columns(contacts, "partner_id", "date"),
                orders=self._columns(
                    orders,
                    "partner_id",
                    "date_order",
                    "amount_untaxed",
                    "currency_rate",
                ),
                campaigns=campaigns.ids,
                reply=company.trade_reply_days,
                order=company.trade_campaign_days,
            )
        )
        return {campaign: tuple(row) for campaign, *row in rows}

    @api.model
    def _columns(self, query, *names):
        query.order = None
        return query.select(*(SQL.identifier(query.table, name) for name in names))
