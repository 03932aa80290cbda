# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""One survey is sent off in two windows at the same instant."""

from contextlib import contextmanager
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure


@tagged("standard", "post_install", "-at_install")
class TestAnswerRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.connection() as env:
            name = f"Race {uuid4().hex}"
            self.partner = (
                env["res.partner"].create({"name": name, "is_company": True}).id
            )
            survey = env.ref("trade_crm_survey.survey_satisfaction")
            rule = env["trade.feedback.rule"].create(
                {"name": name, "survey_id": survey.id, "trigger": "order"}
            )
            request = env["trade.feedback.request"].create(
                {"rule_id": rule.id, "partner_id": self.partner, "occasion": name}
            )
            request.contact_id = self.partner
            answer = rule._answer(request, False)
            answer._save_lines(env.ref("trade_crm_survey.question_nps"), "9")
            self.rule, self.answer = rule.id, answer.id
        self.addCleanup(self.clean)

    @contextmanager
    def connection(self):
        """A connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def clean(self):
        with self.connection() as env:
            env["trade.feedback"].search([("partner_id", "=", self.partner)]).unlink()
            env["survey.user_input"].browse(self.answer).unlink()
            env["trade.feedback.rule"].browse(self.rule).unlink()
            env["res.partner"].browse(self.partner).unlink()

    def send(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["survey.user_input"].browse(self.answer)._mark_done()

    def marks(self):
        with self.connection() as env:
            marks = env["trade.feedback"].search([("partner_id", "=", self.partner)])
            return marks.mapped("mark")

    def test_while_the_other_is_sending(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.send(one)
            with self.assertRaisesRegex(UserError, "answered already"):
                self.send(two)
            two.rollback()
            one.commit()
        self.assertEqual(self.marks(), [9])

    def test_just_after_the_other(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT count(*) FROM survey_user_input")
            self.send(one)
            one.commit()
            # The database sends it back; tried again, it is refused.
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.send(two)
            two.rollback()
            with self.assertRaisesRegex(UserError, "answered already"):
                self.send(two)
            two.rollback()
        self.assertEqual(self.marks(), [9])
