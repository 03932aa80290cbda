# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).

"""Exported chats by example: both phone systems, clocks, orders and languages."""

import io
import zipfile
from datetime import date, datetime

from odoo.addons.trade_crm.chat import (
    ChatError,
    Limits,
    chat_title,
    open_export,
    parse_text,
    phone_of,
)
from odoo.tests import BaseCase, tagged

TODAY = date(2026, 11, 23)
LRM, RLM, NNBSP = "\u200e", "\u200f", "\u202f"


def read(text, order=None, tz=None):
    return list(parse_text(text, today=TODAY).messages(order, tz))


@tagged("standard", "at_install")
class TestChatFormats(BaseCase):
    def _one(self, line, at, sender="Klaus", body="Hello", order=None):
        message = read(line, order)[0]
        self.assertEqual((message.at, message.sender, message.body), (at, sender, body))

    def _refused(self, code, call, *args, **kwargs):
        with self.assertRaises(ChatError) as caught:
            call(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_stamps(self):
        """Every region's way to write 15 January 2024, 21:07."""
        evening = datetime(2024, 1, 15, 21, 7)
        exact = datetime(2024, 1, 15, 21, 7, 9)
        for line, at in [
            (f"1/15/24, 9:07{NNBSP}PM - Klaus: Hello", evening),  # US, Android
            ("15/01/2024, 21:07 - Klaus: Hello", evening),  # UK
            ("15/01/24, 9:07 pm - Klaus: Hello", evening),  # India
            ("15.01.24, 21:07 - Klaus: Hello", evening),  # Germany
            ("2024/1/15 21:07 - Klaus: Hello", evening),  # China
            ("2024/1/15 下午9:07 - Klaus: Hello", evening),
            ("2024/1/15 晚上9:07 - Klaus: Hello", evening),
            ("2024-01-15 21:07 - Klaus: Hello", evening),  # Sweden
            ("15-01-2024 21:07 - Klaus: Hello", evening),  # Netherlands
            ("15/1/2024 9:07 p. m. - Klaus: Hello", evening),  # Mexico
            ("15.1.2024 klo 21.07 - x", None),  # Finland's "klo" isn't known
            (f"15{RLM}/1{RLM}/2024، 9:07 م - Klaus: Hello", evening),  # Arabic
            (f"{RLM}١٥{RLM}/٠١{RLM}/٢٠٢٤، ٩:٠٧ م - Klaus: Hello", evening),
            ("[15.01.24, 21:07:09] Klaus: Hello", exact),  # iPhones
            ("[15.01.24, 9:07:09 PM] Klaus: Hello", exact),
            ("[2024/1/15 下午9:07:09] Klaus: Hello", exact),
            ("[2024/1/15, 21:07:09] Klaus: Hello", exact),
            ("[2024年1月15日 下午9:07:09] Klaus: Hello", exact),
            (f"[1/15/24, 9:07:09{NNBSP}PM] Klaus: Hello", exact),
            (f"{RLM}[١٥/٠١/٢٠٢٤، ٩:٠٧:٠٩ م] Klaus: Hello", exact),
            ("15/01/2024 à 21:07 - Klaus: Hello", evening),
        ]:
            with self.subTest(line=line):
                if at is None:
                    self._refused("no_messages", parse_text, line, today=TODAY)
                else:
                    self._one(line, at)

    def test_twelve_hour_clock_at_its_edges(self):
        for stamp, hour in [
            ("1/15/24, 12:07 AM", 0),
            ("1/15/24, 12:07 PM", 12),
            ("2024/1/15 上午12:07", 0),
            ("2024/1/15 凌晨2:07", 2),
            ("2024/1/15 中午12:07", 12),
            ("2024/1/15 中午1:07", 13),
            ("2024/1/15 下午12:07", 12),
            ("15/1/2024، 12:07 ص", 0),
        ]:
            with self.subTest(stamp=stamp):
                self.assertEqual(read(f"{stamp} - A: x")[0].at.hour, hour)

    def test_a_time_that_does_not_exist(self):
        error = self._refused(
            "bad_time", parse_text, "15/01/24, 25:07 - A: x", today=TODAY
        )
        self.assertEqual(error.details["line"], 1)

    def test_order_by_a_thirteenth_month(self):
        export = parse_text("3/4/24, 10:00 - A: x\n3/14/24, 10:00 - A: y", today=TODAY)
        self.assertEqual(export.orders, ("mdy",))
        self.assertEqual([m.at.day for m in export.messages()], [4, 14])

    def test_order_by_the_future(self):
        # 12/10/26 month first is 10 December, after the 23rd of November
        export = parse_text("12/10/2026, 10:00 - A: x", today=TODAY)
        self.assertEqual(export.orders, ("dmy",))

    def test_order_by_time_going_forwards(self):
        # Day first: 5 Feb, 1 Mar, 2 Apr. Month first: 2 May, 3 Jan, 4 Feb.
        text = "\n".join(
            f"{stamp}, 10:00 - A: x"
            for stamp in ("05/02/2024", "01/03/2024", "02/04/2024")
        )
        self.assertEqual(parse_text(text, today=TODAY).orders, ("dmy",))

    def test_ambiguous_order_is_asked_for(self):
        export = parse_text("3/4/24, 9:00 PM - A: x", today=TODAY)
        # 3 + 2000 is before WhatsApp, so the year doesn't come first
        self.assertEqual(set(export.orders), {"dmy", "mdy"})
        self.assertEqual(export.suggested_order, "mdy")
        self.assertEqual(export.span("dmy")[0], date(2024, 4, 3))
        self._refused("ambiguous_dates", export.messages)
        self._refused("wrong_order", export.messages, "ymd")
        self.assertEqual(next(export.messages("dmy")).at, datetime(2024, 4, 3, 21))

    def test_full_stops_never_put_the_month_first(self):
        self.assertEqual(
            parse_text("03.04.2024, 10:00 - A: x", today=TODAY).orders, ("dmy",)
        )

    def test_dates_that_are_none(self):
        error = self._refused(
            "bad_date",
            parse_text,
            "29/02/2024, 10:00 - A: x\n30/02/2024, 10:00 - A: y",
            today=TODAY,
        )
        self.assertEqual(error.details["line"], 2)
        self._refused(
            "future_date", parse_text, "15/01/2031, 10:00 - A: x", today=TODAY
        )

    def test_multi_line_messages_and_pasted_stamps(self):
        messages = read(
            "15/01/2024, 10:00 - A: Prices:\n- 5.20\n\n[14/01/24, 9:00] B: pasted\n"
            "15/01/2024, 10:01 - B: ok\n"
        )
        self.assertEqual(len(messages), 2)
        self.assertEqual(
            messages[0].body, "Prices:\n- 5.20\n\n[14/01/24, 9:00] B: pasted"
        )

    def test_two_exports_in_one_file(self):
        text = "".join(f"15/01/2024, 10:{m:02d} - A: x\n" for m in range(30))
        text += "".join(f"[15.01.24, 10:{m:02d}:00] A: x\n" for m in range(30))
        error = self._refused("mixed_formats", parse_text, text, today=TODAY)
        self.assertEqual(error.details["line"], 31)

    def test_system_lines(self):
        for body, event in [
            ("Messages and calls are end-to-end encrypted. No one else.", "encryption"),
            ("消息和通话已进行端到端加密。", "encryption"),
            ("Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.", "encryption"),
            ("الرسائل والمكالمات مشفرة تمامًا بين الطرفين", "encryption"),
            ('Bob changed the subject to "Order: 5"', "changed"),
            ("Bob added Li Wei", "added"),
            ("Bob hat Li Wei hinzugefügt", "added"),
            ("Bob 添加了 Li Wei", "added"),
            ("أضاف Bob العضو Li", "added"),
            ("Bob left", "left"),
            ("Bob hat die Gruppe verlassen", "left"),
            ("Bob 退出了群组", "left"),
            ("غادر Bob", "left"),
            ("Your security code with Bob changed.", "security_code"),
            ("Deine Sicherheitsnummer für Bob hat sich geändert.", "security_code"),
        ]:
            with self.subTest(body=body):
                android = read(f"15/01/2024, 10:00 - {body}")[0]
                self.assertEqual((android.kind, android.event), ("system", event))
                self.assertFalse(android.sender)
                self.assertFalse(android.digest)
                iphone = read(f"[15/01/2024, 10:00:00] Bob: {LRM}{body}")[0]
                self.assertEqual((iphone.kind, iphone.event), ("system", event))

    def test_calls(self):
        for body, event in [
            ("Missed voice call. Tap to call back", "missed"),
            ("Voice call. 5 min", "answered"),
            ("Video call. No answer", "missed"),
            ("Verpasster Sprachanruf", "missed"),
            ("Sprachanruf. 5 Min.", "answered"),
            ("未接语音通话", "missed"),
            ("语音通话，5 分钟", "answered"),
            ("مكالمة صوتية فائتة", "missed"),
        ]:
            with self.subTest(body=body):
                message = read(f"[15/01/2024, 10:00:00] Bob: {LRM}{body}")[0]
                self.assertEqual((message.kind, message.event), ("call", event))
        self.assertEqual(
            read("15/01/2024, 10:00 - Bob: call me about the video call")[0].kind,
            "text",
        )

    def test_media(self):
        for body, media, file, caption in [
            ("<Media omitted>", "other", "", ""),
            ("<Medien ausgeschlossen>", "other", "", ""),
            ("<省略多媒体文件>", "other", "", ""),
            ("<تم استبعاد الوسائط>", "other", "", ""),
            (f"{LRM}image omitted", "image", "", ""),
            (f"{LRM}Bild weggelassen", "image", "", ""),
            (f"{LRM}图像已忽略", "image", "", ""),
            (f"{LRM}GIF 动态图已被忽略", "gif", "", ""),
            (f"{LRM}تم استبعاد الصورة", "image", "", ""),
            ("a.pdf (file attached)\nThe offer", "document", "a.pdf", "The offer"),
            ("IMG-20240115-WA0001.jpg (whatever)", "image", None, ""),
            ("PTT-20240115-WA0001.opus (ملف مرفق)", "audio", None, ""),
            (f"See {LRM}<attached: 0001-PHOTO-2024.jpg>", "image", None, "See"),
            (f"{LRM}<附件：0001-VIDEO.mp4>", "video", "0001-VIDEO.mp4", ""),
            (f"{LRM}<Anhang: x.vcf>", "contact", "x.vcf", ""),
            (f"{LRM}<مرفق: x.opus>", "audio", "x.opus", ""),
        ]:
            with self.subTest(body=body):
                message = read(f"15/01/2024, 10:00 - Bob: {body}")[0]
                self.assertEqual(
                    (message.kind, message.media, message.body),
                    ("media", media, caption),
                )
                if file is not None:
                    self.assertEqual(message.file, file)

    def test_deleted_and_edited(self):
        for body in (
            "This message was deleted",
            "You deleted this message",
            "Diese Nachricht wurde gelöscht.",
            "此消息已删除",
            "您已删除此消息",
            "تم حذف هذه الرسالة",
        ):
            with self.subTest(body=body):
                self.assertEqual(
                    read(f"15/01/2024, 10:00 - B: {body}")[0].kind, "deleted"
                )
        for mark in (
            "This message was edited",
            "Diese Nachricht wurde bearbeitet.",
            "这条消息已经过编辑",
            "تم تعديل هذه الرسالة",
        ):
            with self.subTest(mark=mark):
                message = read(f"15/01/2024, 10:00 - B: USD 5 {LRM}<{mark}>")[0]
                self.assertEqual((message.body, message.edited), ("USD 5", True))

    def test_who_exported(self):
        export = parse_text(
            "15/01/2024, 10:00 - Klaus: hi\n15/01/2024, 10:00 - Li: hi\n"
            "15/01/2024, 10:01 - Li: You deleted this message",
            today=TODAY,
        )
        self.assertEqual(export.own_sender, "Li")
        self.assertEqual(export.senders, {"Li": 2, "Klaus": 1})

    def test_senders(self):
        message = read(
            f"[15/01/2024, 10:00:00] ~{NNBSP}\u202a+49 151 234\u202f5678\u202c: a: b"
        )[0]
        self.assertEqual((message.sender, message.body), ("+49 151 234 5678", "a: b"))
        self.assertEqual(phone_of(message.sender), "+491512345678")
        self.assertEqual(phone_of("Klaus 2024"), "")
        self.assertEqual(phone_of("12345"), "")

    def test_zip_and_encodings(self):
        text = "\ufeff15/01/2024, 10:00 - 李: 你好\r\n"
        for data in (
            text.encode(),
            text.encode("utf-16"),
            text.lstrip("\ufeff").encode("gb18030"),
            text.encode() + "15/01/2024, 10:01 - 李: 好".encode()[:-1],
            self._zip({"_chat.txt": text, "0001-PHOTO.jpg": "x", "offer.txt": "y"}),
        ):
            messages = list(open_export(data, "x", today=TODAY).messages())
            self.assertEqual((messages[0].sender, messages[0].body), ("李", "你好"))

    @staticmethod
    def _zip(files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return buffer.getvalue()

    def test_bad_files(self):
        for code, data in [
            ("empty", b""),
            ("empty", b" \n\n"),
            ("not_text", b"\x89PNG\x00\x01\x02\xff\xfe"),
            ("no_messages", b"Dear Sir,\nwe offer"),
            ("bad_zip", b"PK\x03\x04broken"),
            ("no_chat_in_zip", self._zip({"a.jpg": "x"})),
            ("several_chats", self._zip({"a.txt": "x", "b.txt": "y"})),
            ("empty", self._zip({"_chat.txt": " "})),
        ]:
            with self.subTest(code=code, size=len(data)):
                self._refused(code, open_export, data, today=TODAY)

    def test_limits(self):
        small = Limits(text_bytes=50, messages=1, body_chars=10)
        self._refused("too_big", open_export, b"x" * 51, limits=small)
        bomb = self._zip({"_chat.txt": "0" * 100_000})
        self._refused("too_big", open_export, bomb, limits=small)
        two = "15/01/24, 10:00 - A: x\n15/01/24, 10:01 - A: y"
        self._refused("too_many_messages", parse_text, two, limits=small)
        flood = "15/01/24, 10:00 - A: " + "😀" * 30
        message = next(parse_text(flood, today=TODAY, limits=small).messages())
        self.assertEqual((message.body, message.cut), ("😀" * 10, True))

    def test_title(self):
        self.assertEqual(chat_title("WhatsApp-Chat mit Klaus.txt"), "Klaus")
        self.assertEqual(chat_title("WhatsApp Chat with Klaus (1).zip"), "Klaus")
        self.assertEqual(chat_title("与Klaus的 WhatsApp 聊天.txt"), "Klaus")
        self.assertEqual(chat_title(None), "")

    def test_time_zone(self):
        message = read("15/01/2024, 10:00 - A: x", tz="Asia/Shanghai")[0]
        self.assertEqual(message.at, datetime(2024, 1, 15, 2, 0))

    def test_digest_survives_another_export(self):
        """Longer, from the other phone system, with media, a number saved since."""
        android = read(
            "15/01/2024, 10:00 - +49 151 2345678: ok\n"
            "15/01/2024, 10:00 - +49 151 2345678: ok\n"
            "15/01/2024, 10:01 - Li: <Media omitted>\n"
        )
        iphone = read(
            "[15/01/2024, 10:00:05] Klaus: ok\n[15/01/2024, 10:00:44] Klaus: ok\n"
            f"[15/01/2024, 10:01:00] Li: {LRM}<attached: 1-PHOTO.jpg>\n"
            "[16/01/2024, 10:01:00] Li: new\n"
        )
        first = [message.digest for message in android]
        self.assertEqual(len(set(first)), 3)
        self.assertEqual([message.digest for message in iphone][:3], first)
        self.assertNotIn(iphone[3].digest, first)
