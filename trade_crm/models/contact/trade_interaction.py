# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

CHANNELS = [
    ("mail", "E-mail"),
    ("phone", "Phone"),
    ("whatsapp", "WhatsApp"),
    ("wechat", "WeChat"),
    ("linkedin", "LinkedIn"),
    ("facebook", "Facebook"),
    ("website", "Website"),
    ("fair", "Trade fair"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("quotation", "Quotation"),
    ("order", "Order"),
    ("payment", "Payment"),
    ("note", "Note"),
    ("other", "Other"),
]


class TradeInteraction(models.Model):
    """One contact with a customer: when, how, in which direction, and its proof."""

    _name = "trade.interaction"
    _description = "Customer Interaction"
    _order = "date desc, id desc"
    _rec_name = "summary"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="The company. The person is kept as the contact.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    trade_group_id = fields.Many2one(related="partner_id.trade_group_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone")
    direction = fields.Selection(
        selection=[("in", "From the customer"), ("out", "To the customer")],
        required=True,
        default="out",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        default=lambda self: self.env.user,
        index=True,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    summary = fields.Char()
    body = fields.Html(string="What was said")
    proven = fields.Boolean(
        readonly=True,
        help="A mail, meeting, document or payment proves the contact. "
        "What was only written down by hand is not proven.",
    )
    res_model = fields.Char(string="Proof model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Proof", model_field="res_model", readonly=True
    )

    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for interaction in self:
            contact = interaction.contact_id
            if contact and (
                contact.commercial_partner_id
                != interaction.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s.",
                        contact=contact.name or "",
                        customer=interaction.partner_id.name or "",
                    )
                )
