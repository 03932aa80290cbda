# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Web addresses: whether something typed can be one at all. Nothing is fetched."""

from __future__ import annotations

import re
import unicodedata

from .errors import FormatError

LENGTH = 2000
HOST_LENGTH = 253
LABEL_LENGTH = 63
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_LINK = re.compile(r"(javascript|data|vbscript|file|mailto|tel):", re.IGNORECASE)


def web_address(text: str | None) -> str:
    """Return the address with its scheme.

    >>> web_address("www.hansewerk.example/katalog")
    'https://www.hansewerk.example/katalog'

    :raise FormatError: "empty", "long", "space", "scheme", "mail" or "host"
    """
    address = (text or "").strip()
    if not address:
        raise FormatError("empty")
    if len(address) > LENGTH:
        raise FormatError("long")
    if any(s.isspace() or unicodedata.category(s) == "Cc" for s in address):
        raise FormatError("space")
    scheme, rest = "https", address
    if found := _SCHEME.fullmatch(address):
        scheme, rest = found.group(1).lower(), found.group(2)
    elif _LINK.match(address):
        raise FormatError("scheme")
    if scheme not in ("http", "https"):
        raise FormatError("scheme")
    host = host_of(f"{scheme}://{rest}")
    return f"{scheme}://{host}{rest[len(host) :]}"


def host_of(address: str) -> str:
    """Return the host (and port) of an address with a scheme, as it is written.

    :raise FormatError: "mail" for somebody@host, "host" for what is no name
    """
    place = re.split(r"[/?#\\]", address.partition("://")[2], maxsplit=1)[0]
    if "@" in place:
        raise FormatError("mail")
    name, colon, port = place.partition(":")
    if colon and not (port.isascii() and port.isdigit() and int(port[:6]) < 65536):
        raise FormatError("host")
    labels = name.removesuffix(".").split(".")
    if (
        len(labels) < 2
        or len(_ascii(name)) > HOST_LENGTH
        or not all(map(_is_label, labels))
        or not any(map(str.isalpha, labels[-1]))
    ):
        raise FormatError("host")
    return place


def _is_label(label: str) -> bool:
    """Letters, digits and inner hyphens of any script: no signs, no emoji."""
    return (
        bool(label)
        and label[0] != "-"
        and label[-1] != "-"
        and all(s == "-" or unicodedata.category(s)[0] in "LMN" for s in label)
        and len(_ascii(label)) <= LABEL_LENGTH
    )


def _ascii(name: str) -> str:
    """The name as it goes over the wire, near enough to count its characters."""
    if name.isascii():
        return name
    return "xn--" + name.encode("punycode").decode()
