# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..identity.common import TradeCase


class LineCase(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.klaus = cls.env["res.partner"].create(
            {"name": "Klaus Weber", "parent_id": cls.acme.id}
        )
        cls.usd = cls.env.ref("base.USD")

    def _as_ann(self, model):
        return self.env[model].with_user(self.ann)


@tagged("post_install", "-at_install")
class TestKeyDate(LineCase):
    def _birthday(self, **vals):
        return self._as_ann("trade.key.date").create(
            {
                "partner_id": self.acme.id,
                "contact_id": self.klaus.id,
                "kind": "birthday",
                "month": "03",
                "day": 14,
                **vals,
            }
        )

    def test_the_30th_of_february_is_refused(self):
        for month, day, year in (
            ("02", 30, 0),
            ("02", 29, 2023),
            ("02", 29, 1900),
            ("04", 31, 1990),
            ("01", 32, 0),
            ("01", 0, 0),
            ("01", -1, 0),
        ):
            with self._refused("There is no"):
                self._birthday(month=month, day=day, year=year)
        self.assertFalse(self.acme.trade_key_date_ids)
        with self._refused("There is no 30 February in the calendar"):
            self._birthday(month="02", day=30)

    def test_the_29th_of_february_comes_every_year(self):
        birthday = self._birthday(month="02", day=29, year=1984)
        for today, then, years in (
            ("2026-11-23", date(2027, 2, 28), 43),
            ("2028-02-28", date(2028, 2, 29), 44),
            ("2028-02-29", date(2028, 2, 29), 44),
            ("2028-03-01", date(2029, 2, 28), 45),
        ):
            with freeze_time(today):
                birthday.invalidate_recordset(["next_date", "years"])
                self.assertEqual(birthday.next_date, then)
                self.assertEqual(birthday.years, years)

    def test_a_birthday_in_the_future_is_refused(self):
        self.ann.tz = "UTC"
        with freeze_time("2026-11-23 12:00:00"):
            for year, month, day in ((2026, "11", 24), (2026, "12", 1)):
                with self._refused("lies in the future"):
                    self._birthday(year=year, month=month, day=day)
            with self._refused("The year 2027 can't be"):
                self._birthday(year=2027)
            self._birthday(year=2026, month="11", day=23)

    def test_years_that_cannot_be(self):
        for year, words in (
            (1850, "Nobody is alive"),
            (90, "can't be"),
            (-5, "can't be"),
            (99999, "can't be"),
            (10**12, "as in a calendar"),
        ):
            with self._refused(words):
                self._birthday(year=year)
        self._birthday(year=0)

    def test_whose_birthday(self):
        with self._refused("whose birthday"):
            self._birthday(contact_id=False)
        self._birthday()
        with self._refused("has a birthday"):
            self._birthday(day=15)
        person = self.env["res.partner"].create(
            {"name": "A Person of Her Own", "user_id": self.ann.id}
        )
        self._birthday(partner_id=person.id, contact_id=False)

    def test_an_occasion_has_a_name(self):
        for kind in ("feast", "other"):
            with self._refused("what is celebrated"):
                self._birthday(kind=kind, contact_id=False)
        self._birthday(kind="feast", contact_id=False, name="Diwali")

    def test_a_strangers_contact(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "parent_id": self.free.id}
        )
        birthday = self._birthday()
        # The person decides: what is filed on somebody goes with the somebody.
        birthday.contact_id = stranger
        self.assertEqual(birthday.partner_id, self.free)
        with self._refused("is no contact of"):
            birthday.write({"partner_id": self.acme.id, "contact_id": stranger.id})

    def test_who_changes_jobs_takes_the_birthday_along(self):
        birthday = self._birthday()
        self.klaus.parent_id = self.free
        self.assertEqual(birthday.partner_id, self.free)
        self.assertFalse(self.acme.trade_key_date_ids)

    def test_filed_on_the_person(self):
        self.klaus.with_user(self.ann).trade_own_key_date_ids = [
            Command.create({"month": "05", "day": 1})
        ]
        self.assertEqual(self.acme.trade_key_date_ids.contact_id, self.klaus)
        direct = self._birthday(
            partner_id=self.klaus.id, contact_id=False, kind="other", name="x"
        )
        self.assertEqual(direct.contact_id, self.klaus)
        self.assertEqual(direct.partner_id, self.acme)

    def test_search_by_the_next_time(self):
        """Every comparison finds what reading each record would find."""
        dates = self._as_ann("trade.key.date")
        for month, day in (
            (1, 5),
            (2, 28),
            (2, 29),
            (3, 1),
            (11, 22),
            (11, 23),
            (12, 31),
        ):
            dates |= self._birthday(
                kind="other", name=f"{month}/{day}", month=f"{month:02}", day=day
            )
        for today in ("2026-11-23", "2027-02-28", "2028-02-28", "2028-03-01"):
            with freeze_time(today):
                dates.invalidate_recordset(["next_date"])
                now = fields.Date.today()
                for days in (-1, 0, 1, 30, 43, 100, 365, 366, 1000):
                    limit = now + timedelta(days=days)
                    for operator, test in (
                        ("<=", lambda d, limit=limit: d <= limit),
                        ("<", lambda d, limit=limit: d < limit),
                        (">", lambda d, limit=limit: d > limit),
                        (">=", lambda d, limit=limit: d >= limit),
                        ("=", lambda d, limit=limit: d == limit),
                    ):
                        found = dates.search(
                            [
                                ("id", "in", dates.ids),
                                ("next_date", operator, fields.Date.to_string(limit)),
                            ]
                        )
                        self.assertEqual(
                            found,
                            dates.filtered(lambda d, test=test: test(d.next_date)),
                            (today, operator, days),
                        )

    def test_customers_with_a_day_to_mind(self):
        self._birthday(month="12", day=1)
        with freeze_time("2026-11-23"):
            found = self._as_ann("res.partner").search(
                [
                    ("is_company", "=", True),
                    ("trade_key_date_ids.next_date", "<=", "2026-12-23"),
                ]
            )
        self.assertEqual(found & (self.acme | self.free), self.acme)


