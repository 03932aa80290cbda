# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradePoolPreviewLine(models.TransientModel):
    _name = "trade.pool.preview.line"
    _description = "Recycling Preview Line"
    _order = "date, id"

    preview_id = fields.Many2one(
        comodel_name="trade.pool.preview", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    user_id = fields.Many2one(comodel_name="res.users", string="Owner")
    rule_id = fields.Many2one(comodel_name="trade.pool.rule", string="Rule")
    date = fields.Date(string="Falls back on")
    reason = fields.Char(string="Because")
