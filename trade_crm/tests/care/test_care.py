# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import doctest
from datetime import date, datetime

from freezegun import freeze_time
from odoo.addons.trade_crm import feasts as feasts_module
from odoo.addons.trade_crm.feasts import NoCalendar, feasts
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from psycopg2.extras import Json

from ..identity.common import TradeCase

DAY = date(2026, 12, 25)


@tagged("post_install", "-at_install")
class TestCare(TradeCase):
    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0)
        self.env["res.partner"].search([("trade_owner_id", "!=", False)]).filtered(
            lambda p: p.is_company
        ).write({"trade_no_care": True})
        self.env["trade.care"].search([]).unlink()
        self.acme.write({"trade_no_care": False, "email": "a@acme.example"})
        self.acme.name = "Acme"

    def customer(self, name, code, **vals):
        country = self.env["res.country"].search([("code", "=", code)])
        return self._company(
            name, self.ann, country, email=f"{name.lower()}@c.example", **vals
        )

    def plan(self, start=DAY, end=DAY):
        return self.env["trade.care"]._plan(start, end)

    def cares(self, partner, kind="holiday"):
        return self.env["trade.care"].search(
            [("partner_id", "=", partner.id), ("kind", "=", kind)]
        )

    def test_feasts(self):
        self.assertEqual(doctest.testmod(feasts_module).failed, 0)
        christmas = feasts("DE", DAY, date(2026, 12, 31), ("Christmas",))
        self.assertEqual([f.day for f in christmas], [DAY], "once, not each day of it")
        eid = feasts("SA", date(2026, 3, 1), date(2026, 4, 1), ("Eid al-Fitr",))
        self.assertEqual(len(eid), 1)
        self.assertFalse(feasts("DE", DAY, DAY, ("Diwali",)))
        muslim = feasts("DE", DAY, DAY, ("Christmas",), "Muslim owner")
        self.assertFalse(muslim, "the note tells of another religion")
        spring = feasts("DE", date(2026, 3, 1), date(2026, 4, 1), (), "穆斯林客户")
        self.assertIn("eid al fitr", {f.key.split(":")[0] for f in spring})
        with self.assertRaises(NoCalendar):
            feasts("XX", DAY, DAY)

    def test_holidays_of_countries(self):
        brazil = self.customer("Brasil", "BR")
        saudi = self.customer("Saudi", "SA")
        self.plan()
        self.assertEqual(self.cares(self.acme).date, DAY)
        self.assertEqual(self.cares(brazil).name, "Christmas Day")
        self.assertFalse(self.cares(saudi))
        brazil.lang = "en_US"
        self.plan()
        self.assertEqual(len(self.cares(brazil)), 1, "planned once")
        self.plan(DAY, date(2026, 12, 26))
        self.assertEqual(
            len(self.cares(self.acme)), 1, "the second day is the same one"
        )

    def test_a_holiday_noted_as_key_date_is_one_occasion(self):
        brazil = self.customer("Noted", "BR")
        for month, day, name in (("12", 25, "Natal"), ("12", 26, "Founder's day")):
            self.env["trade.key.date"].create(
                {
                    "partner_id": brazil.id,
                    "kind": "feast",
                    "name": name,
                    "month": month,
                    "day": day,
                }
            )
        self.plan(DAY, date(2026, 12, 26))
        self.assertEqual(self.cares(brazil).date, DAY)
        self.assertEqual(
            self.cares(brazil, "key_date").mapped("name"), ["Founder's day"]
        )

    def test_unknown_country(self):
        country = self.env["res.country"].search([("code", "=", "XK")])
        lost = self._company("Pole", self.ann, country, email="p@p.example")
        __, unknown = self.plan()
        self.assertEqual(unknown.get("XK"), 1)
        self.assertFalse(self.cares(lost))
        self.assertTrue(self.cares(self.acme), "the rest goes on")
        with freeze_time("2026-12-24"):
            said = self.env["trade.care"].with_user(self.boss).action_plan()
        self.assertIn("Kosovo", said["params"]["message"])
        with self.assertRaises(AccessError):
            self.env["trade.care"].with_user(self.ann).action_plan()

    def test_hour_of_the_customer(self):
        japan = self.customer("Tokyo", "JP")
        self.env.ref("trade_crm.care_rule_holiday").holidays = False
        self.plan(date(2027, 1, 1), date(2027, 1, 1))
        self.assertEqual(self.cares(japan).send_at, datetime(2027, 1, 1, 0, 0))
        self.assertEqual(self.cares(self.acme).send_at, datetime(2027, 1, 1, 8, 0))

    def test_birthday_and_anniversary(self):
        klaus = self.env["res.partner"].create(
            {"name": "Klaus", "parent_id": self.acme.id, "email": "k@acme.example"}
        )
        self.env["trade.key.date"].create(
            {
                "partner_id": self.acme.id,
                "contact_id": klaus.id,
                "kind": "birthday",
                "month": "02",
                "day": 29,
            }
        )
        self.plan(date(2027, 2, 27), date(2027, 3, 1))
        care = self.cares(self.acme, "birthday")
        self.assertEqual((care.date, care.contact_id), (date(2027, 2, 28), klaus))
        self.assertIn("Klaus", care.subject)
        order = self.env["sale.order"].create({"partner_id": klaus.id})
        order.action_confirm()
        order.date_order = "2024-02-29 10:00:00"
        self.env.flush_all()
        self.plan(date(2027, 2, 27), date(2027, 3, 1))
        care = self.cares(self.acme, "anniversary")
        self.assertEqual(care.date, date(2027, 2, 28))
        self.assertIn("3", care.name)

    def test_visit_by_grade(self):
        grade = self.env["trade.grade"].create(
            {"name": "Key", "code": "K", "visit_days": 30}
        )
        self.acme.trade_grade_id = grade
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01', trade_last_out ="
            " '2026-11-20' WHERE id = %s",
            [self.acme.id],
        )
        self.plan(date(2026, 12, 1), date(2026, 12, 19))
        self.assertFalse(self.cares(self.acme, "visit"))
        self.plan(date(2026, 12, 13), date(2026, 12, 20))
        visit = self.cares(self.acme, "visit")
        self.assertEqual(visit.date, date(2026, 12, 20))
        with freeze_time("2026-12-20 12:00:00"):
            self.env["trade.care"]._cron_send()
            self.env["trade.care"]._cron_send()
        self.assertEqual(visit.state, "sent")
        self.assertEqual(self.acme.activity_ids.mapped("summary"), [visit.name])
        self.assertEqual(self.acme.activity_ids.user_id, self.ann)

    def test_sent_once_when_released(self):
        self.plan()
        care = self.cares(self.acme)
        with freeze_time("2026-12-25 12:00:00"):
            self.env["trade.care"]._cron_send()
            self.assertEqual(care.state, "planned", "nobody released it")
            care.with_user(self.ann).action_release()
            self.env["trade.care"]._cron_send()
            self.env["trade.care"]._cron_send()
        self.assertEqual(care.state, "sent")
        mails = self.env["mail.mail"].search([("res_id", "=", self.acme.id)])
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.recipient_ids, self.acme)
        self.assertIn("Christmas", mails.subject)
        with self.assertRaises(UserError):
            care.with_user(self.ann).state = "planned"

    def test_by_itself(self):
        self.env.company.trade_care_send = "auto"
        self.plan()
        with freeze_time("2026-12-25 07:59:00"):
            self.env["trade.care"]._cron_send()
            self.assertEqual(self.cares(self.acme).state, "planned", "not nine there")
        with freeze_time("2026-12-25 08:01:00"):
            self.env["trade.care"]._cron_send()
        self.assertEqual(self.cares(self.acme).state, "sent")

    def test_who_gets_none(self):
        self.plan()
        care = self.cares(self.acme)
        for vals, words in (
            ({"email": False}, "no e-mail"),
            ({"email": "a@acme.example", "trade_no_care": True}, "no greetings"),
        ):
            self.acme.write(vals)
            care.invalidate_recordset()
            self.assertIn(words, care.problem)
            with self.assertRaises(UserError):
                care.action_release()
        self.acme.trade_no_care = False
        self.env["mail.blacklist"]._add("a@acme.example")
        care.invalidate_recordset()
        self.assertIn("blacklist", care.problem)
        care.state = "released"
        with freeze_time("2026-12-25 12:00:00"):
            self.env["trade.care"]._cron_send()
        self.assertEqual(care.state, "failed")
        self.assertIn("blacklist", care.reason)

    def test_day_is_over(self):
        self.plan()
        care = self.cares(self.acme)
        care.state = "released"
        with freeze_time("2026-12-28 12:00:00"):
            self.env["trade.care"]._cron_send()
        self.assertEqual(care.state, "skipped")

    def test_broken_template_and_the_rest(self):
        with self.assertRaises(ValidationError):
            self.env["mail.template"].create(
                {
                    "name": "Broken",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "subject": "{{ object.nothing_there }}",
                }
            )
        bolt = self.bolt
        bolt.write(
            {
                "trade_no_care": False,
                "email": "b@b.example",
                "country_id": self.germany.id,
                "lang": "en_US",
            }
        )
        broken = self.env["mail.template"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "trade_occasion": "holiday",
                "trade_lang": "en",
                "trade_industry_id": self.env["res.partner.industry"]
                .create({"name": "Lamps"})
                .id,
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
            }
        )
        # A field that was there when the template was saved is gone now.
        self.env.cr.execute(
            "UPDATE mail_template SET subject = %s WHERE id = %s",
            [Json({"en_US": "{{ object.nothing_there }}"}), broken.id],
        )
        broken.invalidate_recordset()
        self.acme.industry_id = self.env["res.partner.industry"].search(
            [("name", "=", "Lamps")]
        )
        self.acme.lang = "en_US"
        self.plan()
        self.assertIn("broken expression", self.cares(self.acme).problem)
        (self.cares(self.acme) | self.cares(bolt)).write({"state": "released"})
        with freeze_time("2026-12-25 12:00:00"):
            self.env["trade.care"]._cron_send()
        self.assertEqual(self.cares(self.acme).state, "failed")
        self.assertEqual(self.cares(bolt).state, "sent")

    def test_rights(self):
        self.plan()
        care = self.cares(self.acme)
        with self.assertRaises(AccessError):
            care.with_user(self.bob).read(["name"])
        with self.assertRaises(AccessError):
            care.with_user(self.ann).write({"state": "sent"})
        with self.assertRaises(AccessError):
            care.with_user(self.ann).date = "2030-01-01"

    def test_switched_off(self):
        self.env["res.company"].search([]).trade_care = False
        self.assertEqual(self.plan(), (0, {}))


