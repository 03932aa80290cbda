# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class TradePoolExtension(models.Model):
    """An owner's request to keep a customer longer."""

    _name = "trade.pool.extension"
    _description = "Extension Request"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    pool_id = fields.Many2one(
        comodel_name="trade.pool", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    reason = fields.Char(required=True)
    days = fields.Integer(required=True, default=10)
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(readonly=True)
    state = fields.Selection(
        selection=[
            ("asked", "Asked"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        default="asked",
        readonly=True,
        required=True,
        tracking=True,
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)

    _days_check = models.Constraint(
        "CHECK(days > 0)", "An extension needs at least one day."
    )

    @api.constrains("partner_id", "pool_id", "days")
    def _check_request(self):
        for extension in self:
            pool = extension.pool_id
            if extension.days > pool.extension_days:
                raise ValidationError(
                    self.env._(
                        "%(pool)s extends by %(days)s days at most.",
                        pool=pool.name,
                        days=pool.extension_days,
                    )
                )
            given = self.search_count(
                [
                    ("partner_id", "=", extension.partner_id.id),
                    ("user_id", "=", extension.user_id.id),
                    ("state", "!=", "refused"),
                    ("id", "!=", extension.id),
                ]
            )
            if given >= pool.extension_max:
                raise ValidationError(
                    self.env._(
                        "%(customer)s was extended %(count)s times already, which is "
                        "the most that %(pool)s allows.",
                        customer=extension.partner_id.name,
                        count=given,
                        pool=pool.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.update(state="asked", user_id=self.env.uid)
        return super().create(vals_list)

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        self.pool_id._check_manager()
        today = fields.Date.context_today(self)
        for extension in self:
            if extension.state != "asked":
                raise UserError(self.env._("This request is decided already."))
            extension.sudo().write(  # sudo: the manager was checked
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "date_from": today,
                    "date_to": fields.Date.add(today, days=extension.days),
                }
            )
