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
    grade_ids = fields.Many2many(comodel_name="trade.grade", string="Only these grades")
    country_ids = fields.Many2many(
        comodel_name="res.country", string="Only these countries"
    )
    partner_domain = fields.Char(
        string="Further filter", default="[]", help="Tags, industry, segment, ..."
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

    pause_max = fields.Integer(
        string="Longest pause (days)",
        default=180,
        required=True,
        help="An order that is never invoiced, an invoice that is never paid or an "
        "opportunity that nobody closes stops the clock for so many calendar days at "
        "most; then it runs on.",
    )

    _days_check = models.Constraint(
        "CHECK(days BETWEEN 1 AND 3650)",
        "A recycling rule needs at least one day and at most 3650.",
    )
    _pause_check = models.Constraint(
        "CHECK(pause_max BETWEEN 1 AND 3650)",
        "The longest pause is from 1 to 3650 days. To have no pause, untick it.",
    )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for rule in self:
            rule.pool_id._partner_domain(rule.partner_domain)
