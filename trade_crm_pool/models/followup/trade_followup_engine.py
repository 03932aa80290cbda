# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What happens when a clock is over: show, remind, escalate, act."""

import logging

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from psycopg2 import OperationalError

from ...allocation import local_date
from .clocks import Clocks

_logger = logging.getLogger(__name__)

BATCH = 1000
# Customers that a reminder names; the rest is a number.
NAMED = 20


class TradeFollowupTask(models.Model):
    _inherit = "trade.followup.task"

    def _clocks(self):
        return Clocks(self.sudo().env)  # sudo: working days of colleagues, no more

    # ------------------------------------------------------------------
    # The run
    # ------------------------------------------------------------------

    @api.model
    def _cron_followup(self):
        """Look for what starts clocks by itself, then advance what is due.

        Each batch is committed; a run that is killed goes on where it stopped.
        """
        cron = self.env["ir.cron"]
        self._scan()
        left = self._due_count()
        cron._commit_progress(remaining=left)
        while done := self._advance_batch():
            left = max(left - done, 0)
            if not cron._commit_progress(done, remaining=left):
                break
        self.sudo()._remind_owners()  # sudo: everybody's clocks
        cron._commit_progress()

    def _due_count(self):
        return self.search_count(
            [("live", "=", True), ("date_next", "<=", fields.Datetime.now())]
        )

    @api.model
    def _advance_batch(self, limit=BATCH):
        """Advance some of the steps whose time is over; other workers take others.

        :return: how many were looked at
        """
        self.flush_model(["live", "date_next"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM trade_followup_task
                 WHERE live AND date_next <= %s
                 ORDER BY date_next, id LIMIT %s
                   FOR UPDATE SKIP LOCKED
                """,
                fields.Datetime.now(),
                limit,
            )
        )
        tasks = self.sudo().browse(row[0] for row in rows)  # sudo: everybody's clocks
        tasks._advance()
        return len(tasks)

    def _advance(self):
        """One stage further, for each step by where it stands."""
        tasks = self._still_due()
        stages = tasks.grouped("stage")
        none = self.browse()
        stages.get("waiting", none)._begin()
        stages.get("open", none)._remind()
        stages.get("overdue", none)._tell_manager()
        stages.get("manager", none)._finish()

    def _still_due(self):
        """Leave out, and postpone, what a day off that came later puts off."""
        clocks, now = self._clocks(), fields.Datetime.now()
        due = self.browse()
        for user, tasks in self.grouped("user_id").items():
            if not user or clocks.works(user, now):
                due |= tasks
            else:
                tasks._postpone(clocks.next_day(user, now), clocks.tz(user))
        return due

    def _postpone(self, at, tz):
        self.date_next = at
        shown = self.filtered(lambda task: task.stage == "open")
        shown.date_due = at
        shown.activity_id.date_deadline = local_date(at, tz)

    # ------------------------------------------------------------------
    # Show
    # ------------------------------------------------------------------

    def _begin(self):
        """The time of a hidden clock is over: show the step, or do its work."""
        acting = self.filtered(lambda task: task.step_id.action != "activity")
        (self - acting)._open()
        for task in acting:
            task._act(task.step_id.action, "done", "acted")

    def _open(self):
        """Show steps to their owners: an activity, and the mail that goes along."""
        if not self:
            return
        now, clocks = fields.Datetime.now(), self._clocks()
        fallback = self.env.ref("mail.mail_activity_data_todo")
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create([task._activity_vals(clocks, fallback) for task in self])
        )
        for task, activity in zip(self, activities, strict=True):
            due = max(task.date_due, now)
            hidden = task.step_id.show == "when_due"
            task.write(
                {
                    "stage": "open",
                    "activity_id": activity.id,
                    "date_open": now,
                    # What shows when its time is over has this day to be done.
                    "date_next": clocks.after(task.user_id, due, 1, "work_day")
                    if hidden
                    else due,
                }
            )
        for task in self.filtered(
            lambda t: t.step_id.template_id and t.step_id.mail_mode == "auto"
        ):
            task._send_mail()

    def _activity_vals(self, clocks, fallback):
        self.ensure_one()
        step = self.step_id.with_context(lang=self.user_id.lang)
        day = local_date(
            max(self.date_due, fields.Datetime.now()), clocks.tz(self.user_id)
        )
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "activity_type_id": (step.activity_type_id or fallback).id,
            "summary": step.name,
            "note": (step.note or Markup("")) + self._call_note(clocks, day),
            "user_id": self.user_id.id,
            "date_deadline": day,
            "automated": True,
        }

    def _call_note(self, clocks, day):
        """At what time to call, so that it is never night there."""
        hours = clocks.call_hours(self.partner_id, self.user_id, day)
        if not hours:
            return Markup("")
        (own, own_end), (their, their_end) = hours
        env = self.with_context(lang=self.user_id.lang).env
        return Markup("<p>%s</p>") % env._(
            "Good time to talk: %(own)s-%(own_end)s your time "
            "(%(their)s-%(their_end)s there)",
            own=f"{own:%H:%M}",
            own_end=f"{own_end:%H:%M}",
            their=f"{their:%H:%M}",
            their_end=f"{their_end:%H:%M}",
        )

    def _send_mail(self):
        """Send the step's mail once; what can't be sent says why on the step."""
        self.ensure_one()
        partner, step = self.partner_id, self.step_id
        if self.mail_sent:
            return
        problem = self._mail_problem(partner) or step._template_error(partner)
        if problem:
            self.problem = self.env._("The mail was not sent: %s", problem)
            return
        # Before the mail: the contact that it is ends this very step.
        self.mail_sent = True
        partner.with_user(self.user_id).sudo().message_post_with_source(  # owner's name
            step.template_id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=partner.ids,
        )

    def _mail_problem(self, partner):
        if not partner.email_normalized:
            return self.env._("the customer has no e-mail address.")
        if partner.is_blacklisted:
            return self.env._("the customer does not want mails.")
        return False

    def action_compose(self):
        """Open the step's mail for the owner to confirm."""
        self.ensure_one()
        self.partner_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_ids": self.partner_id.ids,
                "default_template_id": self.step_id.template_id.id,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
            },
        }

    # ------------------------------------------------------------------
    # Escalate
    # ------------------------------------------------------------------

    def _remind(self):
        """Overdue: the owner is reminded at the end of the run, of all at once."""
        clocks, now = self._clocks(), fields.Datetime.now()
        for (user, step), tasks in self.grouped(
            lambda task: (task.user_id, task.step_id)
        ).items():
            following = False
            if step.escalate and user:
                following = clocks.after(user, now, step.manager_days, "work_day")
            tasks.write({"stage": "overdue", "reminded": False, "date_next": following})

    @api.model
    def _remind_owners(self):
        """Tell each owner once of all his steps that became overdue."""
        overdue = [("reminded", "=", False), ("stage", "in", ("overdue", "manager"))]
        for owner, tasks in self._read_group(
            [*overdue, ("user_id", "!=", False)], ["user_id"], ["id:recordset"]
        ):
            tasks._notify_owner(owner)
            tasks.reminded = True

    def _notify_owner(self, owner):
        env = self.with_context(lang=owner.lang).env
        names = [
            env._(
                "%(customer)s: %(step)s",
                customer=task.partner_id.name,
                step=task.step_id.with_context(lang=owner.lang).name,
            )
            for task in self[:NAMED]
        ]
        if len(self) > NAMED:
            names.append(env._("and %s more", len(self) - NAMED))
        self.env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids,
            subject=env._("%s follow-up steps are overdue", len(self)),
            body=Markup("<ul>%s</ul>")
            % Markup().join(Markup("<li>%s</li>") % name for name in names),
        )

    def _tell_manager(self):
        clocks, now = self._clocks(), fields.Datetime.now()
        rows = []
        for task in self:
            manager = task._manager()
            step = task.step_id
            final = step.final_action != "none" and task.user_id
            task.write(
                {
                    "stage": "manager",
                    "manager_id": manager.id,
                    "date_next": final
                    and clocks.after(task.user_id, now, step.final_days, "work_day"),
                }
            )
            if manager:
                rows.append((task, task._manager_vals(manager, clocks, now)))
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create([vals for _task, vals in rows])
        )
        for (task, _vals), activity in zip(rows, activities, strict=True):
            task.manager_activity_id = activity

    def _manager(self):
        """The leader of the owner's team, else the plan's manager; not the owner."""
        self.ensure_one()
        leader = self.user_id.sale_team_id.user_id
        candidates = leader | self.plan_id.manager_id
        return candidates.filtered(lambda u: u.active and u != self.user_id)[:1]

    def _manager_vals(self, manager, clocks, now):
        env = self.with_context(lang=manager.lang).env
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": env._(
                "Overdue at %(owner)s: %(step)s",
                owner=self.user_id.name,
                step=self.step_id.with_context(lang=manager.lang).name,
            ),
            "user_id": manager.id,
            "date_deadline": local_date(now, clocks.tz(manager)),
            "automated": True,
        }

    def _finish(self):
        for task in self:
            task._act(task.step_id.final_action, "missed", "final")

    def _act(self, action, stage, why):
        """Do the last thing for one customer; another's failure stays his own."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                # First, so that the change of hands does not cancel it.
                self._close(stage, why, go_on=action == "none")
                self._give_away(action)
        except (UserError, ValidationError) as error:
            self.write({"date_next": False, "problem": str(error)})
        except OperationalError:
            raise  # a lost race: the whole batch is tried again
        except Exception:
            _logger.exception("Follow-up step %s could not be ended", self.id)
            self.write({"date_next": False, "problem": self.env._("Internal error")})

    def _give_away(self, action):
        partner, step = self.partner_id, self.step_id
        reason = self.env._(
            "%(plan)s: %(step)s", plan=self.plan_id.name, step=step.name
        )
        if action == "pool":
            if not partner._trade_recycle(reason):
                raise UserError(
                    self.env._(
                        "%s fits the scope of no pool. Widen the scope of one, or "
                        "choose another last stage.",
                        partner.name,
                    )
                )
        elif action == "manager":
            manager = self._manager()
            if not manager:
                raise UserError(
                    self.env._(
                        "“%s” names no manager who could take the customer. Set one "
                        "on the plan, or a leader of the owner's sales team.",
                        self.plan_id.name,
                    )
                )
            partner._trade_transfer(manager, kind="handover", reason=reason)
