# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

KINDS = [
    ("contact", "No proven contact"),
    ("quotation", "No quotation"),
    ("order", "No order"),
    ("contract", "After the last contract"),
    ("hold", "Hold time over"),
]


class TradePoolRule(models.Model):
    """When a member's customer falls back into the pool."""

    _name = "trade.pool.rule"
    _description = "Recycling Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    pool_id = fields.Many2one(
        comodel_name="trade.pool", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=KINDS, string="Falls back", default="contact", required=True
    )
    days = fields.Integer(default=30, required=True)
    unit = fields.Selection(
        selection=[("work", "working days"), ("calendar", "calendar days")],
        default="work",
        required=True,
    )
    contact_kind = fields.Selection(
        selection=[
            ("two_way", "Proven two-way contact"),
            ("proven", "Any proven contact"),
            ("any", "Notes too"),
        ],
        string="Resets the clock",
        default="two_way",
        required=True,
        help="Two-way: the customer wrote, met, visited, ordered or paid. What was "
        "only written down by hand counts under “Notes too” alone.",
    )
    partner_domain = fields.Char(
        string="Which customers", default="[]", help="Grade, segment, country, ..."
    )
    member_ids = fields.Many2many(
        comodel_name="trade.pool.member",
        string="Only these members",
        domain="[('pool_id', '=', pool_id)]",
    )
    customer_holidays = fields.Boolean(
        help="Public holidays of the customer's country do not count."
    )
    pause_order = fields.Boolean(string="Pause: open order", default=True)
    pause_invoice = fields.Boolean(string="Pause: unpaid invoice", default=True)
    pause_opportunity = fields.Boolean(string="Pause: active opportunity", default=True)

    _days_check = models.Constraint(
        "CHECK(days > 0)", "A recycling rule needs at least one day."
    )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for rule in self:
            rule.pool_id._partner_domain(rule.partner_domain)
