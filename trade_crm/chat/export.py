# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""An exported chat: its messages, in order, each with a digest that stays the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from . import phrases
from .archive import DEFAULT_LIMITS, Limits, read_bytes
from .errors import ChatError
from .marks import INVISIBLE, LEFT_TO_RIGHT, visible
from .sender import clean_sender
from .stamps import Stamp, date_in, decide_order, read_stamp

_SENDER_CHARS = 200
_STARTS = frozenset("[" + INVISIBLE)  # what a stamp starts with, beside digits


class Message(NamedTuple):
    """One message.

    ``kind``: ``text``, ``media`` (body: its caption), ``call``, ``deleted`` or
    ``system`` (a notice of the phone's own). ``event``: a notice's or call's event,
    else "". ``at``: as on the phone, or UTC if a time zone was given. ``digest``:
    hexadecimal, the same in every export of the chat; "" for what isn't a contact
    (``deleted``, ``system``).
    """

    at: datetime
    sender: str
    body: str
    kind: str
    event: str
    media: str
    file: str
    edited: bool
    cut: bool
    line: int
    digest: str


class _Entry(NamedTuple):
    """One message as it stands in the file: where, when written, what."""

    line: int
    stamp: Stamp
    sender: str
    body: str
    marked: bool  # an iPhone's mark before its own words
    cut: bool


class Export:
    """A chat that could be read; its dates may still be ambiguous.

    Attributes:
        title: whose chat the file's name says it is, or "".
        system: ``"android"`` or ``"iphone"``.
        orders: the date orders that fit, of ``dmy``, ``mdy``, ``ymd``; one when sure.
        suggested_order: the likeliest of them.
        senders: messages by sender, most first.
        own_sender: who exported, if a message that says "You deleted ..." tells.
        skipped_lines: lines before the first message, of no message.
    """

    def __init__(
        self,
        entries: list[_Entry],
        title: str,
        skipped_lines: int,
        today: date,
    ) -> None:
        self._entries = entries
        self.title = title
        self.skipped_lines = skipped_lines
        shape = entries[0].stamp.shape
        self.system = "iphone" if shape.bracketed else "android"
        decided = decide_order(((e.line, e.stamp) for e in entries), today)
        self.orders = decided.fitting
        self.suggested_order = decided.suggested
        self._classified = [_classify(entry) for entry in entries]
        talk = Counter(
            entry.sender
            for entry, (kind, *_rest) in zip(entries, self._classified, strict=True)
            if entry.sender and kind != "system"
        )
        self.senders: dict[str, int] = dict(talk.most_common())
        self.own_sender = next(
            (
                entry.sender
                for entry, (kind, event, *_rest) in zip(
                    entries, self._classified, strict=True
                )
                if kind == "deleted" and event == "own" and entry.sender
            ),
            "",
        )

    def __len__(self) -> int:
        return len(self._entries)

    def span(self, order: str) -> tuple[date, date]:
        """Return the first and last message's date in an order, to ask with."""
        first, last = self._entries[0], self._entries[-1]
        return date_in(first.stamp.parts, order), date_in(last.stamp.parts, order)

    def messages(
        self, order: str | None = None, tz: str | None = None
    ) -> Iterator[Message]:
        """Yield the messages in the file's order.

        Args:
            order: one of ``orders``; may be left out when there is but one.
            tz: the phone's time zone when it exported (``"Asia/Shanghai"``); the
                times are then UTC. Give it always or never for one chat: the
                digest holds the time.

        Raises:
            ChatError: ``ambiguous_dates`` or ``wrong_order``.
        """
        if order is None and len(self.orders) > 1:
            raise ChatError("ambiguous_dates", orders=self.orders)
        order = order or self.orders[0]
        if order not in self.orders:
            raise ChatError("wrong_order", orders=self.orders)
        return self._messages(order, ZoneInfo(tz) if tz else None)

    def _messages(self, order: str, zone: ZoneInfo | None) -> Iterator[Message]:
        seen: Counter[bytes] = Counter()
        days: dict[tuple[int, int, int], datetime] = {}
        for entry, classified in zip(self._entries, self._classified, strict=True):
            kind, event, media, file, body, edited = classified
            parts = entry.stamp.parts
            if parts not in days:
                day = date_in(parts, order)
                days[parts] = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            at = days[parts] + timedelta(seconds=entry.stamp.seconds)
            if zone:
                at = at.replace(tzinfo=zone).astimezone(timezone.utc)
                at = at.replace(tzinfo=None)
            digest = ""
            if kind in ("text", "media", "call"):
                digest = _digest(at, kind, body, seen)
            yield Message(
                at=at,
                sender=entry.sender,
                body=body,
                kind=kind,
                event=event,
                media=media,
                file=file,
                edited=edited,
                cut=entry.cut,
                line=entry.line,
                digest=digest,
            )


def _digest(at: datetime, kind: str, body: str, seen: Counter[bytes]) -> str:
    """Return what is the same for a message in every export of its chat.

    It holds the minute (Android's exports have no seconds, iPhone's have), the words
    and the how-manieth of such messages in that minute. It leaves out the
    sender's name, which changes when a number is saved as a contact, and an
    attachment's file name, which an export without media doesn't have.
    """
    words = " ".join(unicodedata.normalize("NFC", body).split())
    minute = at.strftime("%Y-%m-%d %H:%M")
    base = hashlib.blake2b(f"{minute}|{kind}|{words}".encode(), digest_size=16)
    key = base.digest()
    count = seen[key]
    seen[key] += 1
    if not count:
        return base.hexdigest()
    base.update(f"|{count}".encode())
    return base.hexdigest()


