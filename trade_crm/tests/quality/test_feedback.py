# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestFeedback(QualityCase):
    def _mark(self, mark, kind="nps", partner=None, **vals):
        return self.env["trade.feedback"].create(
            {
                "partner_id": (partner or self.acme).id,
                "kind": kind,
                "mark": mark,
                **vals,
            }
        )

    def test_scores(self):
        # 2 promoters, 1 passive, 2 detractors of 5: (2 - 2) / 5 = 0; with one more
        # promoter (3 - 2) / 6 = 16.7.
        marks = self.env["trade.feedback"]
        for mark in (10, 9, 8, 6, 0):
            marks |= self._mark(mark)
        domain = [("id", "in", marks.ids)]
        self.assertEqual(marks._read_group(domain, [], ["score:avg"]), [(0.0,)])
        marks |= self._mark(10)
        domain = [("id", "in", marks.ids)]
        self.assertAlmostEqual(
            marks._read_group(domain, [], ["score:avg"])[0][0], 16.67, places=2
        )
        # 3 of 4 satisfied.
        marks = self.env["trade.feedback"]
        for mark in (5, 4, 4, 3):
            marks |= self._mark(mark, "csat")
        domain = [("id", "in", marks.ids)]
        self.assertEqual(marks._read_group(domain, [], ["score:avg"]), [(75.0,)])

    def test_marks_off_the_scale(self):
        for kind, mark in (("nps", 11), ("nps", -1), ("csat", 0), ("csat", 6)):
            with self.refused("not on the scale"):
                self._mark(mark, kind)

    def test_kept_as_it_was(self):
        grade = self.env["trade.grade"].create({"name": "G", "code": "G9"})
        self.acme.trade_grade_id = grade
        feedback = self._mark(9)
        self.acme.user_id = self.bob
        self.acme.trade_grade_id = False
        self.assertEqual(feedback.user_id, self.ann)
        self.assertEqual(feedback.grade_id, grade)
        self.assertEqual(feedback.country_id, self.germany)

    def test_low_mark_opens_a_case(self):
        feedback = self._mark(6, comment="Late again")
        case = feedback.case_id
        self.assertEqual((case.partner_id, case.user_id), (self.acme, self.ann))
        self.assertIn("Late again", case.description)
        self.assertIn("NPS 6", case.name)
        self.assertFalse(self._mark(7).case_id)
        self.assertTrue(self._mark(2, "csat").case_id)
        self.assertFalse(self._mark(3, "csat").case_id)
        both = self.env["trade.feedback"].create(
            [
                {"partner_id": self.acme.id, "kind": k, "mark": 1, "occasion": "x"}
                for k in ("nps", "csat")
            ]
        )
        self.assertEqual(len(both.case_id), 1, "one answer, one case")

    def test_anonymous_opens_none(self):
        feedback = self.env["trade.feedback"].create({"kind": "nps", "mark": 0})
        self.assertTrue(feedback.low)
        self.assertFalse(feedback.case_id or feedback.partner_id or feedback.user_id)

    def test_limits_and_switch(self):
        self.env.company.trade_low_nps = 3
        self.assertFalse(self._mark(4).case_id)
        self.env.company.trade_feedback_case = False
        self.assertFalse(self._mark(0).case_id)

    def test_people_write_down_but_do_not_forge(self):
        feedback = self.env["trade.feedback"].with_user(self.ann)
        mine = feedback.create(
            {"partner_id": self.acme.id, "mark": 10, "source": "survey"}
        )
        self.assertEqual(mine.source, "hand")
        with self.assertRaises(AccessError):
            mine.mark = 1
        with self.assertRaises(AccessError):
            feedback.create({"partner_id": self.bolt.id, "mark": 10})
        with self.assertRaises(AccessError):
            mine.with_user(self.bob).read(["mark"])