@tagged("post_install", "-at_install")
class TestSocial(LineCase):
    def _account(self, kind, account, **vals):
        return self._as_ann("trade.social").create(
            {"partner_id": self.acme.id, "kind": kind, "account": account, **vals}
        )

    def test_opens_in_one_click(self):
        account = self._account("whatsapp", "0160 98765432")
        self.assertEqual(account.account, "+4916098765432")
        self.assertEqual(
            account.action_open(),
            {
                "type": "ir.actions.act_url",
                "url": "https://wa.me/4916098765432",
                "target": "new",
            },
        )
        account.account = "+49 160 11111111"
        self.assertEqual(account.url, "https://wa.me/4916011111111")

    def test_refused(self):
        for kind, account, words in (
            ("whatsapp", "call me", "WhatsApp could reach"),
            ("wechat", "微信号", "no WeChat ID"),
            ("linkedin", "https://linkedin.com.evil.example/in/x1", "no LinkedIn"),
            ("facebook", "abc", "no Facebook"),
            ("other", "javascript:alert(1)", "must begin with https"),
            ("other", "😀" * 200, "no web address"),
        ):
            with self._refused(words):
                self._account(kind, account)
        self.assertFalse(self.acme.trade_social_ids)
        good = self._account("facebook", "acme.handels")
        with self._refused("no LinkedIn"):
            good.write({"kind": "linkedin", "account": "a/b"})

    def test_twice(self):
        self._as_ann("trade.social").create(
            {"partner_id": self.acme.id, "account": "+49 160 98765432"}
        )
        self.assertEqual(self.acme.trade_social_ids.kind, "whatsapp")
        with self._refused("already"):
            self._account("whatsapp", "0160-98765432", contact_id=self.klaus.id)
        self._account("wechat", "acme_handels")


