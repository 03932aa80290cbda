# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeFeedbackRequest(models.Model):
    """A customer was asked on one occasion: never twice for the same one."""

    _name = "trade.feedback.request"
    _description = "Feedback Request"
    _order = "id desc"
    _rec_name = "partner_id"

    rule_id = fields.Many2one(
        comodel_name="trade.feedback.rule",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, ondelete="set null"
    )
    order_id = fields.Many2one(
        comodel_name="sale.order", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    occasion = fields.Char(required=True, readonly=True)
    date = fields.Datetime(
        string="Asked on", readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        string="Status",
        selection=[("asked", "Asked"), ("skipped", "Not asked")],
        default="asked",
        readonly=True,
    )
    reason = fields.Char(readonly=True, help="Why the customer was not asked.")
    date_answered = fields.Datetime(string="Answered on", readonly=True)

    _occasion_uniq = models.UniqueIndex(
        "(rule_id, occasion)", "The customer was asked on this occasion already."
    )
    _partner_date_idx = models.Index("(partner_id, date DESC)")
