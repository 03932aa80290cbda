# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who leaves, learned from a company's own past.

A logistic regression on what was known of each customer on earlier days (origins), with
what came afterwards as the answer: no order within the horizon. Nothing after an origin
is used to describe a customer at it; origins whose horizon is not over are left out.

Money is taken by its logarithm in the median order day's value, so that companies
and currencies are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from . import bgnbd, rhythm

#: Days between two origins, the most origins, and history that the first one has.
STEP = 30
ORIGINS = 12
HISTORY = 60
#: Customers to learn from, at most: every k-th one of a larger company.
SAMPLE = 10_000
#: Rows, and of each outcome, below which nothing is learned.
FEWEST_ROWS = 200
FEWEST_EACH = 30
#: Penalty on the squared coefficients of standardized features.
RIDGE = 1.0
#: Recent days, and as many before them, in which purchases are compared.
WINDOW = 90
#: Longest horizon (days).
YEAR = 365
#: Which reason each feature speaks for.
REASONS = {
    "no_order": "silence",
    "late": "silence",
    "recency": "silence",
    "recent_days": "silence",
    "age": "silence",
    "falling": "falling",
    "last_falling": "falling",
    "last_value": "falling",
    "days": "small",
    "revenue": "small",
    "order_value": "small",
    "returns": "returns",
}
FEATURES = tuple(REASONS)


@dataclass(frozen=True)
class History:
    """Each customer's days with a document, sorted by customer and day.

    customer: place from 0; day: days since 1970-01-01; invoiced: money of the day's
    invoices; net: the same less credit notes; sale: the day has an invoice. Shape (d,)
    each.
    """

    customer: np.ndarray
    day: np.ndarray
    invoiced: np.ndarray
    net: np.ndarray
    sale: np.ndarray

    def every(self, step: int, begin: int = 0) -> History:
        """Return the history of every step-th customer, with places of their own.

        :param begin: place among all customers of this history's first one
        """
        customer = self.customer + begin
        keep = customer % step == 0
        return History(
            customer[keep] // step,
            *(part[keep] for part in (self.day, self.invoiced, self.net, self.sale)),
        )


@dataclass(frozen=True)
class Known:
    """What is known of the buyers on one day, shape (k,) each.

    places: their places in the history; horizon: days in which an order is to be
    expected; features: by name.
    """

    places: np.ndarray
    horizon: np.ndarray
    features: dict[str, np.ndarray]

    def matrix(self) -> np.ndarray:
        return np.column_stack([self.features[name] for name in FEATURES])


@dataclass(frozen=True)
class Model:
    """A fitted regression: of standardized features, log odds of leaving.

    unit: the median value of an order day; rows and left: how many rows it learned
    from and how many of them left.
    """

    unit: float
    mean: list[float]
    scale: list[float]
    weights: list[float]
    intercept: float
    rows: int
    left: int

    def parts(self, known: Known) -> np.ndarray:
        """Return each feature's part of the log odds, shape (k, features)."""
        standard = (known.matrix() - np.array(self.mean)) / np.array(self.scale)
        return standard * np.array(self.weights)

    def risk(self, known: Known) -> np.ndarray:
        """Return the chance of no order within the horizon, shape (k,)."""
        return expit(self.intercept + self.parts(known).sum(axis=1))

    def reasons(self, known: Known) -> dict[str, np.ndarray]:
        """Return log odds by reason, above those of the average customer."""
        parts = self.parts(known)
        return {
            reason: parts[:, [REASONS[name] == reason for name in FEATURES]].sum(axis=1)
            for reason in dict.fromkeys(REASONS.values())
        }


