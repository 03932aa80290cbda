# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from babel.dates import get_month_names
from odoo import api, fields, models
from odoo.addons.trade_crm.models.known_fields import (
    KnownFloat,
    KnownInteger,
    KnownMonetary,
)
from odoo.tools import babel_locale_parse, get_lang

from ..copied_fields import CopiedMany2one

SEGMENTS = [
    ("champions", "Champions"),
    ("loyal", "Loyal"),
    ("potential_loyalist", "Potential loyalists"),
    ("new", "New"),
    ("promising", "Promising"),
    ("need_attention", "Need attention"),
    ("about_to_sleep", "About to sleep"),
    ("at_risk", "At risk"),
    ("cant_lose", "Can't lose them"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]
LIFECYCLES = [
    ("prospect", "Prospect"),
    ("first", "First order"),
    ("growing", "Growing"),
    ("loyal", "Loyal"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
]


class TradeCustomerMetric(models.Model):
    """What one customer is worth to one company, and what is to be expected of him.

    Read from posted customer invoices and credit notes (by commercial partner, untaxed,
    in the company's currency at the document's date), quotations, orders, payments
    and interactions. Written by ``refresh`` alone, in set-based SQL.
    """

    _name = "trade.customer.metric"
    _inherit = ["trade.reach.mixin"]
    _description = "Customer Figures"
    _order = "monetary desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = CopiedMany2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = CopiedMany2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = CopiedMany2one(
        related="partner_id.user_id", string="Owner", store=True, index=True
    )
    team_id = CopiedMany2one(
        related="partner_id.user_id.sale_team_id", string="Sales team", store=True
    )
    country_id = CopiedMany2one(related="partner_id.country_id", store=True)
    trade_group_id = CopiedMany2one(
        related="partner_id.trade_group_id", string="Group", store=True
    )
    computed_on = fields.Datetime(readonly=True)

    first_order_date = fields.Date(
        string="First order",
        readonly=True,
        help="Date of the first posted customer invoice.",
    )
    last_order_date = fields.Date(
        string="Last order",
        readonly=True,
        help="Date of the last posted customer invoice.",
    )
    recency_days = KnownInteger(
        string="Recency (days)",
        readonly=True,
        aggregator="avg",
        help="Days from the last posted invoice to the day of the refresh.",
    )
    frequency = fields.Integer(
        string="Orders (invoices)",
        readonly=True,
        help="Number of posted customer invoices; credit notes do not count.",
    )
    order_days = fields.Integer(
        readonly=True, help="Number of different days with a posted customer invoice."
    )
    credit_note_count = fields.Integer(string="Credit notes", readonly=True)
    invoiced = fields.Monetary(
        readonly=True, help="Posted customer invoices, untaxed, company currency."
    )
    credited = fields.Monetary(
        readonly=True, help="Posted credit notes, untaxed, as a positive amount."
    )
    monetary = fields.Monetary(
        string="Net revenue",
        readonly=True,
        help="Invoices less credit notes, untaxed, in the company's currency at each "
        "document's own date.",
    )
    average_order_value = KnownMonetary(
        readonly=True,
        aggregator=None,  # neither averages nor currencies may be averaged
        help="Net revenue divided by the number of invoices.",
    )
    returns_share = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Credit notes as a share of what was invoiced.",
    )
    line_count = fields.Integer(string="Invoice lines", readonly=True)
    product_count = fields.Integer(
        string="Products", readonly=True, help="Different products ever invoiced."
    )
    days_to_pay = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Average days from an invoice to its last payment, of paid invoices.",
    )
    on_time_share = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Share of the paid invoices that were paid by their due date.",
    )
    paid_count = fields.Integer(
        string="Paid invoices",
        readonly=True,
        help="Invoices that days to pay and on-time share are taken from.",
    )
    overdue = fields.Monetary(
        readonly=True, help="Open amount of posted invoices past their due date."
    )
    quantity_recent = fields.Float(
        readonly=True, help="Quantity invoiced in the recent window (see settings)."
    )
    quantity_before = fields.Float(
        readonly=True, help="Quantity invoiced in the window before the recent one."
    )
    open_quotes = fields.Integer(readonly=True, help="Quotations not yet decided.")
    orders_won = fields.Integer(readonly=True, help="Confirmed sales orders.")
    orders_lost = fields.Integer(readonly=True, help="Cancelled quotations.")
    quotes_decided = fields.Integer(
        readonly=True, help="Confirmed orders and cancelled quotations."
    )
    hit_rate = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Confirmed orders as a share of confirmed and cancelled ones.",
    )
    margin = KnownMonetary(
        readonly=True,
        groups="trade_crm.group_trade_manager",
        help="Margin of the confirmed orders, in the company's currency. Known only "
        "with Odoo's margins on orders.",
    )
    interactions_in = fields.Integer(
        readonly=True,
        help="Contacts that came from the customer in the recent window.",
    )
    interactions_out = fields.Integer(
        readonly=True, help="Contacts that went to the customer in the recent window."
    )
    answer_hours = KnownFloat(
        string="Hours to answer",
        readonly=True,
        aggregator="avg",
        help="From the customer's first unanswered message to our next one, average of "
        "two windows.",
    )
    satisfaction = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Mean mark of the customer's feedback in a year, brought to 0 to 100.",
    )
    complaints = fields.Integer(
        readonly=True, help="Complaints that are open or were closed recently."
    )
    signal_count = fields.Integer(
        string="Signals",
        readonly=True,
        help="Recent signs of leaving in what the customer says: price, a competitor.",
    )
    r_score = KnownInteger(
        string="R",
        readonly=True,
        aggregator="avg",
        help="Recency score, 5 for the fifth of customers who ordered last. Equal "
        "values have equal scores.",
    )
    f_score = KnownInteger(
        string="F",
        readonly=True,
        aggregator="avg",
        help="Frequency score, 5 for the fifth of customers with most invoices.",
    )
    m_score = KnownInteger(
        string="M",
        readonly=True,
        aggregator="avg",
        help="Monetary score, 5 for the fifth of customers with most net revenue.",
    )
    segment = fields.Selection(
        selection=SEGMENTS,
        readonly=True,
        help="By the recency score and the mean of the frequency and monetary scores.",
    )
    lifecycle = fields.Selection(
        selection=LIFECYCLES,
        readonly=True,
        help="By the lifecycle rules. As delivered: prospect, no invoice yet; lost, "
        "silent for a year and three usual intervals; dormant, 120 days and 1.5 "
        "intervals; loyal, five invoices over half a year; growing, two; first, one.",
    )
    abc_class = fields.Selection(
        selection=[("A", "A"), ("B", "B"), ("C", "C")],
        string="ABC",
        readonly=True,
        help="A: the customers who bring the first 80 % of net revenue; B: up to 95 %.",
    )
    retained = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Of those who ordered in the twelve months before the last twelve: 100 % "
        "if they ordered again in the last twelve. The average is the retention; what "
        "is missing to 100 % is the churn.",
    )
    repurchased = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Of those who ordered: 100 % if on two days or more. The average is the "
        "repurchase rate.",
    )
    usual_interval = KnownFloat(
        string="Usual interval (days)",
        readonly=True,
        aggregator="avg",
        help="Median days between two of his order days; the average customer's for "
        "those with fewer than three.",
    )
    rhythm_own = fields.Boolean(
        string="Own rhythm",
        readonly=True,
        help="The usual interval is the customer's own: three order days or more.",
    )
    next_order_date = fields.Date(
        string="Next order",
        readonly=True,
        help="Likeliest day by his own rhythm and season. A day that has passed means "
        "that the order is late.",
    )
    next_order_from = fields.Date(readonly=True)
    next_order_to = fields.Date(readonly=True)
    peak_months = fields.Integer(
        readonly=True, help="Bit m - 1 for each month m of the season; 0: no season."
    )
    season = fields.Char(compute="_compute_season")
    p_alive = KnownFloat(
        string="Still a customer",
        readonly=True,
        aggregator="avg",
        help="Probability that the customer has not left for good (BG/NBD). One who "
        "ordered once has had no chance to leave: 100 % by the model.",
    )
    expected_orders_3 = KnownFloat(string="Orders in 3 months", readonly=True)
    expected_orders_6 = KnownFloat(string="Orders in 6 months", readonly=True)
    expected_orders_12 = KnownFloat(string="Orders in 12 months", readonly=True)
    expected_value_12 = KnownMonetary(
        string="Value in 12 months",
        readonly=True,
        help="Expected orders (BG/NBD) times their expected value (gamma-gamma).",
    )
    churn_risk = KnownFloat(
        string="Churn risk",
        readonly=True,
        aggregator="avg",
        help="Chance of no order within the days in which one is to be expected: "
        "learned from who stayed away before in this company (by BG/NBD where its past "
        "is too short), moved by overdue payments, complaints, unanswered contacts, "
        "signals and his season.",
    )
    churn_horizon = KnownInteger(
        string="Order expected within (days)",
        readonly=True,
        aggregator="avg",
        help="As long as the customer's usual silence, up to the end of his season: at "
        "least the days of judgement in the settings, at most a year.",
    )
    churn_points = fields.Json(readonly=True)
    churn_reason = fields.Char(string="Why at risk", compute="_compute_churn_reason")
    money_at_stake = fields.Monetary(
        string="Money at stake",
        readonly=True,
        help="Net revenue of the last twelve months.",
    )
    silent = fields.Boolean(
        string="Silent for longer than usual",
        readonly=True,
        help="More days have passed since the last order than usually pass between "
        "two; of a seasonal buyer, his next season is over.",
    )
    expected_loss = KnownMonetary(
        string="Loss to expect",
        readonly=True,
        help="Net revenue of the last twelve months times the churn risk.",
    )
    wallet_share = KnownFloat(
        string="Share of wallet",
        readonly=True,
        aggregator="avg",
        help="Net revenue of the last twelve months as a share of what the customer is "
        "known to buy of such goods in a year, from whomever, at today's rate. Empty "
        "where that is not known.",
    )

    _partner_company = models.UniqueIndex("(company_id, partner_id)")
    _segment = models.Index("(company_id, segment)")

    @api.depends("peak_months")
    @api.depends_context("lang")
    def _compute_season(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_month_names("abbreviated", locale=locale)
        for metric in self:
            metric.season = ", ".join(
                names[month]
                for month in range(1, 13)
                if metric.peak_months >> (month - 1) & 1
            )

    @api.depends("churn_points")
    @api.depends_context("lang")
    def _compute_churn_reason(self):
        for metric in self:
            metric.churn_reason = self._churn_words(metric.churn_points)

    @api.model
    def _churn_words(self, points):
        """Return the reasons of a risk in words, strongest first."""
        words = {
            "silence": self.env._("silent for longer than usual"),
            "falling": self.env._("buys less than before"),
            "late_payment": self.env._("payments are overdue"),
            "complaints": self.env._("complained"),
            "no_answer": self.env._("does not answer"),
            "signals": self.env._("speaks of price or of a competitor"),
            "small": self.env._("few or small orders so far"),
            "returns": self.env._("returns much"),
            "pattern": self.env._("customers with such orders often stayed away"),
        }
        strongest = sorted((points or {}).items(), key=lambda item: (-item[1], item[0]))
        return "; ".join(words[name] for name, _points in strongest)

    def action_open_customer(self):
        self.ensure_one()
        return self.partner_id.action_trade_open()

    def action_figures(self):
        """Open all figures of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer figures"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
