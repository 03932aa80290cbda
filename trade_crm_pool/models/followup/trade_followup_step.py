# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

TRIGGERS = [
    ("new_owner", "Has a new owner"),
    ("created", "Customer filed"),
    ("claimed", "Claimed from the pool"),
    ("assigned", "Assigned from the pool"),
    ("lead_in", "Lead came in"),
    ("message_in", "Customer wrote, not answered"),
    ("message_out", "We wrote, not answered"),
    ("quotation_sent", "Quotation sent"),
    ("quotation_expiring", "Quotation about to expire"),
    ("quotation_lost", "Quotation cancelled"),
    ("order_confirmed", "Order confirmed"),
    ("shipped", "Order delivered in full"),
    ("paid", "Payment received"),
    ("overdue", "Invoice overdue"),
    ("grade_changed", "Grade changed"),
    ("silence", "Nothing for a time"),
    ("date", "On a date"),
    ("previous", "After the step before"),
]
# These end when the customer changes hands: the new owner begins anew.
OWNERSHIP = frozenset(
    ("new_owner", "created", "claimed", "assigned", "previous", "silence")
)
# A change of hands sets these off.
HANDED = frozenset(("new_owner", "claimed", "assigned"))
# What a mail that goes out by itself would start again by itself.
STARTED_BY_MAIL = frozenset(("message_out", "silence"))


