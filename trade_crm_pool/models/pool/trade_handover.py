# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...allocation import Rotation, Seat


class TradeHandover(models.Model):
    """Hands what a leaver owns over: to one person, by weights, or to a pool.

    The preview is what is done: its lines may be changed by hand, one by one. What
    belongs to a company where the manager, the pool or who takes over is not at home
    stays with the leaver, who can't be archived before it is handed over too.
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
    left_count = fields.Integer(
        string="Of other companies",
        compute="_compute_counts",
        help="Customers and leads of companies that you have not switched on, that the "
        "pool does not serve or where who takes over does not work. They stay with the "
        "leaver and need a hand-over of their own.",
    )
    line_ids = fields.One2many(
        comodel_name="trade.handover.line", inverse_name="handover_id", string="Preview"
    )
    summary = fields.Char(compute="_compute_summary")
    run = fields.Char(readonly=True, copy=False)

    @api.depends("user_id", "state", "mode", "target_id", "pool_id")
    @api.depends_context("allowed_company_ids")
    def _compute_counts(self):
        for handover in self:
            counts = handover._count_owned(handover._companies())
            handover.customer_count = counts["res.partner"]
            handover.lead_count = counts["crm.lead"]
            everywhere = sum(handover._count_owned().values())
            handover.left_count = everywhere - sum(counts.values())

    @api.depends("line_ids.user_id", "line_ids.pool_id")
    def _compute_summary(self):
        """How many each would get, in one line."""
        for handover in self:
            counts = {}
            for line in handover.line_ids:
                name = line.user_id.name or line.pool_id.name or ""
                counts[name] = counts.get(name, 0) + 1
            handover.summary = ", ".join(f"{n}: {c}" for n, c in counts.items())

    def _companies(self):
        """Companies whose customers this hand-over takes, as far as it is filled in.

        Customers and leads that belong to no company are always taken.
        """
        companies = self.env.companies
        if self.mode == "person":
            target = self.target_id
            return companies & target._trade_companies() if target else companies
        if self.pool_id.company_id:
            companies &= self.pool_id.company_id
        if self.mode == "weights" and self.pool_id:
            companies &= self._successors().user_id._trade_companies()
        return companies

    def _successors(self):
        """Members of the pool who can take over."""
        return self.pool_id.member_ids.filtered(
            lambda m: m.user_id != self.user_id and not m._away()
        )

    def _owned_domains(self, companies=None):
        """What the leaver owns, of some companies or everywhere: {model: domain}."""
        domains = self.user_id._trade_owned_domains()
        if companies is None:
            return domains
        within = Domain("company_id", "in", [False, *companies.ids])
        return {model: domain & within for model, domain in domains.items()}

    def _of_all(self, model):
        """A model to look for what a leaver owns: all of it, archived customers too."""
        records = self.env[model].sudo()  # sudo: managers alone open this
        if model == "res.partner":
            return records.with_context(active_test=False)
        return records

    def _count_owned(self, companies=None):
        return {
            model: self._of_all(model).search_count(domain)
            for model, domain in self._owned_domains(companies).items()
        }

    def _owned(self):
        """{model: what is handed over}."""
        return {
            model: self._of_all(model).search(domain, order="id")
            for model, domain in self._owned_domains(self._companies()).items()
        }

    def _plan(self):
        """Who gets what: list of (record, user or None)."""
        self.ensure_one()
        if self.mode == "pool" and not self.pool_id:
            raise UserError(self.env._("Choose the pool that takes the customers."))
        if self.mode == "person":
            if not self.target_id or self.target_id == self.user_id:
                raise UserError(self.env._("Choose another person to hand over to."))
            self.target_id._trade_check_seller()
        owned = self._owned()
        records = [*owned["res.partner"], *owned["crm.lead"]]
        if self.mode == "weights":
            return self._plan_by_weights(records)
        return [(record, self.target_id or None) for record in records]

    def _plan_by_weights(self, records):
        if not self.pool_id:
            raise UserError(self.env._("Choose the pool whose members' weights count."))
        members = self._successors()
        if not members:
            raise UserError(
                self.env._(
                    "Nobody else in %s is there to take over.", self.pool_id.name
                )
            )
        users = {member.user_id.id: member.user_id for member in members}
        rotation = Rotation(
            [
                Seat(m.user_id.id, m.effective_weight, (m.sequence, m.id))
                for m in members
            ]
        )

        def turn(record):
            company = record.company_id
            return rotation.next(lambda key: users[key]._trade_works_for(company))

        return [(record, users[turn(record).key]) for record in records]

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
        if self.archive_user:
            self._check_nothing_left()
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
        planned._check_receivers()
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

    def _check_nothing_left(self):
        """Who is archived leaves nothing behind in another company."""
        left = self.left_count + len(self._split_rest()[1])
        if left:
            raise UserError(
                self.env._(
                    "%(count)s customers, leads, quotations or activities of %(user)s "
                    "belong to companies that this hand-over does not reach. Untick "
                    "“Archive the user” and hand this part over; the last hand-over, "
                    "with those companies switched on, archives the user.",
                    count=left,
                    user=self.user_id.name,
                )
            )

    def action_undo(self):
        """Take the customers back, and the user out of the archive."""
        for handover in self.filtered(lambda h: h.state == "done"):
            moves = handover._moves_to_undo()
            if handover.archive_user:
                handover.user_id.sudo().active = True  # sudo: as it was before
            if moves:
                moves[:1].action_undo_run()
            handover._take_rest_back()
            handover.state = "draft"

    def _moves_to_undo(self):
        """The ledger's lines of the hand-over, which is undone as a whole or not."""
        moves = self.env["trade.pool.move"]
        if not self.run:
            return moves
        domain = [("run", "=", self.run)]
        mine = moves.search(domain)
        if len(mine) != moves.sudo().search_count(domain):  # sudo: a number only
            raise UserError(
                self.env._(
                    "Part of this hand-over belongs to other companies. Switch them "
                    "on, or let one of their managers undo it."
                )
            )
        return mine

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("run", "=", self.run)]
        return action