def _classify(entry: _Entry):
    """Return ``(kind, event, media, file, body, edited)`` of one entry."""
    body = entry.body
    call = phrases.call_of(body)
    if call:
        return "call", call, "", "", body, False
    if not entry.sender:
        return "system", phrases.event_of(body), "", "", body, False
    deleted = phrases.deleted_of(body)
    if deleted:
        return "deleted", deleted, "", "", body, False
    body, edited = phrases.strip_edited(body)
    media = phrases.media_of(body)
    if media:
        return "media", "", media.kind, media.file, media.caption, edited
    if _is_notice(entry, body):
        return "system", phrases.event_of(body), "", "", body, False
    return "text", "", "", "", body, edited


def _is_notice(entry: _Entry, body: str) -> bool:
    """Tell a notice under a sender's name, as iPhone writes them, from his words."""
    if len(body) > 400:
        return False
    if not entry.stamp.shape.bracketed:
        return False
    if entry.marked:
        return phrases.event_of(body) != "other"
    # Older exports have no mark: know the longest notice by its own words.
    return len(body) > 60 and bool(phrases.ENCRYPTION.search(body))


def open_export(
    data: bytes,
    filename: str | None = None,
    today: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Export:
    """Read an exported chat's bytes, a .txt or the .zip around it."""
    text, title = read_bytes(data, filename, limits)
    return parse_text(text, title, today, limits)


def parse_text(
    text: str,
    title: str = "",
    today: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Export:
    """Read an exported chat's text.

    Raises:
        ChatError: what is wrong, with the line.
    """
    today = today or datetime.now(timezone.utc).date()
    reader = _Reader(limits)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.feed(number, line.rstrip("\r"))
    entries = reader.finish()
    return Export(entries, title, reader.skipped, today)


class _Reader:
    """Puts lines together to entries: a stamp of the file's own shape starts one."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.entries: list[_Entry] = []
        self.skipped = 0
        self.shape = None
        self.foreign = 0  # stamps of another shape
        self.foreign_line = 0
        self._current: tuple[int, Stamp, str] | None = None
        self._lines: list[str] = []
        self._chars = 0
        self._cut = False

    def feed(self, number: int, line: str) -> None:
        stamp = read_stamp(line) if self._may_start(line) else None
        if stamp and self.shape is None:
            self.shape = stamp.shape
        if stamp and stamp.shape != self.shape:
            self.foreign += 1
            self.foreign_line = self.foreign_line or number
            stamp = None
        if stamp:
            self._start(number, stamp, line[stamp.end :])
        elif self._current:
            self._add(line)
        elif line.strip():
            self.skipped += 1

    @staticmethod
    def _may_start(line: str) -> bool:
        """Rule most lines out at a glance: a stamp starts with a digit or a mark."""
        return line[:1].isdigit() or line[:1] in _STARTS

    def _start(self, number: int, stamp: Stamp, rest: str) -> None:
        if stamp.seconds < 0:
            raise ChatError("bad_time", line=number, text=stamp.text)
        self._close()
        if len(self.entries) >= self.limits.messages:
            raise ChatError("too_many_messages", limit=self.limits.messages)
        sender, body = _split_sender(rest)
        self._current = (number, stamp, sender)
        self._lines, self._chars, self._cut = [], 0, False
        self._add(body)

    def _add(self, line: str) -> None:
        room = self.limits.body_chars - self._chars
        if len(line) > room:
            self._cut = True
            line = line[: max(0, room)]
        if not self._cut or line:
            self._lines.append(line)
            self._chars += len(line) + 1

    def _close(self) -> None:
        if not self._current:
            return
        number, stamp, sender = self._current
        raw = "\n".join(self._lines)
        marked = raw.lstrip(" ").startswith(LEFT_TO_RIGHT)
        body = visible(raw)
        self.entries.append(
            _Entry(number, stamp, sender, body.strip(), marked, self._cut)
        )
        self._current = None

    def finish(self) -> list[_Entry]:
        self._close()
        if not self.entries:
            raise ChatError("no_messages")
        if self.foreign >= 20 and self.foreign * 10 > len(self.entries):
            raise ChatError("mixed_formats", line=self.foreign_line)
        return self.entries


def _split_sender(rest: str) -> tuple[str, str]:
    """Return ``(sender, body)``; no sender for a notice of Android's.

    >>> _split_sender("Klaus Weber: price: 5.20")
    ('Klaus Weber', 'price: 5.20')
    >>> _split_sender('Bob changed the subject to "Order: 5"')[0]
    ''
    """
    name, colon, body = rest.partition(":")
    if not colon or (body and body[0] not in f" {INVISIBLE}"):
        # "Name:text" is nobody's format; the colon may be part of a name, though.
        name, colon, body = rest.partition(": ")
    if not colon or len(name) > _SENDER_CHARS or phrases.QUOTING.search(name):
        return "", rest
    sender = clean_sender(name)
    return (sender, body.removeprefix(" ")) if sender else ("", rest)
