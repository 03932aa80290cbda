# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from freezegun import freeze_time
from odoo import fields
from odoo.addons.trade_crm_pool.models.followup import trade_followup_escalation
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import FollowupCase

FIRST = {"trigger": "new_owner", "delay": 3}
SECOND = {"trigger": "previous", "delay": 7, "show": "when_due"}
THIRD = {"trigger": "previous", "delay": 14, "show": "when_due"}
POOL = {"trigger": "previous", "delay": 14, "show": "when_due", "action": "pool"}
ANSWER = {
    "trigger": "message_in",
    "delay": 24,
    "delay_unit": "hour",
    "closed_by": "out",
}


@tagged("post_install", "-at_install")
class TestSop(FollowupCase):
    """Frozen time. Mid-September 2026 to November: the owner works in Shanghai, where
    25 to 27 September and 1 to 7 October are off and 20 September and 10 October are
    worked; Germany is off on 3 October and changes its clocks on 25 October."""

    def test_thirty_days(self):
        with freeze_time("2026-09-17 02:00:00") as clock:  # Thursday 10:00 there
            plan = self.publish(FIRST, SECOND, THIRD, POOL)
            partner = self.customer(user_id=self.owner.id)
            first = self.tasks(partner)
            self.assertEqual(first.stage, "open")
            # Fri 18, Sun 20 (worked), Mon 21: 18:00 in Shanghai is 10:00 UTC
            self.assertEqual(first.date_due, datetime(2026, 9, 21, 10))
            activity = first.activity_id
            self.assertEqual(activity.user_id, self.owner)
            self.assertEqual(activity.date_deadline, date(2026, 9, 21))
            # 21 September: Germany has summer time, so 9:00 there is 15:00 here.
            self.assertIn("15:00-18:00", activity.note)
            self.assertIn("09:00-12:00", activity.note)

            # An answer comes in and closes it.
            clock.move_to("2026-09-18 07:30:00")
            self.contact(partner, "in")
            self.assertEqual(first.stage, "needless")
            self.assertEqual(first.closed_by, "in")
            self.assertFalse(activity.active)
            second = self.tasks(partner, live=True)
            self.assertEqual(second.stage, "waiting")
            # 7 working days: 20 21 22 23 24, (25-27 off) 28 29 September
            self.assertEqual(second.date_due, datetime(2026, 9, 29, 10))

            # A contact in between starts the clock of silence again, from 22 September:
            # 23 24, 28 29 30, (1-7 October off), 8 9 October
            clock.move_to("2026-09-22 03:00:00")
            self.contact(partner, "out")
            self.assertEqual(second.date_due, datetime(2026, 10, 9, 10))
            clock.move_to("2026-10-08 03:00:00")
            self.run_clocks()
            self.assertEqual(second.stage, "waiting")
            clock.move_to("2026-10-09 10:01:00")
            self.run_clocks()
            self.assertEqual(second.stage, "open")
            # It has the next working day to be done: Saturday 10 October is worked.
            self.assertEqual(second.date_next, datetime(2026, 10, 10, 10))

            # Nobody does it: the owner is reminded, then the manager is told.
            clock.move_to("2026-10-10 10:05:00")
            self.run_clocks()
            self.assertEqual(second.stage, "overdue")
            told = self.env["mail.notification"].search(
                [("res_partner_id", "=", self.owner.partner_id.id)]
            )
            reminder = told.mail_message_id.sorted("id")[-1]
            self.assertIn("Müller Import GmbH: Step 2", reminder.body)
            self.assertEqual(second.date_next, datetime(2026, 10, 12, 10))
            clock.move_to("2026-10-12 10:05:00")
            self.run_clocks()
            self.assertEqual(second.stage, "manager")
            self.assertEqual(second.manager_activity_id.user_id, self.manager)
            self.assertFalse(second.date_next, "there is no last stage")

            # The owner marks it done: the third clock runs 14 working days.
            clock.move_to("2026-10-13 02:00:00")
            manager_activity = second.manager_activity_id
            second.activity_id.with_user(self.owner).action_feedback("wrote a letter")
            self.assertEqual(second.stage, "done")
            self.assertFalse(manager_activity.active)
            third = self.tasks(partner, live=True)
            self.assertEqual(third.step_id.name, "Step 3")
            # 14 working days after 13 October: 2 November (Germany's clocks changed)
            self.assertEqual(third.date_due, datetime(2026, 11, 2, 10))
            clock.move_to("2026-11-02 10:01:00")
            self.run_clocks()
            third.activity_id.with_user(self.owner).action_feedback()
            last = self.tasks(partner, live=True)
            self.assertEqual(last.step_id.action, "pool")
            self.assertEqual(last.date_due, datetime(2026, 11, 20, 10))
            clock.move_to("2026-11-20 10:01:00")
            self.run_clocks()
            self.assertEqual(last.stage, "done")
            self.assertFalse(partner.user_id)
            self.assertEqual(partner.trade_pool_id, self.pool)
            move = self.env["trade.pool.move"].search(
                [("partner_id", "=", partner.id)], limit=1
            )
            self.assertEqual(move.kind, "recycle")
            self.assertIn("Step 4", move.reason)
            self.assertFalse(self.tasks(partner, live=True))
            self.assertFalse(plan.live_count)

    def test_an_answer_to_the_second_step_starts_it_anew(self):
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish(FIRST, SECOND, THIRD)
            partner = self.customer(user_id=self.owner.id)
            clock.move_to("2026-11-03 02:00:00")
            self.contact(partner, "out")
            clock.move_to("2026-11-13 02:00:00")
            self.run_clocks()
            second = self.tasks(partner, live=True)
            self.assertEqual(second.stage, "open")
            self.contact(partner, "in", fields.Datetime.now())
            self.assertEqual(second.stage, "needless")
            again = self.tasks(partner, live=True)
            self.assertEqual(again.step_id, second.step_id)
            self.assertEqual(again.stage, "waiting")

    def test_claimed_and_assigned(self):
        plan = self.publish(
            {"trigger": "claimed", "name": "claimed"},
            {"trigger": "assigned", "name": "assigned"},
            FIRST,
        )
        one, two = self.customer(), self.customer(name="Second")
        self.pool._put(one | two, "test")
        entries = self.pool._entries_of(one | two)
        entries.filtered(lambda e: e.partner_id == one).with_user(
            self.owner
        ).action_claim()
        self.pool.action_allocate()
        self.assertEqual(self.tasks(one).mapped("step_id.name"), ["claimed", "Step 3"])
        self.assertEqual(self.tasks(two).mapped("step_id.name"), ["assigned", "Step 3"])
        self.assertEqual(plan.live_count, 4)

    def test_a_new_owner_begins_anew_and_an_undo_brings_the_old_back(self):
        self.publish(FIRST, ANSWER)
        partner = self.customer(user_id=self.owner.id)
        self.contact(partner, "in", channel="whatsapp")
        first, answer = self.tasks(partner)
        self.assertEqual((first.stage, answer.stage), ("needless", "open"))
        moves = partner._trade_transfer(self.other)
        self.assertEqual(answer.user_id, self.other, "the question is still open")
        self.assertEqual(answer.activity_id.user_id, self.other)
        fresh = self.tasks(partner, live=True) - answer
        self.assertEqual(fresh.user_id, self.other)
        moves._undo()
        self.assertEqual(fresh.stage, "cancelled")
        self.assertEqual(answer.user_id, self.owner)

    def test_undo_of_a_recycling_brings_steps_and_activities_back(self):
        self.publish(FIRST)
        partner = self.customer(user_id=self.owner.id)
        task = self.tasks(partner)
        moves = partner._trade_recycle("test")
        self.assertEqual((task.stage, task.closed_by), ("cancelled", "hands"))
        self.assertFalse(task.activity_id.active)
        moves._undo()
        self.assertEqual(partner.user_id, self.owner)
        self.assertEqual(task.stage, "open")
        self.assertTrue(task.activity_id.active)
        self.assertEqual(task.activity_id.user_id, self.owner)

    def test_unanswered_inquiry(self):
        with freeze_time("2026-11-20 09:00:00") as clock:  # Friday 17:00 in Shanghai
            self.publish(ANSWER)
            partner = self.customer(user_id=self.owner.id)
            self.contact(partner, "in")
            task = self.tasks(partner)
            self.assertEqual(task.date_due, datetime(2026, 11, 23, 9))
            clock.move_to("2026-11-20 10:00:00")
            self.contact(partner, "in")
            self.assertEqual(len(self.tasks(partner)), 1, "one question at a time")
            clock.move_to("2026-11-23 09:01:00")
            self.run_clocks()
            self.assertEqual(task.stage, "overdue")
            self.contact(partner, "out")
            self.assertEqual((task.stage, task.closed_by), ("done", "out"))
            self.assertEqual(task.interaction_id.direction, "out")

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Pumps", "type": "lead", "user_id": self.owner.id, **values}
        )

    def test_inquiry_without_a_customer(self):
        """The step stands on the lead, until we write or its customer is found."""
        with freeze_time("2026-11-20 09:00:00"):  # Friday 17:00 in Shanghai
            self.publish(ANSWER, partner_domain="[]")
            lead, other = self.lead(), self.lead(user_id=False)
            activity = lead.activity_ids
            self.assertEqual(activity.summary, "Step 1")
            self.assertEqual(activity.user_id, self.owner)
            self.assertEqual(activity.date_deadline, date(2026, 11, 23), "Monday")
            self.assertFalse(other.activity_ids, "nobody's")
            other.user_id = self.other
            self.assertEqual(other.activity_ids.user_id, self.other)
            other.user_id = self.owner
            self.assertEqual(other.activity_ids.user_id, self.owner, "it goes along")
            lead.message_post(body="Seen", subtype_xmlid="mail.mt_note")
            self.assertTrue(lead.activity_ids, "a note is no answer")
            lead.with_user(self.owner).message_post(
                body="Good day", subtype_xmlid="mail.mt_comment"
            )
            self.assertFalse(lead.activity_ids)
            self.assertFalse(activity.active)

    def test_conditions_need_a_customer(self):
        self.publish(ANSWER)  # only for customers with a reference
        self.assertFalse(self.lead().activity_ids)

    def test_customer_found_later(self):
        """The step goes over to him and counts from when the lead came in."""
        with freeze_time("2026-11-17 02:00:00") as clock:  # Tuesday
            self.publish({"trigger": "lead_in", "delay": 3}, partner_domain="[]")
            lead = self.lead()
            self.assertEqual(lead.activity_ids.date_deadline, date(2026, 11, 20))
            clock.move_to("2026-11-18 02:00:00")
            partner = self.customer(user_id=self.owner.id)
            lead.partner_id = partner
            self.assertFalse(lead.activity_ids)
            task = self.tasks(partner)
            # Wed 18, Thu 19, Fri 20: 18:00 in Shanghai
            self.assertEqual(task.date_due, datetime(2026, 11, 20, 10))
            lead.partner_id = partner
            self.assertEqual(self.tasks(partner), task, "once")

    def test_notes_close_nothing_unless_allowed(self):
        self.publish(FIRST, {**FIRST, "accept_notes": True, "name": "lenient"})
        partner = self.customer(user_id=self.owner.id)
        strict, lenient = self.tasks(partner)
        self.env["trade.interaction"].with_user(self.owner).create(
            {"partner_id": partner.id, "channel": "phone", "direction": "out"}
        )
        self.assertEqual(strict.stage, "open")
        self.assertEqual(lenient.stage, "done")

    def test_leave_that_comes_later_postpones(self):
        with freeze_time("2026-11-23 02:00:00") as clock:
            self.publish(FIRST)
            partner = self.customer(user_id=self.owner.id)
            task = self.tasks(partner)
            self.assertEqual(task.date_due, datetime(2026, 11, 26, 10))
            resource = self.env["resource.resource"].create(
                {"name": "owner", "user_id": self.owner.id}
            )
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "leave",
                    "resource_id": resource.id,
                    "calendar_id": resource.calendar_id.id,
                    "date_from": "2026-11-25 16:00:00",
                    "date_to": "2026-11-29 15:59:00",
                }
            )
            clock.move_to("2026-11-26 10:01:00")
            self.run_clocks()
            self.assertEqual(task.stage, "open")
            self.assertEqual(task.activity_id.date_deadline, date(2026, 11, 30))
            clock.move_to("2026-11-30 10:02:00")
            self.run_clocks()
            self.assertEqual(task.stage, "overdue")

    def test_a_changed_plan_leaves_who_is_under_way_alone(self):
        plan = self.publish(FIRST, SECOND)
        partner = self.customer(user_id=self.owner.id)
        old = self.tasks(partner)
        plan.step_ids[1].write({"name": "New second", "delay": 2})
        self.assertEqual(plan.state, "changed")
        self.assertEqual(old.step_id._next().name, "Step 2")
        plan.action_publish()
        self.assertEqual((plan.version, plan.state), (2, "published"))
        old._close("done", "hand")
        self.assertEqual(self.tasks(partner, live=True).step_id.name, "Step 2")
        newer = self.customer(name="Later", user_id=self.owner.id)
        self.tasks(newer)._close("done", "hand")
        self.assertEqual(self.tasks(newer, live=True).step_id.name, "New second")
        with self.assertRaisesRegex(UserError, "under way"):
            old.step_id.name = "rewritten"

    def test_conditions(self):
        self.publish(
            {**FIRST, "partner_domain": "[('country_id.code', '=', 'FR')]"},
            {**FIRST, "partner_domain": "[('country_id.code', '=', 'DE')]"},
        )
        partner = self.customer(user_id=self.owner.id)
        self.assertEqual(self.tasks(partner).step_id.name, "Step 2")
        self.assertFalse(self.tasks(self.customer(ref="else", user_id=self.owner.id)))

    def test_time_sets_off(self):
        with freeze_time("2026-11-23 02:00:00") as clock:
            self.publish(
                {"trigger": "silence", "delay": 5, "name": "silence"},
                {"trigger": "date", "date": "2026-12-01", "delay": 2, "name": "date"},
            )
            partner = self.customer(user_id=self.owner.id)
            self.env.cr.execute(  # the database's clock is not frozen
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [fields.Datetime.now(), partner.id],
            )
            self.run_clocks()
            self.assertFalse(self.tasks(partner))
            clock.move_to("2026-11-30 11:00:00")
            self.run_clocks()
            self.run_clocks()
            self.assertEqual(
                set(self.tasks(partner).mapped("step_id.name")), {"silence", "date"}
            )
            self.assertEqual(len(self.tasks(partner)), 2, "each once")

    def test_quotation_lost_and_expiring(self):
        with freeze_time("2026-11-23 02:00:00"):
            self.publish(
                {"trigger": "quotation_lost", "name": "lost"},
                {"trigger": "quotation_expiring", "delay": 3, "name": "expiring"},
            )
            partner = self.customer(user_id=self.owner.id)
            orders = self.env["sale.order"].create(
                [
                    {"partner_id": partner.id, "validity_date": "2026-11-26"},
                    {"partner_id": partner.id, "validity_date": "2026-12-26"},
                ]
            )
            orders.write({"state": "sent"})
            self.run_clocks()
            self.assertEqual(self.tasks(partner).mapped("step_id.name"), ["expiring"])
            orders[1]._action_cancel()
            self.assertEqual(
                set(self.tasks(partner).mapped("step_id.name")), {"expiring", "lost"}
            )

    def test_last_stage_hands_over_or_says_why_not(self):
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish(
                {**FIRST, "final_action": "manager", "final_days": 1},
                {**FIRST, "final_action": "pool", "final_days": 1, "name": "pool"},
            )
            good = self.customer(user_id=self.owner.id)
            self.pool.active = False
            for day in ("05", "06", "09", "10", "11"):
                clock.move_to(f"2026-11-{day} 10:30:00")
                self.run_clocks()
            first, second = self.tasks(good)[:2]
            self.assertEqual(good.user_id, self.manager)
            self.assertEqual((first.stage, first.closed_by), ("missed", "final"))
            self.assertIn(second.stage, ("cancelled", "manager"))

    def test_no_manager_of_another_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.owner.company_ids |= second
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish({**FIRST, "final_action": "manager", "final_days": 1})
            partner = self.customer(user_id=self.owner.id, company_id=second.id)
            for day in ("05", "06", "09", "10", "11"):
                clock.move_to(f"2026-11-{day} 10:30:00")
                self.run_clocks()
            task = self.tasks(partner)
            self.assertFalse(task.manager_id)
            self.assertEqual(partner.user_id, self.owner)
            self.assertIn("names no manager", task.problem)

    def test_no_pool_takes_the_customer(self):
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish({**FIRST, "final_action": "pool", "final_days": 1})
            partner = self.customer(user_id=self.owner.id)
            self.pool.active = False
            for day in ("05", "06", "09", "10", "11"):
                clock.move_to(f"2026-11-{day} 10:30:00")
                self.run_clocks()
            task = self.tasks(partner)
            self.assertEqual(partner.user_id, self.owner)
            self.assertEqual(task.stage, "manager")
            self.assertIn("no pool", task.problem)

    def test_switched_off(self):
        self.publish(FIRST)
        self.env.company.trade_followup = False
        self.assertFalse(self.tasks(self.customer(user_id=self.owner.id)))

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def template(self, body="<p>Dear {{ object.name }}</p>", **values):
        return self.env["mail.template"].create(
            {
                "name": "Hello",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Hello {{ object.name }}",
                "body_html": body,
                **values,
            }
        )

    def test_mail_goes_out_once_and_is_the_contact(self):
        self.publish({**FIRST, "template_id": self.template().id, "mail_mode": "auto"})
        partner = self.customer(user_id=self.owner.id)
        task = self.tasks(partner)
        messages = partner.message_ids.filtered(lambda m: m.subject)
        self.assertEqual(messages.mapped("subject"), ["Hello Müller Import GmbH"])
        self.assertEqual(messages.author_id, self.owner.partner_id)
        self.assertTrue(task.mail_sent)
        task._send_mail()
        self.assertEqual(
            len(partner.message_ids.filtered(lambda m: m.subject)), 1, "never twice"
        )

    def test_mail_that_cannot_be_sent_says_why(self):
        self.publish({**FIRST, "template_id": self.template().id, "mail_mode": "auto"})
        nameless = self.customer(user_id=self.owner.id, email=False)
        self.assertIn("no e-mail", self.tasks(nameless).problem)
        self.env["mail.blacklist"]._add("stop@mueller.example")
        unwilling = self.customer(
            name="No mail", user_id=self.owner.id, email="stop@mueller.example"
        )
        self.assertIn("does not want", self.tasks(unwilling).problem)
        self.assertEqual(self.tasks(unwilling).stage, "open")

    def test_a_fact_that_is_not_known_stops_the_mail(self):
        template = self.template("<p>Your order {last_order}</p>", trade_occasion="any")
        self.publish({**FIRST, "template_id": template.id, "mail_mode": "auto"})
        task = self.tasks(self.customer(user_id=self.owner.id))
        self.assertIn("not known", task.problem)
        self.assertFalse(task.mail_sent)
        self.assertEqual(task.stage, "open", "the owner may write himself")
        self.assertFalse(task.partner_id.message_ids.filtered("subject"))

    def test_a_mail_that_fails_stops_nobody_else(self):
        self.publish({**FIRST, "template_id": self.template().id, "mail_mode": "auto"})
        tasks = type(self.env["trade.followup.task"])
        post = tasks._post_mail

        def fail(task, partner):
            if partner.name == "Bad":
                raise RuntimeError("the printer is on fire")
            return post(task, partner)

        self.patch(tasks, "_post_mail", fail)
        with self.assertLogs("odoo.addons.trade_crm_pool", "ERROR"):
            bad = self.customer(name="Bad", user_id=self.owner.id)
        good = self.customer(name="Good", user_id=self.owner.id)
        self.assertIn("on fire", self.tasks(bad).problem)
        self.assertFalse(self.tasks(bad).mail_sent)
        self.assertTrue(self.tasks(good).mail_sent)

    # ------------------------------------------------------------------
    # Bad input, rights
    # ------------------------------------------------------------------

    def test_bad_plans(self):
        with self.assertRaisesRegex(ValidationError, "no steps"):
            self.publish()
        with self.assertRaisesRegex(ValidationError, "waits for the step before"):
            self.publish(SECOND)
        with self.assertRaisesRegex(ValidationError, "for ever"):
            self.publish(
                {
                    "trigger": "message_out",
                    "template_id": self.template().id,
                    "mail_mode": "auto",
                }
            )
        with self.assertRaisesRegex(ValidationError, "no trigger"):
            self.publish({"name": "When?"})
        with self.assertRaisesRegex(ValidationError, "gives the customer away"):
            self.publish({"trigger": "new_owner", "action": "manager"})
        with self.assertRaisesRegex(ValidationError, "gives the customer away"):
            self.publish({"trigger": "assigned", "action": "pool", "delay": 0})
        with self.assertRaisesRegex(ValidationError, "give the day"):
            self.publish({"trigger": "date"})
        with self.assertRaisesRegex(ValidationError, "not a filter"):
            self.publish({**FIRST, "partner_domain": "[('nonsense', '=', 1)]"})
        with self.assertRaisesRegex(ValidationError, "Mend the template"):
            broken = "{{ object.nix if object.name == '0 first of all' else 'Hello' }}"
            template = self.template(subject=broken)  # right for whom it is saved
            self.customer(name="0 first of all", user_id=self.owner.id)
            self.publish({**FIRST, "template_id": template.id})

    def test_a_country_without_holidays_and_an_owner_without_calendar(self):
        with freeze_time("2026-11-20 02:00:00"):  # Friday
            self.publish(FIRST)
            self.env.company.resource_calendar_id.attendance_ids.unlink()
            kosovo = self.env["res.country"].search([("code", "=", "XK")])
            partner = self.customer(user_id=self.owner.id, country_id=kosovo.id)
            # Monday to Friday count: Mon 23, Tue 24, Wed 25 November
            self.assertEqual(self.tasks(partner).date_due, datetime(2026, 11, 25, 10))

    def test_an_owner_who_never_works_again_stops_nobody(self):
        with freeze_time("2026-11-20 02:00:00") as clock:
            self.publish(FIRST)
            resource = self.env["resource.resource"].create(
                {"name": "away", "user_id": self.other.id}
            )
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "for ever",
                    "resource_id": resource.id,
                    "calendar_id": resource.calendar_id.id,
                    "date_from": "2026-01-01 00:00:00",
                    "date_to": "2045-12-31 00:00:00",
                }
            )
            with self.assertLogs("odoo.addons.trade_crm_pool", "WARNING"):
                gone = self.customer(name="Gone", user_id=self.other.id)
            here = self.customer(user_id=self.owner.id)
            self.assertEqual(self.tasks(gone).date_due, datetime(2026, 11, 23, 2))
            clock.move_to("2026-11-25 10:01:00")
            with self.assertLogs("odoo.addons.trade_crm_pool", "WARNING"):
                self.run_clocks()
            self.assertEqual(self.tasks(here).stage, "overdue")
            self.assertEqual(self.tasks(gone).stage, "open", "put off, not escalated")

    def test_rights(self):
        plan = self.publish(FIRST)
        mine = self.customer(user_id=self.owner.id)
        theirs = self.customer(name="Theirs", user_id=self.other.id)
        tasks = self.env["trade.followup.task"].with_user(self.owner)
        self.assertEqual(tasks.search([]).partner_id, mine)
        with self.assertRaises(AccessError):
            self.tasks(theirs).with_user(self.owner).read(["stage"])
        with self.assertRaises(AccessError):
            self.tasks(mine).with_user(self.owner).write({"stage": "done"})
        with self.assertRaises(AccessError):
            plan.with_user(self.owner).action_publish()
        with self.assertRaises(AccessError):
            plan.with_user(self.owner).action_end()
        self.tasks(mine).activity_id.with_user(self.owner).action_feedback()
        self.assertEqual(self.tasks(mine).stage, "done")
        stranger = new_test_user(self.env, "followup_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["trade.followup.task"].with_user(stranger).search([])

    def test_two_companies(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.publish(FIRST, company_id=second.id)
        here = self.customer(user_id=self.owner.id, company_id=self.env.company.id)
        there_owner = new_test_user(
            self.env,
            "followup_there",
            "trade_crm.group_trade_user",
            company_id=second.id,
            company_ids=[fields.Command.set(second.ids)],
        )
        there = self.customer(
            name="There", user_id=there_owner.id, company_id=second.id
        )
        self.assertFalse(self.tasks(here))
        self.assertEqual(self.tasks(there).company_id, second)
        self.assertEqual(
            self.env["trade.followup.task"]
            .with_user(there_owner)
            .search([])
            .partner_id,
            there,
        )

    # ------------------------------------------------------------------
    # Response times, board
    # ------------------------------------------------------------------

    def test_response_times(self):
        responses = self.env["trade.followup.response"]
        with freeze_time("2026-11-02 02:00:00") as clock:
            hours = [2, 10, 30, 100]  # to the first contact; the SOP is 3 working days
            partners = [
                self.customer(name=f"Customer {n}", user_id=self.owner.id)
                for n in range(5)
            ]
            for partner, after in zip(partners, hours, strict=False):
                clock.move_to(datetime(2026, 11, 2, 2))
                clock.tick(after * 3600)
                self.contact(partner, "out")
            clock.move_to("2026-11-08 02:00:00")
            self.contact(partners[0], "in")
            clock.tick(5 * 3600)
            self.contact(partners[0], "out")
            found = responses.with_user(self.owner)._figures([])[self.owner.id]
        # 2 10 30 100: median 20, 90th percentile 30 + 0.7 * 70 = 79
        self.assertEqual(found["count"], 5)
        self.assertAlmostEqual(found["contact_median"], 20.0)
        self.assertAlmostEqual(found["contact_p90"], 79.0)
        self.assertAlmostEqual(found["reply_median"], 5.0)
        # 100 hours are late, and so is the one who was never contacted.
        self.assertAlmostEqual(found["within"], 3 / 5)

    def test_statements_do_not_grow_with_the_customers(self):
        """Given away, overdue and escalated: as many statements for 3 as for 12."""
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish(FIRST)
            counts = []
            for size in (3, 3, 12):  # the first warms the caches up
                clock.move_to("2026-11-02 02:00:00")
                partners = self.env["res.partner"]
                for n in range(size):
                    partners |= self.customer(name=f"Customer {size} {n}")
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                partners._trade_transfer(self.owner)
                for day in ("05", "06", "09"):
                    clock.move_to(f"2026-11-{day} 10:30:00")
                    self.run_clocks()
                counts.append(self.env.cr.sql_log_count - before)
                tasks = self.env["trade.followup.task"].search(
                    [("partner_id", "in", partners.ids)]
                )
                self.assertEqual(tasks.mapped("stage"), ["manager"] * size)
                self.assertEqual(len(tasks.manager_activity_id), size)
                tasks._close("cancelled", "plan")
            self.assertLessEqual(counts[2], counts[1] + 5)

    def test_a_manager_gets_few_activities_of_many_overdue_steps(self):
        """Two of their own, and one on the plan behind which the others stand."""
        self.patch(trade_followup_escalation, "MANY", 2)
        with freeze_time("2026-11-02 02:00:00") as clock:
            plan = self.publish(FIRST)
            partners = self.env["res.partner"]
            for n in range(4):
                partners |= self.customer(name=f"Customer {n}")
            partners._trade_transfer(self.owner)
            for day in ("05", "06", "09"):
                clock.move_to(f"2026-11-{day} 10:30:00")
                self.run_clocks()
            tasks = self.env["trade.followup.task"].search(
                [("partner_id", "in", partners.ids)], order="id"
            )
            self.assertEqual(tasks.mapped("stage"), ["manager"] * 4)
            self.assertEqual(tasks.manager_id, self.manager)
            listed = plan.activity_ids
            self.assertEqual(listed.user_id, self.manager)
            self.assertEqual(
                tasks.mapped("manager_activity_id.res_model"),
                ["res.partner", "res.partner", plan._name],
            )
            behind = tasks.filtered(lambda t: t.manager_activity_id == listed)
            self.assertEqual(len(behind), 2)

            # It is over with the last step behind it, and not before.
            behind[0]._close("done", "hand")
            self.assertTrue(listed.active)
            behind[1]._close("done", "hand")
            self.assertFalse(listed.active)

    def test_who_waits_for_whom(self):
        partner = self.customer(user_id=self.owner.id)
        waits = "trade_waits_for"
        self.assertFalse(partner[waits])
        with freeze_time("2026-11-02 02:00:00") as clock:
            written = self.contact(partner, "out")
            self.assertEqual(partner[waits], "them")
            for channel in ("order", "payment", "note"):
                clock.tick(3600)
                self.contact(partner, "in", channel=channel)
                self.assertEqual(partner[waits], "them", "that asks for no answer")
            clock.tick(3600)
            answer = self.contact(partner, "in", channel="whatsapp")
            self.assertEqual(partner[waits], "us")
            found = self.env["res.partner"].search([(waits, "=", "us")])
            self.assertIn(partner, found)
            clock.tick(3600)
            self.contact(partner, "out", channel="quotation")
            self.assertEqual(partner[waits], "them", "a quotation is an answer")
            answer.sudo().unlink()
            self.env["trade.interaction"].search(
                [("partner_id", "=", partner.id), ("id", "!=", written.id)]
            ).sudo().unlink()
            self.assertEqual(partner[waits], "them")
            written.sudo().unlink()
            self.assertFalse(partner[waits])

    def test_board(self):
        with freeze_time("2026-11-02 02:00:00") as clock:
            self.publish(FIRST)
            mine = self.customer(user_id=self.owner.id)
            self.customer(name="Theirs", user_id=self.other.id)
            self.customer(name="Written", user_id=self.owner.id, ref="else")
            self.contact(
                self.env["res.partner"].search([("name", "=", "Written")]), "in"
            )
            self.env.flush_all()
            board = self.env["trade.followup.task"].with_user(self.owner).board()
            row = {owner["id"]: owner for owner in board["owners"]}[self.owner.id]
            self.assertEqual((row["later"], row["overdue"], row["answer"]), (1, 0, 1))
            self.assertNotIn(self.other.id, [owner["id"] for owner in board["owners"]])
            clock.move_to("2026-11-05 09:00:00")
            board = self.env["trade.followup.task"].with_user(self.manager).board()
            self.assertEqual(board["total"]["today"], 2)
            clock.move_to("2026-11-05 11:00:00")
            board = self.env["trade.followup.task"].with_user(self.manager).board()
            self.assertEqual(
                (board["total"]["today"], board["total"]["overdue"]), (0, 2)
            )
            model, domain = board["domains"]["overdue"]
            self.assertIn(mine, self.env[model].search(domain).partner_id)
