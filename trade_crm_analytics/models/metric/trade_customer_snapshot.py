# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat, KnownMonetary

from ..copied_fields import CopiedMany2one
from .trade_customer_metric import LIFECYCLES, SEGMENTS


class TradeCustomerSnapshot(models.Model):
    """A customer's figures as they stood at the first whole refresh of a month."""

    _name = "trade.customer.snapshot"
    _inherit = ["trade.reach.mixin"]
    _description = "Monthly Snapshot of Customer Figures"
    _order = "month desc, id"
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
    month = fields.Date(required=True, readonly=True)
    taken_on = fields.Date(required=True, readonly=True)
    user_id = CopiedMany2one(
        comodel_name="res.users", string="Owner", readonly=True, help="As it was then."
    )
    team_id = CopiedMany2one(
        comodel_name="crm.team", string="Sales team", readonly=True
    )
    country_id = CopiedMany2one(comodel_name="res.country", readonly=True)
    trade_group_id = CopiedMany2one(
        comodel_name="trade.group", string="Group", readonly=True
    )
    segment = fields.Selection(selection=SEGMENTS, readonly=True)
    lifecycle = fields.Selection(selection=LIFECYCLES, readonly=True)
    abc_class = fields.Selection(
        selection=[("A", "A"), ("B", "B"), ("C", "C")], string="ABC", readonly=True
    )
    frequency = fields.Integer(string="Orders (invoices)", readonly=True)
    monetary = fields.Monetary(string="Net revenue", readonly=True)
    money_at_stake = fields.Monetary(string="Net revenue of 12 months", readonly=True)
    p_alive = KnownFloat(string="Still a customer", readonly=True, aggregator="avg")
    churn_risk = KnownFloat(readonly=True, aggregator="avg")
    expected_value_12 = KnownMonetary(string="Value in 12 months", readonly=True)

    retained = KnownFloat(
        readonly=True,
        aggregator="avg",
        help="Of those who ordered in the twelve months before the last twelve: 100 % "
        "if they ordered again in the last twelve.",
    )
    repurchased = KnownFloat(
        readonly=True, aggregator="avg", help="Ordered on two days or more."
    )
    satisfaction = KnownFloat(
        readonly=True, aggregator="avg", help="Mean score of feedback, 0 to 100."
    )
    answer_hours = KnownFloat(string="Hours to answer", readonly=True, aggregator="avg")
    hit_rate = KnownFloat(readonly=True, aggregator="avg")
    days_to_pay = KnownFloat(readonly=True, aggregator="avg")
    on_time_share = KnownFloat(readonly=True, aggregator="avg")
    complaints = fields.Integer(readonly=True)
    wallet_share = KnownFloat(string="Share of wallet", readonly=True, aggregator="avg")

    _partner_month = models.UniqueIndex("(company_id, month, partner_id)")
