# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What people type, checked without Odoo: by example and by property."""

from calendar import isleap, monthrange
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.trade_crm.formats import (
    FormatError,
    day_exists,
    hs_code,
    hs_prefix,
    local_moment,
    locode,
    next_day,
    recurring_days,
    social_account,
    web_address,
    zone_of_country,
)
from odoo.tests import BaseCase, tagged

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTH_DAYS = st.integers(1, 12).flatmap(
    lambda month: st.tuples(st.just(month), st.integers(1, monthrange(2000, month)[1]))
)


class FormatCase(BaseCase):
    def refused(self, reason, call, *arguments):
        with self.assertRaises(FormatError, msg=str(arguments)) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.reason, reason, arguments)


@tagged("standard", "at_install")
class TestHsCode(FormatCase):
    def test_written_in_many_ways(self):
        for typed, normal in (
            ("8467", "8467"),
            ("84.67", "8467"),
            ("846721", "8467.21"),
            (" 8467 21 ", "8467.21"),
            ("8467.21.00", "8467.21.00"),
            ("8467-2100-10", "8467.21.00.10"),
            ("８４６７．２１", "8467.21"),  # full-width, as Chinese keyboards give
            ("846721000", "8467.21.00.0"),  # Japan: nine digits
            ("8467210000101", "8467.21.00.00.10.1"),  # China: thirteen
        ):
            self.assertEqual(hs_code(typed), normal)

    def test_refused(self):
        for typed in ("", None, "drill", "8467.2A", "8467/21", "-", "８４六七"):
            self.refused("characters", hs_code, typed)
        for typed in ("1", "84", "846", "84672", "8467210", "84672100000000"):
            self.refused("length", hs_code, typed)
        for typed in ("0067", "7700", "7701.10", "8400", "8400.10"):
            self.refused("chapter", hs_code, typed)

    @given(st.integers(1, 99), st.integers(1, 99), st.sampled_from([0, 2, 4, 5, 6]))
    def test_a_normal_code_stays(self, chapter, heading, more):
        if chapter == 77:
            return
        code = hs_code(f"{chapter:02}{heading:02}" + "3" * more)
        self.assertEqual(hs_code(code), code)
        self.assertEqual(code.replace(".", "")[:4], f"{chapter:02}{heading:02}")

    @given(st.text("0123456789", min_size=4, max_size=13), st.integers(1, 13))
    def test_what_begins_alike_is_found(self, digits, length):
        """Any beginning of a code, however dotted, begins the code as it is kept."""
        try:
            code = hs_code(digits)
        except FormatError:
            return
        self.assertTrue(code.startswith(hs_prefix(digits[:length])))

    def test_a_prefix_of_words_is_none(self):
        for typed in ("drill", "", None, "84%", "1" * 14):
            self.assertEqual(hs_prefix(typed), "")


@tagged("standard", "at_install")
class TestLocode(FormatCase):
    def test_normal_form(self):
        for typed in ("DEHAM", "de ham", " deham ", "ＤＥＨＡＭ"):
            self.assertEqual(locode(typed, "DE"), "DEHAM")

    def test_refused(self):
        for typed in ("", None, "HAM", "DEHAMB", "D3HAM", "DEH0M", "德国汉堡港"):
            self.refused("form", locode, typed)
        self.refused("country", locode, "DEHAM", "NL")


