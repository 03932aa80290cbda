# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class TradePoolExtension(models.Model):
    """An owner's request to keep a customer longer."""

    _name = "trade.pool.extension"
    _description = "Extension Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        string="Status",
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
    may_decide = fields.Boolean(compute="_compute_may_decide")
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)

    _days_check = models.Constraint(
        "CHECK(days > 0)", "An extension needs at least one day."
    )

    @api.depends_context("uid")
    @api.depends("pool_id")
    def _compute_may_decide(self):
        for extension in self:
            extension.may_decide = extension.pool_id.may_manage

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
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            vals.update(
                state="asked",
                user_id=self.env.uid,
                decided_by_id=False,
                date_from=False,
                date_to=False,
            )
        customers = self.env["res.partner"].browse(
            v.get("partner_id") for v in vals_list
        )
        if customers.sudo().user_id != self.env.user:  # sudo: whose they are, no more
            raise AccessError(
                self.env._("Only the owner of a customer asks for an extension.")
            )
        requests = super().create(vals_list)
        requests._tell_managers()
        return requests

    def _tell_managers(self):
        """The pool's first manager decides; an activity says so."""
        kind = self.env.ref("trade_crm_pool.activity_extension")
        for request in self:
            manager = request.pool_id.sudo().manager_ids[:1]  # sudo: who is to decide
            if manager:
                request.sudo().activity_schedule(  # sudo: for the manager to see
                    activity_type_id=kind.id,
                    user_id=manager.id,
                    note=request.reason,
                )

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        self.check_access("read")
        self.pool_id._check_manager()
        for extension in self:
            if extension.state != "asked":
                raise UserError(self.env._("This request is decided already."))
            today = extension.pool_id._local_day(None)
            decided = extension.sudo()  # sudo: the manager was checked
            decided.write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "date_from": today,
                    "date_to": fields.Date.add(today, days=extension.days),
                }
            )
            decided.activity_feedback(["trade_crm_pool.activity_extension"])
