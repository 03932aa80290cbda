# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Turn sales lines into the history of an exporter, in memory and without Odoo.

``build(rows)`` gives a :class:`History`: customers, products, documents in the order
of their dates and the settlements that close them, and a :class:`Tally` of every line
of the file by what became of it. All of it follows from the file alone, so that a
load that was interrupted plans the very same history again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from . import rules
from .reader import BadFile, Row, Unreadable

PENNY = Decimal("0.01")


class Line(NamedTuple):
    """One line of a document: ``quantity`` and ``amount`` are of the document's own
    sign, so those of a credit note are usually positive."""

    code: str
    text: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


class Customer(NamedTuple):
    """A customer with its country's ISO code (None: the file does not say)."""

    number: str
    country_code: str | None


class Product(NamedTuple):
    """An article, or a service such as postage, with its commonest price."""

    code: str
    name: str
    price: Decimal
    service: bool


@dataclass(slots=True)
class Document:
    """An invoice with its order (``kind`` out_invoice), or a credit note
    (out_refund)."""

    number: str
    kind: str
    customer: str
    at: datetime
    lines: list[Line]
    total: Decimal
    reverses: str | None = None

    @property
    def day(self) -> date:
        return self.at.date()


class Payment(NamedTuple):
    """Money that came in for an invoice or went back for a credit note."""

    document: str
    day: date
    amount: Decimal


@dataclass(slots=True)
class Settlement:
    """What closes one invoice: credit notes set against it, then one payment; or what
    closes one credit note: the payment back. ``day`` is when the last of it happens."""

    document: str
    day: date
    credits: list[str] = field(default_factory=list)
    payment: Payment | None = None


@dataclass
class Tally:
    """Each line of the file, by what became of it. Sums are quantity times price,
    each line rounded to the penny."""

    rows: int = 0
    rows_sum: Decimal = Decimal(0)
    loaded_rows: int = 0
    loaded_sum: Decimal = Decimal(0)
    exact_sum: Decimal = Decimal(0)
    skipped: dict[str, list] = field(default_factory=dict)
    noted: dict[str, list] = field(default_factory=dict)
    services: Counter = field(default_factory=Counter)
    unreadable: list[Unreadable] = field(default_factory=list)

    def skip(self, reason: str, amount: Decimal = Decimal(0)) -> None:
        """One line that is reported only."""
        self._count(self.skipped, reason, amount)

    def note(self, reason: str, amount: Decimal = Decimal(0)) -> None:
        """One line or document that is loaded, and worth a word."""
        self._count(self.noted, reason, amount)

    @staticmethod
    def _count(where: dict, reason: str, amount: Decimal) -> None:
        entry = where.setdefault(reason, [0, Decimal(0)])
        entry[0] += 1
        entry[1] += amount

    @property
    def skipped_rows(self) -> int:
        return sum(count for count, _amount in self.skipped.values())


@dataclass
class History:
    """Everything that is to stand in Odoo, in the order in which it is loaded."""

    customers: list[Customer]
    products: list[Product]
    documents: list[Document]
    settlements: list[Settlement]
    tally: Tally
    last_day: date
    unknown_countries: Counter


NO_CUSTOMER = "no customer"
NO_QUANTITY = "quantity 0"
UNREADABLE = "unreadable"
TWO_CUSTOMERS = "invoice number used by several customers"
ZERO_PRICE = "price 0: loaded as lines free of charge"
NEGATIVE_PRICE = "price below 0: loaded as lines with a negative price"
SERVICE = "free-text stock code: loaded as service lines"
DUPLICATE = "the same line once more on one invoice: loaded as it stands"
UNMATCHED = "credit note lines without an earlier sale: loaded, they correct no invoice"
MATCHED = "credit note lines with an earlier sale"
TWO_DATES = "invoices with several times: the first one counts"
TWO_COUNTRIES = "customers with several countries: the commonest counts"
NO_COUNTRY = "customers without a country"
TURNED = "documents whose sum has the other sign than their number says"


