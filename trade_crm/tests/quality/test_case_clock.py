# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestCaseClock(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["trade.case.policy"]
        cls.policies.search([]).active = False
        # Monday to Friday, 8 to 12 and 13 to 17 in the calendar's own time zone.
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "Asia/Shanghai"}
        )
        cls.env.company.resource_calendar_id = cls.calendar
        cls.grade = cls.env["trade.grade"].create(
            {"name": "Quick", "code": "Q", "response_hours": 2}
        )

    def _policy(self, **vals):
        return self.policies.create(
            {"name": "Clock", "response_hours": 8, "close_days": 10, **vals}
        )

    def _case(self, partner=None, **vals):
        return self.env["trade.case"].create(
            {"name": "Broken", "partner_id": (partner or self.acme).id, **vals}
        )

    def _late(self, hours, **vals):
        """A case whose first answer is due since so many hours."""
        case = self._case(**vals)
        now = Datetime.now()
        case.response_deadline = now - timedelta(hours=hours)
        case.close_deadline = now + timedelta(days=9)
        return case

    def _tick(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("trade_crm.cron_case_clocks").method_direct_trigger()
        self.env.invalidate_all()

    def test_working_hours(self):
        self._policy()
        # Friday 2026-11-20, 16:00 in Shanghai: 1 hour left; 4 on Monday morning, 3
        # after noon: Monday 16:00 in Shanghai is 08:00 UTC.
        case = self._case(date_open=datetime(2026, 11, 20, 8))
        self.assertEqual(case.response_deadline, datetime(2026, 11, 23, 8))
        self.assertEqual(case.close_deadline, datetime(2026, 11, 30, 8))

    def test_without_calendar_every_hour_counts(self):
        self._policy()
        self.env.company.resource_calendar_id = False
        case = self._case(date_open=datetime(2026, 11, 20, 8))
        self.assertEqual(case.response_deadline, datetime(2026, 11, 20, 16))

    def test_first_line_that_fits(self):
        any_case = self._policy(sequence=90, name="Any")
        critical = self._policy(sequence=10, severity="critical", close_days=3)
        graded = self._policy(
            sequence=20, grade_ids=[Command.set(self.grade.ids)], close_days=5
        )
        other_company = self.env["res.company"].create({"name": "Other"})
        self._policy(sequence=1, company_id=other_company.id)
        self.assertEqual(self._case().policy_id, any_case)
        self.assertEqual(self._case(severity="critical").policy_id, critical)
        self.acme.trade_grade_id = self.grade
        self.assertEqual(self._case().policy_id, graded)
        case = self._case(date_open=datetime(2026, 11, 20, 6))
        self.assertEqual(
            case.response_deadline,
            datetime(2026, 11, 20, 8),
            "the grade promises an answer within 2 hours, sooner than 8",
        )
        case.severity = "critical"
        self.assertEqual(case.policy_id, critical)
        self.assertEqual(case.close_deadline, datetime(2026, 11, 23, 6))

    def test_policy_needs_numbers(self):
        for vals in ({"response_hours": 0}, {"close_days": -1}, {"escalate_hours": -1}):
            with self.refused("zero"):
                self._policy(**vals)

    def test_clocks_and_reminder(self):
        self._policy(escalate_hours=4, escalate_user_id=self.boss.id)
        fresh = self._late(-30)
        soon = self._late(-3)
        late = self._late(1)
        very_late = self._late(5)
        answered = self._late(5, name="Answered")
        answered.action_mark_answered()
        closed = self._late(5, kind="question", answer="Yes", state="closed")
        cases = fresh | soon | late | very_late | answered | closed
        self._tick()
        self.assertEqual(
            cases.mapped("clock"), [False, "soon", "late", "late", False, False]
        )
        self.assertEqual(cases.mapped("escalation"), [0, 0, 1, 2, 0, 0])
        self.assertEqual(late.activity_ids.user_id, self.ann)
        self.assertEqual(very_late.activity_ids.user_id, self.ann | self.boss)
        self.assertFalse((fresh | soon | answered | closed).activity_ids)
        # Nobody is reminded twice of the same thing.
        self.assertEqual(self.env["trade.case"]._decide_clocks(100), 0)
        self.assertEqual(len(very_late.activity_ids), 2)

    def test_team_leader_is_the_superior(self):
        self._policy(escalate_hours=4)
        team = self.env["crm.team"].create({"name": "Export", "user_id": self.boss.id})
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.ann.id}
        )
        very_late, leaders = self._late(5), self._late(5, user_id=self.boss.id)
        late = self._late(3)
        self._tick()
        self.assertEqual(very_late.activity_ids.user_id, self.ann | self.boss)
        self.assertEqual(late.activity_ids.user_id, self.ann)
        self.assertEqual(leaders.activity_ids.user_id, self.boss)
        self.assertEqual(len(leaders.activity_ids), 1, "his own superior is nobody")

    def test_closing_deadline(self):
        self._policy()
        case = self._late(5)
        case.action_mark_answered()
        case.close_deadline = Datetime.now() - timedelta(minutes=1)
        self._tick()
        self.assertEqual(case.clock, "late")
        case.withdrawn_reason = "Mistaken"
        case.action_withdraw()
        self.assertFalse(case.clock or case.activity_ids)

    def test_batches_go_on_where_they_stopped(self):
        cases = self.env["trade.case"]
        for __ in range(5):
            cases |= self._late(1)
        self.assertEqual(cases._decide_clocks(2), 2)
        self.assertEqual(len(cases.filtered("clock")), 2)
        self.assertEqual(cases._decide_clocks(2), 2)
        self.assertEqual(cases._decide_clocks(2), 1)
        self.assertEqual(cases._decide_clocks(2), 0)
        self.assertEqual(len(cases.activity_ids), 5)

    def test_query_count(self):
        for __ in range(20):
            self._late(1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.env["trade.case"]._decide_clocks(100)
