# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from uuid import uuid4

from odoo.addons.mail.tests.common import MailCommon
from odoo.tests import tagged

MAIL = """\
Return-Path: <{sender}>
To: {to}
From: {sender}
Subject: {subject}
Message-ID: {message_id}
{extra}Date: Mon, 23 Nov 2026 08:00:00 +0000
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestCaseMail(MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.owner = cls.user_employee
        cls.owner.group_ids |= cls.env.ref("trade_crm.group_trade_user")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mail GmbH", "is_company": True, "user_id": cls.owner.id}
        )
        cls.klaus = cls.env["res.partner"].create(
            {
                "name": "Klaus",
                "parent_id": cls.customer.id,
                "email": "klaus@mailgmbh.example",
                "lang": "zh_CN",
            }
        )
        settings = cls.env["res.config.settings"].create(
            {
                "trade_case_alias": "quality",
                "trade_case_alias_domain_id": cls.mail_alias_domain.id,
            }
        )
        settings.set_values()
        cls.address = f"quality@{cls.alias_domain}"

    def _receive(self, sender="klaus@mailgmbh.example", subject="Broken", **more):
        number = more.pop("message_id", f"<{uuid4()}@x.example>")
        text = MAIL.format(
            sender=sender,
            to=self.address,
            subject=subject,
            message_id=number,
            body=more.get("body", "Handles break."),
            extra=more.get("extra", ""),
        )
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process("trade.case", text)
            self.sent = [
                {"to": mail["email_to"], "subject": mail["subject"]}
                for mail in self._mails
            ]
            self.new_mails = self._new_mails.filtered(lambda m: m.model == "trade.case")
        return self.env["trade.case"].search(
            [("partner_id.name", "!=", False)], order="id desc", limit=1
        )

    def test_mail_opens_a_case(self):
        case = self._receive()
        self.assertEqual(case.partner_id, self.customer)
        self.assertEqual(case.contact_id, self.klaus)
        self.assertEqual(case.user_id, self.owner)
        self.assertEqual(
            (case.name, case.kind, case.state), ("Broken", "complaint", "new")
        )
        self.assertIn("Handles break", case.description)
        self.assertFalse(case.date_response, "the acknowledgement is no answer")
        self.assertEqual(len(self.new_mails), 1)
        self.assertIn(case.number, self.new_mails.subject)
        self.assertEqual(self.new_mails.email_to, "klaus@mailgmbh.example")

    def test_acknowledged_in_the_customers_language(self):
        template = self.env.ref("trade_crm.mail_template_case_received")
        template.with_context(lang="zh_CN").subject = "已收到 {{ object.number }}"
        self._receive()
        self.assertTrue(self.new_mails.subject.startswith("已收到 C"))

    def test_acknowledgement_switched_off(self):
        self.env.company.trade_case_acknowledge = False
        self._receive()
        self.assertFalse(self.new_mails)

    def test_unknown_sender_becomes_a_contact(self):
        case = self._receive(sender="new@stranger.example")
        self.assertEqual(case.partner_id.email_normalized, "new@stranger.example")
        self.assertEqual(case.email_from, "new@stranger.example")

    def test_number_in_the_subject_goes_on_with_the_case(self):
        case = self._receive()
        again = self._receive(subject=f"AW: {case.number} still broken")
        self.assertEqual(again, case)
        self.assertIn("Handles break", case.message_ids[0].body)
        # A stranger who knows the number gets a case of his own.
        other = self._receive(sender="spy@other.example", subject=f"{case.number}?")
        self.assertNotEqual(other, case)

    def test_reply_opens_a_closed_case_again(self):
        case = self._receive(message_id="<first@mailgmbh.example>")
        case.write({"kind": "question", "answer": "Glue it", "state": "closed"})
        again = self._receive(
            subject="Re: Broken", extra="In-Reply-To: <first@mailgmbh.example>\n"
        )
        self.assertEqual(again, case)
        self.assertEqual((case.state, case.date_closed), ("new", False))

    def test_first_answer_stops_the_clock(self):
        case = self._receive()
        case.with_user(self.owner).message_post(
            body="Internal", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(case.date_response)
        with self.mock_mail_gateway():
            case.with_user(self.owner).message_post(
                body="We look into it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.klaus.ids,
            )
        self.assertTrue(case.date_response)
        first = case.date_response = case.date_open + timedelta(minutes=1)
        with self.mock_mail_gateway():
            case.with_user(self.owner).message_post(
                body="Found it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.klaus.ids,
            )
        self.assertEqual(case.date_response, first)

    def test_every_template_renders(self):
        case = self._receive()
        case.write(
            {
                "containment": "Stopped",
                "cause": "Dry resin",
                "corrective_action": "Dryer",
                "preventive_action": "Check",
                "verification": "500 pieces",
                "answer": "Blue",
            }
        )
        for name, words in (
            ("received", case.number),
            ("report", "Dry resin"),
            ("closed", "500 pieces"),
            ("answer", "Blue"),
        ):
            template = self.env.ref(f"trade_crm.mail_template_case_{name}")
            values = template._generate_template(case.ids, ["body_html", "subject"])
            self.assertIn(words, values[case.id]["body_html"])
        for state, kind in (("new", "complaint"), ("new", "question")):
            case.write({"state": state, "kind": kind})
            action = case.action_send()
            self.assertTrue(action["context"]["default_template_id"])

    def test_address_switched_off(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.trade_case_alias, "quality")
        settings.trade_case_alias = False
        settings.set_values()
        self.assertFalse(
            self.env["mail.alias"].search([("alias_model_id.model", "=", "trade.case")])
        )
