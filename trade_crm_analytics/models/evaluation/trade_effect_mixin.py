# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.trade_crm.models.known_fields import KnownFloat


class TradeEffectMixin(models.AbstractModel):
    """What became of a customer after he came into somebody's hands.

    For views on what changes hands: the owner's first contact, and the orders confirmed
    within 90 days in the company's currency at each order's rate.
    """

    _name = "trade.effect.mixin"
    _description = "Effect of a Change of Hands"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    company_id = fields.Many2one(comodel_name="res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    country_id = fields.Many2one(comodel_name="res.country")
    date = fields.Datetime(string="Changed hands on")
    hours_to_contact = KnownFloat(
        string="Hours to first contact",
        aggregator="avg",
        help="From the change of hands to the owner's first contact; those without one "
        "do not count.",
    )
    converted = KnownFloat(
        string="Conversion",
        aggregator="avg",
        help="100 %: an order was confirmed within 90 days. Those of the last 90 days "
        "without an order are not counted yet.",
    )
    ordered = fields.Monetary(
        help="Orders confirmed within 90 days, untaxed, at each order's rate."
    )
