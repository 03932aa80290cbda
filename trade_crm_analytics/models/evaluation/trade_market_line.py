# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat, KnownMonetary
from odoo.addons.trade_crm.models.profile.trade_key_date import MONTHS
from odoo.tools import SQL


class TradeMarketLine(models.Model):
    """What was quoted and sold, with its season and what competitors ask for the same.

    The competitor's price is the latest one known for our product: with this customer,
    else in his country. It is for managers, for it may come from another's customer.
    """

    _name = "trade.market.line"
    _inherit = ["trade.deal.line"]
    _description = "Quoted or Sold, in the Market"
    _auto = False

    calendar_month = fields.Selection(
        selection=MONTHS, string="Month of the year", readonly=True
    )
    competitor_id = fields.Many2one(comodel_name="trade.competitor", readonly=True)
    our_price = KnownMonetary(
        currency_field="company_currency_id",
        aggregator="avg",
        readonly=True,
        help="Of one unit of the product, discount off, in your company's currency.",
    )
    their_price = KnownMonetary(
        string="Competitor's price",
        currency_field="company_currency_id",
        aggregator="avg",
        readonly=True,
        help="The latest known for our product, with this customer, else in his "
        "country, in your company's currency at today's rate. What it includes may "
        "differ: see the offer's Incoterm.",
    )
    price_gap = KnownFloat(
        string="Above the competitor",
        aggregator="avg",
        readonly=True,
        help="By how much our price is above the competitor's; below 0 %: cheaper.",
    )

    @property
    def _table_query(self):
        own, rates = self.env.company.currency_id, {}
        for [currency] in self.env["trade.competitor.offer"]._read_group(
            [("price", ">", 0)], ["currency_id"]
        ):
            if currency and (currency == own or currency.rate_ids):
                rates[currency.id] = currency._convert(
                    1.0, own, self.env.company, fields.Date.context_today(self), False
                )
        return SQL(
            """
            WITH offer AS (
                SELECT o.product_tmpl_id, o.partner_id, p.country_id, o.competitor_id,
                       o.price * e.rate AS price, o.date_since, o.id
                  FROM trade_competitor_offer AS o
                  JOIN res_partner AS p ON p.id = o.partner_id
                  JOIN unnest(%(currencies)s::int[], %(rates)s::float8[])
                       AS e(id, rate) ON e.id = o.currency_id
                 WHERE o.price > 0 AND o.product_tmpl_id IS NOT NULL
            ), own_offer AS (
                SELECT DISTINCT ON (product_tmpl_id, partner_id) *
                  FROM offer
                 ORDER BY product_tmpl_id, partner_id, date_since DESC NULLS LAST,
                          id DESC
            ), country_offer AS (
                SELECT DISTINCT ON (product_tmpl_id, country_id) *
                  FROM offer WHERE country_id IS NOT NULL
                 ORDER BY product_tmpl_id, country_id, date_since DESC NULLS LAST,
                          id DESC
            ), line AS (
                SELECT d.*, v.product_tmpl_id,
                       d.amount / NULLIF(
                           d.quantity * u.factor / NULLIF(s.factor, 0), 0) AS our_price
                  FROM (%(deals)s) AS d
                  JOIN product_product AS v ON v.id = d.product_id
                  JOIN product_template AS t ON t.id = v.product_tmpl_id
                  LEFT JOIN uom_uom AS u ON u.id = d.uom_id
                  LEFT JOIN uom_uom AS s ON s.id = t.uom_id
            )
            SELECT l.*, to_char(l.date, 'MM') AS calendar_month,
                   COALESCE(a.competitor_id, b.competitor_id) AS competitor_id,
                   COALESCE(a.price, b.price)::numeric AS their_price,
                   l.our_price / COALESCE(a.price, b.price) - 1 AS price_gap
              FROM line AS l
              LEFT JOIN own_offer AS a
                   ON a.product_tmpl_id = l.product_tmpl_id
                  AND a.partner_id = l.partner_id
              LEFT JOIN country_offer AS b
                   ON b.product_tmpl_id = l.product_tmpl_id
                  AND b.country_id = l.country_id
            """,
            currencies=list(rates),
            rates=list(rates.values()),
            deals=super()._table_query,
        )