@tagged("standard", "at_install")
class TestWebAddress(FormatCase):
    def test_accepted(self):
        for typed, normal in (
            ("www.hansewerk.example", "https://www.hansewerk.example"),
            (" http://a-b.de/x?y=1#z ", "http://a-b.de/x?y=1#z"),
            ("HTTPS://Example.COM", "https://Example.COM"),
            ("müller.de", "https://müller.de"),
            ("例子.中国", "https://例子.中国"),
            ("مثال.إختبار", "https://مثال.إختبار"),
            ("हिन्दी.भारत", "https://हिन्दी.भारत"),
            ("shop.example:8080/a", "https://shop.example:8080/a"),
        ):
            self.assertEqual(web_address(typed), normal)

    def test_refused(self):
        for reason, typed in (
            ("empty", ""),
            ("empty", "   "),
            ("space", "www.hanse werk.de"),
            ("space", "www.a.de\nwww.b.de"),
            ("scheme", "javascript:alert(1)"),
            ("scheme", "javascript://www.a.de/%0aalert(1)"),
            ("scheme", "ftp://a.example"),
            ("scheme", "mailto:a@b.example"),
            ("mail", "info@hansewerk.example"),
            ("mail", "https://user:secret@host.example"),
            ("host", "hansewerk"),
            ("host", "https://"),
            ("host", "www..de"),
            ("host", ".de"),
            ("host", "-a.de"),
            ("host", "a_b.de"),
            ("host", "10.0.0.1"),
            ("host", "none.123"),
            ("host", "a.de:port"),
            ("host", "a.de:99999"),
            ("host", "😀😀😀.com"),
            ("host", "x" * 64 + ".de"),
            ("host", ".".join(["abcdefgh"] * 30)),
            ("long", "a.de/" + "x" * 2000),
        ):
            self.refused(reason, web_address, typed)

    @given(st.text(max_size=60))
    def test_never_breaks_and_never_runs(self, typed):
        """Whatever is typed: an address over the web, or a reason."""
        try:
            address = web_address(typed)
        except FormatError:
            return
        self.assertRegex(address, r"\A(?s:https?://\S+)\Z")
        self.assertEqual(web_address(address), address)


@tagged("standard", "at_install")
class TestSocialAccount(FormatCase):
    def test_one_form_whatever_is_typed(self):
        for kind, typed, country, account, url in (
            ("whatsapp", "+49 160 98765432", None, "+4916098765432",
             "https://wa.me/4916098765432"),
            ("whatsapp", "0160/98765432", "DE", "+4916098765432",
             "https://wa.me/4916098765432"),
            ("whatsapp", "https://wa.me/4916098765432", None, "+4916098765432",
             "https://wa.me/4916098765432"),
            ("wechat", "wxid_x7k2m9qa", None, "wxid_x7k2m9qa",
             "weixin://dl/chat?wxid_x7k2m9qa"),
            ("wechat", "138 0013 8000", "CN", "+8613800138000",
             "weixin://dl/chat?%2B8613800138000"),
            ("linkedin", "https://de.linkedin.com/in/katrin-ahlers/?x=1", None,
             "in/katrin-ahlers", "https://www.linkedin.com/in/katrin-ahlers"),
            ("linkedin", "linkedin.com/company/hansewerk", None,
             "company/hansewerk", "https://www.linkedin.com/company/hansewerk"),
            ("linkedin", "katrin-ahlers", None, "in/katrin-ahlers",
             "https://www.linkedin.com/in/katrin-ahlers"),
            ("facebook", "https://m.facebook.com/hansewerk.de?ref=1", None,
             "hansewerk.de", "https://www.facebook.com/hansewerk.de"),
            ("facebook", "https://www.facebook.com/profile.php?id=100012345", None,
             "100012345", "https://www.facebook.com/100012345"),
            ("facebook", "@hansewerk", None, "hansewerk",
             "https://www.facebook.com/hansewerk"),
            ("other", "t.me/hansewerk", None, "https://t.me/hansewerk",
             "https://t.me/hansewerk"),
        ):  # fmt: skip
            self.assertEqual(social_account(kind, typed, country), (account, url))
            # What is kept is read as the same again.
            self.assertEqual(social_account(kind, account, None), (account, url))

    def test_refused(self):
        for reason, kind, typed in (
            ("empty", "whatsapp", " "),
            ("long", "other", "https://a.de/" + "x" * 300),
            ("phone", "whatsapp", "0160 98765432"),  # no country is known
            ("phone", "whatsapp", "klaus"),
            ("phone", "whatsapp", "+49 1"),
            ("phone", "whatsapp", "+49 160 98765432; drop"),
            ("wechat", "wechat", "abc"),
            ("wechat", "wechat", "名字很长很长很长"),
            ("wechat", "wechat", "a" * 21),
            ("linkedin", "linkedin", "https://linkedin.com.evil.example/in/katrin"),
            ("linkedin", "linkedin", "https://evil.example/linkedin.com/in/katrin"),
            ("linkedin", "linkedin", "linkedin.com/feed"),
            ("linkedin", "linkedin", "javascript:alert(1)//linkedin.com/in/katrin"),
            ("facebook", "facebook", "https://notfacebook.com/hansewerk"),
            ("facebook", "facebook", "abc"),
            ("scheme", "other", "javascript:alert(1)"),
            ("host", "other", "zalo"),
        ):
            self.refused(reason, social_account, kind, typed)

    @given(
        st.sampled_from(["whatsapp", "wechat", "linkedin", "facebook", "other"]),
        st.text(max_size=60),
    )
    def test_opens_nothing_else(self, kind, typed):
        try:
            url = social_account(kind, typed, "DE")[1]
        except FormatError:
            return
        start = {
            "whatsapp": "https://wa.me/",
            "wechat": "weixin://dl/chat?",
            "linkedin": "https://www.linkedin.com/",
            "facebook": "https://www.facebook.com/",
        }.get(kind, "http")
        self.assertTrue(url.startswith(start), url)


