# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts that write themselves, by hand, and the customer's last contact."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..identity.common import TradeCase


@tagged("standard", "at_install")
class TestInteraction(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create(
            {"name": "Anna", "parent_id": cls.acme.id, "email": "anna@acme.example"}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Lamp", "list_price": 10}
        )

    def _of(self, customer, **vals):
        domain = [("partner_id", "=", customer.id)]
        domain += [(name, "=", value) for name, value in vals.items()]
        return self.env["trade.interaction"].search(domain)

    # --- mail -----------------------------------------------------------

    def test_mail_out(self):
        self.acme.with_user(self.ann).message_post(
            body="Our offer",
            subject="Offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.anna.ids,
        )
        mail = self._of(self.acme)
        self.assertEqual(len(mail), 1)
        self.assertEqual(
            (mail.channel, mail.direction, mail.contact_id, mail.summary),
            ("mail", "out", self.anna, "Offer"),
        )
        self.assertTrue(mail.proven)
        self.assertEqual(mail.user_id, self.ann)
        self.assertEqual(mail.res_model, "mail.message")
        self.assertEqual(self.acme.trade_last_out, mail.date)
        self.assertEqual(self.acme.trade_last_proven, mail.date)
        self.assertFalse(self.acme.trade_last_in)

    def test_mail_in_on_contact_lead_and_order(self):
        lead = self.env["crm.lead"].create(
            {"name": "Lamps", "type": "opportunity", "partner_id": self.acme.id}
        )
        order = self._order()
        for record in (self.anna, lead, order):
            record.message_post(
                body="How much?", message_type="email", author_id=self.anna.id
            )
        mails = self._of(self.acme, channel="mail")
        self.assertEqual(len(mails), 3)
        self.assertEqual(set(mails.mapped("direction")), {"in"})
        self.assertEqual(mails.contact_id, self.anna)
        self.assertTrue(self.acme.trade_last_in)

    def test_mail_on_an_invoice(self):
        """To the customer and from him; a vendor's bill is no talk with a customer."""
        invoice, bill = self.env["account.move"].create(
            [
                {"move_type": kind, "partner_id": self.anna.id}
                for kind in ("out_invoice", "in_invoice")
            ]
        )
        for move in (invoice, bill):
            move.message_post(
                body="Your invoice",
                subject=f"Invoice {move.move_type}",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.anna.ids,
                author_id=self.ann.partner_id.id,
            )
            move.message_post(
                body="When is it due?", message_type="email", author_id=self.anna.id
            )
        mails = self._of(self.acme, channel="mail").sorted("id")
        self.assertEqual(mails.mapped("direction"), ["out", "in"])
        self.assertEqual(mails[0].summary, "Invoice out_invoice")
        self.assertEqual(mails[1].summary, "When is it due?")

    def test_mail_of_an_unknown_address_on_his_lead(self):
        """Nobody is known by it, but it came in on the customer's own thread."""
        lead = self.env["crm.lead"].create(
            {"name": "Lamps", "partner_id": self.acme.id}
        )
        lead.message_post(
            body="From my private mail",
            message_type="email",
            author_id=False,
            email_from="anna@private.example",
        )
        self.assertEqual(self._of(self.acme).direction, "in")

    def test_what_is_no_contact(self):
        """Notes, mail among ourselves, and mail of others leave nothing."""
        self.acme.message_post(body="Careful with them")  # internal note
        self.acme.message_post(
            body="See this",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.bob.partner_id.ids,
        )
        self.acme.message_post(
            body="We are another company",
            message_type="email",
            author_id=self.bolt.id,
        )
        self.env.company.partner_id.message_post(
            body="To us", message_type="email", author_id=self.anna.id
        )
        self.assertFalse(self._of(self.acme))
        self.assertFalse(self._of(self.env.company.partner_id))

    # --- documents ------------------------------------------------------

    def _order(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "user_id": self.ann.id,
                "order_line": [fields.Command.create({"product_id": self.product.id})],
            }
        )

    def test_quotation_and_order_once_each(self):
        order = self._order()
        self.assertFalse(self._of(self.acme))
        order.action_quotation_sent()
        order.action_confirm()
        order.write({"state": "sale"})
        found = self._of(self.acme).sorted("id")
        self.assertEqual(
            [(i.channel, i.direction, i.res_id, i.proven) for i in found],
            [("quotation", "out", order.id, True), ("order", "in", order.id, True)],
        )
        self.assertEqual(found.contact_id, self.anna)

    def test_order_of_the_past(self):
        """What is brought in from elsewhere is filed under its own day."""
        self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "state": "sale",
                "date_order": datetime(2020, 5, 4, 8),
            }
        )
        self.assertEqual(
            self._of(self.acme, channel="order").date, datetime(2020, 5, 4, 8)
        )
        self.assertEqual(self.acme.trade_last_proven, datetime(2020, 5, 4, 8))

    def test_nobody_types_the_last_contact(self):
        for name in ("trade_last_in", "trade_last_out", "trade_last_proven"):
            with self.assertRaises(AccessError):
                self.acme.with_user(self.ann).write({name: fields.Datetime.now()})

    def test_call_finished(self):
        call = self.env.ref("mail.mail_activity_data_call")
        activity = self.acme.activity_schedule(
            activity_type_id=call.id, summary="Ring", user_id=self.ann.id
        )
        self.assertFalse(self._of(self.acme))
        activity.with_user(self.ann).action_feedback(feedback="Wants <b>less</b>")
        found = self._of(self.acme)
        self.assertEqual((found.channel, found.summary), ("phone", "Ring"))
        self.assertFalse(found.proven)
        self.assertIn("&lt;b&gt;", found.body)  # what is typed is no mark-up
        # On an opportunity too, and a visit that was no meeting of the calendar.
        lead = self.env["crm.lead"].create(
            {"name": "Lamps", "partner_id": self.anna.id}
        )
        visit = self.env.ref("mail.mail_activity_data_meeting")
        lead.activity_schedule(
            activity_type_id=visit.id, summary="At the fair", user_id=self.ann.id
        ).action_done()
        visited = self._of(self.acme, channel="visit")
        self.assertEqual((visited.summary, visited.user_id), ("At the fair", self.ann))
        visited.unlink()
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.acme.activity_schedule(activity_type_id=todo.id).action_done()
        self.assertEqual(len(self._of(self.acme)), 1)

    def test_meeting_when_over(self):
        now = fields.Datetime.now()
        events = self.env["calendar.event"].create(
            [
                {
                    "name": name,
                    "start": now + timedelta(hours=hours),
                    "stop": now + timedelta(hours=hours + 1),
                    "partner_ids": [
                        fields.Command.set(
                            (self.anna | self.bolt | self.ann.partner_id).ids
                        )
                    ],
                    "user_id": self.ann.id,
                }
                for name, hours in (("Over", -3), ("To come", 3))
            ]
        )
        for _run in range(2):
            self.env["trade.interaction"]._log(
                self.env["trade.interaction"]._meetings_to_log(100)
            )
        found = self._of(self.acme)
        self.assertEqual((found.summary, found.res_id), ("Over", events[0].id))
        self.assertEqual(found.date, events[0].stop)
        self.assertEqual(len(self._of(self.bolt)), 1)

    # --- by hand --------------------------------------------------------

    def test_two_clicks(self):
        record_id = self.anna.with_user(self.ann).trade_log_interaction("wechat", "in")
        found = self.env["trade.interaction"].browse(record_id)
        self.assertEqual(
            (found.partner_id, found.contact_id, found.channel, found.user_id),
            (self.acme, self.anna, "wechat", self.ann),
        )
        self.assertFalse(found.proven)
        self.assertEqual(self.acme.trade_last_in, found.date)
        self.assertFalse(self.acme.trade_last_proven)
        with self.assertRaises(UserError):
            self.acme.trade_log_interaction("payment")
        with self.assertRaises(AccessError):
            self.bolt.with_user(self.ann).trade_log_interaction("phone")

    def test_nobody_proves_by_hand(self):
        model = self.env["trade.interaction"].with_user(self.ann)
        for vals in ({"proven": True}, {"res_model": "sale.order", "res_id": 1}):
            with self.assertRaises(AccessError):
                model.create({"partner_id": self.acme.id, **vals})
        mine = model.create({"partner_id": self.acme.id})
        with self.assertRaises(AccessError):
            mine.write({"proven": True})
        mine.write({"channel": "fair", "summary": "Canton fair"})
        order = self._order()
        order.action_quotation_sent()
        proven = self._of(self.acme, channel="quotation").with_user(self.ann)
        proven.write({"summary": "They liked it"})
        with self.assertRaises(UserError):
            proven.write({"direction": "in"})

    def test_no_contact_in_the_future(self):
        with self.assertRaises(ValidationError):
            self.env["trade.interaction"].create(
                {
                    "partner_id": self.acme.id,
                    "date": fields.Datetime.now() + timedelta(days=1),
                }
            )

    def test_contact_of_another_customer(self):
        with self.assertRaises(ValidationError):
            self.env["trade.interaction"].create(
                {"partner_id": self.bolt.id, "contact_id": self.anna.id}
            )

    def test_emoji_flood(self):
        """A flood is refused with its length, and nothing of it is kept."""
        model = self.env["trade.interaction"].with_user(self.ann)
        with self._refused("Summary has 501 characters; at most 500"):
            model.create({"partner_id": self.acme.id, "summary": "😀" * 501})
        self.assertFalse(self._of(self.acme))
        self.assertFalse(self.acme.trade_last_out)
        form = Form(model)
        form.partner_id = self.acme
        form.summary = "😀" * 500
        form.body = "<p>" + "🎉👍🏽👨‍👩‍👧" * 5000 + "</p>"
        interaction = form.save()
        self.assertEqual(interaction.summary, "😀" * 500)
        with self._refused("at most 500"):
            interaction.summary = "👨‍👩‍👧" * 500
        self.assertEqual(interaction.summary, "😀" * 500)

    def test_emoji_flood_in_a_mail(self):
        """What arrives by itself is kept short instead: nobody is there to ask."""
        self.acme.message_post(
            body="🎉" * 20_000,
            subject="😀" * 5000,
            message_type="email",
            author_id=self.anna.id,
        )
        self.assertEqual(self._of(self.acme).summary, "😀" * 250)

    def test_refused_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.lang = "zh_CN"
        customer = self.acme.with_user(self.ann).with_context(lang="zh_CN")
        model = customer.env["trade.interaction"]
        later = fields.Datetime.now() + timedelta(days=1)
        for vals in ({"date": later}, {"summary": "😀" * 501}):
            with self._refused(r"[\u4e00-\u9fff]{2}"):
                model.create({"partner_id": customer.id, **vals})
        self.assertFalse(self._of(self.acme))

    # --- last contact ---------------------------------------------------

    def test_last_contact_after_changes(self):
        first = self.env["trade.interaction"].create(
            {
                "partner_id": self.acme.id,
                "date": datetime(2026, 1, 1, 8),
                "direction": "in",
            }
        )
        second = first.copy({"date": datetime(2026, 2, 1, 8), "direction": "in"})
        self.assertEqual(self.acme.trade_last_in, datetime(2026, 2, 1, 8))
        second.date = datetime(2026, 1, 15, 8)
        self.assertEqual(self.acme.trade_last_in, datetime(2026, 1, 15, 8))
        second.partner_id = self.bolt
        self.assertEqual(self.acme.trade_last_in, datetime(2026, 1, 1, 8))
        self.assertEqual(self.bolt.trade_last_in, datetime(2026, 1, 15, 8))
        first.unlink()
        self.assertFalse(self.acme.trade_last_in)

    def test_last_contact_is_kept_without_a_scan(self):
        """A new contact moves the customer's columns and reads no other contact."""
        model = self.env["trade.interaction"]
        old = [
            {
                "partner_id": self.acme.id,
                "channel": "whatsapp",
                "direction": ("in", "out")[number % 2],
                "digest": f"old{number}",
                "date": datetime(2026, 1, 1, 8) + timedelta(minutes=number),
            }
            for number in range(1000)
        ]
        model._log(old)
        # The contacts of before are changed behind the ORM: a scan would see it.
        self.env.cr.execute(
            "UPDATE trade_interaction SET date = '2026-05-01' WHERE partner_id = %s",
            [self.acme.id],
        )
        self.env.invalidate_all()
        model.with_user(self.ann).create(
            {
                "partner_id": self.acme.id,
                "date": datetime(2026, 2, 1, 8),
                "direction": "in",
            }
        )
        self.assertEqual(self.acme.trade_last_in, datetime(2026, 2, 1, 8))
        self.assertEqual(self.acme.trade_last_out, datetime(2026, 1, 2, 0, 39))
        # An older one that is filed later moves nothing back.
        model._log([{**old[0], "digest": "late", "date": datetime(2025, 1, 1)}])
        self.assertEqual(self.acme.trade_last_in, datetime(2026, 2, 1, 8))

    def test_merge_keeps_what_differs(self):
        model = self.env["trade.interaction"]
        for customer, digests in ((self.acme, "ab"), (self.free, "bc")):
            model._log(
                [
                    {
                        "partner_id": customer.id,
                        "channel": "whatsapp",
                        "direction": "in",
                        "digest": digest,
                    }
                    for digest in digests
                ]
            )
        with mute_logger("odoo.addons.base.partner.merge"):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.acme | self.free).ids, self.acme
            )
        self.assertEqual(sorted(self._of(self.acme).mapped("digest")), ["a", "b", "c"])

    def test_log_costs_the_same_for_one_and_for_many(self):
        def rows(tag, count):
            return [
                {
                    "partner_id": self.acme.id,
                    "channel": "whatsapp",
                    "direction": "in",
                    "digest": f"{tag}{number}",
                }
                for number in range(count)
            ]

        model = self.env["trade.interaction"]
        model._log(rows("warm", 1))
        self.env.flush_all()
        # One statement writes them; what other addons hang on it grows no more.
        queries = []
        for tag, count in (("one", 1), ("many", 500)):
            before = self.env.cr.sql_log_count
            model._log(rows(tag, count))
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)
        self.assertLessEqual(queries[0], 5)