@tagged("post_install", "-at_install")
class TestInterestAndCompetitor(LineCase):
    def test_name_from_the_product(self):
        product = self.env["product.template"].create({"name": "Cordless drill"})
        form = Form(self.acme.with_user(self.ann))
        with form.trade_interest_ids.new() as line:
            line.product_tmpl_id = product
            self.assertEqual(line.name, "Cordless drill")
        form.save()
        interest = self.acme.trade_interest_ids
        product.unlink()
        self.assertEqual(interest.name, "Cordless drill")

    def test_refused(self):
        interests = self._as_ann("trade.interest")
        for vals, words in (
            ({"hs_code": "84AB"}, "written in digits"),
            ({"hs_code": "846"}, "4 digits"),
            ({"hs_code": "7701"}, "no such chapter"),
            ({"target_price": 5}, "in which currency"),
        ):
            with self._refused(words):
                interests.create({"partner_id": self.acme.id, "name": "Drill", **vals})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            interests.create(
                {"partner_id": self.acme.id, "name": "Drill", "yearly_quantity": -1}
            )

    def test_an_unknown_price_is_no_zero(self):
        interests = self._as_ann("trade.interest")
        vals = {"partner_id": self.acme.id, "name": "Drill", "currency_id": self.usd.id}
        without, zero, dear = interests.create(
            [
                vals,
                {**vals, "target_price": 0, "yearly_quantity": 0},
                {**vals, "target_price": 4.5, "yearly_quantity": 300},
            ]
        )
        interests.env.flush_all()
        interests.env.invalidate_all()
        for interest in without + zero:
            self.assertIs(interest.target_price, False)
            self.assertIs(
                interest.read(["yearly_quantity"])[0]["yearly_quantity"], False
            )
        self.assertEqual((dear.target_price, dear.yearly_quantity), (4.5, 300))
        mine = [("partner_id", "=", self.acme.id)]
        self.assertEqual(interests.search([*mine, ("target_price", ">", 0)]), dear)
        dear.target_price = 0
        self.assertIs(dear.target_price, False)
        found = interests.search(
            [("partner_id", "=", self.acme.id), ("target_price", "=", False)]
        )
        self.assertEqual(found, without + zero + dear)

    def test_offer(self):
        rival = self._as_ann("trade.competitor").create(
            {"name": "Liheng Tools", "website": "www.liheng.example"}
        )
        self.assertEqual(rival.website, "https://www.liheng.example")
        offers = self._as_ann("trade.competitor.offer")
        vals = {
            "partner_id": self.acme.id,
            "competitor_id": rival.id,
            "product": "Drill",
            "price": 39.9,
            "currency_id": self.usd.id,
        }
        offers.create([vals, vals])
        self.assertEqual(rival.customer_count, 1)
        tomorrow = fields.Date.context_today(offers) + timedelta(days=1)
        for wrong, words in (
            ({"date_since": tomorrow}, "in the future"),
            ({"currency_id": False}, "in which currency"),
            ({"partner_id": self.klaus.id}, "is a contact of"),
        ):
            with self._refused(words):
                offers.create({**vals, **wrong})
        with self._refused("no web address"):
            rival.website = "none"
        action = rival.action_open_customers()
        found = self._as_ann("res.partner").search(action["domain"])
        self.assertEqual(found, self.acme)

    @mute_logger("odoo.sql_db")
    def test_a_competitor_is_filed_once(self):
        competitors = self._as_ann("trade.competitor")
        competitors.create({"name": "Liheng Tools"})
        with self.assertRaises(IntegrityError):
            competitors.create({"name": "LIHENG tools"})

    def test_a_flood_of_signs_is_no_name(self):
        competitors = self._as_ann("trade.competitor")
        for name, words in (("😀" * 5000, "at most 250"), ("<b>x</b>", "HTML")):
            with self._refused(words):
                competitors.create({"name": name})
            with self._refused(words):
                competitors.create({"name": "Fengyao"}).name = name

    def test_a_flood_of_emoji_is_refused_everywhere(self):
        """With the field's name and the limit, and nothing half-saved."""
        flood = "🎉" * 501
        rival = self.env["trade.competitor"].create({"name": "Liheng Tools"})
        for model, vals in (
            ("trade.interest", {"name": flood}),
            ("trade.interest", {"name": "Saw", "note": flood}),
            (
                "trade.competitor.offer",
                {"competitor_id": rival.id, "product": "Saw", "note": flood},
            ),
            (
                "trade.social",
                {"kind": "wechat", "account": "acme_handel", "note": flood},
            ),
            (
                "trade.key.date",
                {"kind": "feast", "name": flood, "month": "05", "day": 1},
            ),
        ):
            records = self._as_ann(model)
            with self.subTest(model=model), self._refused("501 .* at most 500"):
                records.create({"partner_id": self.acme.id, **vals})
            self.assertFalse(records.search([("partner_id", "=", self.acme.id)]))
        customer = self.acme.with_user(self.ann)
        for name in ("trade_terms_note", "trade_lost_note"):
            with self._refused("501 .* at most 500"):
                customer.write({name: flood, "trade_founded": 1990})
        with self._refused("at most 250"):
            customer.name = flood
        self.assertFalse(self.acme.trade_founded)

    def test_merged_customers_keep_their_lines(self):
        double = self._company("Acme Handel", self.ann)
        rival = self.env["trade.competitor"].create({"name": "Liheng Tools"})
        self.env["trade.competitor.offer"].create(
            {"partner_id": double.id, "competitor_id": rival.id, "product": "Saw"}
        )
        self.env["trade.social"].create(
            {"partner_id": double.id, "kind": "wechat", "account": "acme_handel"}
        )
        double.trade_founded = 1990
        march = self.env.ref("trade_crm.month_03")
        double.trade_peak_month_ids = march
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.acme | double).ids, self.acme
        )
        self.acme.invalidate_recordset()
        self.assertEqual(self.acme.trade_offer_ids.product, "Saw")
        self.assertEqual(self.acme.trade_social_ids.account, "acme_handel")
        self.assertEqual(self.acme.trade_founded, 1990)
        self.assertEqual(self.acme.trade_peak_month_ids, march)
