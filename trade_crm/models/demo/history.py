# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two made-up years of a trading company, drawn by a seed.

Plain Python: no Odoo import. The same customers, day and seed give the same history;
another day gives the same history moved along. Dates are calendar days, times UTC.
"""

from __future__ import annotations

import math
import random
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

DAYS = 730
#: Customer size -> fewest and most orders in two years, order lines, cartons a line.
ORDERS = {1: (3, 4), 2: (4, 6), 3: (8, 11)}
LINES = {1: (1, 3), 2: (2, 4), 3: (3, 5)}
CARTONS = {1: (4, 15), 2: (10, 40), 3: (25, 90)}
CARTON = 12
#: Habit -> share of customers in percent, first and last day of payment after due.
HABITS = {"prompt": (60, -4, 3), "late": (25, 8, 35), "slow": (15, 30, 95)}
CHINESE = {"CN", "HK"}

ENQUIRIES = (
    "Asks for prices of {product}, first container",
    "Wants a revised quotation for {product}",
    "Asks for lead time and packing of {product}",
    "Sends the forecast of the next quarter, {product} first",
    "Asks whether the price of {product} holds for 60 days",
)
REPLIES = (
    "Sent prices, packing list and lead time",
    "Offered 2% more for a full container",
    "Explained the certificates and the warranty",
    "Agreed on samples by courier, freight collect",
)
SHIPPED = (
    "Sent bill of lading, invoice and packing list",
    "Told vessel and estimated arrival",
    "Sent inspection photos before loading",
)
REMINDERS = (
    "Reminded of the overdue balance",
    "Asked for the bank slip of the transfer",
)
FIRST_TOUCH = (
    "Met at the Canton Fair, took the tool catalogue",
    "Enquiry through the website form",
    "Introduced the company and the export range",
    "Asked for their target price and yearly volume",
)
FEEDBACK = (
    "Goods arrived in good order, reorder planned",
    "Two cartons arrived damaged, photos received",
    "Compared our offer with another supplier's",
    "Asks for exclusive packing with own brand",
)


class Customer(NamedTuple):
    """What the history needs to know of a customer.

    ``size`` is 1 to 3; ``profile`` is active, lapsed, new or prospect; ``user`` is
    the owner's or, for nobody's customers, the writer's key; ``contacts`` and
    ``headers`` are counts; ``term`` is days from invoice to due date.
    """

    key: str
    country: str
    currency: str
    size: int
    profile: str
    user: str
    contacts: int
    headers: int
    term: int


class Line(NamedTuple):
    """``price`` is per piece, in the order's currency."""

    product: str
    quantity: int
    price: float


class Credit(NamedTuple):
    """Some pieces of one line, taken back."""

    day: date
    line: int
    quantity: int


class Payment(NamedTuple):
    """``share`` is of the invoice's total less its credit note; 0 < share <= 1."""

    day: date
    share: float


class Order(NamedTuple):
    """A quotation or order; ``state`` is draft, sent, cancel or sale."""

    customer: str
    user: str
    moment: datetime
    state: str
    reference: str
    currency: str
    contact: int
    header: int
    lines: list[Line]
    invoiced: date | None
    credit: Credit | None
    payments: list[Payment]


class Interaction(NamedTuple):
    customer: str
    user: str
    contact: int
    moment: datetime
    channel: str
    direction: str
    summary: str


class History(NamedTuple):
    orders: list[Order]
    interactions: list[Interaction]


def euro_rate(months_ago: int) -> float:
    """Euros for one US dollar, so many months ago: a plausible slow wave."""
    return round(0.91 + 0.035 * math.sin(months_ago / 3.7), 4)


