# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What can be wrong with an exported chat, as codes a caller can translate."""

from __future__ import annotations

CODES = frozenset(
    {
        "empty",  # no bytes, or nothing but white space
        "too_big",  # limit: bytes allowed
        "not_text",  # binary, or in an encoding that isn't Unicode or GB 18030
        "bad_zip",  # a .zip that is broken
        "encrypted_zip",  # a .zip with a password
        "no_chat_in_zip",  # a .zip without a .txt inside
        "several_chats",  # names: the .txt files of a .zip with more than one
        "no_messages",  # text, but not one line that starts a message
        "mixed_formats",  # line: several exports pasted into one file
        "bad_date",  # line, text: a date that doesn't exist in any order
        "future_date",  # line, text: a message later than the day after tomorrow
        "bad_time",  # line, text: an hour, minute or second that doesn't exist
        "too_many_messages",  # limit: messages allowed
        "ambiguous_dates",  # orders: the date orders that all fit
        "wrong_order",  # orders: the order asked for isn't among those that fit
    }
)


class ChatError(ValueError):
    """A chat that can't be read.

    ``code`` is one of :data:`CODES`; ``details`` holds what the code's comment
    names (line numbers count from 1), so that the caller can tell the user in
    the user's own language.

    >>> ChatError("bad_date", line=3, text="30/02/24").details["line"]
    3
    """

    def __init__(self, code: str, **details: object) -> None:
        if code not in CODES:
            raise ValueError(f"unknown chat error {code!r}")
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({told})" if told else self.code
