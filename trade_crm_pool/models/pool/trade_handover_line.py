# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeHandoverLine(models.Model):
    """One customer or lead of a hand-over, and who gets it."""

    _name = "trade.handover.line"
    _description = "Hand-over Line"
    _order = "id"

    handover_id = fields.Many2one(
        comodel_name="trade.handover", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="cascade"
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Lead", readonly=True, ondelete="cascade"
    )
    name = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        comodel_name="res.users", string="To", domain=[("share", "=", False)]
    )
    pool_id = fields.Many2one(comodel_name="trade.pool", string="Into the pool")

    _one_target = models.Constraint(
        "CHECK((user_id IS NULL) <> (pool_id IS NULL))",
        "A customer goes to a person or into a pool.",
    )

    @api.depends("partner_id", "lead_id")
    def _compute_name(self):
        for line in self:
            line.name = line.partner_id.name or line.lead_id.name

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id:
            self.pool_id = False

    @api.onchange("pool_id")
    def _onchange_pool_id(self):
        if self.pool_id:
            self.user_id = False

    def _check_receivers(self):
        """A line changed by hand gives a customer within its company only."""
        for line in self.sudo():  # sudo: companies of customers and people
            if line.user_id:
                line.user_id._trade_check_at_home(line.partner_id or line.lead_id)