def rates(today: date) -> dict[date, float]:
    """Euro rate of each month's first day, two years and some months back."""
    found = {}
    for back in range(DAYS // 30 + 3):
        month = today.year * 12 + today.month - 1 - back
        found[date(month // 12, month % 12 + 1, 1)] = euro_rate(back)
    return found


def build(
    customers: list[Customer], products: dict[str, float], today: date, seed: int = 1
) -> History:
    """Draw the history of all customers, in the order of time.

    :param products: key -> price of a piece in US dollar
    """
    orders, interactions = [], []
    for customer in customers:
        teller = _Teller(customer, products, today, seed)
        teller.tell()
        orders += teller.orders
        interactions += teller.interactions
    orders.sort(key=lambda order: (order.moment, order.customer))
    interactions.sort(key=lambda item: (item.moment, item.customer))
    return History(orders, interactions)


class _Teller:
    """Draws one customer's history; its own seed keeps customers independent."""

    def __init__(self, customer, products, today, seed):
        self.customer = customer
        self.products = products
        self.today = today
        self.random = random.Random(f"{seed}/{customer.key}")
        self.rates = rates(today)
        # Who buys drills goes on buying drills: each customer has its range.
        self.range = self.random.sample(sorted(products), k=min(7, len(products)))
        habits, shares = zip(*((h, v[0]) for h, v in HABITS.items()), strict=True)
        self.habit = self.random.choices(habits, shares)[0]
        self.orders = []
        self.interactions = []

    def tell(self):
        self._first_touch()
        for day in self._order_days():
            self._order(day)
        self._lost_quotations()
        self._open_quotations()
        self._small_talk()

    # -------------------------------------------------------------- days

    def _first_day(self):
        return self.today - timedelta(days=DAYS)

    def _span(self):
        """First and last day on which the customer orders; None for a prospect."""
        spans = {
            "active": (self._first_day(), self.today - timedelta(days=3)),
            "lapsed": (self._first_day(), self.today - timedelta(days=300)),
            "new": (self.today - timedelta(days=80), self.today - timedelta(days=4)),
        }
        return spans.get(self.customer.profile)

    def _order_days(self):
        span = self._span()
        if not span:
            return []
        fewest, most = ORDERS[self.customer.size]
        if self.customer.profile == "new":
            fewest, most = 1, 2
        count = self.random.randint(fewest, most)
        start, end = span
        step = (end - start).days / count
        return [
            self._workday(
                start + timedelta(days=step * (i + self.random.uniform(0.1, 0.9)))
            )
            for i in range(count)
        ]

    def _workday(self, day):
        """The day, or the Friday before a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _moment(self, day):
        """A time in Shanghai's office hours (UTC+8) of that day, as UTC."""
        return datetime.combine(
            day, time(self.random.randint(1, 9), self.random.randint(0, 59))
        )

    # --------------------------------------------------------- documents

    def _rate(self, day):
        known = max((d for d in self.rates if d <= day), default=min(self.rates))
        return self.rates[known] if self.customer.currency == "EUR" else 1.0

    def _lines(self, day):
        size = self.customer.size
        count = self.random.randint(*LINES[size])
        discount = self.random.choice((0.0, 0.0, 0.02, 0.03, 0.05))
        rate = self._rate(day)
        return [
            Line(
                product,
                CARTON * self.random.randint(*CARTONS[size]),
                round(self.products[product] * rate * (1 - discount), 2),
            )
            for product in self.random.sample(self.range, k=min(count, len(self.range)))
        ]

    def _add(self, day, state, lines, invoiced=None, credit=None, payments=()):
        customer = self.customer
        other = customer.headers > 1 and self.random.random() < 0.3
        self.orders.append(
            Order(
                customer.key,
                customer.user,
                self._moment(day),
                state,
                f"PO-{self.random.randint(10000, 99999)}" if state == "sale" else "",
                customer.currency,
                self._contact(),
                self.random.randrange(1, customer.headers) if other else 0,
                lines,
                invoiced,
                credit,
                list(payments),
            )
        )

    def _order(self, day):
        """A confirmed order with what came of it, as far as it lies in the past."""
        lines = self._lines(day)
        self._talk_before(day, lines)
        invoiced = self._workday(day + timedelta(days=self.random.randint(18, 42)))
        if invoiced > self.today:
            self._add(day, "sale", lines)
            return
        credit = self._credit(invoiced, lines)
        payments = self._payments(invoiced)
        self._add(day, "sale", lines, invoiced, credit, payments)
        self._say(invoiced, 1, 4, "out", self.random.choice(SHIPPED), "mail")
        due = invoiced + timedelta(days=self.customer.term)
        paid = payments[-1].day if payments else self.today
        if paid > due + timedelta(days=12):
            self._say(due, 6, 11, "out", self.random.choice(REMINDERS))

    def _credit(self, invoiced, lines):
        index = self.random.randrange(len(lines))
        day = self._workday(invoiced + timedelta(days=self.random.randint(8, 30)))
        if self.random.random() > 0.05 or day > self.today:
            return None
        return Credit(day, index, max(1, lines[index].quantity // 12))

    def _payments(self, invoiced):
        """Payments that have come in by today: none, a part, or all."""
        _share, first, last = HABITS[self.habit]
        due = invoiced + timedelta(days=self.customer.term)
        day = max(invoiced, due + timedelta(days=self.random.randint(first, last)))
        fate = self.random.random()
        if self.habit == "slow" and fate < 0.12:
            return []
        plan = [Payment(self._workday(day), 1.0)]
        if fate > 0.92:
            later = day + timedelta(days=self.random.randint(15, 60))
            plan = [
                Payment(self._workday(day), 0.3),
                Payment(self._workday(later), 1.0),
            ]
        return [
            Payment(max(p.day, invoiced), p.share) for p in plan if p.day <= self.today
        ]

    def _lost_quotations(self):
        """Quotations that came to nothing: cancelled, or sent and expired."""
        last = (self._span() or (None, self.today - timedelta(days=40)))[1]
        start = self._first_day() if self.customer.profile != "new" else last
        for _time in range(self.random.randint(0, 2)):
            days = max(1, (last - start).days)
            back = self.random.randrange(days) if days > 1 else 0
            day = self._workday(last - timedelta(days=back))
            state = self.random.choice(("cancel", "cancel", "sent"))
            self._add(day, state, self._lines(day))

    def _open_quotations(self):
        chance = {"active": 0.45, "new": 0.6, "prospect": 0.9, "lapsed": 0.1}
        if self.random.random() < chance[self.customer.profile]:
            state = self.random.choice(("draft", "sent", "sent"))
            day = self.today - timedelta(days=self.random.randint(1, 25))
            self._add(self._workday(day), state, self._lines(day))

    # ------------------------------------------------------ interactions

    def _contact(self):
        return self.random.randrange(max(1, self.customer.contacts))

    def _channel(self):
        if self.customer.country in CHINESE:
            return self.random.choice(("wechat", "wechat", "phone", "mail"))
        return self.random.choice(("mail", "mail", "whatsapp", "phone", "linkedin"))

    def _say(self, day, first, last, direction, summary, channel=None):
        day = self._workday(day + timedelta(days=self.random.randint(first, last)))
        if day >= self.today:
            return
        self.interactions.append(
            Interaction(
                self.customer.key,
                self.customer.user,
                self._contact(),
                self._moment(day),
                channel or self._channel(),
                direction,
                summary,
            )
        )

    def _first_touch(self):
        start = self._span()[0] if self._span() else self.today - timedelta(days=90)
        how = self.random.randrange(len(FIRST_TOUCH))
        channel = ("fair", "website", "mail", "phone")[how]
        direction = ("in", "in", "out", "out")[how]
        self._say(start, -40, -25, direction, FIRST_TOUCH[how], channel)
        self._say(start, -22, -15, "out", self.random.choice(REPLIES))

    def _talk_before(self, day, lines):
        product = lines[0].product.replace("_", " ")
        enquiry = self.random.choice(ENQUIRIES).format(product=product)
        self._say(day, -21, -12, "in", enquiry)
        self._say(day, -11, -4, "out", self.random.choice(REPLIES))

    def _small_talk(self):
        """Feedback, visits and meetings between the orders."""
        start, end = self._span() or (self.today - timedelta(days=80), self.today)
        days = max(8, (end - start).days)
        for _time in range(self.customer.size + 1):
            channel = self.random.choice(("mail", "meeting", "visit", "facebook"))
            summary = self.random.choice(FEEDBACK)
            self._say(start, 0, days - 1, "in", summary, channel)
