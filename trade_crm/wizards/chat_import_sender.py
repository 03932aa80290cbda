# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeChatImportSender(models.TransientModel):
    _name = "trade.chat.import.sender"
    _description = "Sender in an Imported Chat"
    _order = "messages desc, id"

    import_id = fields.Many2one(
        comodel_name="trade.chat.import", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="import_id.partner_id")
    name = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    messages = fields.Integer(readonly=True)
    is_us = fields.Boolean(
        string="Us", help="This sender is a colleague, not the customer."
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
