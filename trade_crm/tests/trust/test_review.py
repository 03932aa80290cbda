# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestReview(TrustCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(cls.TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.product = cls.env["product.product"].create(
            {"name": "Tripod", "standard_price": 60, "taxes_id": False}
        )
        cls.acme.trade_grade_id = cls.env.ref("trade_crm.grade_a")
        # The quarter before, and this one.
        cls._invoice(cls.acme, 800, "2026-02-01", "2026-03-01")
        sold = cls._make_move("out_invoice", cls.acme, 100, "2026-04-10", "2026-05-10")
        sold.invoice_line_ids = [
            Command.clear(),
            Command.create(
                {
                    "product_id": cls.product.id,
                    "quantity": 10,
                    "price_unit": 100,
                    "tax_ids": [Command.clear()],
                }
            ),
        ]
        sold.action_post()
        cls._pay(sold, 1000, "2026-05-10")

    def _open(self, day="2026-06-30"):
        self.acme.trade_next_review = day
        self.env["trade.review"]._cron_open()
        return self.env["trade.review"].search([("partner_id", "=", self.acme.id)])

    def test_the_reader_is_told_in_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.lang = "zh_CN"
        review = self._open()
        self.assertIn("客户审查", review.activity_ids.summary)

    def test_a_quarterly_review_opens_by_itself_with_its_facts(self):
        self.env["trade.case"].create(
            {"partner_id": self.acme.id, "name": "Scratched", "kind": "complaint"}
        )
        self.assertFalse(self._open("2026-07-01"))
        review = self._open()
        self.assertEqual(str(review.date_from), "2026-03-31")
        self.assertEqual(review.user_id, self.ann)
        self.assertEqual(review.activity_ids.user_id, self.ann)
        facts = review.facts
        self.assertEqual((facts["sales"], facts["sales_before"]), (1000, 800))
        self.assertEqual(facts["complaints"], 1)
        # 1,000 in time, 800 overdue
        self.assertAlmostEqual(facts["on_time"], 100 * 1000 / 1800)
        self.assertEqual(facts["overdue"], 800)
        self.assertEqual(review.margin, 1000 - 600)
        remark = review.fact_lines[0]["remark"]
        self.assertEqual(remark, "+25% against the period before")
        self.assertEqual(len(self._open()), 1)

    def test_satisfaction_and_signals_of_the_period(self):
        self.env["trade.feedback"].create(
            [
                {"partner_id": self.acme.id, "kind": kind, "mark": mark, "date": day}
                for kind, mark, day in (
                    ("nps", 10, "2026-06-01"),
                    ("nps", 9, "2026-06-02"),
                    ("nps", 7, "2026-06-03"),
                    ("nps", 3, "2026-06-30"),
                    ("nps", 0, "2026-03-30"),
                    ("csat", 5, "2026-05-01"),
                    ("csat", 2, "2026-05-02"),
                )
            ]
        )
        self.env["trade.signal"].sudo().create(  # the system's, from messages
            [
                {
                    "partner_id": self.acme.id,
                    "kind": kind,
                    "excerpt": "said so",
                    "date": day,
                    "state": state,
                }
                for kind, day, state in (
                    ("urgent", "2026-06-30 20:00:00", "new"),
                    ("price_sensitive", "2026-05-01 08:00:00", "new"),
                    ("price_sensitive", "2026-05-02 08:00:00", "done"),
                    ("complaint", "2026-05-02 08:00:00", "dismissed"),
                    ("urgent", "2026-03-30 08:00:00", "new"),
                )
            ]
        )
        review = self._open()
        # Two promoters and a detractor of four: 25; one of two satisfied
        lines = {line["label"]: line["value"] for line in review.fact_lines}
        self.assertEqual(
            lines["Satisfaction"], "NPS 25 (4 answers), 50% satisfied (2 answers)"
        )
        self.assertEqual(lines["Signals"], "Price-sensitive (2), Urgent (1)")

    def test_what_nobody_said_is_not_a_mark_of_zero(self):
        lines = {line["label"]: line["value"] for line in self._open().fact_lines}
        self.assertEqual(
            (lines["Satisfaction"], lines["Signals"]), ("not asked", "none")
        )

    def test_margin_takes_the_cost_of_the_day_of_sale_where_it_is_known(self):
        Review = type(self.env["trade.review"])
        with patch.object(Review, "_cost_when_sold", lambda self, line: 450.0):
            review = self._open()
        self.assertEqual((review.margin, review.margin_present), (550, 0))
        review.action_refresh_facts()
        self.assertEqual((review.margin, review.margin_present), (400, 100))

    def test_margin_is_for_managers(self):
        review = self._open()
        with self.assertRaises(AccessError):
            review.with_user(self.ann).read(["margin"])
        self.assertEqual(review.with_user(self.boss).margin, 400)
        render = self.env["ir.actions.report"]
        for user, seen in ((self.ann, False), (self.boss, True)):
            html = render.with_user(user)._render_qweb_html(
                "trade_crm.report_trade_review", review.ids
            )[0]
            self.assertEqual(b"400.00" in html, seen)
            self.assertIn(b"Acme Handels GmbH", html)

    def test_closing_asks_for_a_judgement_and_sets_the_next(self):
        review = self._open().with_user(self.ann)
        with self.assertRaisesRegex(UserError, "judgement"):
            review.action_done()
        review.write({"verdict": "better", "judgement": "<p>More orders</p>"})
        review.action_done()
        self.assertEqual(str(self.acme.trade_next_review), "2026-09-30")
        self.assertFalse(review.activity_ids)
        with self.assertRaisesRegex(UserError, "stay as they were"):
            review.action_refresh_facts()
        with freeze_time("2026-09-30"):
            new = self._open("2026-09-30") - review.with_user(self.env.user)
        self.assertEqual(str(new.date_from), "2026-07-01")
        self.assertEqual(new.facts["sales"], 0)

    def test_measures_are_tracked_to_their_effect(self):
        review = self._open().with_user(self.ann)
        review.action_ids = [
            Command.create(
                {"name": "Visit", "user_id": self.ann.id, "date_due": "2026-07-10"}
            )
        ]
        action = review.action_ids
        self.assertEqual(action.partner_id, self.acme)
        self.assertEqual(str(action.activity_ids.date_deadline), "2026-07-10")
        action.date_due = "2026-07-12"
        self.assertEqual(str(action.activity_ids.date_deadline), "2026-07-12")
        with freeze_time("2026-07-13"):
            action.invalidate_recordset()
            self.assertTrue(action.is_late)
            late = action.search([("is_late", "=", True)])
            self.assertIn(action, late)
        action.action_done()
        self.assertFalse(action.activity_ids)
        with self.assertRaisesRegex(UserError, "what the measure brought"):
            action.action_check()
        action.effect = "good"
        action.action_check()
        self.assertEqual(action.state, "closed")

    def test_the_first_reviews_are_spread(self):
        self.acme.trade_next_review = False
        self.env["trade.review"]._cron_open()
        day = self.acme.trade_next_review
        self.assertGreater(day, self.TODAY)
        self.assertLessEqual((day - self.TODAY).days, 90)

    def test_switched_off_and_grades_without_interval_open_nothing(self):
        self.acme.trade_grade_id = self.env.ref("trade_crm.grade_d")
        self.assertFalse(self._open())
        self.acme.trade_grade_id = self.env.ref("trade_crm.grade_a")
        self.env["res.company"].search([]).trade_use_reviews = False
        self.assertFalse(self._open())

    def test_a_company_that_does_without_opens_none_of_its_customers(self):
        other = self._create_company(name="Second Company")
        other.trade_use_reviews = False
        self.acme.company_id = False
        theirs = self._customer("Theirs", company_id=other.id)
        theirs.trade_grade_id = self.acme.trade_grade_id
        theirs.trade_next_review = "2026-06-30"
        self.assertTrue(self._open())
        self.assertFalse(
            self.env["trade.review"].search([("partner_id", "=", theirs.id)])
        )

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "ends after it begins"):
            self.env["trade.review"].create(
                {
                    "partner_id": self.acme.id,
                    "date_from": "2026-06-30",
                    "date_to": "2026-06-01",
                }
            )
