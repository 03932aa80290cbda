# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""RFM: recency, frequency and monetary scores from 1 to 5, and 11 named segments."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

SCORES = 5

#: Segment by recency score (row, 1 to 5) and by the mean of the frequency and the
#: monetary score, half rounded up (column, 1 to 5). Every pair has exactly one.
GRID = (
    ("lost", "lost", "hibernating", "cant_lose", "cant_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "at_risk"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyalist", "potential_loyalist", "loyal", "champions"),
    ("new", "potential_loyalist", "potential_loyalist", "champions", "champions"),
)
SEGMENTS = (
    "champions",
    "loyal",
    "potential_loyalist",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cant_lose",
    "hibernating",
    "lost",
)
_GRID_INDEX = np.array([[SEGMENTS.index(name) for name in row] for row in GRID])


def quintile_cuts(values: ArrayLike) -> np.ndarray:
    """Return the four smallest values that reach the scores 2, 3, 4 and 5.

    By rank: the i-th of n values stands at (i - 0.5) / n, and every fifth of that
    scale is a score. Equal values share the middle of their places, so that they
    always have the same score. A score that nobody reaches has the cut infinity.

    >>> quintile_cuts([10, 20, 30, 40, 50])
    array([20., 30., 40., 50.])
    >>> quintile_cuts([1, 1, 1, 1, 9])
    array([ 1.,  1.,  9.,  9.])
    """
    values = np.asarray(values, dtype=float)
    distinct, counts = np.unique(values, return_counts=True)
    last = np.cumsum(counts)
    # twice the middle place in whole numbers: no rounding at the edges
    middle = 2 * last - counts
    score = SCORES * middle // (2 * max(len(values), 1)) + 1
    first = np.searchsorted(score, np.arange(2, SCORES + 1))
    return np.append(distinct, np.inf)[first]


def score(values: ArrayLike, cuts: ArrayLike) -> np.ndarray:
    """Return 1 plus the number of cuts that each value reaches, shape (n,)."""
    cuts = np.asarray(cuts, dtype=float)
    if (np.diff(cuts[np.isfinite(cuts)]) < 0).any():
        raise ValueError("cuts must not fall")
    return np.searchsorted(cuts, np.asarray(values, dtype=float), side="right") + 1


def recency_score(days: ArrayLike, cuts: ArrayLike) -> np.ndarray:
    """Return scores of days since the last order: fewer days, higher score.

    :param cuts: cuts of the *negated* days, as quintile_cuts(-days) gives them
    """
    return score(-np.asarray(days, dtype=float), cuts)


def segment(r: ArrayLike, f: ArrayLike, m: ArrayLike) -> np.ndarray:
    """Return each customer's index into SEGMENTS.

    >>> [SEGMENTS[i] for i in segment([5, 1, 3], [5, 1, 3], [4, 2, 3])]
    ['champions', 'lost', 'need_attention']
    """
    r, f, m = (np.asarray(scores, dtype=int) for scores in (r, f, m))
    worth = (f + m + 1) // 2
    return _GRID_INDEX[r - 1, worth - 1]