def describe(
    history: History,
    today: int,
    orders: bgnbd.Fit,
    shortest: int,
    unit: float,
    found: rhythm.Rhythm | None = None,
) -> Known:
    """Return what is known on a day of the customers with an invoice by then.

    :param today: the day, since 1970-01-01
    :param orders: BG/NBD of the company, in days
    :param shortest: shortest horizon in days; a customer's own is his expected silence
    :param unit: money is told in this many of the company's currency
    :param found: the customers' rhythm on that day, where it is measured already
    """
    past = history.day <= today
    customer, day = history.customer[past], history.day[past]
    sale = history.sale[past]
    found = found or rhythm.measure(customer[sale], day[sale], today)
    places = found.customers
    size = int(history.customer[-1]) + 1 if len(history.customer) else 0

    def total(of, chosen):
        return np.bincount(customer[chosen], weights=of[chosen], minlength=size)[places]

    invoiced, net = history.invoiced[past], history.net[past]
    days = np.bincount(customer[sale], minlength=size)[places]
    first, last, last_value = (np.zeros(size) for _ in range(3))
    first[customer[sale][::-1]] = day[sale][::-1]
    last[customer[sale]] = day[sale]
    last_value[customer[sale]] = invoiced[sale]
    first, last, last_value = first[places], last[places], last_value[places]
    silence = today - last
    horizon = np.clip(found.expected_silence, shortest, max(shortest, YEAR))
    x = np.maximum(days - 1, 0).astype(float)
    waits = 1 - orders.p_order_within(horizon, x, last - first, today - first)
    recent = sale & (day > today - WINDOW)
    before = sale & (day <= today - WINDOW) & (day > today - 2 * WINDOW)
    revenue = np.maximum(total(invoiced, sale), 0.0)
    credited = total(invoiced - net, np.ones(len(day), dtype=bool))
    value = revenue / np.maximum(days, 1)
    return Known(
        places,
        horizon,
        {
            "no_order": logit(np.clip(waits, 0.001, 0.999)),
            "late": np.log((silence + 7) / (np.maximum(found.usual_interval, 1) + 7)),
            "recency": np.log1p(silence),
            "recent_days": np.log1p(total(np.ones(len(day)), recent)),
            "age": np.log1p(today - first),
            "falling": fall(total(invoiced, recent), total(invoiced, before)),
            "last_falling": fall(last_value, value),
            "last_value": np.log1p(np.maximum(last_value, 0) / unit),
            "days": np.log(np.maximum(days, 1)),
            "revenue": np.log1p(revenue / unit),
            "order_value": np.log1p(value / unit),
            "returns": np.clip(credited / np.maximum(revenue, 1e-9), 0.0, 1.0),
        },
    )


def fall(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the share by which now is below before, 0 to 1; 0 if none before."""
    share = 1.0 - np.maximum(now, 0.0) / np.maximum(before, 1e-12)
    return np.where(before > 0, np.clip(share, 0.0, 1.0), 0.0)


def learn(history: History, now: int, orders: bgnbd.Fit, shortest: int) -> Model | None:
    """Return the regression learned from the past up to now, or None of too little.

    The parameters are those of ``describe``; ``orders`` may be fitted on all days up
    to now, for it gives four numbers for all customers together.
    """
    if not history.sale.any():
        return None
    customers = int(history.customer[-1]) + 1
    history = history.every(-(-customers // SAMPLE))
    if not history.sale.any():
        return None
    begin = int(history.day[history.sale].min()) + HISTORY
    unit = max(float(np.median(history.invoiced[history.sale])), 1e-6)
    rows, answers = [], []
    for origin in range(now - shortest, begin - 1, -STEP)[:ORIGINS]:
        known = describe(history, origin, orders, shortest, unit)
        over = origin + known.horizon <= now
        rows.append(known.matrix()[over])
        answers.append(_left(history, known, origin)[over])
    if not rows:
        return None
    matrix, left = np.vstack(rows), np.concatenate(answers).astype(float)
    if len(left) < FEWEST_ROWS or min(left.sum(), (1 - left).sum()) < FEWEST_EACH:
        return None
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    weights = _ridge_logistic((matrix - mean) / scale, left)
    return Model(
        unit,
        mean.tolist(),
        scale.tolist(),
        weights[1:].tolist(),
        float(weights[0]),
        len(left),
        int(left.sum()),
    )


def _left(history: History, known: Known, origin: int) -> np.ndarray:
    """Return who placed no order within his horizon after the origin, shape (k,)."""
    customer, day = history.customer[history.sale], history.day[history.sale]
    span = int(day.max()) + 2
    place = np.searchsorted(
        customer * span + day, known.places * span + origin, side="right"
    )
    customer, day = np.append(customer, -1), np.append(day, 0)
    again = (customer[place] == known.places) & (day[place] <= origin + known.horizon)
    return ~again


def _ridge_logistic(standard: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Return intercept and coefficients by Newton's method, shape (1 + features,)."""
    matrix = np.column_stack([np.ones(len(standard)), standard])
    penalty = np.full(matrix.shape[1], RIDGE)
    penalty[0] = 1e-9
    weights = np.zeros(matrix.shape[1])
    for _ in range(50):
        chance = expit(matrix @ weights)
        slope = matrix.T @ (answers - chance) - penalty * weights
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix
        step = np.linalg.solve(curve + np.diag(penalty), slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights
