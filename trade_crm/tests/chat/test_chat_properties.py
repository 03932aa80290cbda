# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).

"""Exported chats by property: what is written is what is read."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.trade_crm.chat import ChatError, open_export, parse_text
from odoo.tests import BaseCase, tagged

TODAY = date(2026, 11, 23)
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2026, 11, 22, 23, 59, 59))
WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"),
        exclude_characters='<>:[]"“「',
    ),
    min_size=1,
    max_size=40,
)
NAMES = st.sampled_from(["Klaus Weber", "李伟", "+49 151 23456789", "أحمد", "Zoë"])


def _android_us(at):
    return f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M} {at:%p} - "


def _android_de(at):
    return f"{at:%d.%m.%y, %H:%M} - "


def _iphone_cn(at):
    half = "上午" if at.hour < 12 else "下午"
    return f"[{at.year}/{at.month}/{at.day} {half}{at.hour % 12 or 12}:{at:%M:%S}] "


def _android_ar(at):
    half = "ص" if at.hour < 12 else "م"
    text = f"{at.day}\u200f/{at.month}\u200f/{at.year}، {at.hour % 12 or 12}:{at:%M}"
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    return f"{text} {half}".translate(digits) + " - "


FORMATS = {
    "us": (_android_us, "mdy", False),
    "de": (_android_de, "dmy", False),
    "cn": (_iphone_cn, "ymd", True),
    "ar": (_android_ar, "dmy", False),
}


@tagged("standard", "at_install")
class TestChatProperties(BaseCase):
    @given(
        st.sampled_from(sorted(FORMATS)),
        st.lists(st.tuples(MOMENTS, NAMES, WORDS), min_size=1, max_size=12),
    )
    @settings(max_examples=150, deadline=None, database=None)
    def test_round_trip(self, name, talk):
        stamp, order, seconds = FORMATS[name]
        talk = sorted(talk, key=lambda message: message[0])
        text = "\n".join(f"{stamp(at)}{who}: x{words}" for at, who, words in talk)
        export = parse_text(text, today=TODAY)
        self.assertIn(order, export.orders)
        read = list(export.messages(order))
        self.assertEqual(
            [(m.at, m.sender, m.body) for m in read],
            [
                (
                    at.replace(microsecond=0, second=at.second if seconds else 0),
                    who,
                    f"x{words}",
                )
                for at, who, words in talk
            ],
        )
        digests = [m.digest for m in read]
        self.assertEqual(len(set(digests)), len(digests))

    @given(
        st.lists(st.tuples(MOMENTS, NAMES, WORDS), min_size=2, max_size=12),
        st.integers(1, 11),
    )
    @settings(max_examples=100, deadline=None, database=None)
    def test_a_longer_export_holds_the_shorter_one(self, talk, cut):
        talk = sorted(talk, key=lambda message: message[0])
        lines = [f"{_android_de(at)}{who}: {words}" for at, who, words in talk]
        shorter = parse_text("\n".join(lines[:cut]), today=TODAY).messages("dmy")
        longer = parse_text("\n".join(lines), today=TODAY).messages("dmy")
        self.assertLessEqual({m.digest for m in shorter}, {m.digest for m in longer})

    @given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
    @settings(max_examples=200, deadline=None, database=None)
    def test_any_bytes_are_read_or_refused_by_code(self, data):
        try:
            export = open_export(data, today=TODAY)
            list(export.messages(export.suggested_order))
        except ChatError as error:
            self.assertTrue(error.code)
