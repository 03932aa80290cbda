# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...allocation import Rotation, Seat


class TradeHandover(models.Model):
    """Hands what a leaver owns over: to one person, by weights, or to a pool.

    The preview is what is done: its lines may be changed by hand, one by one.
    """

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
        string="How",
        default="weights",
        required=True,
    )
    target_id = fields.Many2one(
        comodel_name="res.users", string="To", domain=[("share", "=", False)]
    )
    pool_id = fields.Many2one(comodel_name="trade.pool", string="Pool")
    archive_user = fields.Boolean(string="Archive the user", default=True)
    state = fields.Selection(
        string="Status",
        selection=[("draft", "Draft"), ("done", "Done")],
        default="draft",
        readonly=True,
    )
    customer_count = fields.Integer(string="Customers", compute="_compute_counts")
    lead_count = fields.Integer(
        string="Open leads", compute="_compute_counts", help="Without a customer."
    )
    line_ids = fields.One2many(
        comodel_name="trade.handover.line", inverse_name="handover_id", string="Preview"
    )
    summary = fields.Char(compute="_compute_summary")
    run = fields.Char(readonly=True, copy=False)

    @api.depends("user_id", "state")
    def _compute_counts(self):
        for handover in self:
            owned = handover._owned()
            handover.customer_count = len(owned["res.partner"])
            handover.lead_count = len(owned["crm.lead"])

    @api.depends("line_ids.user_id", "line_ids.pool_id")
    def _compute_summary(self):
        """How many each would get, in one line."""
        for handover in self:
            counts = {}
            for line in handover.line_ids:
                name = line.user_id.name or line.pool_id.name or ""
                counts[name] = counts.get(name, 0) + 1
            handover.summary = ", ".join(f"{n}: {c}" for n, c in counts.items())

    def _owned(self):
        """{model: what the leaver owns}; a manager hands over all of it."""
        result = {}
        for model, domain in self.user_id._trade_owned_domains().items():
            records = self.env[model].sudo()  # sudo: all of it, archived too
            if model == "res.partner":
                records = records.with_context(active_test=False)
            result[model] = records.search(domain, order="id")
        return result

    def _plan(self):
        """Who gets what: list of (record, user or None)."""
        self.ensure_one()
        owned = self._owned()
        records = [*owned["res.partner"], *owned["crm.lead"]]
        if self.mode == "pool":
            if not self.pool_id:
                raise UserError(self.env._("Choose the pool that takes the customers."))
            return [(record, None) for record in records]
        if self.mode == "person":
            if not self.target_id or self.target_id == self.user_id:
                raise UserError(self.env._("Choose another person to hand over to."))
            self.target_id._trade_check_seller()
            return [(record, self.target_id) for record in records]
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
        return [(record, users.browse(rotation.next().key)) for record in records]

    def action_preview(self):
        """Write down who would get what."""
        for handover in self.filtered(lambda h: h.state == "draft"):
            handover.line_ids.unlink()
            lines = [
                {
                    "handover_id": handover.id,
                    "partner_id": record.id if record._name == "res.partner" else False,
                    "lead_id": record.id if record._name == "crm.lead" else False,
                    "user_id": user.id if user else False,
                    "pool_id": False if user else handover.pool_id.id,
                }
                for record, user in handover._plan()
            ]
            handover.line_ids.create(lines)

    def action_done(self):
        """Hand over as previewed, and archive the user: nothing is orphaned."""
        for handover in self:
            handover._do()

    def _do(self):
        if self.state == "done":
            raise UserError(self.env._("This hand-over is done already."))
        owned = self._owned()
        planned = self.line_ids.filtered(
            lambda line: (
                line.partner_id in owned["res.partner"]
                or line.lead_id in owned["crm.lead"]
            )
        )
        if len(planned) != sum(map(len, owned.values())):
            # Bought, lost or given away since: the plan is made for what is there.
            self.action_preview()
            planned = self.line_ids
        reason = self.env._("Hand-over of %s", self.user_id.name)
        moves = self.env["trade.pool.move"].sudo()  # sudo: managers alone open this
        if planned:
            moves = moves._change_hands(
                "handover",
                [
                    {
                        "partner_id": line.partner_id.id,
                        "lead_id": line.lead_id.id,
                        "user_id": line.user_id.id,
                        "pool_id": line.pool_id.id,
                        "reason": reason,
                    }
                    for line in planned
                ],
            )
        self._give_rest()
        self.write({"state": "done", "run": moves[:1].run})
        if self.archive_user:
            self.user_id.sudo().active = False  # sudo: what the manager confirmed

    def action_undo(self):
        """Take the customers back, and the user out of the archive."""
        for handover in self.filtered(lambda h: h.state == "done"):
            if handover.archive_user:
                handover.user_id.sudo().active = True  # sudo: as it was before
            moves = self.env["trade.pool.move"].search([("run", "=", handover.run)])
            if handover.run and moves:
                moves[:1].action_undo_run()
            handover._take_rest_back()
            handover.state = "draft"

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("run", "=", self.run)]
        return action
