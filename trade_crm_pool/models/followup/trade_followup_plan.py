# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class TradeFollowupPlan(models.Model):
    """An SOP: what the owner of a customer does when, and what follows if he doesn't.

    The steps in the form are a draft. Publishing freezes a copy of them as a version;
    customers that are under way stay with the version they began with.
    """

    _name = "trade.followup.plan"
    _description = "Follow-up Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="An archived plan begins with nobody any more.",
    )
    company_id = fields.Many2one(comodel_name="res.company")
    partner_domain = fields.Char(
        string="Which customers",
        default="[]",
        help="The plan is for customers that fit: country, kind, grade, source, ...",
    )
    partner_count = fields.Integer(
        string="Customers that fit", compute="_compute_partner_count"
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Manager",
        domain=[("share", "=", False)],
        help="Is told of overdue steps of owners whose sales team has no leader.",
    )
    note = fields.Html(string="What it is for", translate=True)
    step_ids = fields.One2many(
        comodel_name="trade.followup.step",
        inverse_name="plan_id",
        string="Steps",
        copy=True,
    )
    version = fields.Integer(readonly=True, copy=False)
    changed = fields.Boolean(
        string="Changed since publishing",
        readonly=True,
        default=True,
        copy=False,
        help="Publish the plan, so that it holds for customers who begin from now on.",
    )
    state = fields.Selection(
        string="Status",
        selection=[
            ("draft", "Draft"),
            ("changed", "Published, with changes"),
            ("published", "Published"),
        ],
        compute="_compute_state",
    )
    live_count = fields.Integer(string="Steps under way", compute="_compute_live_count")

    @api.depends("version", "changed")
    def _compute_state(self):
        for plan in self:
            if not plan.version:
                plan.state = "draft"
            else:
                plan.state = "changed" if plan.changed else "published"

    @api.depends("partner_domain", "company_id")
    def _compute_partner_count(self):
        partners = self.env["res.partner"]
        for plan in self:
            plan.partner_count = partners.search_count(plan._scope())

    def _compute_live_count(self):
        tasks = self.env["trade.followup.task"]
        counts = dict(
            tasks._read_group(
                [("plan_id", "in", self.ids), ("live", "=", True)],
                ["plan_id"],
                ["__count"],
            )
        )
        for plan in self:
            plan.live_count = counts.get(plan, 0)

    def _scope(self):
        """Domain of the customers (companies) that the plan is for."""
        self.ensure_one()
        company = Domain.TRUE
        if self.company_id:
            company = Domain("company_id", "in", (False, self.company_id.id))
        return (
            Domain("is_company", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("partner_share", "=", True)
            & company
            & self.env["trade.pool"]._partner_domain(self.partner_domain)
        )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for plan in self:
            self.env["trade.pool"]._partner_domain(plan.partner_domain)

    def write(self, vals):
        done = super().write(vals)
        if {"active", "version", "partner_domain", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_unpublished(self):
        if any(plan.version for plan in self):
            raise UserError(
                self.env._(
                    "A plan that was published can't be deleted: its steps tell what "
                    "was done with customers. Archive it instead."
                )
            )

    # ------------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------------

    def action_publish(self):
        """Freeze the steps as a new version, for customers who begin from now on."""
        steps = self.env["trade.followup.step"]
        for plan in self:
            plan._check_steps()
            version = plan.version + 1
            for step in plan.step_ids:
                steps |= step._freeze(version)
            plan.write({"version": version, "changed": False})
        return steps

    def _check_steps(self):
        """Refuse what could not work, or would go round for ever.

        :raise ValidationError: that names the step and what to do
        """
        self.ensure_one()
        if not self.step_ids:
            raise ValidationError(
                self.env._("“%s” has no steps yet. Add the first one.", self.name)
            )
        if self.step_ids.sorted()[0].trigger == "previous":
            raise ValidationError(
                self.env._(
                    "The first step of “%s” waits for the step before, and there is "
                    "none. Give it another trigger.",
                    self.name,
                )
            )
        self.step_ids._check_endless()
        self.step_ids._check_template()

    def action_open_tasks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_followup_task"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"search_default_live": 1}
        return action

    def _manager_list(self, manager, day):
        """The activity behind which a manager finds further overdue steps of the plan.

        :return: the one that he has not done yet, else a new one
        """
        self.ensure_one()
        there = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("user_id", "=", manager.id),
                ("automated", "=", True),
            ],
            limit=1,
        )
        plan = self.with_context(lang=manager.lang, mail_activity_quick_update=True)
        env = plan.env
        return there or plan.activity_schedule(
            "mail.mail_activity_data_todo",
            day,
            summary=env._("Many steps of this plan are overdue"),
            note=env._(
                "They are too many for an activity each. “Under way” on the plan lists "
                "them, the filter “With me” those that are with you."
            ),
            user_id=manager.id,
        )

    def action_end(self):
        """Stop the plan for everybody who is under way in it."""
        # sudo: a manager ends the plan for all owners; the right to write it is checked
        self.check_access("write")
        tasks = self.env["trade.followup.task"].sudo()  # the check is the line above
        tasks.search([("plan_id", "in", self.ids), ("live", "=", True)])._close(
            "cancelled", "plan"
        )
