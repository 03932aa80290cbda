# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Rhythm: when a customer's next order is due, by his own intervals and months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .rows import distinct

#: A season is a run of at most this many months ...
SEASON_MONTHS = 5
#: ... that holds at least this share of the order days ...
SEASON_SHARE = 0.8
#: ... in at least this many of his years, and no order elsewhere for that long.
SEASON_YEARS = 2
#: Order days that make an interval worth calling usual.
OWN_INTERVALS = 2
#: Usual interval (days) where nobody has one of his own.
NO_INTERVAL = 90.0


@dataclass(frozen=True)
class Rhythm:
    """Per customer, in the order of the distinct customer ids, shape (n,) each.

    Days are counted from 1970-01-01. ``usual_interval`` is the median number of days
    between two order days (``population`` for those with fewer than OWN_INTERVALS).
    ``expected_silence`` is how long a silence is normal: the usual interval, or up to
    the end of the next season for a seasonal buyer. ``window_from`` and
    ``window_to`` bound the next order; ``next_day`` is the likeliest day.
    ``peak_months`` has bit m - 1 set for each month m of the season (0: not seasonal).
    """

    customers: np.ndarray
    usual_interval: np.ndarray
    expected_silence: np.ndarray
    next_day: np.ndarray
    window_from: np.ndarray
    window_to: np.ndarray
    peak_months: np.ndarray
    own: np.ndarray
    population: float = NO_INTERVAL


def measure(
    customers: ArrayLike,
    days: ArrayLike,
    today: int,
    population: float | None = None,
) -> Rhythm:
    """Return each customer's rhythm.

    :param customers: customer of each order, integers, shape (n,)
    :param days: day of each order, days since 1970-01-01, shape (n,)
    :param today: the day of observation; later orders are left out
    :param population: usual interval of customers without one of their own; by default
        the median of those who have one
    """
    customers = np.asarray(customers, dtype=np.int64)
    days = np.asarray(days, dtype=np.int64)
    past = days <= today
    ids, day = _distinct_days(customers[past], days[past])
    if not len(ids):
        return Rhythm(ids, *(np.zeros(0) for _ in range(5)), ids, ids > 0)
    starts = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1))
    names, ends = ids[starts], np.append(starts[1:], len(ids))
    # from here on customers by their place among the names
    ids = np.repeat(np.arange(len(names)), ends - starts)
    low, middle, high = _interval_quartiles(ids, day, len(names))
    own = ends - starts - 1 >= OWN_INTERVALS
    if population is None:
        population = float(np.median(middle[own])) if own.any() else NO_INTERVAL
    middle = np.where(own, middle, population)
    low = np.where(own, low, population * 0.5)
    high = np.where(own, high, population * 1.5)
    last = day[ends - 1].astype(float)
    peak, first_month, length = _seasons(ids, day, len(names))
    seasonal = peak > 0
    season_from, season_to = _due_season(last, middle, today, first_month, length)
    next_day = np.where(
        seasonal,
        np.clip(last + middle, season_from, season_to),
        last + middle,
    )
    window_from = np.where(seasonal, season_from, last + np.minimum(low, middle))
    window_to = np.where(seasonal, season_to, last + np.maximum(high, middle))
    silence = np.where(seasonal, np.maximum(season_to - last, middle), middle)
    return Rhythm(
        names,
        middle,
        silence,
        next_day,
        window_from,
        window_to,
        peak,
        own,
        population,
    )


def _distinct_days(ids: np.ndarray, days: np.ndarray):
    """Return (customer, day) without repetition, sorted by customer and day."""
    if not len(ids):
        return ids, days
    after = np.diff(ids) > 0
    if (after | ((np.diff(ids) == 0) & (np.diff(days) > 0))).all():
        return ids, days
    order = np.lexsort((days, ids))
    ids, days = ids[order], days[order]
    new = np.ones(len(ids), dtype=bool)
    new[1:] = (np.diff(ids) != 0) | (np.diff(days) != 0)
    return ids[new], days[new]


def _interval_quartiles(ids: np.ndarray, day: np.ndarray, customers: int):
    """Return lower quartile, median and upper quartile of each customer's intervals.

    By linear interpolation, as numpy.percentile does; 0 for customers without one.
    """
    same = np.diff(ids) == 0
    owner = ids[1:][same]
    gap = np.diff(day)[same].astype(float)
    order = np.lexsort((gap, owner))
    gap = np.append(gap[order], 0.0)
    counts = np.bincount(owner, minlength=customers)
    starts = np.cumsum(counts) - counts
    quartiles = []
    for share in (0.25, 0.5, 0.75):
        place = share * np.maximum(counts - 1, 0)
        floor = np.floor(place).astype(int)
        ceil = np.minimum(floor + 1, np.maximum(counts - 1, 0))
        below, above = gap[starts + floor], gap[starts + ceil]
        value = below + (place - floor) * (above - below)
        quartiles.append(np.where(counts > 0, value, 0.0))
    return quartiles


def _seasons(ids: np.ndarray, day: np.ndarray, customers: int):
    """Return (bit mask, first month 0 to 11, length) of each customer's season.

    The shortest run of months that holds SEASON_SHARE of his order days, when he
    kept to it in SEASON_YEARS different years; mask 0 when there is none.
    """
    month_number = day.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    month = month_number % 12
    counts = np.bincount(ids * 12 + month, minlength=customers * 12)
    counts = counts.reshape(customers, 12)
    total = counts.sum(axis=1)
    mask = np.zeros(customers, dtype=np.int64)
    first = np.zeros(customers, dtype=np.int64)
    length = np.zeros(customers, dtype=np.int64)
    around = np.concatenate([counts, counts], axis=1)
    for run in range(1, SEASON_MONTHS + 1):
        sums = np.stack([around[:, m : m + run].sum(axis=1) for m in range(12)], axis=1)
        start = sums.argmax(axis=1)
        enough = sums.max(axis=1) >= SEASON_SHARE * total
        found = enough & (length == 0)
        first[found], length[found] = start[found], run
    # years counted from the season's first month, so that a winter is one season
    year = (month_number - first[ids]) // 12
    inside = (month - first[ids]) % 12 < length[ids]
    year -= year.min()  # days before 1970 have negative numbers
    pairs = distinct(ids[inside] * 10_000 + year[inside])
    years = np.bincount(pairs // 10_000, minlength=customers)
    seasonal = (length > 0) & (years >= SEASON_YEARS)
    for offset in range(SEASON_MONTHS):
        bit = 1 << ((first + offset) % 12)
        mask |= np.where(seasonal & (offset < length), bit, 0)
    return mask, first, np.where(seasonal, length, 1)


def _due_season(
    last: np.ndarray,
    interval: np.ndarray,
    today: int,
    first: np.ndarray,
    length: np.ndarray,
):
    """Return first and last day of the season in which the next order is due.

    The season of the last order as long as it lasts and another order fits into it,
    else the one after it.
    """
    month_number = last.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    began = month_number - (month_number - first) % 12
    still = _first_day(began + length) > np.maximum(last + interval, today)
    began = np.where(still, began, began + 12)
    start = np.where(still, last, _first_day(began))
    return start, _first_day(began + length) - 1


def _first_day(month_number: np.ndarray) -> np.ndarray:
    """Return the first day of months counted from January 1970."""
    return month_number.astype("datetime64[M]").astype("datetime64[D]").astype(float)
