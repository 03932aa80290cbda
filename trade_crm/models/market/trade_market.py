# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..known_fields import KnownFloat

WON, LOST = ("won", "returned"), ("lost",)


class TradeMarket(models.Model):
    """A country and a kind of business: what people know of it, and its figures.

    The figures are read from the customers and their deals with the reader's own
    rights; the notes belong to everybody.
    """

    _name = "trade.market"
    _description = "Market"
    _inherit = ["mail.thread"]
    _order = "country_id, business_kind, id"

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        comodel_name="res.country", required=True, index=True, ondelete="restrict"
    )
    business_kind = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["trade_business_kind"]
            ._description_selection(self.env)
        ),
        string="Kind of business",
        help="Empty: customers whose kind of business isn't known.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who knows it",
        domain=[("share", "=", False)],
        tracking=True,
    )
    demand = fields.Html(
        help="What is wanted there, how much, when, with which certificates."
    )
    rivals_note = fields.Text(
        string="About the rivals", help="Who sells there, at what prices, how."
    )
    competitor_ids = fields.Many2many(
        comodel_name="trade.competitor",
        string="Rivals",
        compute="_compute_figures",
        help="Competitors whose offers stand in the archives of these customers.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_figures"
    )
    customer_count = fields.Integer(
        string="Customers", compute="_compute_figures", search="_search_customer_count"
    )
    buyer_count = fields.Integer(
        string="Buying",
        compute="_compute_figures",
        help="Customers who bought in the time that the figures reach back.",
    )
    quoted = fields.Monetary(
        compute="_compute_figures",
        help="All that was quoted, won, lost or open, in your company's currency at "
        "each quotation's rate.",
    )
    sold = fields.Monetary(
        compute="_compute_figures",
        help="What was sold, less credit notes, without taxes.",
    )
    win_rate = KnownFloat(
        string="Won",
        compute="_compute_figures",
        aggregator=None,
        help="Lines that were sold, out of those that were sold or lost; empty where "
        "nothing is decided.",
    )

    _country_kind_uniq = models.UniqueIndex(
        "(country_id, COALESCE(business_kind, ''))",
        "This market has its page already.",
    )

    @api.depends("country_id", "business_kind")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(self._fields["business_kind"]._description_selection(self.env))
        for market in self:
            kind = kinds.get(market.business_kind, "")
            names = [market.country_id.name or "", kind]
            market.name = " · ".join(filter(None, names))

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.model
    def _since(self):
        months = self.env.company.trade_market_months
        day = fields.Date.context_today(self) - relativedelta(months=months)
        return datetime.combine(day, time.min)

    def _customer_domain(self):
        return (
            Domain("is_company", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("ref_company_ids", "=", False)
            & Domain("country_id", "in", self.country_id.ids)
        )

    @api.depends("country_id", "business_kind")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_figures(self):
        """All markets together: a query for each kind of figure."""
        customers = self._count_customers()
        deals = self._sum_deals()
        rivals = self._find_rivals()
        nobody = self.env["trade.competitor"]
        for market in self:
            key = (market.country_id.id, market.business_kind or False)
            figures = deals.get(key, {})
            won, lost = figures.get("won", 0), figures.get("lost", 0)
            market.currency_id = self.env.company.currency_id
            market.customer_count = customers.get(key, 0)
            market.buyer_count = figures.get("buyers", 0)
            market.quoted = figures.get("quoted", 0.0)
            market.sold = figures.get("sold", 0.0)
            market.win_rate = won / (won + lost) if won + lost else False
            market.competitor_ids = rivals.get(key, nobody)

    def _count_customers(self):
        rows = self.env["res.partner"]._read_group(
            self._customer_domain(), ["country_id", "trade_business_kind"], ["__count"]
        )
        return {(country.id, kind or False): count for country, kind, count in rows}

    @api.model
    def _search_customer_count(self, operator, value):
        """Find the markets with (``> 0``) or without (``= 0``) customers."""
        if (operator, value) not in ((">", 0), ("in", {0})):
            return NotImplemented
        markets = self.with_context(active_test=False).search([])
        counts = markets._count_customers()
        having = markets.filtered(
            lambda m: counts.get((m.country_id.id, m.business_kind or False))
        )
        return [("id", "in" if operator == ">" else "not in", having.ids)]

    def _sum_deals(self):
        """:return: {(country id, kind): figures} of the deals since ``_since``"""
        found = {}
        asked = (
            Domain("country_id", "in", self.country_id.ids)
            & Domain("date", ">=", self._since())
            & Domain("outcome", "not in", ("draft", "cancelled"))
        )
        for country, kind, outcome, amount, count in self.env[
            "trade.deal.line"
        ]._read_group(
            asked,
            ["country_id", "business_kind", "outcome"],
            ["amount:sum", "__count"],
        ):
            figures = found.setdefault((country.id, kind or False), {})
            if outcome in WON:
                figures["sold"] = figures.get("sold", 0.0) + amount
            if outcome != "returned":
                figures["quoted"] = figures.get("quoted", 0.0) + amount
                figures[outcome] = figures.get(outcome, 0) + count
        for country, kind, buyers in self.env["trade.deal.line"]._read_group(
            asked & Domain("outcome", "=", "won"),
            ["country_id", "business_kind"],
            ["partner_id:count_distinct"],
        ):
            found[country.id, kind or False]["buyers"] = buyers
        return found

    def _find_rivals(self):
        """:return: {(country id, kind): competitors} by the offers one may read"""
        rows = self.env["trade.competitor.offer"]._read_group(
            Domain("partner_id", "any", self._customer_domain()),
            ["partner_id", "competitor_id"],
        )
        found = {}
        for partner, competitor in rows:
            key = (partner.country_id.id, partner.trade_business_kind or False)
            found[key] = found.get(key, competitor) | competitor
        return found

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    @api.model
    def _fill_missing(self):
        """Give every country and kind of business with a customer its page."""
        self.env["res.partner"].flush_model(
            ["country_id", "trade_business_kind", "is_company", "parent_id", "active"]
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_market (country_id, business_kind, active,
                            create_uid, write_uid, create_date, write_date)
                SELECT DISTINCT p.country_id, p.trade_business_kind, TRUE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM res_partner AS p
                 WHERE p.country_id IS NOT NULL AND p.is_company AND p.active
                   AND p.parent_id IS NULL AND p.customer_rank > 0
                ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def action_open_markets(self):
        """The page of every market that has a customer."""
        self.check_access("create")
        self._fill_missing()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_market"
        )

    def _open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action.update(domain=list(domain), context={})
        return action

    def action_customers(self):
        self.ensure_one()
        kind = Domain("trade_business_kind", "=", self.business_kind)
        return self._open(
            "trade_crm.action_trade_customer", self._customer_domain() & kind
        )

    def action_deals(self):
        self.ensure_one()
        return self._open(
            "trade_crm.action_trade_deal_line",
            Domain("country_id", "=", self.country_id.id)
            & Domain("business_kind", "=", self.business_kind)
            & Domain("date", ">=", self._since()),
        )
