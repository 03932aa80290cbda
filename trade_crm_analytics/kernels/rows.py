# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Rows of a database as arrays, by PostgreSQL's binary COPY format.

A million rows come and go in a second and without a Python object for each value.
Values have a fixed width and are never null: a query gives COALESCE, a reader of
written rows NULLIF. Source: PostgreSQL's manual, "COPY", section "Binary Format".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
#: PostgreSQL's types by name, as big-endian numpy types.
TYPES = {"int4": ">i4", "float8": ">f8", "bool": "?", "date": ">i4"}
#: PostgreSQL counts days from 2000-01-01, numpy from 1970-01-01.
EPOCH = 10_957
#: Written for a missing number, and (days) for a missing date: '-infinity'.
NO_INT = -(2**31)
NO_DAY = -(2**31) + EPOCH


def _record(kinds: Mapping[str, str]) -> np.dtype:
    """Return the layout of one row: its number of fields, then length and value."""
    layout = [("fields", ">i2")]
    for name, kind in kinds.items():
        layout += [(f"length {name}", ">i4"), (name, TYPES[kind])]
    return np.dtype(layout)


def parse(data: bytes | memoryview, kinds: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Return the columns of a COPY ... TO in binary format, by name.

    Dates come as days since 1970-01-01.

    :param kinds: PostgreSQL type of each column, in their order
    :raises ValueError: when a value is null or the columns are others
    """
    record = _record(kinds)
    start, size = len(HEADER), len(data) - len(HEADER) - len(END)
    if size % record.itemsize:
        raise ValueError("rows have a null or columns that were not expected")
    rows = np.frombuffer(
        data, dtype=record, count=size // record.itemsize, offset=start
    )
    columns = {}
    for name, kind in kinds.items():
        if (rows[f"length {name}"] != np.dtype(TYPES[kind]).itemsize).any():
            raise ValueError(f"column {name} has a null or another type")
        column = rows[name]
        columns[name] = column.astype(column.dtype.newbyteorder("="))
        if kind == "date":
            columns[name] = columns[name].astype(np.int64) + EPOCH
    return columns


def build(columns: Mapping[str, np.ndarray], kinds: Mapping[str, str]) -> bytes:
    """Return columns of equal length as data for COPY ... FROM in binary format.

    :param columns: values by name; dates as days since 1970-01-01
    :param kinds: PostgreSQL type of each column, in their order

    >>> kinds = {"id": "int4", "day": "date"}
    >>> data = build({"id": np.array([7]), "day": np.array([NO_DAY])}, kinds)
    >>> [int(column[0]) for column in parse(data, kinds).values()] == [7, NO_DAY]
    True
    """
    record = _record(kinds)
    number = len(next(iter(columns.values())))
    rows = np.zeros(number, dtype=record)
    rows["fields"] = len(kinds)
    for name, kind in kinds.items():
        rows[f"length {name}"] = np.dtype(TYPES[kind]).itemsize
        values = np.asarray(columns[name])
        rows[name] = values - EPOCH if kind == "date" else values
    return b"".join((HEADER, rows.view(np.uint8).data, END))


def distinct(values: np.ndarray) -> np.ndarray:
    """Return the different values in ascending order, shape (k,).

    By sorting: ``numpy.unique`` hashes integers, which takes twenty times as long for
    two million of them.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    values = np.sort(values)
    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    return values[new]
