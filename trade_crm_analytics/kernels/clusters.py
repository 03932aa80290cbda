# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Clusters: customers grouped by likeness, each group named by what marks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import cdist

SEED = 20050301
STARTS = 8
#: The silhouette is taken on at most this many customers, always the same ones.
SAMPLE = 1500
#: k-means itself learns its centres on at most this many.
LEARN = 20_000
#: A feature marks a cluster when its mean lies this far from everybody's, in
#: standard deviations.
MARKED = 0.5


@dataclass(frozen=True)
class Clusters:
    """labels: cluster of each customer, shape (n,), 0 being the largest cluster.

    ``marks`` has for each cluster a tuple of (feature, "high" or "low"), the most
    striking first; two clusters never have the same. ``centers`` are in the features'
    own units. silhouette is -1 to 1, 0 when there was only one cluster to make.
    """

    labels: np.ndarray
    k: int
    silhouette: float
    marks: tuple[tuple[tuple[str, str], ...], ...]
    centers: Mapping[str, np.ndarray] = field(default_factory=dict)
    tried: Mapping[int, float] = field(default_factory=dict)


def find(
    features: Mapping[str, ArrayLike],
    k_range: range = range(2, 9),
    skewed: frozenset[str] = frozenset(),
) -> Clusters:
    """Group customers by k-means with the k of the best silhouette.

    :param features: values by name, shape (n,) each, finite
    :param skewed: features to take as signed logarithm (money, counts)
    """
    names = list(features)
    raw = np.column_stack([np.asarray(features[name], dtype=float) for name in names])
    if not np.isfinite(raw).all():
        raise ValueError("features must be finite")
    if not len(raw):
        return Clusters(np.zeros(0, dtype=int), 0, 0.0, ())
    points = _standardised(raw, [name in skewed for name in names])
    random = np.random.default_rng(SEED)
    shuffled = random.permutation(len(points))
    learn = points[np.sort(shuffled[:LEARN])]
    judge = points[np.sort(shuffled[:SAMPLE])]
    distinct = len(np.unique(learn.round(9), axis=0))
    best: tuple[float, np.ndarray] = (0.0, points.mean(axis=0, keepdims=True))
    tried = {}
    distances = cdist(judge, judge)
    for k in k_range:
        if k >= distinct:
            break
        centers = _centers(learn, k)
        tried[k] = _silhouette(distances, _nearest(judge, centers))
        if tried[k] > best[0] + 1e-9:
            best = (tried[k], centers)
    labels = _nearest(points, best[1])
    used, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
    labels = rank[labels]
    return Clusters(
        labels=labels,
        k=len(used),
        silhouette=best[0],
        marks=_marks(points, labels, len(used), names),
        centers={
            name: np.bincount(labels, weights=raw[:, i]) / np.bincount(labels)
            for i, name in enumerate(names)
        },
        tried=tried,
    )


def _standardised(raw: np.ndarray, skewed: list[bool]) -> np.ndarray:
    """Return mean 0 and deviation 1 by column; extremes held at 4 deviations."""
    points = np.where(skewed, np.sign(raw) * np.log1p(np.abs(raw)), raw)
    deviation = points.std(axis=0)
    points = (points - points.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    return np.clip(points, -4.0, 4.0)


def _centers(points: np.ndarray, k: int) -> np.ndarray:
    """Return the centres of the best of STARTS k-means runs with fixed seeds."""
    best, best_cost = points[:k], np.inf
    for start in range(STARTS):
        centers, labels = kmeans2(
            points, k, minit="++", seed=SEED + start, iter=30, missing="warn"
        )
        cost = ((points - centers[labels]) ** 2).sum()
        if np.isfinite(cost) and cost < best_cost:
            best, best_cost = centers, cost
    return best


def _nearest(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    return cdist(points, centers, "sqeuclidean").argmin(axis=1)


def _silhouette(distances: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette (Rousseeuw 1987); a customer alone in his cluster counts 0."""
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < 2:
        return 0.0
    member = np.eye(len(used))[labels]
    sums, sizes = distances @ member, member.sum(axis=0)
    rows = np.arange(len(labels))
    own_size = sizes[labels]
    inner = sums[rows, labels] / np.maximum(own_size - 1, 1)
    means = sums / sizes
    means[rows, labels] = np.inf
    outer = means.min(axis=1)
    largest = np.maximum(np.maximum(inner, outer), 1e-300)
    return float(np.where(own_size > 1, (outer - inner) / largest, 0.0).mean())


def _marks(points: np.ndarray, labels: np.ndarray, k: int, names: list[str]):
    """Return the marks of each cluster, as many as it takes to tell them apart."""
    means = np.stack([points[labels == i].mean(axis=0) for i in range(k)])
    order = np.argsort(-np.abs(means), axis=1, kind="stable")
    full = [
        [(names[j], "high" if means[i, j] > 0 else "low") for j in order[i]]
        for i in range(k)
    ]
    marks = []
    for i in range(k):
        striking = int((np.abs(means[i]) >= MARKED).sum())
        length = min(max(striking, 1), 2)
        while length < len(names) and any(
            full[i][:length] == full[j][:length] for j in range(k) if j != i
        ):
            length += 1
        marks.append(tuple(full[i][:length]) if k > 1 else ())
    return tuple(marks)
