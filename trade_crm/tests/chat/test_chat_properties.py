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


EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NNBSP, RLM, LRM = "\u202f", "\u200f", "\u200e"


def _half(at, am, pm):
    return am if at.hour < 12 else pm


def _twelve(at):
    return at.hour % 12 or 12


def _arabic(at, clock, close):
    half = _half(at, "ص", "م")
    text = f"{at.day}{RLM}/{at.month}{RLM}/{at.year}، {clock} {half}{close}"
    return text.translate(EASTERN)


#: Of each format: how a stamp is written, the order of its date, whether it tells
#: seconds, and a line of the system in its language.
FORMATS = {
    "Android, English, month first, 12 h": (
        lambda at: (
            f"{at.month}/{at.day}/{at:%y}, {_twelve(at)}:{at:%M}{NNBSP}{at:%p} - "
        ),
        "mdy",
        False,
        "Messages and calls are end-to-end encrypted.",
    ),
    "Android, English, day first, 12 h": (
        lambda at: f"{at:%d/%m/%y}, {_twelve(at)}:{at:%M} {_half(at, 'am', 'pm')} - ",
        "dmy",
        False,
        "Your security code with Bob changed.",
    ),
    "Android, English, day first, 24 h": (
        lambda at: f"{at:%d/%m/%Y, %H:%M} - ",
        "dmy",
        False,
        "Bob added Li Wei",
    ),
    "Android, German, 24 h": (
        lambda at: f"{at:%d.%m.%y, %H:%M} - ",
        "dmy",
        False,
        "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
    ),
    "Android, Chinese, 24 h": (
        lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M} - ",
        "ymd",
        False,
        "消息和通话已进行端到端加密。",
    ),
    "Android, Chinese, 12 h": (
        lambda at: (
            f"{at.year}/{at.month}/{at.day} "
            f"{_half(at, '上午', '下午')}{_twelve(at)}:{at:%M} - "
        ),
        "ymd",
        False,
        "Bob 添加了 Li Wei",
    ),
    "Android, Arabic, 12 h": (
        lambda at: _arabic(at, f"{_twelve(at)}:{at:%M}", " - "),
        "dmy",
        False,
        "الرسائل والمكالمات مشفرة تمامًا بين الطرفين",
    ),
    "iPhone, English, month first, 12 h": (
        lambda at: (
            f"[{at.month}/{at.day}/{at:%y}, {_twelve(at)}:{at:%M:%S}{NNBSP}{at:%p}] "
        ),
        "mdy",
        True,
        f"{LRM}Messages and calls are end-to-end encrypted.",
    ),
    "iPhone, German, 24 h": (
        lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] ",
        "dmy",
        True,
        f"{LRM}Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
    ),
    "iPhone, Chinese, 12 h": (
        lambda at: (
            f"[{at.year}/{at.month}/{at.day} "
            f"{_half(at, '上午', '下午')}{_twelve(at)}:{at:%M:%S}] "
        ),
        "ymd",
        True,
        f"{LRM}消息和通话已进行端到端加密。",
    ),
    "iPhone, Arabic, 12 h": (
        lambda at: f"{RLM}[" + _arabic(at, f"{_twelve(at)}:{at:%M:%S}", "] "),
        "dmy",
        True,
        f"{LRM}الرسائل والمكالمات مشفرة تمامًا بين الطرفين",
    ),
}
BODIES = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)
TALK = st.lists(st.tuples(MOMENTS, NAMES, BODIES), min_size=1, max_size=12)


def export_of(name, talk):
    """A chat as the phone would write it, with a line of the system on top."""
    stamp, _order, seconds, system = FORMATS[name]
    sender = "Bob: " if seconds else ""  # an iPhone lets the chat's name say it
    lines = [f"{stamp(talk[0][0])}{sender}{system}"]
    lines += [f"{stamp(at)}{who}: x{words}" for at, who, words in talk]
    return "\n".join(lines)


@tagged("standard", "at_install")
class TestChatProperties(BaseCase):
    def test_round_trip(self):
        """Each format by itself: moments, senders and words come back as written."""
        for name in FORMATS:
            with self.subTest(format=name):
                self._round_trip(name)

    def _round_trip(self, name):
        __, order, seconds, __ = FORMATS[name]

        @given(TALK)
        @settings(max_examples=60, deadline=None, database=None)
        def comes_back(talk):
            talk = sorted(talk, key=lambda message: message[0])
            export = parse_text(export_of(name, talk), today=TODAY)
            self.assertIn(order, export.orders)
            system, *read = export.messages(order)
            self.assertEqual((system.kind, system.digest), ("system", ""))
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

        comes_back()

    @given(st.sampled_from(sorted(FORMATS)), st.sampled_from(sorted(FORMATS)), TALK)
    @settings(max_examples=150, deadline=None, database=None)
    def test_two_phones_export_the_same_messages(self, one, other, talk):
        """The customer's phone and ours, in any two formats, file each message once."""
        talk = sorted(talk, key=lambda message: message[0])
        digests = [
            [
                message.digest
                for message in parse_text(export_of(name, talk), today=TODAY).messages(
                    FORMATS[name][1]
                )
                if message.digest
            ]
            for name in (one, other)
        ]
        self.assertEqual(*digests)

    @given(
        st.lists(st.tuples(MOMENTS, NAMES, WORDS), min_size=2, max_size=12),
        st.integers(1, 11),
    )
    @settings(max_examples=100, deadline=None, database=None)
    def test_a_longer_export_holds_the_shorter_one(self, talk, cut):
        talk = sorted(talk, key=lambda message: message[0])
        stamp = FORMATS["Android, German, 24 h"][0]
        lines = [f"{stamp(at)}{who}: {words}" for at, who, words in talk]
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
