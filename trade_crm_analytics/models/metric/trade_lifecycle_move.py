# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..copied_fields import CopiedMany2one
from .trade_customer_metric import LIFECYCLES


class TradeLifecycleMove(models.Model):
    """A customer's change from one stage of life to another; never rewritten."""

    _name = "trade.lifecycle.move"
    _inherit = ["trade.reach.mixin"]
    _description = "Change of Lifecycle Stage"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
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
    country_id = fields.Many2one(related="partner_id.country_id")
    team_id = fields.Many2one(
        related="partner_id.user_id.sale_team_id", string="Sales team"
    )
    date = fields.Date(required=True, readonly=True, index=True)
    stage_from = fields.Selection(
        selection=LIFECYCLES, string="From", readonly=True, required=True
    )
    stage_to = fields.Selection(
        selection=LIFECYCLES, string="To", readonly=True, required=True
    )
