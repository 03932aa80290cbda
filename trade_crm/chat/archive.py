# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""From the bytes a phone shares to the chat's text: encodings and .zip files."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from .errors import ChatError


@dataclass(frozen=True)
class Limits:
    """How much is read before a file is refused.

    Args:
        text_bytes: size of the chat's text, unpacked.
        zip_entries: files in a .zip (a chat with its media has one a picture).
        messages: messages in one chat.
        body_chars: characters of one message; the rest is cut and marked so.
            WhatsApp itself allows 65,536.
    """

    text_bytes: int = 128 * 1024 * 1024
    zip_entries: int = 100_000
    messages: int = 1_000_000
    body_chars: int = 65_536


DEFAULT_LIMITS = Limits()

_TITLES = re.compile(
    r"^(?:"
    r"whatsapp[ -]chat (?:with|mit|[-–]) ?(?P<after>.+)"
    r"|与(?P<zh>.+?)的 ?whatsapp ?(?:聊天|对话)(?:记录)?"
    r"|whatsapp ?(?:与|與)(?P<zh2>.+?)的(?:聊天|对话|對話)(?:记录|紀錄)?"
    r"|(?:محادثة|دردشة) ?(?:واتساب|whatsapp) ?مع (?P<ar>.+)"
    r")$",
    re.IGNORECASE,
)


def chat_title(filename: str | None) -> str:
    """Return whose chat a shared file's name says it is, or "".

    >>> chat_title("WhatsApp Chat with Klaus Weber (Hamburg).txt")
    'Klaus Weber (Hamburg)'
    >>> chat_title("WhatsApp Chat - +49 151 23456789.zip")
    '+49 151 23456789'
    >>> chat_title("_chat.txt")
    ''
    """
    stem = re.sub(r"[\u200e\u200f]", "", (filename or "").rsplit("/", 1)[-1])
    stem = re.sub(r"\.(?:txt|zip)$", "", stem.strip(), flags=re.IGNORECASE)
    stem = re.sub(r" ?\(\d{1,3}\)$", "", stem)  # a browser's second download
    found = _TITLES.match(stem.replace("_", " "))
    if not found:
        return ""
    return next(group for group in found.groups() if group).strip()


def read_bytes(
    data: bytes, filename: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[str, str]:
    """Return ``(text, title)`` of a .txt or .zip, told apart by their bytes."""
    if not data or not data.strip():
        raise ChatError("empty")
    title = chat_title(filename)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        data, inner_name = _chat_of_zip(data, limits)
        title = title or chat_title(inner_name)
    if len(data) > limits.text_bytes:
        raise ChatError("too_big", limit=limits.text_bytes)
    text = _decode(data)
    if not text.strip():
        raise ChatError("empty")
    return text, title


def _chat_of_zip(data: bytes, limits: Limits) -> tuple[bytes, str]:
    """Return the bytes and name of the one chat in a .zip, unpacking no more."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _chat_entry(archive, limits)
            if entry.flag_bits & 0x1:
                raise ChatError("encrypted_zip")
            # One byte over the limit is enough to know: a declared size may lie.
            with archive.open(entry) as stream:
                unpacked = stream.read(limits.text_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ChatError("bad_zip") from error
    if not unpacked.strip():
        raise ChatError("empty")
    return unpacked, entry.filename


def _chat_entry(archive: zipfile.ZipFile, limits: Limits) -> zipfile.ZipInfo:
    """Return the entry that holds the chat: ``_chat.txt``, else the only .txt."""
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise ChatError("too_big", limit=limits.zip_entries)
    texts = [
        entry
        for entry in entries
        if entry.filename.lower().endswith(".txt")
        and not entry.filename.startswith("__MACOSX/")
    ]
    named = [e for e in texts if e.filename.rsplit("/", 1)[-1].lower() == "_chat.txt"]
    # A text document sent in the chat lies beside it; the chat's own file has
    # WhatsApp's name.
    named = named or [e for e in texts if chat_title(e.filename)] or texts
    if not named:
        raise ChatError("no_chat_in_zip")
    if len(named) > 1:
        raise ChatError("several_chats", names=[e.filename for e in named[:10]])
    return named[0]


def _decode(data: bytes) -> str:
    """Decode UTF-8 (a cut last character forgiven), UTF-16 by its mark, GB 18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return _checked(data.decode("utf-16"))
        except UnicodeDecodeError as error:
            raise ChatError("not_text") from error
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _checked(data.decode())
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return _checked(data[: error.start].decode())
    try:  # saved again by an editor on a Chinese Windows
        return _checked(data.decode("gb18030"))
    except UnicodeDecodeError as error:
        raise ChatError("not_text") from error


def _checked(text: str) -> str:
    """Refuse a binary file: text has no NUL characters."""
    if "\x00" in text:
        raise ChatError("not_text")
    return text
