# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..copied_fields import CopiedMany2one


class TradeCustomerMonth(models.Model):
    """What one customer was invoiced and credited in one month; written by SQL."""

    _name = "trade.customer.month"
    _inherit = ["trade.reach.mixin"]
    _description = "Customer's Month"
    _order = "month desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = CopiedMany2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = CopiedMany2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = CopiedMany2one(related="partner_id.user_id", store=True)
    team_id = CopiedMany2one(
        related="partner_id.user_id.sale_team_id", string="Sales team", store=True
    )
    country_id = CopiedMany2one(related="partner_id.country_id", store=True)
    month = fields.Date(
        required=True, readonly=True, help="The first day of the month."
    )
    cohort = fields.Date(
        string="First order month",
        readonly=True,
        help="Month of the customer's first posted invoice in this company.",
    )
    age = fields.Integer(
        string="Months since first order", readonly=True, aggregator=False
    )
    orders = fields.Integer(
        string="Invoices", readonly=True, help="Posted customer invoices of the month."
    )
    invoiced = fields.Monetary(readonly=True)
    credited = fields.Monetary(
        readonly=True, help="Posted credit notes of the month, as a positive amount."
    )
    net = fields.Monetary(
        string="Net revenue",
        readonly=True,
        help="Invoices less credit notes, untaxed, in the company's currency at each "
        "document's own date.",
    )

    _partner_month = models.UniqueIndex("(company_id, partner_id, month)")
    _month = models.Index("(company_id, month)")
