# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestCaseRating(HttpCase, QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.klaus = cls.env["res.partner"].create(
            {"name": "Klaus", "parent_id": cls.acme.id, "email": "klaus@acme.example"}
        )
        cls.case = cls.env["trade.case"].create(
            {
                "name": "Handles break",
                "partner_id": cls.klaus.id,
                "containment": "Sorted",
                "cause": "Dry resin",
                "corrective_action": "Dryer",
                "preventive_action": "Check",
                "verification": "500 pieces",
                "state": "closed",
            }
        )

    def _mail(self):
        template = self.env.ref("trade_crm.mail_template_case_closed")
        found = template._generate_template(self.case.ids, ["body_html"])
        return str(found[self.case.id]["body_html"])

    def _links(self):
        return re.findall(r'href="[^"]*(/rate/[^"/]+/[135])"', self._mail())

    def _give(self, rate, comment=""):
        """What the customer does: open the link of the mail and send the form."""
        link = next(link for link in self._links() if link.endswith(f"/{rate}"))
        return self._send(link, rate, comment)

    def _send(self, link, rate, comment=""):
        page = self.url_open(link)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(
            f"{link.rpartition('/')[0]}/submit_feedback",
            data={"rate": rate, "feedback": comment, "csrf_token": csrf},
        )

    def _marks(self):
        return self.env["trade.feedback"].search([("partner_id", "=", self.acme.id)])

    def test_closing_mail_asks_for_a_mark(self):
        self.assertEqual([link[-1] for link in self._links()], ["5", "3", "1"])
        self.case.company_id.trade_case_rating = False
        self.assertFalse(self._links())

    def test_mark_is_filed_as_feedback(self):
        self._give(5, "Quick and thorough")
        mark = self._marks()
        self.assertEqual(
            (mark.kind, mark.mark, mark.source, mark.comment),
            ("csat", 5, "rating", "Quick and thorough"),
        )
        self.assertEqual((mark.contact_id, mark.case_id), (self.klaus, self.case))
        self.assertEqual(mark.user_id, self.ann)
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.case.rating_last_value, 5)

    def test_low_mark_opens_the_case_again(self):
        self._give(1, "Still breaks")
        self.assertEqual(self.case.state, "verify")
        self.assertEqual(self._marks().case_id, self.case)
        self.assertEqual(
            self.env["trade.case"].search([("partner_id", "=", self.acme.id)]),
            self.case,
            "no second case about the first one",
        )
        todo = self.case.activity_ids
        self.assertEqual(todo.user_id, self.ann)
        self.assertIn("1 of 5", todo.summary)

    def test_low_mark_where_it_opens_nothing(self):
        self.case.company_id.trade_feedback_case = False
        self._give(1)
        self.assertEqual(self.case.state, "closed")
        self.assertTrue(self._marks().low)

    def test_given_twice_is_refused(self):
        link = self._links()[0]
        self._send(link, 5)
        with self.assertLogs("odoo.http", "WARNING"):
            answer = self._send(link, 1)
        self.assertGreaterEqual(answer.status_code, 400)
        self.assertIn("gave your mark already", answer.text)
        self.assertEqual(self._marks().mapped("mark"), [5])

    def test_colleagues_give_no_marks(self):
        rating = self.env["rating.rating"].sudo().browse()
        with self.assertRaises(AccessError):
            self.case.with_user(self.ann).rating_apply(5, rating=rating)
        self.assertFalse(self._marks())
