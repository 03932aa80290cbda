# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Which feasts a customer has, by country and culture: plain Python."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays

#: Feasts of a religion or culture, and a country whose calendar knows their days.
CULTURES = {
    "islam": ("SA", ("eid al fitr", "eid al adha")),
    "jewish": ("IL", ("rosh hashanah", "pesach", "passover")),
    "hindu": ("IN", ("diwali", "deepavali")),
    "orthodox": ("RU", ("christmas",)),
    "christian": ("IT", ("christmas", "easter")),
    "chinese": ("CN", ("chinese new year", "mid autumn")),
    "buddhist": ("TH", ("songkran", "vesak", "visakha")),
}
_CULTURE_WORDS = (
    ("islam", re.compile(r"islam|muslim|moslem|穆斯林|伊斯兰|清真|halal", re.I)),
    ("jewish", re.compile(r"jewish|judaism|kosher|犹太|猶太", re.I)),
    ("hindu", re.compile(r"hindu|印度教", re.I)),
    ("orthodox", re.compile(r"orthodox|东正教|東正教", re.I)),
    ("christian", re.compile(r"christian|catholic|protestant|基督|天主", re.I)),
    ("chinese", re.compile(r"chinese|overseas chinese|华人|華人|华裔|农历", re.I)),
    ("buddhist", re.compile(r"buddhis|佛教", re.I)),
)
_RELIGIOUS = ("islam", "jewish", "hindu", "orthodox", "christian", "buddhist")


class Feast(NamedTuple):
    """One feast: its first day, its English name, what it is known by for a year."""

    day: date
    name: str
    key: str


class NoCalendar(LookupError):
    """The library has no holidays of this country."""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.lower()).strip()


@lru_cache(maxsize=2048)
def _calendar(country: str, year: int, language: str):
    try:
        return holidays.country_holidays(country, years=year, language=language)
    except NotImplementedError as error:
        raise NoCalendar(country) from error


def feast_year(day: date) -> int:
    """The year that a feast counts for: late December belongs to the new one.

    So New Year's Eve and New Year, or both Christmases, are one occasion.

    >>> feast_year(date(2026, 12, 31)), feast_year(date(2027, 1, 7))
    (2027, 2027)
    """
    return (day + timedelta(days=15)).year


def feasts(country, start, end, wanted=(), culture=""):
    """Return the feasts of a country from a day to a day, each once, by day.

    :param str country: ISO code
    :param wanted: English words; a feast counts when its name has one of them.
        Words of one feast are parted by bars. Empty: every public holiday
    :param str culture: a note that may name a religion: feasts of other religions
        are left out, its own come from a country that keeps them
    :raise NoCalendar: when the country's holidays are not known
    """
    own = [name for name, words in _CULTURE_WORDS if words.search(culture or "")]
    others = {
        word
        for name in _RELIGIOUS
        if name not in own
        for word in CULTURES[name][1]
        if not any(word in CULTURES[mine][1] for mine in own)
    }
    religious = any(name in _RELIGIOUS for name in own)
    found: dict[str, Feast] = {}
    for feast in _public(country, start, end, wanted):
        if not (religious and any(word in _plain(feast.name) for word in others)):
            found.setdefault(feast.key, feast)
    for name in own:
        source, words = CULTURES[name]
        for feast in _public(source, start, end, words):
            found.setdefault(feast.key, feast)
    return sorted(found.values())


def _public(country, start, end, wanted):
    groups = [
        [_plain(word) for word in line.split("|") if _plain(word)] for line in wanted
    ]
    groups = [words for words in groups if words]
    for year in range(start.year, end.year + 1):
        for day, names in sorted(_calendar(country, year, "en_US").items()):
            if not start <= day <= end:
                continue
            for name in names.split("; "):
                if "substituted" in name or name.startswith("Day off"):
                    continue
                key = _key(name, groups)
                if key:
                    clean = re.sub(r" \((observed|estimated)[^)]*\)", "", name)
                    yield Feast(day, clean, f"{key}:{feast_year(day)}")


def _key(name, groups):
    plain = _plain(name)
    if not groups:
        return _plain(re.sub(r"\([^)]*\)|\bholidays?\b|\beve\b", "", name.lower()))
    return next(
        (words[0] for words in groups if any(word in plain for word in words)), None
    )


def local_name(country, feast, language):
    """Return the feast's name in a language, where the calendar knows it.

    :param str language: like ``de_DE``; else the English name comes back
    """
    try:
        known = _calendar(country, feast.day.year, "en_US").supported_languages
    except NoCalendar:
        return feast.name
    short = (language or "").split("_")[0]
    options = [code for code in known if code.split("_")[0] == short]
    exact = language if language in known else next(iter(options), None)
    if not exact:
        return feast.name
    names = _calendar(country, feast.day.year, exact).get(feast.day) or feast.name
    return names.split("; ")[0].split(" (")[0]
