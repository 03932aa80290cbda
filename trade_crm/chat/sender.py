# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who wrote a message: contact names and phone numbers as exports write them."""

from __future__ import annotations

import re

from .marks import visible

_SPACES = re.compile(r"\s+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,24}$")


def clean_sender(text: str) -> str:
    """Return a sender's name without marks, odd spaces and iPhone's ``~``.

    >>> clean_sender("~ Klaus\\u202fWeber")
    'Klaus Weber'
    """
    name = _SPACES.sub(" ", visible(text)).strip()
    return name[1:].strip() if name.startswith("~") else name


def phone_of(sender: str) -> str:
    """Return a sender's phone number as ``+`` and digits, or "" for a name.

    A number of an unsaved contact is always written with its country's code.

    >>> phone_of("+86 138-0013 8000"), phone_of("Klaus 2")
    ('+8613800138000', '')
    """
    text = clean_sender(sender)
    if not _PHONE.match(text):
        return ""
    digits = "".join(str(int(ch)) for ch in text if ch.isdigit())
    if text.startswith("+"):
        digits = "+" + digits
    return digits if 7 <= len(digits.lstrip("+")) <= 15 else ""