class TradeFollowupStep(models.Model):
    """One step of a follow-up plan; with a root it is the frozen copy of a version."""

    _name = "trade.followup.step"
    _description = "Follow-up Step"
    _order = "plan_id, sequence, id"

    name = fields.Char(string="What to do", required=True, translate=True)
    plan_id = fields.Many2one(
        comodel_name="trade.followup.plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    root_id = fields.Many2one(
        comodel_name="trade.followup.step",
        string="Frozen copy of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    version = fields.Integer(readonly=True)
    trigger = fields.Selection(selection=TRIGGERS, string="When", required=True)
    delay = fields.Integer(
        string="Within",
        default=1,
        help="The deadline, counted from what sets the step off. For what is still to "
        "come (quotation about to expire, a date) it is how long before.",
    )
    delay_unit = fields.Selection(
        selection=[
            ("work_day", "working days"),
            ("hour", "hours of working days"),
            ("day", "calendar days"),
        ],
        default="work_day",
        required=True,
    )
    show = fields.Selection(
        selection=[("at_once", "At once"), ("when_due", "When the time is over")],
        string="Appears",
        default="at_once",
        required=True,
        help="At once: the owner sees the step with its deadline. When the time is "
        "over: the clock runs unseen, and starts again with each contact.",
    )
    date = fields.Date(help="For the trigger “On a date”.")
    date_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Customer's date",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "in", ("date", "datetime")),
            ("store", "=", True),
        ],
        ondelete="cascade",
        help="For the trigger “On a date”: a date that is kept on the customer.",
    )
    partner_domain = fields.Char(string="Only for", default="[]")
    closed_by = fields.Selection(
        selection=[
            ("contact", "Any contact"),
            ("out", "Our message"),
            ("in", "The customer's message"),
            ("hand", "Marking it done"),
        ],
        default="contact",
        required=True,
        help="What the customer's answer makes needless closes by itself and says why.",
    )
    accept_notes = fields.Boolean(
        string="Notes count",
        help="Contacts that were only written down by hand close the step, too.",
    )
    customer_holidays = fields.Boolean(
        string="Not on their holidays",
        default=True,
        help="The deadline never falls on a public holiday of the customer's country.",
    )
    action = fields.Selection(
        selection=[
            ("activity", "Activity for the owner"),
            ("manager", "Hand the customer to the manager"),
            ("pool", "Put the customer back into the pool"),
        ],
        default="activity",
        required=True,
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Activity",
        domain=[("res_model", "in", (False, "res.partner"))],
        ondelete="restrict",
    )
    note = fields.Html(translate=True, help="Stands in the activity.")
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Mail",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
    )
    mail_mode = fields.Selection(
        selection=[
            ("confirm", "The owner confirms it"),
            ("auto", "Goes out by itself"),
        ],
        string="Mail goes out",
        default="confirm",
        required=True,
    )
    escalate = fields.Boolean(string="Escalates", default=True)
    manager_days = fields.Integer(
        string="To the manager after",
        default=1,
        help="Working days after the deadline.",
    )
    final_days = fields.Integer(
        string="Last stage after",
        default=3,
        help="Working days after the manager was told.",
    )
    final_action = fields.Selection(
        selection=[
            ("none", "Nothing more"),
            ("manager", "Hand the customer to the manager"),
            ("pool", "Put the customer back into the pool"),
        ],
        string="Last stage",
        default="none",
        required=True,
    )

    _days_check = models.Constraint(
        "CHECK(delay >= 0 AND manager_days > 0 AND final_days > 0)",
        "Delays can't be negative; each stage of the escalation needs a day at least.",
    )

    # ------------------------------------------------------------------
    # Draft and frozen copies
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("trigger"):
                raise ValidationError(
                    self.env._(
                        "“%s” has no trigger: choose what sets the step off.",
                        vals.get("name") or "",
                    )
                )
        steps = super().create(vals_list)
        steps._mark_changed()
        return steps

    def write(self, vals):
        if self.root_id:
            raise UserError(
                self.env._(
                    "Customers are under way in this version: it stays as it is. "
                    "Change the plan's steps and publish them."
                )
            )
        done = super().write(vals)
        self._mark_changed()
        return done

    def unlink(self):
        plans = self.plan_id
        done = super().unlink()
        plans.changed = True
        return done

    def _freeze(self, version):
        """Return a copy, with its translations, that nobody can change any more."""
        self.ensure_one()
        frozen = self.copy({"version": version, "active": False})
        frozen.write({"root_id": self.id})
        return frozen

    def _mark_changed(self):
        self.filtered(lambda step: not step.root_id).plan_id.filtered(
            lambda plan: not plan.changed
        ).changed = True

    @api.model
    @tools.ormcache("trigger")
    def _running_ids(self, trigger):
        steps = self.sudo()  # which steps exist is the same for everybody
        steps = steps.with_context(active_test=False)
        found = steps.search(
            [
                ("trigger", "=", trigger),
                ("root_id", "!=", False),
                ("plan_id.active", "=", True),
            ]
        )
        return tuple(found.filtered(lambda s: s.version == s.plan_id.version).ids)

    @api.model
    def _running(self, trigger):
        """Steps of the published versions that an event sets off, in sudo mode."""
        steps = self.sudo()  # plans work for everybody, whoever sets them off
        return steps.browse(self._running_ids(trigger))

    def _next(self):
        """The step of the same version that waits for this one."""
        self.ensure_one()
        later = self.with_context(active_test=False).search(
            [
                ("plan_id", "=", self.plan_id.id),
                ("version", "=", self.version),
                ("root_id", "!=", False),
                ("sequence", ">=", self.sequence),
            ]
        )
        order = later.ids
        after = later[order.index(self.id) + 1 :][:1] if self.id in order else later[:1]
        return after if after.trigger == "previous" else self.browse()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for step in self:
            self.env["trade.pool"]._partner_domain(step.partner_domain)

    @api.constrains("trigger", "date", "date_field_id")
    def _check_date(self):
        for step in self:
            if step.trigger == "date" and not (step.date or step.date_field_id):
                raise ValidationError(
                    self.env._(
                        "“%s” happens on a date: give the day, or the customer's date "
                        "that it goes by.",
                        step.name,
                    )
                )

    def _check_endless(self):
        """What a step does by itself must not set it off again."""
        for step in self:
            if step.trigger in HANDED and (
                (step.action == "manager" and step.trigger == "new_owner")
                or (step.action == "pool" and not step.delay)
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” would go on for ever: it gives the customer away, and "
                        "the new owner sets it off again. Give it a delay, or choose "
                        "another trigger.",
                        step.name,
                    )
                )
            if (
                step.trigger in STARTED_BY_MAIL
                and step.template_id
                and step.mail_mode == "auto"
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” would go on for ever: its mail goes out by itself, and "
                        "that sets the step off again. Let the owner confirm the mail, "
                        "or choose another trigger.",
                        step.name,
                    )
                )

    def _check_template(self):
        """A broken template is found when the plan is published, not at night."""
        sample = self.env["res.partner"].search(
            [("is_company", "=", True), ("user_id", "!=", False)], limit=1
        )
        for step in self.filtered("template_id"):
            if error := step._template_error(sample or self.env.user.partner_id):
                raise ValidationError(
                    self.env._(
                        "The mail of “%(step)s” can't be written for "
                        "%(customer)s: %(error)s Mend the template “%(template)s”.",
                        step=step.name,
                        customer=sample.name,
                        error=error,
                        template=step.template_id.name,
                    )
                )

    def _template_error(self, partner, facts=False):
        """Why the mail can't be written for a customer, or False.

        :param bool facts: a fact that is not known is an error, too
        """
        template = self.template_id.sudo()  # facts for whoever sends it
        try:
            missing = template._trade_render(partner)[2]
        except Exception as error:  # any: a template is the user's own code
            return " ".join(str(error).split())
        return template._missing_words(missing) if facts and missing else False

    def _is_for_all(self):
        """Whether no condition looks at the customer."""
        self.ensure_one()
        conditions = (self.plan_id.partner_domain, self.partner_domain)
        return all((domain or "[]").strip() == "[]" for domain in conditions)

    def _fitting(self, partners):
        """Those of the customers that the step is for: theirs is an owner at work."""
        self.ensure_one()
        domain = self.plan_id._scope() & self.env["trade.pool"]._partner_domain(
            self.partner_domain
        )
        owned = partners.search_fetch(
            Domain("id", "in", partners.ids)
            & Domain("user_id.active", "=", True)
            & Domain("trade_pool_id", "=", False)
            & domain,
            ["user_id", "company_id", "country_id", "tz", "complete_name"],
        )
        return owned.filtered(
            lambda p: (p.company_id or p.user_id.company_id).trade_followup
        )
