# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Churn warning: how likely a customer is gone, with the reasons in points.

The base is the chance that he places no order within the horizon: learned from the
company's own past (see leaving), by BG/NBD where that is too short. Evidence that the
base cannot see moves the logarithm of the odds by its weight times its strength, so
that every reason has its points and the points add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

#: Points (in log odds) of each reason at full strength.
WEIGHTS: dict[str, float] = {
    "silence": 1.2,  # longer without an order than his own rhythm explains
    "falling": 0.3,  # buys less than in the same span before
    "late_payment": 0.4,  # pays later than he used to
    "complaints": 0.6,  # open or recent complaints
    "no_answer": 0.5,  # we write, he does not
    "signals": 0.6,  # said that he compares, or found us dear
}
#: Evidence that stands in the learned base already.
LEARNED = ("silence", "falling")
#: What the learned base may give as reasons beside these, and the one that stands where
#: nothing else is worth words.
OTHER_REASONS = ("small", "returns", "pattern")
#: A customer in his off-season: how much his silence speaks for staying.
IN_RHYTHM = -1.0
#: Below this many points a reason is not worth words.
WORTH_WORDS = 0.1


@dataclass(frozen=True)
class Score:
    """risk, 0 to 1, shape (n,); points: log odds by reason, shape (n,) each."""

    risk: np.ndarray
    points: dict[str, np.ndarray]

    def reasons(self, row: int) -> list[tuple[str, float]]:
        """Return the reasons of one customer that count, strongest first."""
        found = [
            (name, float(points[row]))
            for name, points in self.points.items()
            if points[row] >= WORTH_WORDS
        ]
        return sorted(found, key=lambda item: (-item[1], item[0]))


def score(
    p_no_order: ArrayLike,
    evidence: Mapping[str, ArrayLike],
    in_rhythm: ArrayLike | None = None,
    weights: Mapping[str, float] | None = None,
) -> Score:
    """Return each customer's risk and the points of its reasons.

    :param p_no_order: chance of no order within the horizon, 0 to 1, shape (n,)
    :param evidence: strength from 0 to 1 by reason, the keys of WEIGHTS, shape (n,)
    :param in_rhythm: True for customers who are not due yet by their own rhythm
    :param weights: other points than WEIGHTS, for the reasons that it names
    """
    base = np.clip(np.asarray(p_no_order, dtype=float), 0.001, 0.999)
    weights = {**WEIGHTS, **(weights or {})}
    unknown = set(evidence) - set(weights)
    if unknown:
        raise ValueError(f"unknown reasons: {', '.join(sorted(unknown))}")
    points = {
        name: weights[name] * np.clip(np.asarray(strength, dtype=float), 0.0, 1.0)
        for name, strength in evidence.items()
    }
    odds = logit(base) + sum(points.values())
    if in_rhythm is not None:
        odds = odds + np.where(in_rhythm, IN_RHYTHM, 0.0)
    return Score(expit(odds), points)


def silence_strength(silence: ArrayLike, expected: ArrayLike) -> np.ndarray:
    """Return 0 up to the expected silence, rising to 1 at three times as long."""
    ratio = np.asarray(silence, float) / np.maximum(np.asarray(expected, float), 1.0)
    return np.clip((ratio - 1.0) / 2.0, 0.0, 1.0)


def falling_strength(recent: ArrayLike, before: ArrayLike) -> np.ndarray:
    """Return the share by which recent fell below before, 0 to 1; 0 if none before."""
    recent, before = np.asarray(recent, float), np.asarray(before, float)
    fall = 1.0 - np.maximum(recent, 0.0) / np.maximum(before, 1e-12)
    return np.where(before > 0, np.clip(fall, 0.0, 1.0), 0.0)


@dataclass(frozen=True)
class BackTest:
    """How well warnings did against what came, and against another ranking.

    precision: share of the warned who left; recall: share of the leavers who were
    warned; lift: precision over the share of leavers among all; the same with
    ``baseline_`` for an equal number of warnings by the other ranking; auc: chance
    that a leaver ranks above a stayer. All 0.0 where there was nobody to judge.
    """

    customers: int
    warned: int
    churned: int
    precision: float
    recall: float
    lift: float
    auc: float
    baseline_precision: float
    baseline_recall: float
    baseline_lift: float
    baseline_auc: float


def back_test(
    risk: ArrayLike, churned: ArrayLike, baseline: ArrayLike, warned: int
) -> BackTest:
    """Judge the ``warned`` customers of highest risk against those of highest baseline.

    :param churned: True for each customer who did not come back, shape (n,)
    :param baseline: the ranking to beat, for example days of silence, shape (n,)
    """
    risk, baseline = np.asarray(risk, float), np.asarray(baseline, float)
    churned = np.asarray(churned, dtype=bool)
    warned = int(min(max(warned, 0), len(risk)))
    ours, theirs = (_judge(rank, churned, warned) for rank in (risk, baseline))
    return BackTest(len(risk), warned, int(churned.sum()), *ours, *theirs)


def _judge(rank: np.ndarray, churned: np.ndarray, warned: int):
    top = np.argsort(-rank, kind="stable")[:warned]
    hits, leavers, everyone = churned[top].sum(), churned.sum(), len(churned)
    if not warned or not leavers:
        return 0.0, 0.0, 0.0, 0.0
    precision = float(hits / warned)
    return (
        precision,
        float(hits / leavers),
        float(precision * everyone / leavers),
        _auc(rank, churned),
    )


def _auc(rank: np.ndarray, churned: np.ndarray) -> float:
    """Mann-Whitney: mean place of the leavers, ties in the middle."""
    leavers = int(churned.sum())
    stayers = len(churned) - leavers
    if not stayers:
        return 0.0
    _, inverse, counts = np.unique(rank, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    places = middle[inverse][churned].sum()
    return float((places - leavers * (leavers + 1) / 2) / (leavers * stayers))
