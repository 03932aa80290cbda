# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradePoolTurns(models.TransientModel):
    """Who would get what, read before it is shared out."""

    _name = "trade.pool.turns"
    _description = "Allocation Preview"

    pool_id = fields.Many2one(comodel_name="trade.pool", required=True, readonly=True)
    total = fields.Integer(string="Customers", readonly=True)
    summary = fields.Char(string="By member", readonly=True)
    line_ids = fields.One2many(
        comodel_name="trade.pool.turn", inverse_name="turns_id", readonly=True
    )

    def action_allocate(self):
        return self.pool_id.action_allocate_button()


class TradePoolTurn(models.TransientModel):
    """A turn of an allocation that is not done yet."""

    _name = "trade.pool.turn"
    _description = "Turn"
    _order = "id"

    turns_id = fields.Many2one(
        comodel_name="trade.pool.turns", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(string="Turn")
    name = fields.Char(string="Customer")
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson")
    reason = fields.Char(string="Because")