@tagged("post_install", "-at_install")
class TestTemplate(TradeCase):
    def template(self, **vals):
        return self.env["mail.template"].create(
            {
                "name": "T",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "trade_occasion": "comparing_competitor",
                "trade_lang": "en",
                "subject": "For {contact}",
                "body_html": "<p>{contact}, your {last_order}: {said}</p>",
                **vals,
            }
        )

    def setUp(self):
        super().setUp()
        self.klaus = self.env["res.partner"].create(
            {"name": "Klaus <b>", "parent_id": self.acme.id, "email": "k@a.example"}
        )

    def signal(self):
        return self.env["trade.signal"].create(
            {
                "partner_id": self.acme.id,
                "contact_id": self.klaus.id,
                "kind": "comparing_competitor",
                "excerpt": "We compare.",
                "date": "2026-01-01",
                "confidence": 0.9,
            }
        )

    def test_missing_fact_shows_and_stops(self):
        template = self.template(user_id=self.ann.id)
        action = self.signal().with_user(self.ann).action_write()
        context = action["context"]
        self.assertEqual(context["default_subject"], "For Klaus <b>")
        self.assertIn("Klaus &lt;b&gt;", context["default_body"])
        self.assertIn("⟦last order⟧", context["default_body"])
        self.assertIn("last order", action["name"])
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.ann)
            .with_context(**context)
            .create({})
        )
        with self.assertRaises(UserError) as caught:
            composer.action_send_mail()
        self.assertIn("last order", str(caught.exception))
        composer.body = "<p>Klaus, hello</p>"
        composer.action_send_mail()
        with self.assertRaises(UserError):
            template.send_mail(self.klaus.id)

    def test_facts_are_filled(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .create({"name": "Lamp"})
                            .id
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        self.template(body_html="<p>{last_order} {last_product} {customer}</p>")
        __, body, missing = (
            self.env["mail.template"]
            ._trade_find(self.klaus, "comparing_competitor")
            ._trade_render(self.klaus)
        )
        self.assertFalse(missing)
        self.assertIn(f"{order.name} Lamp Acme Handels GmbH", body)

    def test_unknown_fact_is_refused(self):
        with self.assertRaises(ValidationError) as caught:
            self.template(body_html="<p>{shoe_size}</p>")
        self.assertIn("shoe_size", str(caught.exception))
        self.assertIn("{last_order}", str(caught.exception))

    def test_best_template(self):
        find = self.env["mail.template"].with_user(self.ann)._trade_find
        general = self.template(trade_lang="en", name="A")
        self.klaus.lang = "en_US"
        german = self.template(trade_lang="de", name="B")
        industry = self.env["res.partner.industry"].create({"name": "Lamps"})
        lamps = self.template(trade_lang="en", name="C", trade_industry_id=industry.id)
        others = self.template(trade_lang="en", name="D", user_id=self.bob.id)
        self.assertNotIn(
            find(self.klaus, "comparing_competitor"), german | lamps | others
        )
        self.acme.industry_id = industry
        self.assertEqual(find(self.klaus, "comparing_competitor"), lamps)
        self.acme.industry_id = False
        own = self.template(trade_lang="en", name="E", user_id=self.ann.id)
        self.assertEqual(find(self.klaus, "comparing_competitor"), own)
        self.assertTrue(general)
