# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Read a file of sales lines, plain or gzipped CSV, one :class:`Row` a line.

The columns are those of the UCI "Online Retail" set (Chen, Sain, Guo 2012), in any
order: ``InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
CustomerID, Country``. A file that is not of that shape raises :class:`BadFile` with
a sentence that says what to do; a single line that cannot be read is handed back
with its number, so that it is counted and never lost without a word.
"""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
    "%m/%d/%Y %H:%M",
)
QUANTITY_DECIMALS = 2
PRICE_DECIMALS = 6
MAX_TEXT = 500
MAX_NUMBER = Decimal(10) ** 9
# Odoo stores dates from year 1 on, but a sale outside these years is a slip of the pen.
YEARS = range(1970, 2100)


class BadFile(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


class Row(NamedTuple):
    """One line of the file. ``customer`` is empty where the file names none."""

    line: int
    invoice: str
    code: str
    text: str
    quantity: Decimal
    at: datetime
    price: Decimal
    customer: str
    country: str


@dataclass
class Unreadable:
    """One line that is no sales line, with the reason."""

    line: int
    reason: str


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's unpacked text: the same sales, however packed."""
    digest = hashlib.sha256()
    with _open_bytes(Path(path)) as handle:
        try:
            while chunk := handle.read(1 << 20):
                digest.update(chunk)
        except (OSError, EOFError, zlib.error) as error:
            raise BadFile(_broken(path, error)) from error
    return digest.hexdigest()


def read_rows(path: Path) -> Iterator[Row | Unreadable]:
    """Yield each line of the file at ``path`` in order, readable or not."""
    path = Path(path)
    with _open_text(path) as handle:
        reader = csv.reader(handle)
        try:
            positions = _positions(path, next(reader, None))
            width = max(positions) + 1
            parse_date = _DateParser()
            for fields in reader:
                if not fields:
                    continue
                if len(fields) < width:
                    yield Unreadable(reader.line_num, "too few columns")
                    continue
                values = [fields[at].strip() for at in positions]
                yield _row(reader.line_num, values, parse_date)
        except (OSError, EOFError, zlib.error) as error:
            raise BadFile(_broken(path, error)) from error
        except csv.Error as error:
            raise BadFile(
                f"{path}: line {reader.line_num} is not CSV ({error}). Save the file "
                "again as comma-separated values in UTF-8."
            ) from error


def _row(line: int, values: list[str], parse_date) -> Row | Unreadable:
    invoice, code, text, quantity, at, price, customer, country = values
    if not invoice:
        return Unreadable(line, "no invoice number")
    if not code:
        return Unreadable(line, "no stock code")
    if any(len(value) > MAX_TEXT for value in values):
        return Unreadable(line, f"a text longer than {MAX_TEXT} characters")
    if any("\x00" in value for value in values):
        return Unreadable(line, "a NUL character")
    parsed_quantity = _number(quantity, QUANTITY_DECIMALS)
    if parsed_quantity is None:
        return Unreadable(line, f"quantity {quantity[:30]!r} is no number")
    parsed_price = _number(price, PRICE_DECIMALS)
    if parsed_price is None:
        return Unreadable(line, f"unit price {price[:30]!r} is no number")
    parsed_at = parse_date(at)
    if parsed_at is None:
        return Unreadable(line, f"invoice date {at[:30]!r} is no date")
    # Spreadsheets turn an ID column with blanks into floats: 17850.0 is 17850.
    if customer.endswith(".0") and customer[:-2].isdigit():
        customer = customer[:-2]
    return Row(
        line,
        invoice,
        code,
        text,
        parsed_quantity,
        parsed_at,
        parsed_price,
        customer,
        country,
    )


def _number(text: str, decimals: int) -> Decimal | None:
    """``text`` as a finite number of at most ``decimals`` decimals, else None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= MAX_NUMBER:
        return None
    if -number.normalize().as_tuple().exponent > decimals:
        return None
    return number


class _DateParser:
    """Parse a date; the format that fitted last is tried first."""

    def __init__(self):
        self.formats = list(DATE_FORMATS)
        self.last = ("", None)

    def __call__(self, text: str) -> datetime | None:
        if self.last[0] == text:
            return self.last[1]
        for place, form in enumerate(self.formats):
            try:
                at = datetime.strptime(text, form)  # noqa: DTZ007 - the file has no zone
            except ValueError:
                continue
            if place:
                self.formats.insert(0, self.formats.pop(place))
            at = at if at.year in YEARS else None
            self.last = (text, at)
            return at
        return None


def _positions(path: Path, header: list[str] | None) -> list[int]:
    """Where each of COLUMNS stands in the file's first line."""
    if header is None:
        raise BadFile(f"{path} is empty: it needs a first line with {_columns()}.")
    names = [name.strip().lower() for name in header]
    missing = [name for name in COLUMNS if name.lower() not in names]
    if missing:
        raise BadFile(
            f"{path} has no column {', '.join(missing)}. Its first line must name "
            f"the columns {_columns()}, separated by commas."
        )
    twice = [name for name in COLUMNS if names.count(name.lower()) > 1]
    if twice:
        raise BadFile(f"{path} names the column {', '.join(twice)} twice.")
    return [names.index(name.lower()) for name in COLUMNS]


def _columns() -> str:
    return ", ".join(COLUMNS)


def _broken(path: Path, error: Exception) -> str:
    return f"{path} cannot be read to its end ({error}). Fetch the file again."


def _open_bytes(path: Path) -> io.BufferedIOBase:
    """Open ``path``, unpacking gzip by its first two bytes, whatever it is called."""
    try:
        handle = open(path, "rb")  # noqa: SIM115 - the caller closes it
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise BadFile(f"{path} is a folder: name the file in it.") from error
    except OSError as error:
        raise BadFile(f"{path} cannot be opened: {error.strerror}.") from error
    magic = handle.read(2)
    handle.seek(0)
    return gzip.open(handle, "rb") if magic == b"\x1f\x8b" else handle


def _open_text(path: Path) -> io.TextIOBase:
    """Open as UTF-8 (a byte order mark is skipped), else as Windows-1252."""
    return io.TextIOWrapper(
        _open_bytes(path), encoding=_encoding(path), errors="replace", newline=""
    )


def _encoding(path: Path) -> str:
    """The encoding that all of the file can be read in."""
    with _open_bytes(path) as handle:
        if handle.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    try:
        with io.TextIOWrapper(_open_bytes(path), encoding="utf-8-sig") as handle:
            while handle.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(_broken(path, error)) from error
    return "utf-8-sig"
