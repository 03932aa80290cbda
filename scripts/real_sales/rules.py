# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the file does not say, by rule: names, terms, habits of payment, services.

Every draw is taken from a SHA-256 of the customer's or the invoice's own number, so a
second run, another machine and the plain ORM all come to the same.
"""

import hashlib
from datetime import date, timedelta
from typing import NamedTuple

# Stock codes that name no article: loaded as service lines under these names.
SERVICE_CODES = {
    "AMAZONFEE": "Amazon fee",
    "B": "Bad debt adjustment",
    "BANK CHARGES": "Bank charges",
    "C2": "Carriage",
    "CRUK": "CRUK commission",
    "D": "Discount",
    "DOT": "Dotcom postage",
    "M": "Manual",
    "POST": "Postage",
    "S": "Samples",
}
# Articles whose code has no digit.
GOODS_CODES = {"PADS", "DCGSSBOY", "DCGSSGIRL"}

# Days of the payment term -> share of customers in percent.
TERM_SHARES = ((0, 10), (15, 20), (30, 50), (45, 20))
# Habit -> (share of customers in percent, first and last day of payment after due).
HABITS = (
    ("prompt", 60, -5, 0),
    ("slow", 30, 1, 15),
    ("late", 10, 20, 75),
)
# Of 1,000 invoices so many are never paid.
UNPAID_PER_MILLE = 15
REFUND_DAYS = 14

# The file's country -> ISO code, where it is not the country's usual English name.
COUNTRY_CODES = {
    "united kingdom": "GB",
    "eire": "IE",
    "usa": "US",
    "rsa": "ZA",
    "channel islands": "JE",
    "czech republic": "CZ",
    "united arab emirates": "AE",
}
NO_COUNTRY = {"", "unspecified", "european community"}

LEGAL_FORMS = {
    "GB": "Ltd",
    "IE": "Ltd",
    "DE": "GmbH",
    "AT": "GmbH",
    "CH": "AG",
    "FR": "SARL",
    "BE": "BV",
    "NL": "B.V.",
    "ES": "S.L.",
    "PT": "Lda",
    "IT": "S.r.l.",
    "NO": "AS",
    "DK": "ApS",
    "SE": "AB",
    "FI": "Oy",
    "IS": "ehf.",
    "PL": "Sp. z o.o.",
    "CZ": "s.r.o.",
    "LT": "UAB",
    "US": "Inc.",
    "CA": "Inc.",
    "AU": "Pty Ltd",
    "ZA": "(Pty) Ltd",
    "JP": "K.K.",
    "SG": "Pte. Ltd.",
    "BR": "Ltda.",
}


class Habit(NamedTuple):
    """How one customer pays: term in days, habit's name, days after due."""

    term_days: int
    name: str
    first_day: int
    last_day: int


def draw(key: str, sides: int) -> int:
    """A number from 0 to ``sides`` - 1 that depends on ``key`` alone.

    >>> draw("term|17850", 100) == draw("term|17850", 100)
    True
    """
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") % sides


def is_service(code: str) -> bool:
    """Whether a stock code names no article: a listed code or one without a digit.

    >>> is_service("POST"), is_service("85123A"), is_service("PADS")
    (True, False, False)
    """
    upper = code.upper()
    if upper in SERVICE_CODES:
        return True
    return upper not in GOODS_CODES and not any(sign.isdigit() for sign in code)


def habit(customer: str) -> Habit:
    """The customer's payment term and habit, drawn from its number."""
    term_days = _pick(TERM_SHARES, draw(f"term|{customer}", 100))[0]
    name, _share, first, last = _pick(HABITS, draw(f"habit|{customer}", 100))
    return Habit(term_days, name, first, last)


def payment_date(invoice: str, customer: str, invoiced: date) -> date | None:
    """The day on which an invoice is paid, or None if it never is.

    Due date plus a day drawn from the customer's habit, never before the invoice.
    """
    if draw(f"unpaid|{invoice}", 1000) < UNPAID_PER_MILLE:
        return None
    way = habit(customer)
    days = way.first_day + draw(f"day|{invoice}", way.last_day - way.first_day + 1)
    return max(invoiced, invoiced + timedelta(days=way.term_days + days))


def salesperson(customer: str, count: int) -> int:
    """Which of ``count`` salespeople the customer belongs to (0 is the first)."""
    return draw(f"salesperson|{customer}", count)


def company_name(customer: str, country_code: str | None) -> str:
    """A made-up company name, for the file has none. Two pronounceable words and
    the legal form usual in the country; the customer's number is its reference.

    The words are proquints (Wilkerson 2009): 16 bits each as consonants and vowels.
    """
    bits = draw(f"name|{customer}", 1 << 32)
    words = (_proquint(bits >> 16).title(), _proquint(bits & 0xFFFF).title())
    return " ".join((*words, LEGAL_FORMS.get(country_code, "Trading"))).strip()


def _proquint(bits: int) -> str:
    consonants, vowels = "bdfghjklmnprstvz", "aiou"
    return "".join(
        (
            consonants[bits >> 12 & 15],
            vowels[bits >> 10 & 3],
            consonants[bits >> 6 & 15],
            vowels[bits >> 4 & 3],
            consonants[bits & 15],
        )
    )


def _pick(shares, roll: int):
    """The first of ``shares`` (value, percent, ...) whose running sum passes roll."""
    for share in shares:
        percent = share[1]
        if roll < percent:
            return share
        roll -= percent
    raise ValueError("the shares do not come to 100")


def shift_days(last: date, today: date) -> int:
    """Days to move the history on so that it ends in the week up to ``today``.

    Whole weeks, so that a Monday stays a Monday; never backwards.
    """
    return max(0, (today - last).days // 7 * 7)
