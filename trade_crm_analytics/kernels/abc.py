# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""ABC: which customers carry the business."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def classify(
    contribution: ArrayLike, a_share: float = 0.80, b_share: float = 0.95
) -> np.ndarray:
    """Return "A", "B" or "C" for each customer, largest contribution first.

    A customer belongs to A as long as the customers *before* him hold less than
    a_share of the total, so the one who crosses the line is still A; then B up to
    b_share; the rest C. Equal contributions get the same class, the better one.
    Contributions of zero or less are C and stay out of the total.

    >>> "".join(classify([50, 20, 15, 10, 5, -3]))
    'AAABCC'
    """
    contribution = np.asarray(contribution, dtype=float)
    positive = np.maximum(contribution, 0.0)
    distinct, inverse = np.unique(-positive, return_inverse=True)
    sums = np.bincount(inverse, weights=positive, minlength=len(distinct))
    before = np.cumsum(sums) - sums
    total = sums.sum()
    # a hair of tolerance: sums of money in floating point
    limit = total * (1 - 1e-12)
    classes = np.where(
        before < a_share * limit, "A", np.where(before < b_share * limit, "B", "C")
    )
    return np.where(positive > 0, classes[inverse], "C")
