# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Cohorts: customers by the month of their first order, and who came back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Cohorts:
    """Retention by cohort and age in months.

    ``months``: first month of each cohort as year * 12 + month - 1, shape (c,).
    ``active``: customers of the cohort that ordered k months after their first, shape
    (c, k); -1 where that month is not over the horizon yet. ``size``: customers of the
    cohort, shape (c,), equal to the first column of active.
    """

    months: np.ndarray
    active: np.ndarray
    size: np.ndarray

    @property
    def retention(self) -> np.ndarray:
        """Share of the cohort that ordered, 0 to 1; -1 where not observed yet."""
        share = self.active / np.maximum(self.size, 1)[:, None]
        return np.where(self.active < 0, -1.0, share)


def month_index(year: int, month: int) -> int:
    """Return the number of a month, and January of year 0 is 0."""
    return year * 12 + month - 1


def build(
    customers: ArrayLike, months: ArrayLike, last_month: int | None = None
) -> Cohorts:
    """Return the retention triangle.

    :param customers: customer of each order, any integers, shape (n,)
    :param months: month_index of each order, shape (n,)
    :param last_month: last observed month; the latest order's when not given
    """
    customers = np.asarray(customers, dtype=np.int64)
    months = np.asarray(months, dtype=np.int64)
    if last_month is not None:
        customers, months = (
            customers[months <= last_month],
            months[months <= last_month],
        )
    if not len(customers):
        empty = np.zeros(0, dtype=np.int64)
        return Cohorts(empty, np.zeros((0, 0), dtype=np.int64), empty)
    last = int(months.max()) if last_month is None else int(last_month)
    low = int(months.min())
    width = last - low + 1
    _, customer = np.unique(customers, return_inverse=True)
    pairs = np.unique(customer * width + (months - low))
    customer, month = np.divmod(pairs, width)
    starts = np.flatnonzero(np.diff(customer, prepend=-1))
    first = month[starts][customer]
    cell = np.bincount(first * width + (month - first), minlength=width * width)
    active = cell.reshape(width, width)
    horizon = width - np.arange(width)
    active = np.where(np.arange(width) < horizon[:, None], active, -1)
    keep = active[:, 0] > 0
    return Cohorts(np.arange(low, last + 1)[keep], active[keep], active[keep, 0])
