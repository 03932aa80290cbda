# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeCollaborator(models.Model):
    """A colleague who may read or write a customer besides its owner."""

    _name = "trade.collaborator"
    _description = "Customer Collaborator"
    _inherit = ["trade.customer.mixin"]
    _order = "date_end desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Collaborator",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    access = fields.Selection(
        selection=[("read", "Can read"), ("write", "Can read and write")],
        default="read",
        required=True,
    )
    date_end = fields.Date(
        string="Until",
        help="Last day on which the colleague has access. Empty: without end.",
    )
    note = fields.Char()

    _partner_user_uniq = models.Constraint(
        "UNIQUE(partner_id, user_id)",
        "This colleague already collaborates on the customer. "
        "Change the existing line instead of adding another.",
    )

    def _widen(self, other):
        """Take over what ``other`` allows beyond this line."""
        self.ensure_one()
        if other.access == "write":
            self.access = "write"
        if self.date_end and (not other.date_end or other.date_end > self.date_end):
            self.date_end = other.date_end
