# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts in social networks: one normal form, one address that opens them."""

from __future__ import annotations

import re
from urllib.parse import quote

import phonenumbers

from .errors import FormatError
from .web import host_of, web_address

KINDS = ("whatsapp", "wechat", "linkedin", "facebook", "other")
LENGTH = 300

_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_LINKEDIN = re.compile(
    r"(in|company|school|showcase|pub)/([^\s/?#<>\"']{2,120})/?", re.IGNORECASE
)
_FACEBOOK = re.compile(r"[A-Za-z0-9.-]{5,100}")
_FACEBOOK_NUMBER = re.compile(r"profile\.php\?id=(\d{5,20})")


def social_account(
    kind: str, text: str | None, country: str | None = None
) -> tuple[str, str]:
    """Return (account, address that opens it).

    >>> social_account("whatsapp", "0160 98765432", "DE")
    ('+4916098765432', 'https://wa.me/4916098765432')

    :param kind: one of ``KINDS``
    :param country: ISO code to read a phone number without its country with
    :raise FormatError: "empty", "long", "phone", "wechat", "linkedin", "facebook",
        or one of ``web_address``
    """
    account = (text or "").strip()
    if not account:
        raise FormatError("empty")
    if len(account) > LENGTH:
        raise FormatError("long")
    return _READERS[kind](account, country)


def _whatsapp(account, country):
    digits = re.sub(
        r"(?i)^(https?://)?(wa\.me/|api\.whatsapp\.com/send/?\?phone=)\+?", "+", account
    )
    number = _phone(digits, country)
    return number, f"https://wa.me/{number[1:]}"


def _phone(text, country):
    try:
        number = phonenumbers.parse(text, (country or "").upper() or None)
    except phonenumbers.NumberParseException:
        raise FormatError("phone") from None
    if not phonenumbers.is_possible_number(number) or re.search(r"[^\d\s()+./-]", text):
        raise FormatError("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _wechat(account, country):
    name = account.removeprefix("weixin://dl/chat?")
    if not _WECHAT.fullmatch(name):
        # People are found by their phone number, too.
        try:
            name = _phone(name, country)
        except FormatError:
            raise FormatError("wechat") from None
    return name, f"weixin://dl/chat?{quote(name)}"


def _linkedin(account, country):
    path = _path_at(account, "linkedin.com", "linkedin")
    found = _LINKEDIN.fullmatch(path.partition("?")[0].partition("#")[0])
    if not found and "/" not in path and "?" not in path and account == path:
        found = _LINKEDIN.fullmatch(f"in/{path}")
    if not found:
        raise FormatError("linkedin")
    name = f"{found.group(1).lower()}/{found.group(2)}"
    return name, f"https://www.linkedin.com/{quote(name, safe='/%')}"


def _facebook(account, country):
    path = _path_at(account, "facebook.com", "facebook", "fb.com", "fb.me")
    if found := _FACEBOOK_NUMBER.match(path):
        name = found.group(1)
    else:
        name = re.split(r"[/?#]", path, maxsplit=1)[0]
        if not _FACEBOOK.fullmatch(name):
            raise FormatError("facebook")
    return name, f"https://www.facebook.com/{name}"


def _other(account, country):
    address = web_address(account)
    return address, address


def _path_at(account, host, reason, *also):
    """What follows the network's host; a plain name stands as it is.

    An address of any other host is refused, whatever it looks like.
    """
    bare = account.removeprefix("@")
    start = bare.partition("/")[0].lower()
    hosts = (host, *also)
    if "://" not in bare:
        if not any(start == h or start.endswith(f".{h}") for h in hosts):
            return bare
        bare = f"https://{bare}"
    try:
        found = host_of(web_address(bare)).lower()
    except FormatError:
        raise FormatError(reason) from None
    if not any(found == h or found.endswith(f".{h}") for h in hosts):
        raise FormatError(reason)
    return bare.partition("://")[2].partition("/")[2]


_READERS = {
    "whatsapp": _whatsapp,
    "wechat": _wechat,
    "linkedin": _linkedin,
    "facebook": _facebook,
    "other": _other,
}
