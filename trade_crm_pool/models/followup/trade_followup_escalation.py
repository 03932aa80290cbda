# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A step that nobody does: remind the owner, tell the manager, do the last thing."""

import logging

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from psycopg2 import OperationalError

from ...allocation import local_date

_logger = logging.getLogger(__name__)

# Customers that a reminder names; the rest is a number.
NAMED = 20
# Overdue steps that a manager has as activities of his own. Nobody works off thousands
# one by one: further ones stand behind one activity on their plan, which lists them.
MANY = 100


class TradeFollowupTask(models.Model):
    _inherit = "trade.followup.task"

    def _remind(self, clocks):
        """Overdue: the owner is reminded at the end of the run, of all at once."""
        now = fields.Datetime.now()
        for (user, step), tasks in self.grouped(
            lambda task: (task.user_id, task.step_id)
        ).items():
            following = False
            if step.escalate and user:
                following = clocks.after(user, now, step.manager_days, "work_day")
            tasks._set_all(stage="overdue", reminded=False, date_next=following)

    @api.model
    def _remind_owners(self):
        """Tell each owner once of all his steps that became overdue."""
        overdue = [("reminded", "=", False), ("stage", "in", ("overdue", "manager"))]
        for owner, tasks in self._read_group(
            [*overdue, ("user_id", "!=", False)], ["user_id"], ["id:recordset"]
        ):
            tasks._notify_owner(owner)
            tasks._set_all(reminded=True)

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

    def _tell_manager(self, clocks):
        now, room = fields.Datetime.now(), {}
        for (user, step, _company), tasks in self.grouped(
            lambda task: (task.user_id, task.step_id, task.company_id)
        ).items():
            manager = tasks[0]._manager()
            if manager not in room:
                room[manager] = self._manager_room(manager)
            following = False
            if step.final_action != "none" and user:
                following = clocks.after(user, now, step.final_days, "work_day")
            tasks._set_all(stage="manager", manager_id=manager.id, date_next=following)
            if manager:
                day = local_date(now, clocks.tz(manager))
                tasks[: room[manager]]._show_manager(manager, day)
                if rest := tasks[room[manager] :]:
                    listed = step.plan_id._manager_list(manager, day)
                    rest._set_all(manager_activity_id=listed.id)
                room[manager] = max(room[manager] - len(tasks), 0)

    @api.model
    def _manager_room(self, manager):
        """How many more overdue steps a manager has as activities of their own."""
        return MANY - self.search_count(
            [
                ("live", "=", True),
                ("manager_id", "=", manager.id),
                ("manager_activity_id", "!=", False),
            ],
            limit=MANY,
        )

    def _show_manager(self, manager, day):
        """An activity of the manager's for each of these steps."""
        if self:
            activities = self._insert_activities(self._manager_rows(manager, day))
            self._set_columns(manager_activity_id=activities.ids)

    def _manager(self):
        """The leader of the owner's team, else the plan's manager; not the owner, and
        nobody who does not work in the customer's company."""
        self.ensure_one()
        leader = self.user_id.sale_team_id.user_id
        candidates = (leader | self.plan_id.manager_id) - self.user_id
        return candidates.filtered(
            lambda u: u.active and u._trade_works_for(self.company_id)
        )[:1]

    def _manager_rows(self, manager, day):
        """Columns of the manager's activities: steps of one owner and one kind."""
        env = self.with_context(lang=manager.lang).env
        step = self.step_id.with_context(lang=manager.lang)
        summary = env._(
            "Overdue at %(owner)s: %(step)s", owner=self.user_id.name, step=step.name
        )
        kind = self.env.ref("mail.mail_activity_data_todo").id
        return [
            task._activity_row(manager, day, activity_type_id=kind, summary=summary)
            for task in self
        ]

    def _finish(self):
        for action, tasks in self.grouped(
            lambda task: task.step_id.final_action
        ).items():
            tasks._act_all(action, "missed", "final")

    def _act_all(self, action, stage, why):
        """Do the last thing for all at once; where that fails, for one at a time."""
        if len(self) > 1:
            try:
                with self.env.cr.savepoint():
                    self._end_by(action, stage, why)
                return
            except OperationalError:
                raise  # a lost race: the whole batch is tried again
            except Exception:
                _logger.info("%s follow-up steps are ended one by one", len(self))
        for task in self:
            task._act(action, stage, why)

    def _act(self, action, stage, why):
        """Do the last thing for one customer; another's failure stays his own."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._end_by(action, stage, why)
        except (UserError, ValidationError) as error:
            self.write({"date_next": False, "problem": str(error)})
        except OperationalError:
            raise  # a lost race: the whole batch is tried again
        except Exception:
            _logger.exception("Follow-up step %s could not be ended", self.id)
            self.write({"date_next": False, "problem": self.env._("Internal error")})

    def _end_by(self, action, stage, why):
        # First, so that the change of hands does not cancel it.
        self._close(stage, why, go_on=action == "none")
        for tasks in self.grouped(lambda task: (task.plan_id, task.step_id)).values():
            tasks._give_away(action)

    def _give_away(self, action):
        """Put the customers of one step into the pool, or hand them over.

        :raise UserError: when that can't be done for all of them
        """
        partners, step, plan = self.partner_id, self.step_id, self.plan_id
        reason = self.env._("%(plan)s: %(step)s", plan=plan.name, step=step.name)
        if action == "pool":
            moves = partners._trade_recycle(reason)
            if left := partners - moves.partner_id:
                raise UserError(
                    self.env._(
                        "%s fits the scope of no pool. Widen the scope of one, or "
                        "choose another last stage.",
                        left[0].name,
                    )
                )
        elif action == "manager":
            for (owner, _company), tasks in self.grouped(
                lambda task: (task.user_id, task.company_id)
            ).items():
                manager = tasks[0]._manager()
                if not manager:
                    raise UserError(
                        self.env._(
                            "“%(plan)s” names no manager who could take the customers "
                            "of %(owner)s. Set one on the plan, or a leader of the "
                            "owner's sales team.",
                            plan=plan.name,
                            owner=owner.name,
                        )
                    )
                tasks.partner_id._trade_transfer(
                    manager, kind="handover", reason=reason
                )
