# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The stamp that starts a message: its shape, its date's order, its clock.

Android writes ``1/4/23, 7:02 PM - Name: text`` and iPhone
``[2023/1/4 下午7:02:10] Name: text``, each as the phone's own region writes dates,
digits and day periods. One export is written in one go, so all its stamps have
one *shape*; a line of another shape is somebody's pasted text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .errors import ChatError
from .marks import INVISIBLE, SPACES
from .marks import LEFT_TO_RIGHT as MARK

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR = 2009  # WhatsApp's first

# Every mark becomes one mark, every digit an ASCII digit, every space a space:
# one character for one, so that a match's end counts in the line as it stands.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(INVISIBLE, MARK),
        **dict.fromkeys(SPACES, " "),
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
        "،": ",",
        "，": ",",
        "：": ":",
    }
)

# What a day period does to an hour of a 12-hour clock.
_MORNING = "am a.m. a.m 上午 凌晨 清晨 早上 午夜 半夜 午前 ص صباحًا صباحا vorm. 오전"
_EVENING = "pm p.m. p.m 下午 傍晚 晚上 午後 م مساءً مساء nachm. 오후"
_PERIODS: dict[str, str] = {
    **dict.fromkeys(_MORNING.split(), "am"),
    **dict.fromkeys(_EVENING.split(), "pm"),
    "a. m.": "am",
    "p. m.": "pm",
    "中午": "noon",
}
_PERIOD = "|".join(re.escape(p) for p in sorted(_PERIODS, key=len, reverse=True))
_M = f"{MARK}*"
_STAMP = re.compile(
    rf"""{_M}(?P<open>\[)?{_M}
    (?:(?P<y>\d{{4}})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日
      |(?P<a>\d{{1,4}}){_M}(?P<sep>[./-]){_M}\ ?(?P<b>\d{{1,2}}){_M}(?P=sep){_M}\ ?
       (?P<c>\d{{1,4}})\.?)
    {_M},?{_M}\ ?(?:(?:um|at|à|kl\.)\ )?{_M}
    (?:(?P<before>{_PERIOD})\ ?{_M})?
    (?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?
    (?:{_M}\ ?{_M}(?P<after>{_PERIOD}))?{_M}
    (?(open)\]|\ {_M}[-–—])(?:{_M}\ |$)""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_STAMP = 80


class Shape(NamedTuple):
    """What all stamps of one export have in common."""

    bracketed: bool  # iPhone's [ ]
    separator: str  # "/", ".", "-" or "年"
    year_at: str  # "first", "last" (four digits) or "short" (two)
    seconds: bool
    twelve_hours: bool


class Stamp(NamedTuple):
    """One stamp as written: the date's three numbers are not yet told apart."""

    parts: tuple[int, int, int]
    seconds: int  # since midnight
    shape: Shape
    end: int  # where the rest of the line starts
    padded: bool  # first or second number written with a leading zero
    text: str


def read_stamp(line: str) -> Stamp | None:
    """Return the stamp a line starts with, or None for a message's next line.

    >>> read_stamp("[05.08.23, 5:52:02 PM] Hana: hello").parts
    (5, 8, 23)
    >>> read_stamp("and the price?") is None
    True
    """
    head = line[:_LONGEST_STAMP]
    if not head.isascii():
        head = head.translate(_PLAIN)
    found = _STAMP.match(head)
    if not found:
        return None
    shape, parts, padded = _shape_of(found)
    if shape is None:
        return None
    return Stamp(
        parts=parts,
        seconds=_seconds(found),
        shape=shape,
        end=found.end(),
        padded=padded,
        text=head[: found.end()].strip(f" -–—[]{MARK}"),
    )


def _shape_of(found: re.Match[str]):
    """Return ``(shape, parts, padded)``; the shape is None for no date at all."""
    period = found["before"] or found["after"]
    if found["y"]:
        texts, separator = (found["y"], found["m"], found["d"]), "年"
    else:
        texts, separator = (found["a"], found["b"], found["c"]), found["sep"]
    lengths = len(texts[0]), len(texts[2])
    if lengths[0] == 4 and lengths[1] <= 2:
        year_at = "first"
    elif lengths[1] == 4 and lengths[0] <= 2:
        year_at = "last"
    elif max(lengths) <= 2:
        year_at = "short"
    else:
        return None, (), False
    shape = Shape(
        bracketed=bool(found["open"]),
        separator=separator,
        year_at=year_at,
        seconds=found["second"] is not None,
        twelve_hours=period is not None,
    )
    padded = any(text.startswith("0") for text in texts[:2])
    return shape, tuple(int(text) for text in texts), padded


def _seconds(found: re.Match[str]) -> int:
    """Return the seconds since midnight, or -1 for a time that doesn't exist."""
    hour, minute = int(found["hour"]), int(found["minute"])
    second = int(found["second"] or 0)
    period = found["before"] or found["after"]
    if period:
        kind = _PERIODS.get(period.lower()) or _PERIODS[period]
        if hour <= 12:
            hour = _hour_of_day(hour, kind)
    if hour > 23 or minute > 59 or second > 59:
        return -1
    return hour * 3600 + minute * 60 + second


def _hour_of_day(hour: int, kind: str) -> int:
    """Turn an hour of a 12-hour clock (0 to 12) into one of the day.

    >>> _hour_of_day(12, "am"), _hour_of_day(12, "pm"), _hour_of_day(1, "noon")
    (0, 12, 13)
    """
    if kind == "am":
        return hour % 12
    if kind == "pm":
        return hour % 12 + 12
    return hour + 12 if hour < 10 else hour  # 中午: 11, 12 or 1 o'clock


def date_in(parts: tuple[int, int, int], order: str) -> date | None:
    """Return the date that three numbers make in an order, or None for none.

    >>> date_in((5, 8, 23), "dmy"), date_in((30, 2, 24), "dmy")
    (datetime.date(2023, 8, 5), None)
    """
    named = dict(zip(order, parts, strict=True))
    year = named["y"] + 2000 if named["y"] < 100 else named["y"]
    if year < FIRST_YEAR:
        return None
    try:
        return date(year, named["m"], named["d"])
    except ValueError:
        return None


def _possible_orders(shape: Shape) -> tuple[str, ...]:
    """Return the orders that a shape allows before any number is looked at."""
    if shape.year_at == "first":
        return ("ymd",)
    if shape.separator == ".":
        return ("dmy",)  # no region writes another order with full stops
    return ("dmy", "mdy") if shape.year_at == "last" else ORDERS


class Order(NamedTuple):
    """What the whole file says about its dates."""

    fitting: tuple[str, ...]  # best first; one: sure
    suggested: str


def decide_order(
    stamps: Iterable[tuple[int, Stamp]],
    today: date,
) -> Order:
    """Decide the date order by the evidence of all stamps of one export.

    In turn: an order in which a date doesn't exist is out (the 13th month); one
    that puts a message after the day after tomorrow is out; of the rest, one
    in which time runs backwards from message to message is out if another
    runs forwards (an export is in the order of time). What still fits is
    returned, the likeliest first.

    Args:
        stamps: (line number, stamp) in the file's order, one shape.
        today: the day the file is read.

    Raises:
        ChatError: ``bad_date`` or ``future_date`` when no order fits.
    """
    stamps = list(stamps)
    shape = stamps[0][1].shape
    distinct: list[tuple[int, Stamp]] = []
    for line, stamp in stamps:
        if not distinct or distinct[-1][1].parts != stamp.parts:
            distinct.append((line, stamp))
    orders = _existing(distinct, _possible_orders(shape))
    orders = _not_in_future(distinct, orders, today + timedelta(days=2))
    if len(orders) > 1 and shape.year_at == "short":
        orders = _without_rare_year_first(distinct, orders)
    if len(orders) > 1:
        orders = _forwards(distinct, orders)
    return Order(fitting=orders, suggested=_likeliest(orders, stamps))


def _existing(distinct, orders):
    """Keep the orders in which every date exists."""
    kept = orders
    for line, stamp in distinct:
        kept = tuple(order for order in kept if date_in(stamp.parts, order))
        if not kept:
            raise ChatError("bad_date", line=line, text=stamp.text)
    return kept


def _not_in_future(distinct, orders, latest: date):
    """Keep the orders in which no message is later than ``latest``."""
    kept = orders
    for line, stamp in distinct:
        kept = tuple(o for o in kept if date_in(stamp.parts, o) <= latest)
        if not kept:
            raise ChatError("future_date", line=line, text=stamp.text)
    return kept


def _without_rare_year_first(distinct, orders):
    """Drop ``24/1/15`` for the 15th of January unless it is much the likelier.

    No phone of today writes two digits of a year first. It stays a candidate when
    the whole chat would else be spread over four times as long a span.
    """
    if "ymd" not in orders:
        return orders
    ends = distinct[0][1].parts, distinct[-1][1].parts
    span = {
        order: abs(date_in(ends[1], order) - date_in(ends[0], order))
        for order in orders
    }
    others = tuple(order for order in orders if order != "ymd")
    nearest = min(span[order] for order in others)
    if len(distinct) >= 3 and span["ymd"] * 4 < nearest:
        return ("ymd", *others)
    return others


def _forwards(distinct, orders):
    """Keep the orders in which time runs backwards least, if that is seldom.

    A phone whose clock was corrected makes a step back in the right order too,
    so a step back alone doesn't rule an order out: more of them than in another
    order does.
    """
    steps_back = Counter()
    for order in orders:
        previous = None
        for _line, stamp in distinct:
            day = date_in(stamp.parts, order)
            # A day's slack: phones sort by the time sent, not received.
            if previous and day < previous - timedelta(days=1):
                steps_back[order] += 1
            previous = day
    fewest = min(steps_back[order] for order in orders)
    if fewest * 50 > len(distinct):
        return orders
    return tuple(order for order in orders if steps_back[order] == fewest)


def _likeliest(orders, stamps) -> str:
    """Return the order to offer first.

    The United States write ``1/4/23, 7:02 PM``: no leading zeros, two digits of
    the year, a 12-hour clock. Nobody else does all three.
    """
    shape = stamps[0][1].shape
    padded = any(stamp.padded for _line, stamp in stamps)
    american = shape.year_at == "short" and shape.twelve_hours and not padded
    if american and "mdy" in orders:
        return "mdy"
    return orders[0]
