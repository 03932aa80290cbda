# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

VERDICTS = [("good", "Good"), ("fair", "Fair"), ("bad", "Bad")]


class TradeCreditReference(models.Model):
    """What somebody else says of a customer's credit."""

    _name = "trade.credit.reference"
    _description = "Credit Reference"
    _inherit = ["trade.trust.mixin"]
    _order = "date desc, id desc"
    _rec_name = "source"

    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        selection=[
            ("bank", "Bank"),
            ("trade", "Other supplier"),
            ("agency", "Credit agency"),
            ("other", "Other"),
        ],
        required=True,
        default="trade",
    )
    source = fields.Char(string="Who says so", required=True)
    verdict = fields.Selection(selection=VERDICTS, required=True, default="good")
    note = fields.Text(string="What is said")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Attachments"
    )
