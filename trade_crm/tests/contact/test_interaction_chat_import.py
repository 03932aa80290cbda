# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Import of an exported chat: asked what it can't tell, all or nothing, once."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..identity.common import TradeCase

CHAT = """15/01/2024, 10:00 - Messages and calls are end-to-end encrypted.
15/01/2024, 10:00 - +49 160 98765432: Price of <b>lamp</b> A?
15/01/2024, 10:01 - Ann: USD 5.20
second line
15/01/2024, 10:02 - +49 160 98765432: <Media omitted>
"""

BROKEN = (
    b" ",
    b"\x89PNG\x00",
    b"Dear Sir",
    b"PK\x03\x04broken",
    b"15/01/2024, 10:00 - A: x\n30/02/2024, 10:00 - A: y",
    b"15/01/2090, 10:00 - A: x",
)


@tagged("standard", "at_install")
class TestChatImport(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.klaus = cls.env["res.partner"].create(
            {"name": "Klaus", "parent_id": cls.acme.id, "phone": "+49 160 98765432"}
        )

    def _wizard(self, text=CHAT, user=None, **vals):
        data = text if isinstance(text, bytes) else text.encode()
        return (
            self.env["trade.chat.import"]
            .with_user(user or self.ann)
            .create(
                {
                    "file": base64.b64encode(data),
                    "filename": "_chat.txt",
                    "tz": "Asia/Shanghai",
                    **vals,
                }
            )
        )

    def _chat(self, customer=None):
        return self.env["trade.interaction"].search(
            [
                ("partner_id", "=", (customer or self.acme).id),
                ("channel", "=", "whatsapp"),
            ],
            order="date, id",
        )

    def test_import_by_phone_number(self):
        wizard = self._wizard()
        wizard.action_read()
        self.assertEqual(wizard.partner_id, self.acme)
        self.assertFalse(wizard.date_doubt)
        us = wizard.sender_ids.filtered("is_us")
        self.assertEqual(us.name, "Ann")
        self.assertEqual((wizard.sender_ids - us).contact_id, self.klaus)
        wizard.action_import()
        chat = self._chat()
        self.assertEqual(chat.mapped("direction"), ["in", "out", "in"])
        self.assertEqual(chat[0].contact_id, self.klaus)
        self.assertEqual(str(chat[0].date), "2024-01-15 02:00:00")
        self.assertIn("&lt;b&gt;", chat[0].body)
        self.assertIn("second line", chat[1].body)
        self.assertTrue(all(chat.mapped("proven")))
        self.assertEqual(self.acme.trade_last_in, chat[2].date)

    def test_twice_and_longer(self):
        for text in (CHAT, CHAT, CHAT + "16/01/2024, 09:00 - Ann: Deal?\n"):
            wizard = self._wizard(text)
            wizard.action_read()
            wizard.action_import()
        self.assertEqual(len(self._chat()), 4)
        self.assertIn("1", wizard.result)

    def test_chat_of_somebody_else(self):
        """The customer's form was open, but the numbers are another's."""
        bolt = self.env["res.partner"].create(
            {"name": "Bo", "parent_id": self.free.id, "phone": "+44 7911 123456"}
        )
        text = CHAT.replace("+49 160 98765432", "+44 7911 123456")
        wizard = self._wizard(text, partner_id=self.acme.id)
        wizard.action_read()
        self.assertFalse(wizard.partner_id)
        self.assertIn("Nobody's Trading SA", wizard.warning)
        with self.assertRaisesRegex(UserError, "whose chat"):
            wizard.action_import()
        wizard.partner_id = self.free
        wizard.action_import()
        self.assertEqual(len(self._chat(self.free)), 3)
        self.assertTrue(bolt)

    def test_number_of_two_customers_asks(self):
        self.free.phone = self.klaus.phone
        wizard = self._wizard(user=self.all)
        wizard.action_read()
        self.assertFalse(wizard.partner_id)
        chosen = self._wizard(user=self.all, partner_id=self.acme.id)
        chosen.action_read()
        self.assertEqual(chosen.partner_id, self.acme)
        self.assertEqual(chosen.sender_ids.contact_id, self.klaus)

    def test_unknown_number_asks(self):
        wizard = self._wizard(CHAT.replace("+49 160 98765432", "+44 7911 123456"))
        wizard.action_read()
        self.assertFalse(wizard.partner_id)
        self.assertTrue(wizard.warning)

    def test_who_is_us_is_asked(self):
        text = CHAT.replace("Ann:", "Lily:").replace("+49 160 98765432", "Klaus")
        wizard = self._wizard(text, partner_id=self.acme.id)
        wizard.action_read()
        self.assertFalse(any(wizard.sender_ids.mapped("is_us")))
        with self.assertRaisesRegex(UserError, "who of the senders"):
            wizard.action_import()
        wizard.sender_ids.is_us = True
        with self.assertRaisesRegex(UserError, "must be the customer"):
            wizard.action_import()

    def test_ambiguous_dates_are_asked_for(self):
        text = "3/4/24, 9:00 PM - Klaus: hi\n3/4/24, 9:01 PM - Ann: hello\n"
        wizard = self._wizard(text, partner_id=self.acme.id)
        wizard.action_read()
        self.assertTrue(wizard.date_doubt)
        self.assertEqual(wizard.date_order, "mdy")
        wizard.date_order = "dmy"
        wizard.sender_ids.filtered(lambda s: s.name == "Ann").is_us = True
        wizard.action_import()
        self.assertEqual(str(self._chat()[0].date), "2024-04-03 13:00:00")

    def test_bad_files(self):
        for data in BROKEN:
            with self.subTest(data=data), self.assertRaises(UserError):
                self._wizard(data).action_read()
        with self.assertRaises(UserError):
            self._wizard(b"").action_read()
        self.assertFalse(self._chat())

    def test_emoji_flood(self):
        """Emoji are talk like any other: filed whole, shown short."""
        flood = "👨‍👩‍👧🎉" * 5000
        text = CHAT + f"15/01/2024, 10:05 - +49 160 98765432: {flood}\n"
        text += f"15/01/2024, 10:06 - +49 160 98765432: {'😀' * 3}\n"
        wizard = self._wizard(text)
        wizard.action_read()
        wizard.action_import()
        chat = self._chat()
        self.assertEqual(len(chat), 5)
        self.assertTrue(flood in chat[3].body)
        self.assertEqual(chat[3].summary, flood[:120])
        self.assertEqual(chat[4].summary, "😀" * 3)
        with self._refused("No message was found", UserError):
            self._wizard("😀" * 50_000).action_read()

    def test_refused_in_the_users_language(self):
        """Every way a file can be broken has a sentence of its own, in Chinese too."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.lang = "zh_CN"
        said = set()
        for data in BROKEN:
            wizard = self._wizard(data).with_context(lang="zh_CN")
            with (
                self.subTest(data=data[:20]),
                self._refused(r"[\u4e00-\u9fff]{2}", UserError) as caught,
            ):
                wizard.action_read()
            said.add(str(caught.exception))
        self.assertEqual(len(said), len(BROKEN))
        text = CHAT.replace("+49 160 98765432", "+44 7911 123456")
        wizard = self._wizard(text).with_context(lang="zh_CN")
        wizard.action_read()
        self.assertRegex(wizard.warning, r"[\u4e00-\u9fff]{2}")
        with self._refused(r"[\u4e00-\u9fff]{2}", UserError):
            wizard.action_import()
        self.assertFalse(self._chat())

    def test_of_a_customer_out_of_reach(self):
        wizard = self._wizard(user=self.bob)
        wizard.action_read()
        self.assertFalse(wizard.partner_id)  # Klaus is out of Bob's reach
        wizard.sudo().partner_id = self.acme
        wizard.sender_ids[0].is_us = True
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            wizard.action_import()
        self.assertFalse(self._chat())
