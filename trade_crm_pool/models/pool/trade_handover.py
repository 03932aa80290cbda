# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...allocation import Rotation, Seat


class TradeHandover(models.Model):
    """Hands a leaver's customers over: to one person, by weights, or to a pool."""

    _name = "trade.handover"
    _description = "Hand-over"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users", string="Who leaves", required=True
    )
    mode = fields.Selection(
        selection=[
            ("person", "To one person"),
            ("weights", "By weights of a pool's members"),
            ("pool", "Into a pool"),
        ],
        default="weights",
        required=True,
    )
    target_id = fields.Many2one(
        comodel_name="res.users", string="To", domain=[("share", "=", False)]
    )
    pool_id = fields.Many2one(comodel_name="trade.pool", string="Pool")
    archive_user = fields.Boolean(string="Archive the user", default=True)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("done", "Done")], default="draft", readonly=True
    )
    customer_count = fields.Integer(compute="_compute_customer_count")
    preview = fields.Text(readonly=True)

    @api.depends("user_id", "state")
    def _compute_customer_count(self):
        for handover in self:
            handover.customer_count = len(handover._customers())

    def _customers(self):
        # sudo: a hand-over is for managers, and is of all that somebody owns
        return (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("user_id", "=", self.user_id.id),
                    ("is_company", "=", True),
                    ("parent_id", "=", False),
                ]
            )
            if self.user_id
            else self.env["res.partner"]
        )

    def _plan(self):
        """Who gets which customer: list of (partner, user or None)."""
        self.ensure_one()
        customers = self._customers()
        if self.mode == "pool":
            if not self.pool_id:
                raise UserError(self.env._("Choose the pool that takes the customers."))
            return [(partner, None) for partner in customers]
        if self.mode == "person":
            if not self.target_id or self.target_id == self.user_id:
                raise UserError(self.env._("Choose another person to hand over to."))
            return [(partner, self.target_id) for partner in customers]
        if not self.pool_id:
            raise UserError(self.env._("Choose the pool whose members' weights count."))
        members = self.pool_id.member_ids.filtered(
            lambda m: m.user_id != self.user_id and not m._away()
        )
        if not members:
            raise UserError(
                self.env._(
                    "Nobody else in %s is there to take over.", self.pool_id.name
                )
            )
        rotation = Rotation(
            [
                Seat(m.user_id.id, m.effective_weight, (m.sequence, m.id))
                for m in members
            ]
        )
        users = self.env["res.users"]
        return [(p, users.browse(rotation.next().key)) for p in customers]

    def action_preview(self):
        for handover in self:
            handover.preview = "\n".join(
                f"{partner.name} → {user.name if user else handover.pool_id.name}"
                for partner, user in handover._plan()
            )

    def action_done(self):
        """Hand over, and archive the user: nothing is orphaned."""
        for handover in self:
            if handover.state == "done":
                raise UserError(self.env._("This hand-over is done already."))
            plan = handover._plan()
            reason = self.env._("Hand-over of %s", handover.user_id.name)
            if plan:
                # sudo: managers hand over; they alone may open this
                self.env["trade.pool.move"].sudo()._change_hands(
                    "handover",
                    [
                        {
                            "partner_id": partner.id,
                            "user_id": user.id if user else None,
                            "pool_id": None if user else handover.pool_id.id,
                            "reason": reason,
                        }
                        for partner, user in plan
                    ],
                )
            handover.state = "done"
            if handover.archive_user:
                # sudo: archiving the leaver is what the manager confirmed here
                handover.user_id.sudo().active = False
