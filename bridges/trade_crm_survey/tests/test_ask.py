# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo.addons.mail.tests.common import MailCommon
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAsk(MailCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.sales = new_test_user(
            cls.env,
            login="ask_sales",
            groups="trade_crm.group_trade_user",
            password="ask_sales",
            email="ask_sales@example.com",
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ask GmbH", "is_company": True, "user_id": cls.sales.id}
        )
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "Berta",
                "parent_id": cls.customer.id,
                "email": "berta@ask.example",
            }
        )
        cls.product = cls.env["product.product"].create({"name": "Tripod"})
        cls.survey = cls.env.ref("trade_crm_survey.survey_satisfaction")
        cls.rules = cls.env["trade.feedback.rule"]
        cls.rules.search([]).active = False

    def _rule(self, **vals):
        return self.rules.create(
            {
                "name": "Rule",
                "survey_id": self.survey.id,
                "trigger": "order",
                "days": 7,
                "rest_days": 0,
                "start_date": Datetime.now() - timedelta(days=90),
                **vals,
            }
        )

    def _order(self, days_ago=8, partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.buyer).id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = Datetime.now() - timedelta(days=days_ago)
        return order

    def _deliver(self, order):
        if "picking_ids" not in order._fields:
            self.skipTest("no deliveries without Odoo's Inventory")
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.with_context(trade_quality_told=True).button_validate()

    def _ask(self, rule):
        with self.mock_mail_gateway():
            rule._ask(100)
            self.sent = list(self._new_mails)  # queued: the mail cron sends them
        return rule.request_ids

    def _answer(self, rule, nps=3, csat=4, comment="Scratched"):
        answer = self.env["survey.user_input"].search(
            [("trade_rule_id", "=", rule.id)], order="id desc", limit=1
        )
        for name, value in (("nps", nps), ("csat", csat), ("comment", comment)):
            question = self.env.ref(f"trade_crm_survey.question_{name}")
            answer._save_lines(question, str(value))
        answer._mark_done()
        return answer

    # -- when ------------------------------------------------------------------

    def test_some_days_after_the_order(self):
        rule = self._rule()
        self._order(days_ago=6)
        self._order(days_ago=80)
        self.assertFalse(self._ask(rule), "not yet, and no longer")
        order = self._order(days_ago=8)
        request = self._ask(rule)
        self.assertEqual(request.order_id, order)
        self.assertEqual(request.partner_id, self.customer)
        self.assertEqual(request.contact_id, self.buyer)
        self.assertEqual(len(self.sent), 1)
        self.assertEqual(self.sent[0].recipient_ids, self.buyer)

    def test_never_twice_on_one_occasion(self):
        rule = self._rule()
        order = self._order()
        self._ask(rule)
        self.assertEqual(len(self._ask(rule)), 1)
        self.assertFalse(self.sent, "the second run sends nothing")
        rows = [(f"order:{order.id}", self.customer.id, order.id)]
        self.assertEqual(rule._take(rows), [], "the index refuses, whoever is faster")

    def test_after_the_delivery(self):
        self.product.is_storable = True
        rule = self._rule(trigger="delivery", days=0)
        order = self._order(days_ago=30)
        self.assertFalse(self._ask(rule))
        self._deliver(order)
        self.assertEqual(self._ask(rule).order_id, order)

    def test_half_yearly(self):
        rule = self._rule(trigger="period", months=6)
        self._order(days_ago=100)
        self._order(days_ago=50)
        requests = self._ask(rule)
        mine = requests.filtered(lambda r: r.partner_id == self.customer)
        self.assertEqual(len(mine), 1, "once for the half-year, whatever was bought")
        self.assertRegex(mine.occasion, rf"^\d{{4}}-[12]/6:{self.customer.id}$")
        self.assertEqual(self._ask(rule), requests)

    def test_grades(self):
        grade = self.env["trade.grade"].create({"name": "S", "code": "S1"})
        rule = self._rule(grade_ids=[Command.set(grade.ids)])
        self._order()
        self.assertFalse(self._ask(rule))
        self.customer.trade_grade_id = grade
        self.assertTrue(self._ask(rule))

    def test_left_in_peace_and_without_address(self):
        rule = self._rule(rest_days=30)
        self._order()
        self._order()
        requests = self._ask(rule)
        self.assertEqual(sorted(requests.mapped("state")), ["asked", "skipped"])
        self.assertIn("lately", "".join(r.reason or "" for r in requests))
        mute = self.env["res.partner"].create({"name": "Mute", "is_company": True})
        self._order(partner=mute)
        request = self._ask(rule).filtered(lambda r: r.partner_id == mute)
        self.assertEqual((request.state, self.sent), ("skipped", []))
        self.assertIn("No e-mail", request.reason)

    # -- answers ---------------------------------------------------------------

    def test_low_mark_opens_a_case(self):
        rule = self._rule()
        order = self._order()
        request = self._ask(rule)
        self._answer(rule, nps=3, csat=2)
        marks = self.env["trade.feedback"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(
            {(m.kind, m.mark, m.source, m.order_id) for m in marks},
            {("nps", 3, "survey", order), ("csat", 2, "survey", order)},
        )
        case = marks.case_id
        self.assertEqual(len(case), 1)
        self.assertEqual((case.contact_id, case.user_id), (self.buyer, self.sales))
        self.assertIn("Scratched", case.description)
        self.assertTrue(request.date_answered)

    def test_answered_twice_is_refused(self):
        rule = self._rule()
        self._order()
        self._ask(rule)
        answer = self._answer(rule)
        count = self.env["trade.feedback"].search_count([])
        with self.assertRaisesRegex(UserError, "answered already"):
            answer._mark_done()
        self.assertEqual(self.env["trade.feedback"].search_count([]), count)
        # The page in the browser begins no second answer either.
        self.url_open(f"/survey/retry/{self.survey.access_token}/{answer.access_token}")
        answers = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id)]
        )
        self.assertEqual(answers, answer)

    def _anonymous_path(self):
        """The link of the anonymous mail that was just sent, as a path."""
        link = re.search(r'href="([^"]*/trade/feedback/[^"]*)"', self.sent[0].body_html)
        return re.sub(r"^https?://[^/]*", "", link.group(1))

    def test_anonymous_leads_to_nobody(self):
        rule = self._rule(anonymous=True)
        self._order()
        request = self._ask(rule)
        self.assertIn("anonymous", self.sent[0].body_html)
        answers = self.env["survey.user_input"]
        self.assertFalse(
            answers.search([("survey_id", "=", self.survey.id)]),
            "an answer made beforehand would lead to the customer by its time",
        )
        page = self.url_open(self._anonymous_path())
        self.assertIn("How satisfied are you?", page.text)
        answer = self._answer(rule, nps=0, csat=1)
        self.assertFalse(answer.partner_id or answer.email or answer.trade_request_id)
        self.assertFalse(answer.deadline or answer.nickname)
        self.assertNotIn(answer.trade_ticket, self._anonymous_path())
        self.assertFalse(request.date_answered)
        marks = self.env["trade.feedback"].search([("source", "=", "survey")])
        self.assertEqual(len(marks), 2)
        self.assertFalse(
            marks.partner_id
            or marks.order_id
            or marks.country_id
            or marks.user_id
            or marks.grade_id
            or marks.case_id
        )

    def test_anonymous_link_counts_once(self):
        rule = self._rule(anonymous=True)
        self._order()
        self._ask(rule)
        path = self._anonymous_path()
        self.url_open(path)
        self.url_open(path)
        answer = self._answer(rule)
        self.assertEqual(
            self.env["survey.user_input"].search([("trade_rule_id", "=", rule.id)]),
            answer,
            "the same link leads to the same answer",
        )
        self.url_open(path)
        with self.assertRaisesRegex(UserError, "answered already"):
            answer._mark_done()

    def test_anonymous_link_that_is_over(self):
        rule = self._rule(anonymous=True)
        late = rule._anonymous_link(Datetime.now() - timedelta(days=2))
        forged = rule._anonymous_link(False)[:-3]
        gone = rule._anonymous_link(False)
        rule.unlink()
        for link in (late, forged, gone, "/trade/feedback/x", "/trade/feedback/AQ"):
            page = self.url_open(re.sub(r"^https?://[^/]*", "", link))
            self.assertIn("work any more", page.text)
        self.assertFalse(
            self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)])
        )

    def test_signed_in_customers_may_answer(self):
        user = new_test_user(
            self.env, login="ask_portal", groups="base.group_portal", name="Portal"
        )
        self.authenticate("ask_portal", "ask_portal")
        self.assertTrue(user.partner_id != self.buyer)
        self._order()
        for anonymous, path in ((True, "trade/feedback"), (False, "survey/start")):
            self._ask(self._rule(anonymous=anonymous))
            link = re.search(
                rf'href="([^"]*/{path}/[^"]*)"', self.sent[0].body_html
            ).group(1)
            page = self.url_open(re.sub(r"^https?://[^/]*", "", link))
            self.assertIn("How satisfied are you?", page.text)

    def test_switched_off(self):
        rule = self._rule()
        self._order()
        settings = self.env["res.config.settings"].create({})
        settings.group_trade_use_feedback = False
        settings.execute()
        self.rules._cron_ask()
        self.assertFalse(rule.request_ids)

    def test_mail_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("trade_crm_survey.mail_template_ask")
        template.with_context(lang="zh_CN").subject = "您满意吗?"
        self.buyer.lang = "zh_CN"
        self._order()
        self._ask(self._rule())
        self.assertEqual(self.sent[0].subject, "您满意吗?")

    # -- what must hold --------------------------------------------------------

    def test_survey_that_could_be_answered_twice(self):
        open_survey = self.survey.copy()
        open_survey.is_attempts_limited = False
        with self.assertRaisesRegex(ValidationError, "answered twice"):
            self._rule(survey_id=open_survey.id)
        plain = self.survey.copy()
        plain.question_ids.trade_feedback_kind = False
        with self.assertRaisesRegex(ValidationError, "filed as"):
            self._rule(survey_id=plain.id)
        question = self.env.ref("trade_crm_survey.question_nps")
        with self.assertRaisesRegex(ValidationError, "0 to 10"):
            question.scale_max = 9

    def test_rights(self):
        rule = self._rule()
        self._order()
        request = self._ask(rule)
        self.assertTrue(request.with_user(self.sales).read(["state"]))
        with self.assertRaises(AccessError):
            rule.with_user(self.sales).days = 1
        other = new_test_user(
            self.env, login="ask_other", groups="trade_crm.group_trade_user"
        )
        with self.assertRaises(AccessError):
            request.with_user(other).read(["state"])

    def test_delivery_to_survey_to_case(self):
        self.product.is_storable = True
        rule = self._rule(trigger="delivery", days=0)
        self._deliver(self._order(days_ago=3))
        self._ask(rule)
        link = re.search(r'href="([^"]*/survey/start/[^"]*)"', self.sent[0].body_html)
        path = re.sub(r"^https?://[^/]*", "", link.group(1))
        self.start_tour(path, "trade_feedback_answer", timeout=120)
        case = self.env["trade.case"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(case), 1)
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_feedback",
            "trade_feedback_case",
            login="ask_sales",
            timeout=120,
        )
