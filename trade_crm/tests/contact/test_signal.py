# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.addons.trade_crm.models.contact.interaction_signal import BATCH
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..identity.common import TradeCase

SAID = "We are comparing with a supplier in Shanghai."


@tagged("post_install", "-at_install")
class TestSignal(TradeCase):
    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0)
        self.env.cr.execute("UPDATE trade_interaction SET signals_due = NULL")

    def read_all(self):
        self.env["trade.interaction"]._cron_read_signals()
        return self.env["trade.signal"].search([("partner_id", "=", self.acme.id)])

    def mail_in(self, body, subject="Re: offer", customer=None):
        customer = customer or self.acme
        return customer.message_post(
            body=body,
            body_is_html=True,
            subject=subject,
            author_id=customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    def test_read_text_writes_nothing(self):
        before = self.env["trade.signal"].search_count([])
        found = self.env["trade.signal"].with_user(self.ann).read_text(SAID)
        self.assertEqual([row["kind"] for row in found], ["comparing_competitor"])
        self.assertEqual(found[0]["excerpt"], SAID)
        self.assertFalse(found[0]["competitor"], "a place is no name")
        self.assertTrue(0 < found[0]["confidence"] <= 1)
        self.assertEqual(self.env["trade.signal"].search_count([]), before)
        self.assertEqual(self.env["trade.signal"].read_text(""), [])
        self.assertEqual(self.env["trade.signal"].read_text(False, "de_DE"), [])

    def test_mail_becomes_signal_once(self):
        self.mail_in(f"<p>Hello</p><p>{SAID}</p><blockquote>Best price?</blockquote>")
        signal = self.read_all()
        self.assertEqual(signal.kind, "comparing_competitor")
        self.assertEqual(signal.excerpt, SAID)
        self.assertFalse(signal.competitor, "a place is no name")
        self.assertIn("inspection certificates", signal.proposal)
        self.assertIn(self.env.ref("trade_crm.tag_comparing"), self.acme.category_id)
        self.assertEqual(self.read_all(), signal, "nothing is due again")
        signal.interaction_id._mark_signals_due()
        self.assertEqual(self.read_all(), signal, "read again, told once")

    def test_what_is_read(self):
        """Our own mails, orders and answered subjects are not the customer's words."""
        self.acme.with_user(self.ann).message_post(
            body=SAID,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.acme.ids,
        )
        self.mail_in("<p>Thank you.</p>", subject="Re: urgent order")
        self.assertFalse(self.read_all())
        self.mail_in("<p>See below.</p>", subject="Urgent order")
        self.assertEqual(self.read_all().kind, "urgent")

    def test_words_added_by_hand(self):
        interaction_id = self.acme.with_user(self.ann).trade_log_interaction("wechat")
        self.assertFalse(self.read_all())
        interaction = self.env["trade.interaction"].browse(interaction_id)
        interaction.with_user(self.ann).body = f"<p>{SAID}</p>"
        self.assertEqual(self.read_all().interaction_id, interaction)

    def test_own_notes(self):
        """A note is our own thought; a logged talk reports what the customer said."""
        interactions = self.env["trade.interaction"].with_user(self.ann)
        vals = {"partner_id": self.acme.id, "body": f"<p>{SAID}</p>"}
        interactions.create({**vals, "channel": "note"})
        self.assertFalse(self.read_all())
        said = interactions.create(
            {**vals, "channel": "visit", "body": "<p>We offered him a discount.</p>"}
        )
        self.assertFalse(self.read_all())
        said.body = f"<p>We offered him a discount. {SAID}</p>"
        self.assertEqual(self.read_all().kind, "comparing_competitor")

    def test_switched_off(self):
        self.env.company.trade_read_signals = False
        self.mail_in(SAID)
        self.assertFalse(self.read_all())
        self.env.company.trade_read_signals = True
        self.env["res.config.settings"].create({}).action_trade_read_older()
        self.assertEqual(self.read_all().kind, "comparing_competitor")

    def test_kind_switched_off(self):
        self.env.ref("trade_crm.signal_step_comparing").active = False
        self.mail_in(SAID)
        self.assertFalse(self.read_all())

    def test_batches(self):
        self.env["trade.interaction"]._log(
            [
                {
                    "partner_id": self.acme.id,
                    "channel": "whatsapp",
                    "direction": "in",
                    "body": SAID,
                    "digest": f"s{number}",
                }
                for number in range(BATCH + 20)
            ]
        )
        self.assertEqual(self.env["trade.interaction"]._read_signals_batch(), BATCH)
        self.assertEqual(self.env["trade.interaction"]._signals_left(), 20)
        self.assertEqual(len(self.read_all()), BATCH + 20)

    def test_queries_do_not_grow(self):
        interactions = self.env["trade.interaction"]

        def batch(size, name):
            interactions._log(
                [
                    {
                        "partner_id": self.acme.id,
                        "channel": "whatsapp",
                        "direction": "in",
                        "body": SAID,
                        "digest": f"{name}{number}",
                    }
                    for number in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            interactions._read_signals_batch()
            return self.env.cr.sql_log_count - before

        batch(1, "warm")
        self.assertLessEqual(batch(100, "many"), batch(2, "few") + 1)

    def test_one_click(self):
        self.mail_in(SAID)
        signal = self.read_all()
        signal.with_user(self.ann).action_schedule()
        activity = signal.activity_id
        self.assertEqual(activity.res_id, self.acme.id)
        self.assertEqual(activity.user_id, self.ann)
        self.assertIn("inspection certificates", activity.summary)
        self.assertIn("supplier in Shanghai", activity.note)
        self.assertEqual(signal.state, "done")
        signal.with_user(self.ann).action_schedule()
        self.assertEqual(signal.activity_id, activity, "a second click plans nothing")

    def test_rights(self):
        self.mail_in(SAID)
        signal = self.read_all()
        self.assertEqual(signal.with_user(self.ann).kind, "comparing_competitor")
        self.assertEqual(signal.with_user(self.boss).kind, "comparing_competitor")
        with self.assertRaises(AccessError):
            signal.with_user(self.bob).read(["excerpt"])
        with self.assertRaises(AccessError):
            signal.with_user(self.bob).action_schedule()
        with self.assertRaises(AccessError):
            signal.with_user(self.clerk).read(["excerpt"])
        with self.assertRaises(UserError):
            signal.with_user(self.ann).excerpt = "Other"
        with self.assertRaises(AccessError):
            self.env["trade.signal.rule"].with_user(self.boss).search([])[
                :1
            ].pattern = "x"

    def test_rules_are_data(self):
        rules = self.env["trade.signal.rule"]
        rule = rules.create({"kind": "urgent", "lang": "en", "pattern": "chop chop"})
        found = self.env["trade.signal"].read_text("Chop chop!")
        self.assertEqual([row["rule_id"] for row in found], rule.ids)
        rule.active = False
        self.assertFalse(self.env["trade.signal"].read_text("Chop chop!"))
        shipped = rules.search([("code", "=", "en.urgent")])
        shipped.pattern = "chop chop"
        self.assertTrue(shipped.is_edited)
        rules._load_shipped()
        self.assertEqual(shipped.pattern, "chop chop", "an own version stays")
        shipped.action_restore()
        self.assertIn("asap", shipped.pattern)
        self.assertFalse(shipped.is_edited)

    def test_new_versions_renew_what_takes_back(self):
        rules = self.env["trade.signal.rule"].with_context(trade_shipping=True)
        rule = rules.search([("code", "=", "en.urgent")])
        before = rule.unless
        rule.unless = "an older version"
        rules._load_shipped()
        self.assertEqual(rule.unless, before)

    def test_names_of_rules(self):
        rules = self.env["trade.signal.rule"]
        shipped = rules.search([("code", "=", "en.urgent")])
        own = rules.create(
            {"kind": "urgent", "lang": "en", "pattern": "chop", "name": "Chop chop"}
        )
        self.assertEqual(shipped.display_name, "English: Urgent")
        self.assertEqual(own.display_name, "Chop chop")
        shipped.name = "Something else"
        self.assertEqual(shipped.display_name, "English: Urgent")

    def test_bad_rules(self):
        rules = self.env["trade.signal.rule"]
        for pattern, words in (
            ("/(a+)+$/", "could take too long"),
            ("price (high", "bracket"),
            ("@nowhere", "nowhere"),
        ):
            with self.assertRaises(ValidationError) as caught:
                rules.create({"kind": "urgent", "lang": "en", "pattern": pattern})
            self.assertIn(words, str(caught.exception))
        words = self.env["trade.signal.word"].search(
            [("lang", "=", "en"), ("name", "=", "price")]
        )
        with self.assertRaises(ValidationError):
            words.words = "(price"
        with self.assertRaises(ValidationError):
            words.unlink()

    def test_try_it(self):
        trial = self.env["trade.signal.try"].create({"text": f"{SAID}\n\n> old price?"})
        self.assertIn("<mark>comparing</mark>", trial.result)
        self.assertIn("Shanghai", trial.result)
        self.assertNotIn("old price", trial.kept)
        rule = self.env["trade.signal.rule"].new(
            {"kind": "urgent", "lang": "en", "pattern": "chop", "try_text": "chop < 5"}
        )
        self.assertIn("<mark>chop</mark>", rule.try_result)
        self.assertIn("&lt; 5", rule.try_result)
        rule.pattern = "(chop"
        self.assertIn("bracket", rule.try_result)

    def test_goes_out_of_date(self):
        """60 days for a comparison by default; what was taken up stays taken up."""
        step = self.env.ref("trade_crm.signal_step_comparing")
        self.assertEqual(step.lapse_days, 60)
        self.mail_in(SAID)
        signal = self.read_all()
        now = fields.Datetime.now()
        signal.sudo().date = fields.Datetime.subtract(now, days=59)
        self.read_all()
        self.assertEqual(signal.state, "new")
        signal.sudo().date = fields.Datetime.subtract(now, days=61)
        self.read_all()
        self.assertEqual(signal.state, "lapsed")
        self.assertFalse(self.acme.trade_signal_ids)
        self.assertFalse(self.acme.trade_signal_count)
        signal.state = "done"
        self.read_all()
        self.assertEqual(signal.state, "done")
        signal.state = "new"
        step.lapse_days = 0
        self.read_all()
        self.assertEqual(signal.state, "new", "0 days: never")

    def test_dates(self):
        self.mail_in(SAID)
        signal = self.read_all()
        self.assertEqual(signal.date, signal.interaction_id.date)
        self.assertLessEqual(signal.date, fields.Datetime.now())
