# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What happens when a clock is over: the run, and how a step shows."""

import logging
from collections import Counter

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from ...allocation import local_date
from ..pool.rows import insert_rows
from .clocks import Clocks, customer_tz

_logger = logging.getLogger(__name__)

BATCH = 5000


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
        clocks = self._clocks()
        while done := self._advance_batch(clocks):
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
    def _advance_batch(self, clocks, limit=BATCH):
        """Advance some of the steps whose time is over; other workers take others.

        :param Clocks clocks: of the whole run
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
        tasks.fetch(["stage", "user_id", "step_id"])
        tasks._advance(clocks)
        return len(tasks)

    def _advance(self, clocks):
        """One stage further, for each step by where it stands."""
        tasks = self._still_due(clocks)
        stages = tasks.grouped("stage")
        none = self.browse()
        stages.get("waiting", none)._begin(clocks)
        stages.get("open", none)._remind(clocks)
        stages.get("overdue", none)._tell_manager(clocks)
        stages.get("manager", none)._finish()

    def _still_due(self, clocks):
        """Leave out, and postpone, what a day off that came later puts off."""
        now = fields.Datetime.now()
        due = []
        for user, tasks in self.grouped("user_id").items():
            if not user or clocks.works(user, now):
                due += tasks.ids
            else:
                tasks._postpone(clocks.next_day(user, now), clocks.tz(user))
        return self.browse(due)

    def _postpone(self, at, tz):
        self.date_next = at
        shown = self.filtered(lambda task: task.stage == "open")
        shown.date_due = at
        shown.activity_id.date_deadline = local_date(at, tz)

    # ------------------------------------------------------------------
    # Show
    # ------------------------------------------------------------------

    def _begin(self, clocks):
        """The time of a hidden clock is over: show the step, or do its work."""
        acting = self.filtered(lambda task: task.step_id.action != "activity")
        (self - acting)._open(clocks)
        for action, tasks in acting.grouped(lambda task: task.step_id.action).items():
            tasks._act_all(action, "done", "acted")

    def _open(self, clocks):
        """Show steps to their owners: an activity, and the mail that goes along."""
        if not self:
            return
        now = fields.Datetime.now()
        activities = self._insert_activities(self._activity_rows(clocks, now))
        following = []
        for task in self:
            due = max(task.date_due, now)
            if task.step_id.show == "when_due":
                # What shows when its time is over has this day to be done.
                due = clocks.after(task.user_id, due, 1, "work_day")
            following.append(due)
        self._set_columns(
            stage=["open"] * len(self),
            date_open=[now] * len(self),
            date_next=following,
            activity_id=activities.ids,
        )
        for task in self.filtered(
            lambda t: t.step_id.template_id and t.step_id.mail_mode == "auto"
        ):
            task._send_mail()

    def _set_columns(self, **columns):
        """Write a value of its own to each of many steps, in one statement."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE trade_followup_task t SET %s FROM unnest(%s) AS v(id, %s)"
                " WHERE t.id = v.id RETURNING t.id",
                SQL(", ").join(
                    SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in columns
                ),
                SQL(", ").join(
                    SQL(
                        "%s::%s[]",
                        [value or None for value in values],
                        SQL(self._fields[name].column_type[1]),
                    )
                    for name, values in (("id", self.ids), *columns.items())
                ),
                SQL(", ").join(map(SQL.identifier, columns)),
            )
        )
        self.invalidate_recordset(list(columns), flush=False)

    def _set_all(self, **values):
        """Write the same values to many steps: the ORM's write costs by the record."""
        self.flush_recordset()
        columns = {
            **values,
            "write_uid": self.env.uid,
            "write_date": fields.Datetime.now(),
        }
        self.env.execute_query(
            SQL(
                "UPDATE trade_followup_task SET %s WHERE id = ANY(%s) RETURNING id",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    if value or self._fields[name].type == "boolean"
                    else SQL("%s = NULL", SQL.identifier(name))
                    for name, value in columns.items()
                ),
                self.ids,
            )
        )
        self.invalidate_recordset(list(columns), flush=False)

    def _insert_activities(self, rows):
        """Plan an activity for each row, in order, and subscribe who is to do it.

        What ``create`` does, in one statement a table: thousands of customers change
        hands at once.
        """
        activities = self.env["mail.activity"]
        if not rows:
            return activities
        activities = activities.browse(insert_rows(activities, rows))
        partners = self.env["res.partner"].browse([row["res_id"] for row in rows])
        self.env["trade.pool.move"]._subscribe_owners(
            [{"partner_id": row["res_id"], "user_id": row["user_id"]} for row in rows]
        )
        partners.invalidate_recordset(
            ["activity_ids", "message_follower_ids", "message_partner_ids"], flush=False
        )
        partners.modified(["activity_ids"])
        today = fields.Date.today()
        due = Counter(row["user_id"] for row in rows if row["date_deadline"] <= today)
        for user, count in due.items():
            self.env["res.users"].browse(user)._bus_send(
                "mail.activity/updated", {"activity_created": True, "count_diff": count}
            )
        return activities

    def _activity_row(self, user, day, **values):
        """Columns of an activity of this step's customer."""
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "res_name": self.partner_id.complete_name,
            "user_id": user.id,
            "user_tz": user.tz,
            "date_deadline": day,
            "automated": True,
            "active": True,
            **values,
        }

    def _activity_rows(self, clocks, now):
        """Columns of the activities that show these steps, in their order."""
        rows, notes = {}, {}
        fallback = self.env.ref("mail.mail_activity_data_todo")
        for (step, user), tasks in self.grouped(
            lambda task: (task.step_id, task.user_id)
        ).items():
            said = step.with_context(lang=user.lang)
            name, note = said.name, said.note or Markup("")
            kind = (step.activity_type_id or fallback).id
            for task in tasks:
                day = local_date(max(task.date_due, now), clocks.tz(user))
                place = user, customer_tz(task.partner_id), day
                if place not in notes:
                    notes[place] = self._call_note(clocks, *place)
                rows[task.id] = task._activity_row(
                    user,
                    day,
                    activity_type_id=kind,
                    summary=name,
                    note=str(note + notes[place]),
                )
        return [rows[task.id] for task in self]

    def _call_note(self, clocks, user, their_tz, day):
        """At what time to call, so that it is never night there."""
        hours = clocks.call_hours(user, their_tz, day)
        if not hours:
            return Markup("")
        (own, own_end), (their, their_end) = hours
        env = self.with_context(lang=user.lang).env
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
        problem = self._mail_problem(partner) or step._template_error(
            partner, facts=True
        )
        if not problem:
            try:
                with self.env.cr.savepoint():
                    # Before the mail: the contact that it is ends this very step.
                    self.mail_sent = True
                    self._post_mail(partner)
            except OperationalError:
                raise  # a lost race: the whole batch is tried again
            except Exception as error:  # any: one customer's mail stays his own
                _logger.exception("Mail of follow-up step %s was not sent", self.id)
                problem = str(error).strip().splitlines()[-1]
        if problem:
            self.problem = self.env._("The mail was not sent: %s", problem)

    def _post_mail(self, partner):
        partner.with_user(self.user_id).sudo().message_post_with_source(  # owner's name
            self.step_id.template_id,
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