@tagged("standard", "at_install")
class TestDays(BaseCase):
    def test_days_of_the_calendar(self):
        for month, day, year, there in (
            (2, 30, None, False),
            (2, 29, None, True),
            (2, 29, 2024, True),
            (2, 29, 2023, False),
            (2, 29, 1900, False),
            (2, 29, 2000, True),
            (4, 31, None, False),
            (12, 31, None, True),
            (0, 1, None, False),
            (13, 1, None, False),
            (1, 0, None, False),
            (1, -1, None, False),
        ):
            self.assertEqual(day_exists(month, day, year), there, (month, day, year))

    def test_next_time(self):
        for month, day, today, then in (
            (3, 14, date(2026, 3, 14), date(2026, 3, 14)),
            (3, 14, date(2026, 3, 15), date(2027, 3, 14)),
            (1, 5, date(2026, 12, 31), date(2027, 1, 5)),
            (2, 29, date(2026, 1, 1), date(2026, 2, 28)),
            (2, 29, date(2027, 3, 1), date(2028, 2, 29)),
            (2, 29, date(2028, 2, 29), date(2028, 2, 29)),
        ):
            self.assertEqual(next_day(month, day, today), then)

    @given(MONTH_DAYS, DAYS)
    def test_the_next_time_is_the_first_one(self, pair, today):
        then = next_day(*pair, today)
        self.assertTrue(today <= then <= today + timedelta(days=366))
        if pair != (2, 29) or isleap(then.year):
            self.assertEqual((then.month, then.day), pair)
        else:
            self.assertEqual((then.month, then.day), (2, 28))

    @given(MONTH_DAYS, DAYS, st.integers(-5, 500))
    def test_days_of_a_time_are_those_that_come_in_it(self, pair, start, length):
        end = start + timedelta(days=length)
        self.assertEqual(
            pair in recurring_days(start, end), next_day(*pair, start) <= end
        )


@tagged("standard", "at_install")
class TestClock(BaseCase):
    def test_zones(self):
        for code, zone in (
            ("JP", "Asia/Tokyo"),
            ("CN", "Asia/Shanghai"),
            ("ES", "Europe/Madrid"),
            ("DE", "Europe/Berlin"),
            ("US", None),  # nobody can say from the country alone
            ("BR", None),
            ("AU", None),
            ("", None),
            (None, None),
            ("XX", None),
        ):
            self.assertEqual(zone_of_country(code), zone)

    def test_summer_time(self):
        for moment, hour in (
            (datetime(2026, 3, 29, 0, 59), 1),
            (datetime(2026, 3, 29, 1, 0), 3),
            (datetime(2026, 10, 25, 0, 59), 2),
            (datetime(2026, 10, 25, 1, 0), 2),
        ):
            self.assertEqual(local_moment("Europe/Berlin", moment).hour, hour)
