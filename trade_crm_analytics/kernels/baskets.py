# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Baskets: products bought together, and products of like customers.

Sources: Agrawal, Imielinski and Swami (1993) for support, confidence and lift;
Sarwar et al. (2001) for item-based recommendation by cosine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

#: Columns of the product matrix worked at a time, so that memory stays bounded.
CHUNK = 512


@dataclass(frozen=True)
class Rules:
    """Who buys item also buys other: one row each, shape (m,).

    count: orders with both; support: their share of all orders; confidence: share of
    the orders with item that also have other; lift: confidence over other's share of
    all orders (1: no more often than by chance). By item, best confidence first.
    """

    item: np.ndarray
    other: np.ndarray
    count: np.ndarray
    support: np.ndarray
    confidence: np.ndarray
    lift: np.ndarray


@dataclass(frozen=True)
class Similar:
    """Items bought by the same customers, one row each; cosine above 0 up to 1."""

    item: np.ndarray
    other: np.ndarray
    count: np.ndarray
    cosine: np.ndarray


def rules(
    orders: ArrayLike,
    items: ArrayLike,
    min_count: int = 5,
    min_lift: float = 1.0,
    top: int = 10,
) -> Rules:
    """Return the rules between two items that enough orders bear out.

    :param orders: order of each line, integers, shape (n,)
    :param items: item of each line, integers, shape (n,); repetitions count once
    :param min_count: fewest orders with both items
    :param min_lift: rules at or below it are left out
    :param top: rules kept for each item, by confidence, then lift, then other
    """
    names, matrix, total = _incidence(orders, items, min_count)
    first, second, count = _pairs(matrix, min_count)
    single = np.asarray(matrix.sum(axis=0)).ravel()
    confidence = count / single[first]
    lift = confidence * total / single[second]
    keep = lift > min_lift
    rank = np.lexsort((second[keep], -lift[keep], -confidence[keep], first[keep]))
    chosen = np.flatnonzero(keep)[rank]
    chosen = chosen[_place(first[chosen]) < top]
    return Rules(
        names[first[chosen]],
        names[second[chosen]],
        count[chosen],
        count[chosen] / max(total, 1),
        confidence[chosen],
        lift[chosen],
    )


def similar_items(
    customers: ArrayLike, items: ArrayLike, min_count: int = 3, top: int = 10
) -> Similar:
    """Return for each item those that the same customers buy, by cosine.

    :param customers: customer of each line, integers, shape (n,)
    :param min_count: fewest customers that bought both
    """
    names, matrix, _total = _incidence(customers, items, min_count)
    first, second, count = _pairs(matrix, min_count)
    single = np.asarray(matrix.sum(axis=0)).ravel()
    cosine = count / np.sqrt(single[first] * single[second])
    chosen = np.lexsort((second, -cosine, first))
    chosen = chosen[_place(first[chosen]) < top]
    return Similar(
        names[first[chosen]], names[second[chosen]], count[chosen], cosine[chosen]
    )


def recommend(
    owned: ArrayLike,
    found: Rules | Similar,
    exclude: ArrayLike = (),
    top: int = 5,
) -> list[tuple[int, float, int]]:
    """Return (item, strength, because of item) for one customer, strongest first.

    The strength of an item is the sum over the owned items of confidence or cosine;
    "because of" is the owned item that adds most. Owned items are never recommended.

    :param exclude: further items to leave out, for example on the quotation already
    """
    value = found.confidence if isinstance(found, Rules) else found.cosine
    owned = np.unique(np.asarray(owned, dtype=np.int64))
    barred = np.union1d(owned, np.asarray(exclude, dtype=np.int64))
    use = np.isin(found.item, owned) & ~np.isin(found.other, barred)
    rows = np.flatnonzero(use)
    candidates, index = np.unique(found.other[rows], return_inverse=True)
    strength = np.bincount(index, weights=value[rows], minlength=len(candidates))
    # the last write wins: from the weakest to the strongest reason
    because = np.zeros(len(candidates), dtype=np.int64)
    rising = np.argsort(value[rows], kind="stable")
    because[index[rising]] = found.item[rows][rising]
    order = np.lexsort((candidates, -strength))[:top]
    return [(int(candidates[i]), float(strength[i]), int(because[i])) for i in order]


def _incidence(rows: ArrayLike, items: ArrayLike, min_count: int):
    """Return (item names, 0/1 matrix of rows by items, number of rows).

    Items in fewer than min_count rows cannot be in a rule and are left out.
    """
    _, row = np.unique(np.asarray(rows, dtype=np.int64), return_inverse=True)
    names, item = np.unique(np.asarray(items, dtype=np.int64), return_inverse=True)
    total = int(row.max()) + 1 if len(row) else 0
    matrix = sparse.csc_matrix(
        (np.ones(len(row), dtype=np.int32), (row, item)), shape=(total, len(names))
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1
    frequent = np.diff(matrix.indptr) >= max(min_count, 1)
    return names[frequent], matrix[:, frequent], total


def _pairs(matrix: sparse.csc_matrix, min_count: int):
    """Return (first, second, rows with both) for pairs in at least min_count rows."""
    transposed = matrix.T.tocsr()
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for start in range(0, matrix.shape[1], CHUNK):
        block = (transposed[start : start + CHUNK] @ matrix).tocoo()
        first, second, count = block.row + start, block.col, block.data
        keep = (count >= max(min_count, 1)) & (first != second)
        found.append((first[keep], second[keep], count[keep]))
    if not found:
        return tuple(np.zeros(0, dtype=np.int64) for _ in range(3))
    return tuple(
        np.concatenate(column).astype(np.int64) for column in zip(*found, strict=True)
    )


def _place(groups: np.ndarray) -> np.ndarray:
    """Return the place of each row within its run of equal values, from 0."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    lengths = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, lengths)
