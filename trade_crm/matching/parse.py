# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Cut a company name into brand, line of trade, place, branch and legal form."""

from __future__ import annotations

import re
from functools import lru_cache

from .name import Name
from .parse_spaced import spaced_name
from .parse_unspaced import unspaced_name
from .renames import renamed
from .text import fold, is_unspaced

_ALIAS = re.compile(
    r"\b(formerly(?: known as)?|f/?k/?a|previously|vormals|vorm\.|anciennement|"
    r"antes|anteriormente|бывш\w*|ранее|eski unvan\w*)(?!\w)[:\s]*"
    r"|(?:曾用名|原名|旧称|原)[::]|(?:旧社名|旧[::])",
    re.IGNORECASE,
)
_TRADING_AS = re.compile(
    r"(?<![\w/])(?:trading as|doing business as|d/b/a|d\.b\.a\.?|dba|t/a|a/k/a|aka|"
    r"also known as|operating as|o/a)(?![\w/])[:\s]*",
    re.IGNORECASE,
)
_CAMEL_FORM = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:AG|GmbH|SE|SA|NV|BV|AB|SpA|Ltd|Inc|LLC|PLC|Plc|SRL)\b)"
)
#: "Spedition Hartwig Inh. Karl Hartwig": who owns the firm is not its name.
_OWNER = re.compile(r"(?<=\w)[\s,(]+(?:Inh\.|Inhaber(?:in)?:?)\s.*$", re.IGNORECASE)
#: "S.n.c. di Toso & C.": an Italian partnership names its partners behind the form.
_PARTNERS = re.compile(
    r"(?<=\s)(s\.?\s?(?:n\.?\s?c|a\.?\s?s)\.?)\s+d(?:i|ei|el|ella)\s.+$", re.IGNORECASE
)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@lru_cache(maxsize=32768)
def _parse_folded(folded: str) -> Name:
    return unspaced_name(folded) if is_unspaced(folded) else spaced_name(folded)


@lru_cache(maxsize=32768)
def parse(text: str) -> Name:
    """Return the parsed name (shared and cached: don't change it)."""
    return _parse_folded(fold(_CAMEL_FORM.sub(" ", text[:1000])).strip())


def _is_name(text: str) -> bool:
    """True for half of a bilingual name, unlike the codes of a security."""
    words = parse(text).tokens
    return len(text) >= 5 and any(
        len(t.text) > (1 if is_unspaced(t.text) else 3) for t in words
    )


def _whole(name: Name) -> str:
    return name.full or name.core


@lru_cache(maxsize=1)
def _names_of_today() -> dict[str, str]:
    """Well-known former names, without legal form: the name of today."""
    return {_whole(parse(former)): today for former, today in renamed()}


def _today(text: str) -> str | None:
    """Return what a well-known company is called now, with the form it was given."""
    name = parse(text)
    today = _names_of_today().get(_whole(name))
    return " ".join([today, *name.form_words]) if today else None


@lru_cache(maxsize=32768)
def aliases(text: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of the names in one text: own, former, trading, also.

    >>> aliases("Acme Ltd (formerly Bolt Ltd)")
    (('own', 'Acme Ltd'), ('former', 'Bolt Ltd'))
    >>> aliases("Facebook Inc")
    (('own', 'Facebook Inc'), ('former', 'Meta Platforms inc'))
    """
    text = _UNSEEN.sub("", (text or "")[:1000]).strip()
    text = _PARTNERS.sub(r"\1", _OWNER.sub("", text))
    for kind, pattern in (("former", _ALIAS), ("trading", _TRADING_AS)):
        hit = pattern.search(text)
        if not hit:
            continue
        first = text[: hit.start()].strip(" ,;-([（")
        second = text[hit.end() :].strip(" ,;-)]）.")
        if len(first) > 1 and len(second) > 1:
            return (("own", first), (kind, second))
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 2 and all(map(_is_name, parts)):
        return (("own", text), *(("also", part) for part in parts))
    today = _today(text)
    return (("own", text), ("former", today)) if today else (("own", text),)
