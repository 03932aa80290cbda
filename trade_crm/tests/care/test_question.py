# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..identity.common import TradeCase


@tagged("post_install", "-at_install")
class TestQuestion(TradeCase):
    def setUp(self):
        super().setUp()
        self.worker = new_test_user(self.env, "trade_worker", "base.group_user")
        self.production = self.env.ref("trade_crm.department_production")
        self.production.user_ids = [Command.set(self.worker.ids)]

    def ask(self, user=None, **vals):
        return (
            self.env["trade.question"]
            .with_user(user or self.ann)
            .create(
                {
                    "name": "5,000 pieces by May?",
                    "partner_id": self.acme.id,
                    "department_id": self.production.id,
                    **vals,
                }
            )
        )

    def test_asked_answered_in_timeline(self):
        question = self.ask()
        self.assertEqual(question.activity_ids.user_id, self.worker)
        self.assertEqual(question.activity_ids.date_deadline, question.date_due)
        asked = question.with_user(self.worker)
        self.assertEqual(asked.partner_name, "Acme Handels GmbH")
        with self.assertRaises(UserError):
            asked.action_answer()
        asked.answer = "<p>Yes, by 12 May.</p>"
        asked.action_answer()
        self.assertEqual(question.state, "answered")
        self.assertEqual(question.answered_by_id, self.worker)
        self.assertFalse(question.activity_ids)
        page = (
            self.env["trade.timeline"]
            .with_user(self.ann)
            .page("res.partner", self.acme.id)
        )
        entry = next(e for e in page["entries"] if e["kind"] == "question")
        self.assertEqual(entry["title"], "5,000 pieces by May?")
        self.assertEqual(entry["detail"], "Yes, by 12 May.")

    def test_rights(self):
        question = self.ask()
        stranger = new_test_user(self.env, "trade_stranger", "base.group_user")
        for user in (stranger, self.bob):
            with self.assertRaises(AccessError):
                question.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.ask(self.bob)
        with self.assertRaises(AccessError):
            question.with_user(self.worker).state = "answered"
        self.assertEqual(question.with_user(self.boss).name, question.name)

    def test_needs_somebody(self):
        with self.assertRaises(ValidationError):
            self.ask(department_id=self.env.ref("trade_crm.department_finance").id)

    def test_handed_on(self):
        question = self.ask()
        question.user_id = self.boss
        self.assertEqual(question.activity_ids.user_id, self.boss)