def build(
    rows: Iterable[Row | Unreadable],
    country_codes: dict[str, str],
    limit: int | None = None,
) -> History:
    """Plan the history that ``rows`` tell.

    :param country_codes: lower-case English country name -> ISO code
    :param limit: only the first so many documents by date (for a slice)
    """
    tally = Tally()
    grouped = _group(rows, tally)
    documents = _documents(grouped, tally)
    if not documents:
        raise BadFile(
            "The file holds no sale to a known customer: of its "
            f"{tally.rows} lines {tally.skipped_rows} are left out "
            f"({', '.join(tally.skipped) or 'it has none'})."
        )
    documents.sort(key=lambda document: (document.at, document.number))
    documents = documents[:limit]
    kept = {document.number for document in documents}
    kept_rows = [row for number in kept for row in grouped[number]]
    _match_credits(documents, tally)
    for row in kept_rows:
        _note_row(row, tally)
    tally.loaded_sum = sum(
        (
            document.total if document.kind == "out_invoice" else -document.total
            for document in documents
        ),
        Decimal(0),
    )
    customers, unknown = _customers(kept_rows, country_codes, tally)
    return History(
        customers=customers,
        products=_products(kept_rows),
        documents=documents,
        settlements=_settlements(documents),
        tally=tally,
        last_day=documents[-1].day,
        unknown_countries=unknown,
    )


