# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Lifecycle: the stage of a customer by rules that an administrator can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Rule:
    """One stage and what a customer must meet for it; None asks nothing.

    silence is days since the last order. ``min_silence_ratio`` measures it in the
    customer's own usual interval between orders (for a seasonal buyer: up to the end
    of his next season), ``min_silence_days`` in days; both must be met.
    """

    stage: str
    min_orders: int = 0
    max_orders: int | None = None
    min_silence_days: float = 0.0
    min_silence_ratio: float = 0.0
    min_tenure_days: float = 0.0


#: In this order; the first rule that fits decides.
DEFAULT_RULES = (
    Rule("prospect", max_orders=0),
    Rule("lost", min_orders=1, min_silence_days=365, min_silence_ratio=3.0),
    Rule("dormant", min_orders=1, min_silence_days=120, min_silence_ratio=1.5),
    Rule("loyal", min_orders=5, min_tenure_days=180),
    Rule("growing", min_orders=2),
    Rule("first", min_orders=1),
)


def assign(
    rules: Sequence[Rule],
    orders: ArrayLike,
    silence_days: ArrayLike,
    usual_interval: ArrayLike,
    tenure_days: ArrayLike,
) -> np.ndarray:
    """Return for each customer the index of the first rule that fits, -1 for none.

    :param orders: orders so far
    :param silence_days: days since the last order
    :param usual_interval: days that usually pass between two of his orders, above 0
    :param tenure_days: days from his first to his last order
    """
    orders, silence, interval, tenure = (
        np.asarray(array, dtype=float)
        for array in (orders, silence_days, usual_interval, tenure_days)
    )
    ratio = silence / np.maximum(interval, 1.0)
    stage = np.full(orders.shape, -1)
    for index, rule in enumerate(rules):
        fits = (
            (stage < 0)
            & (orders >= rule.min_orders)
            & (silence >= rule.min_silence_days)
            & (ratio >= rule.min_silence_ratio)
            & (tenure >= rule.min_tenure_days)
        )
        if rule.max_orders is not None:
            fits &= orders <= rule.max_orders
        stage[fits] = index
    return stage
