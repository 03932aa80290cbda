# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TradeCreditEvent(models.Model):
    """Bad news about a customer's credit; asks for a new rating."""

    _name = "trade.credit.event"
    _description = "Credit Event"
    _inherit = ["trade.trust.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"

    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        selection=[
            ("bounce", "Payment bounced"),
            ("legal", "Lawsuit"),
            ("insolvency", "Insolvency"),
            ("owner", "Change of ownership"),
            ("news", "Other bad news"),
        ],
        required=True,
        default="bounce",
    )
    note = fields.Text(string="What happened")
    payment_id = fields.Many2one(
        comodel_name="account.payment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Attachments"
    )

    @api.constrains("date")
    def _check_date(self):
        if any(event.date > fields.Date.context_today(event) for event in self):
            raise ValidationError(self.env._("Bad news can't lie in the future."))
