# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..pool.rows import insert_rows
from .trade_followup_step import OWNERSHIP

STAGES = [
    ("waiting", "Clock running"),
    ("open", "To do"),
    ("overdue", "Overdue"),
    ("manager", "With the manager"),
    ("done", "Done"),
    ("needless", "Needless"),
    ("missed", "Missed"),
    ("cancelled", "Ended"),
]
WHY = [
    ("out", "We contacted the customer"),
    ("in", "The customer contacted us"),
    ("hand", "Marked as done"),
    ("dropped", "The activity was cancelled"),
    ("hands", "The customer changed hands"),
    ("plan", "The plan was ended"),
    ("acted", "The step did its work"),
    ("final", "The time was over"),
]
# Mail that was brought in from elsewhere starts no clock for what is long past.
FRESH = timedelta(days=14)
# Contacts that a person may answer; an order or a payment asks for no reply.
TALK = frozenset(
    ("mail", "phone", "whatsapp", "wechat", "linkedin", "facebook", "website", "other")
)
# Contacts that a document is, and what it sets off.
DOCUMENTS = {
    "quotation": "quotation_sent",
    "order": "order_confirmed",
    "payment": "paid",
}


class TradeFollowupTask(models.Model):
    """A step that is under way, or was, with one customer.

    Unique indexes keep it from being there twice: one for what set it off, one for a
    step that is live with a customer already.
    """

    _name = "trade.followup.task"
    _description = "Follow-up Step under Way"
    _order = "date_due, id"
    _rec_name = "step_id"

    plan_id = fields.Many2one(
        comodel_name="trade.followup.plan",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        comodel_name="trade.followup.step",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    root_id = fields.Many2one(
        comodel_name="trade.followup.step", readonly=True, ondelete="set null"
    )
    version = fields.Integer(related="step_id.version")
    trigger = fields.Selection(related="step_id.trigger")
    template_id = fields.Many2one(related="step_id.template_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    stage = fields.Selection(
        selection=STAGES, required=True, readonly=True, default="waiting"
    )
    live = fields.Boolean(string="Under way", readonly=True)
    origin = fields.Char(string="Set off by", required=True, readonly=True)
    date_start = fields.Datetime(string="Clock started", required=True, readonly=True)
    date_due = fields.Datetime(string="Deadline", readonly=True)
    date_next = fields.Datetime(string="Next stage", readonly=True)
    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Calendar days to the deadline, for you; below zero it is over.",
    )
    date_open = fields.Datetime(string="Shown since", readonly=True)
    date_done = fields.Datetime(string="Ended on", readonly=True)
    closed_by = fields.Selection(selection=WHY, string="Ended because", readonly=True)
    interaction_id = fields.Many2one(
        comodel_name="trade.interaction",
        string="Contact",
        readonly=True,
        ondelete="set null",
        help="The contact that ended the step.",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="set null"
    )
    manager_activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_sent = fields.Boolean(readonly=True)
    reminded = fields.Boolean(readonly=True)
    problem = fields.Char(readonly=True, help="What could not be done, and why.")
    move_id = fields.Many2one(
        comodel_name="trade.pool.move",
        string="Change of hands",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    stage_before = fields.Char(readonly=True)

    _due_idx = models.Index("(date_next, id) WHERE live")
    _partner_idx = models.Index("(partner_id) WHERE live")
    _unreminded_idx = models.Index(
        "(user_id) WHERE live AND stage IN ('overdue', 'manager')"
        " AND reminded IS NOT TRUE"
    )
    _manager_idx = models.Index(
        "(manager_id) WHERE live AND manager_activity_id IS NOT NULL"
    )
    _live_uniq = models.UniqueIndex("(root_id, partner_id) WHERE live")
    _origin_uniq = models.UniqueIndex("(root_id, partner_id, origin)")

    @api.depends("date_due")
    @api.depends_context("tz")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for task in self:
            due = fields.Datetime.context_timestamp(
                task, task.date_due or fields.Datetime.now()
            )
            task.days_left = (due.date() - today).days

    # ------------------------------------------------------------------
    # Setting off
    # ------------------------------------------------------------------

    @api.model
    def _arm(self, trigger, events):
        """Start the clocks of all steps that an event sets off.

        :param str trigger: a trigger of ``trade.followup.step``
        :param list events: dicts ``partner_id`` (a company), ``at`` (naive UTC) and
            ``origin`` (what happened, the same text each time it is looked at)
        :return: the steps that are new under way
        """
        new = self.sudo().browse()  # sudo: plans work for everybody
        if events:
            for step in self.env["trade.followup.step"]._running(trigger):
                new |= self.sudo()._arm_step(step, events)  # sudo: as above
        return new

    def _arm_step(self, step, events):
        partners = self.env["res.partner"].browse({e["partner_id"] for e in events})
        fitting = {partner.id: partner for partner in step._fitting(partners)}
        events = [e for e in events if e["partner_id"] in fitting]
        if not events:
            return self.browse()
        clocks = self._clocks()
        rows = [self._row(step, fitting[e["partner_id"]], e, clocks) for e in events]
        # The unique indexes decide which of them are new.
        new = self.browse(insert_rows(self, rows, skip_known=True))
        if step.show == "at_once":
            new._open(clocks)
        return new

    def _row(self, step, partner, event, clocks):
        due = clocks.due(step, partner, partner.user_id, event["at"])
        return {
            "plan_id": step.plan_id.id,
            "step_id": step.id,
            "root_id": step.root_id.id,
            "partner_id": partner.id,
            "user_id": partner.user_id.id,
            "company_id": (partner.company_id or partner.user_id.company_id).id,
            "stage": "waiting",
            "live": True,
            "origin": event["origin"],
            "date_start": event["at"],
            "date_due": due,
            "date_next": due,
        }

    # ------------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------------

    @api.model
    def _on_contacts(self, interactions):
        """End, restart and start clocks after contacts were logged."""
        tasks = self.sudo()  # the clocks run whoever logs the contact
        interactions = interactions.sudo()  # as above
        contacts = sorted(interactions, key=lambda i: (i.date, i.id))
        live = tasks.search(
            [("partner_id", "in", interactions.partner_id.ids), ("live", "=", True)]
        ).grouped("partner_id")
        if live:
            for contact in contacts:
                for task in live.get(contact.partner_id, tasks):
                    if task.live:
                        task._on_contact(contact)
        self._arm_contacts(contacts)

    def _on_contact(self, contact):
        step = self.step_id
        if (
            contact.date < self.date_start
            or self.origin == f"trade.interaction,{contact.id}"
            or not (contact.proven or step.accept_notes)
        ):
            return
        if self.stage == "waiting" and step.show == "when_due":
            if step.closed_by in ("contact", contact.direction):
                self._restart(contact.date)
        elif step.closed_by in ("contact", contact.direction):
            done = contact.direction == "out"
            self._close("done" if done else "needless", contact.direction, contact)

    def _restart(self, at):
        """The clock that runs unseen starts again with a contact."""
        clocks = self._clocks()
        for task in self:
            due = clocks.due(task.step_id, task.partner_id, task.user_id, at)
            task.write({"date_start": at, "date_due": due, "date_next": due})

    @api.model
    def _arm_contacts(self, contacts):
        """Start what a message, a quotation, an order or a payment sets off."""
        steps = self.env["trade.followup.step"]
        oldest = fields.Datetime.now() - FRESH
        events = defaultdict(list)
        for contact in contacts:
            trigger = DOCUMENTS.get(contact.channel)
            talk = not trigger and contact.channel in TALK
            if talk:
                trigger = f"message_{contact.direction}"
            if not trigger or not steps._running_ids(trigger) or contact.date < oldest:
                continue
            if not (talk and contact._is_answered()):
                events[trigger].append(
                    {
                        "partner_id": contact.partner_id.id,
                        "at": contact.date,
                        "origin": f"trade.interaction,{contact.id}",
                    }
                )
        for trigger, happened in events.items():
            self._arm(trigger, happened)

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------

    def _close(self, stage, why, contact=None, moves=None, go_on=True):
        """End steps that are under way; what waits for them starts its clock.

        :param str stage: ``done``, ``needless``, ``missed`` or ``cancelled``
        :param str why: one of ``WHY``
        :param dict moves: {customer: the change of hands that ended its steps}
        :param bool go_on: start the next step, unless these are cancelled
        """
        now = fields.Datetime.now()
        tasks = self.filtered("live")
        activities = tasks.activity_id | tasks.manager_activity_id
        for task in tasks:
            task.write(
                {
                    "stage_before": task.stage,
                    "stage": stage,
                    "live": False,
                    "closed_by": why,
                    "interaction_id": contact and contact.id,
                    "move_id": moves and moves[task.partner_id].id,
                    "date_done": contact.date if contact else now,
                    "date_next": False,
                }
            )
        tasks.flush_recordset()
        # Archived, as Odoo keeps activities that are over: an undo brings them back.
        activities.filtered("active")._trade_needless().action_archive()
        if go_on and stage != "cancelled":
            tasks._arm_next()

    def _arm_next(self):
        """Start the step that comes next; after an answer the same one once more.

        A customer who answers is in conversation: the clock of silence starts again
        instead of the next, longer one.
        """
        for (step, stage), tasks in self.grouped(
            lambda t: (t.step_id, t.stage)
        ).items():
            again = stage == "needless" and step.show == "when_due"
            if following := step if again else step._next():
                tasks._arm_step(
                    following,
                    [
                        {
                            "partner_id": task.partner_id.id,
                            "at": task.date_done,
                            "origin": f"trade.followup.task,{task.id}",
                        }
                        for task in tasks
                    ],
                )

    @api.model
    def _on_moves(self, moves):
        """A customer changed hands: old clocks end or go along, new ones start."""
        undone = moves.filtered("origin_id")
        if undone:
            self._bring_back(undone)
        moves = (moves - undone).filtered(
            lambda move: move.partner_id and move.kind != "refused"
        )
        self._change_owner({move.partner_id: move for move in moves})
        events = [
            {
                "partner_id": move.partner_id.id,
                "at": move.date,
                "origin": f"trade.pool.move,{move.id}",
                "kind": move.kind,
            }
            for move in moves
            if move.user_id
        ]
        for trigger, kind in (("claimed", "claim"), ("assigned", "assign")):
            self._arm(trigger, [e for e in events if e["kind"] == kind])
        self._arm("new_owner", events)

    def _change_owner(self, moves):
        """End the old owners' steps; open questions go along to the new ones.

        :param dict moves: {customer: its change of hands}
        """
        partners = self.env["res.partner"].union(*moves)
        live = self.search([("partner_id", "in", partners.ids), ("live", "=", True)])
        along = live.filtered(
            lambda t: moves[t.partner_id].user_id and t.trigger not in OWNERSHIP
        )
        for owner, tasks in along.grouped(
            lambda t: moves[t.partner_id].user_id
        ).items():
            tasks.user_id = owner
        (live - along)._close("cancelled", "hands", moves=moves)

    def _bring_back(self, moves):
        """An undone change of hands: its steps go on where they were ended."""
        undone = {move.origin_id: move for move in moves}
        self._change_owner({move.partner_id: move for move in moves})
        ended = self.search([("move_id", "in", moves.origin_id.ids)])
        for task in ended:
            owner = undone[task.move_id].user_id or task.user_id
            task.write(
                {
                    "stage": task.stage_before,
                    "live": True,
                    "closed_by": False,
                    "date_done": False,
                    "move_id": False,
                    "date_next": task.date_due,
                    "user_id": owner.id,
                }
            )
        (ended.activity_id | ended.manager_activity_id).action_unarchive()
        for owner, tasks in ended.grouped("user_id").items():
            tasks.activity_id.user_id = owner
