# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Exact signals: a code, a domain of the company's own, a telephone number."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from publicsuffixlist import PublicSuffixList

#: A signal that more customers than this share says nothing.
NOISE = 20

#: Providers of mail and of shop fronts: their domain names no company.
PROVIDERS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "hotmail.de",
        "hotmail.it",
        "hotmail.es",
        "live.com",
        "live.cn",
        "live.co.uk",
        "live.fr",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "yahoo.co.in",
        "yahoo.fr",
        "yahoo.de",
        "yahoo.it",
        "yahoo.es",
        "yahoo.com.br",
        "yahoo.com.cn",
        "yahoo.com.hk",
        "yahoo.com.tw",
        "yahoo.cn",
        "yahoo.co.id",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "1und1.de",
        "arcor.de",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
        "neuf.fr",
        "libero.it",
        "tiscali.it",
        "virgilio.it",
        "alice.it",
        "tin.it",
        "tim.it",
        "pec.it",
        "arubapec.it",
        "terra.com.br",
        "uol.com.br",
        "bol.com.br",
        "ig.com.br",
        "globo.com",
        "telefonica.net",
        "sapo.pt",
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "vip.163.com",
        "188.com",
        "sina.com",
        "sina.cn",
        "sina.com.cn",
        "sohu.com",
        "tom.com",
        "21cn.com",
        "139.com",
        "189.cn",
        "aliyun.com",
        "alibaba.com",
        "made-in-china.com",
        "hinet.net",
        "pchome.com.tw",
        "seed.net.tw",
        "netvigator.com",
        "naver.com",
        "hanmail.net",
        "daum.net",
        "nate.com",
        "kakao.com",
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "softbank.ne.jp",
        "nifty.com",
        "biglobe.ne.jp",
        "ocn.ne.jp",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "ya.ru",
        "bk.ru",
        "inbox.ru",
        "list.ru",
        "rambler.ru",
        "ukr.net",
        "i.ua",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "interia.pl",
        "op.pl",
        "seznam.cz",
        "centrum.cz",
        "email.cz",
        "azet.sk",
        "abv.bg",
        "freemail.hu",
        "citromail.hu",
        "mynet.com",
        "rediffmail.com",
        "vsnl.com",
        "bigpond.com",
        "optusnet.com.au",
        "bigpond.net.au",
        "btinternet.com",
        "btconnect.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "ntlworld.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "bellsouth.net",
        "cox.net",
        "charter.net",
        "rogers.com",
        "shaw.ca",
        "sympatico.ca",
        "zoho.com",
        "fastmail.com",
        "mail.com",
        "email.com",
        "tutanota.com",
        "hushmail.com",
        "telia.com",
        "online.no",
        "ziggo.nl",
        "kpnmail.nl",
        "planet.nl",
        "xs4all.nl",
        "skynet.be",
        "telenet.be",
        "bluewin.ch",
        "facebook.com",
        "linkedin.com",
        "instagram.com",
        "wixsite.com",
        "wordpress.com",
        "blogspot.com",
        "github.io",
        "weebly.com",
        "shopify.com",
        "myshopify.com",
        "taobao.com",
        "tmall.com",
        "1688.com",
        "amazon.com",
        "ebay.com",
        "etsy.com",
        "google.com",
        "wechat.com",
        "youtube.com",
        "twitter.com",
        "x.com",
        "business.site",
        "odoo.com",
    ]
)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


@lru_cache(maxsize=16384)
def registrable_domain(text: str | None) -> str | None:
    """Return the registrable domain of a URL, host or e-mail address.

    None for none, for an address of a mail provider and for a bare public suffix.

    >>> registrable_domain("https://shop.acme.co.uk/x"), registrable_domain("a@qq.com")
    ('acme.co.uk', None)
    """
    text = (text or "").strip().lower()[:500].rstrip(">")
    if "@" in text:
        text = text.rpartition("@")[2]
    if "//" not in text:
        text = "//" + text
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return None
    host = host.strip(".")
    if "." not in host or re.fullmatch(r"[\d.]+|.*[:\[\]].*", host):
        return None
    domain = _suffixes().privatesuffix(host)
    if not domain or domain in PROVIDERS:
        return None
    return domain


def mail_domain(email: str | None) -> str | None:
    """Return the domain of an e-mail address, unless a provider's."""
    return registrable_domain(email) if email and "@" in email else None


@lru_cache(maxsize=16384)
def phone_key(phone: str | None, country: str | None = None) -> str | None:
    """Return the number in E.164, None where it is none.

    :param country: ISO code for a number without international prefix
    """
    try:
        number = phonenumbers.parse((phone or "")[:40], (country or "").upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def exact_signals(
    codes: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
    websites: tuple[str, ...] = (),
    phones: tuple[str, ...] = (),
    country: str | None = None,
) -> set[tuple[str, str]]:
    """Return (kind, value) of every usable signal: code, domain, phone."""
    found = {("code", re.sub(r"\W", "", code).upper()) for code in codes if code}
    found |= {("domain", d) for d in map(mail_domain, emails) if d}
    found |= {("domain", d) for d in map(registrable_domain, websites) if d}
    found |= {("phone", p) for p in (phone_key(n, country) for n in phones) if p}
    return {signal for signal in found if signal[1]}