def money(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity times price, to the penny, halves away from zero as Odoo rounds."""
    return (quantity * price).quantize(PENNY, rounding=ROUND_HALF_UP)


def _group(rows, tally: Tally) -> dict[str, list[Row]]:
    """Rows by invoice number; what is reported only is counted and left out."""
    grouped: dict[str, list[Row]] = {}
    # Equal texts are kept once: most of the file's memory is repeated words.
    same: dict[str, str] = {}
    for row in rows:
        tally.rows += 1
        if isinstance(row, Unreadable):
            tally.unreadable.append(row)
            tally.skip(UNREADABLE)
            continue
        amount = money(row.quantity, row.price)
        tally.rows_sum += amount
        if not row.customer:
            tally.skip(NO_CUSTOMER, amount)
        elif not row.quantity:
            tally.skip(NO_QUANTITY, amount)
        else:
            kept = row._replace(
                code=same.setdefault(row.code, row.code),
                text=same.setdefault(row.text, row.text),
                customer=same.setdefault(row.customer, row.customer),
                country=same.setdefault(row.country, row.country),
            )
            grouped.setdefault(kept.invoice, []).append(kept)
    for number in [
        number
        for number, lines in grouped.items()
        if any(row.customer != lines[0].customer for row in lines)
    ]:
        for row in grouped.pop(number):
            tally.skip(TWO_CUSTOMERS, money(row.quantity, row.price))
    return grouped


def _documents(grouped: dict[str, list[Row]], tally: Tally) -> list[Document]:
    documents = []
    for number, rows in grouped.items():
        total = sum((money(row.quantity, row.price) for row in rows), Decimal(0))
        named_credit = number.upper().startswith("C")
        credit = total < 0 or (total == 0 and named_credit)
        if credit != named_credit:
            tally.note(TURNED, total)
        sign = -1 if credit else 1
        if len({row.at for row in rows}) > 1:
            tally.note(TWO_DATES)
        documents.append(
            Document(
                number=number,
                kind="out_refund" if credit else "out_invoice",
                customer=rows[0].customer,
                at=min(row.at for row in rows),
                lines=[_line(row, sign) for row in rows],
                total=sign * total,
            )
        )
    return documents


def _line(row: Row, sign: int) -> Line:
    quantity = sign * row.quantity
    return Line(
        row.code,
        row.text or row.code,
        quantity,
        row.price,
        money(quantity, row.price),
    )


def _note_row(row: Row, tally: Tally) -> None:
    amount = money(row.quantity, row.price)
    tally.loaded_rows += 1
    tally.exact_sum += row.quantity * row.price
    if not row.price:
        tally.note(ZERO_PRICE, amount)
    elif row.price < 0:
        tally.note(NEGATIVE_PRICE, amount)
    if rules.is_service(row.code):
        tally.note(SERVICE, amount)
        tally.services[row.code] += 1


def _match_credits(documents: list[Document], tally: Tally) -> None:
    """Find for each credit note the invoice that it corrects.

    Each of its lines takes back its quantity from the customer's latest earlier sales
    of the article that still have some left. The invoice that gave most of the value
    is the one that is corrected (of two, the later one).
    """
    wanted = {
        (document.customer, line.code)
        for document in documents
        if document.kind == "out_refund"
        for line in document.lines
    }
    sold: dict[tuple, list[list]] = defaultdict(list)
    for document in documents:
        if document.kind == "out_invoice":
            for line in document.lines:
                key = (document.customer, line.code)
                if key in wanted and line.quantity > 0:
                    sold[key].append([line.quantity, document])
        else:
            _match_credit(document, sold, tally)
        _note_duplicates(document, tally)


def _match_credit(credit: Document, sold: dict, tally: Tally) -> None:
    given: dict[str, tuple] = {}
    for line in credit.lines:
        left = line.quantity
        for lot in reversed(sold[credit.customer, line.code]):
            if left <= 0:
                break
            taken = min(left, lot[0])
            if not taken:
                continue
            lot[0] -= taken
            left -= taken
            invoice = lot[1]
            value = given.get(invoice.number, (Decimal(0),))[0] + taken * line.price
            given[invoice.number] = (value, invoice.at, invoice.number)
        if left > 0 or line.quantity <= 0:
            tally.note(UNMATCHED, -line.amount)
        else:
            tally.note(MATCHED, -line.amount)
    if given:
        credit.reverses = max(given.values())[2]


def _note_duplicates(document: Document, tally: Tally) -> None:
    sign = 1 if document.kind == "out_invoice" else -1
    for line, times in Counter(document.lines).items():
        for _again in range(times - 1):
            tally.note(DUPLICATE, sign * line.amount)


def _customers(rows: list[Row], country_codes: dict[str, str], tally: Tally):
    countries: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        countries[row.customer][row.country] += 1
    customers, unknown = [], Counter()
    for number in sorted(countries):
        counted = countries[number]
        if len(counted) > 1:
            tally.note(TWO_COUNTRIES)
        name = min(counted, key=lambda country: (-counted[country], country))
        code = rules.COUNTRY_CODES.get(name.lower()) or country_codes.get(name.lower())
        if code is None:
            tally.note(NO_COUNTRY)
            if name.lower() not in rules.NO_COUNTRY:
                unknown[name] += 1
        customers.append(Customer(number, code))
    return customers, unknown


def _products(rows: list[Row]) -> list[Product]:
    """One product a stock code, named and priced as it is most often sold."""
    texts: dict[str, Counter] = defaultdict(Counter)
    prices: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        texts[row.code][row.text] += bool(row.text)
        prices[row.code][row.price] += row.price > 0
    return [
        Product(
            code=code,
            name=rules.SERVICE_CODES.get(code.upper())
            or min(texts[code], key=lambda text: (-texts[code][text], text))
            or code,
            price=max(
                Decimal(0),
                min(prices[code], key=lambda price: (-prices[code][price], price)),
            ),
            service=rules.is_service(code),
        )
        for code in sorted(texts)
    ]


def _settlements(documents: list[Document]) -> list[Settlement]:
    """Who paid what and when, in the order of the days.

    An invoice is paid in full on the day that `rules.payment_date` gives, less the
    credit notes that correct it and came no later (as many as fit, by date). What
    lies after the history's last day has not happened. A credit note that found no
    open invoice is paid back after `rules.REFUND_DAYS`.
    """
    end = documents[-1].day
    credits: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.kind == "out_refund" and document.reverses:
            credits[document.reverses].append(document)
    settlements, used = [], set()
    for invoice in documents:
        if invoice.kind != "out_invoice" or not invoice.total:
            continue
        settlement = _settle(invoice, credits[invoice.number], end)
        if settlement:
            used.update(settlement.credits)
            settlements.append(settlement)
    for credit in documents:
        day = credit.day + timedelta(days=rules.REFUND_DAYS)
        if (
            credit.kind == "out_refund"
            and credit.total
            and credit.number not in used
            and day <= end
        ):
            payment = Payment(credit.number, day, credit.total)
            settlements.append(Settlement(credit.number, day, [], payment))
    settlements.sort(key=lambda settlement: (settlement.day, settlement.document))
    return settlements


def _settle(invoice: Document, credits: list[Document], end: date) -> Settlement | None:
    pay_day = rules.payment_date(invoice.number, invoice.customer, invoice.day)
    if pay_day and pay_day > end:
        pay_day = None
    left, fitting, day = invoice.total, [], invoice.day
    for credit in credits:
        if credit.total and credit.total <= left and credit.day <= (pay_day or end):
            left -= credit.total
            fitting.append(credit.number)
            day = max(day, credit.day)
    payment = None
    if left and pay_day:
        payment = Payment(invoice.number, pay_day, left)
        day = pay_day
    if not fitting and not payment:
        return None
    return Settlement(invoice.number, day, fitting, payment)
