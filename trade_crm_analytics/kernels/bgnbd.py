# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""BG/NBD: how many orders a customer will place, and whether he is still there.

Source: Fader, Hardie and Lee, "Counting Your Customers" the Easy Way: An Alternative
to the Pareto/NBD Model, Marketing Science 24 (2005) 275-284.

While alive, a customer orders at a rate drawn from Gamma(r, alpha); after each order
he leaves for ever with a probability drawn from Beta(a, b).

Data of one customer, in one time unit throughout (days, weeks, ...):

- frequency x: repeat orders, that is orders after the first;
- recency t_x: time from the first to the last order (0 when x is 0);
- age T: time from the first order to the day of observation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln

#: Natural logarithms of the parameters stay within these limits.
LOG_LIMIT = 12.0
#: Nodes of the quadrature over the leaving probability.
NODES = 48
#: Logarithms of r, alpha (in longest ages), a and b where the search begins; the
#: next one is tried only when the one before it ended badly.
STARTS = ((0.0, -1.0, 0.0, 0.0), (-1.5, -2.0, -1.0, 1.0), (1.0, 0.0, -3.0, 1.0))


@dataclass(frozen=True)
class Fit:
    """Estimated parameters, and what follows from them for a customer.

    ``converged`` is False when the figures must not be relied on; ``reason`` then
    is one of no_customers, no_time (everything on one day), no_repeat (nobody bought
    twice), limit (an estimate ran to its limit: customers are too much alike, or nobody
    seems to leave; forecasts still hold), no_convergence. The parameters are finite
    even then.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool
    reason: str = ""
    customers: int = 0
    distinct: int = 0
    iterations: int = field(default=0, compare=False)

    def p_alive(
        self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
    ) -> np.ndarray:
        """Return the probability that each customer is still alive, 0 to 1.

        One who never came back has had no chance to leave: 1 by the model.
        """
        x, t_x, age = _broadcast(frequency, recency, age)
        log_odds_gone = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1.0) - 1.0)
            + (self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + t_x))
        )
        return np.where(x > 0, expit(-log_odds_gone), 1.0)

    def p_order_within(
        self,
        t: ArrayLike,
        frequency: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
    ) -> np.ndarray:
        """Return the probability of at least one order in the next t units of time."""
        x, t_x, age = _broadcast(frequency, recency, age)
        t = np.asarray(t, dtype=float)
        waits = np.exp(
            (self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + age + t))
        )
        return self.p_alive(x, t_x, age) * (1.0 - waits)

    def expected_purchases(
        self,
        t: float,
        frequency: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
    ) -> np.ndarray:
        """Return the orders expected from each customer in the next t units of time.

        The paper's equation (10) has the hypergeometric 2F1, which overflows for busy
        customers and is undefined at a = 1. The same expectation is taken here by
        Gauss-Jacobi quadrature over the leaving probability p ~ Beta(a, b + x): given
        p, an alive customer is expected to place
        (1 - (1 + p t / (alpha + T)) ** -(r + x)) / p orders.
        """
        x, t_x, age = _broadcast(frequency, recency, age)
        shape = x.shape
        x, t_x, age = x.ravel(), t_x.ravel(), age.ravel()
        ratio = float(t) / (self.alpha + age)
        alive_orders = np.zeros(len(x))
        order = np.argsort(x, kind="stable")
        counts, starts = np.unique(x[order], return_index=True)
        ends = np.append(starts, len(x))[1:]
        for count, start, end in zip(counts, starts, ends, strict=True):
            rows = order[start:end]
            nodes, weights = _beta_nodes(self.a, self.b + count)
            for node, weight in zip(nodes, weights, strict=True):
                growth = -np.expm1(-(self.r + count) * np.log1p(node * ratio[rows]))
                alive_orders[rows] += weight * growth / node
        return (alive_orders * self.p_alive(x, t_x, age)).reshape(shape)

    def expected_new(self, t: ArrayLike) -> np.ndarray:
        """Return the repeat orders expected of a new customer in his first t units."""
        t = np.asarray(t, dtype=float)
        flat = t.ravel()
        nodes, weights = _beta_nodes(self.a, self.b)
        ratio = flat / self.alpha
        growth = -np.expm1(-self.r * np.log1p(np.outer(nodes, ratio)))
        return (weights / nodes @ growth).reshape(t.shape)


def fit(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Fit:
    """Fit the four parameters by maximum likelihood.

    Customers with equal data are counted together, the gradient is analytic and the
    search runs over the parameters' logarithms with time scaled to the longest age,
    so that 100,000 customers take about a second.

    :param frequency: repeat orders of each customer, shape (n,)
    :param recency: time from first to last order, shape (n,)
    :param age: time from first order to observation, shape (n,), same unit
    :raises ValueError: when shapes differ or a value is impossible (negative, not
        finite, recency after age)
    """
    x, t_x, age = _checked(frequency, recency, age)
    if not len(x):
        return _unfitted("no_customers", x)
    if not age.max() > 0:
        return _unfitted("no_time", x)
    if not x.max() > 0:
        return _unfitted("no_repeat", x)
    scale = float(age.max())
    rows, weights = np.unique(
        np.column_stack([x, t_x / scale, age / scale]), axis=0, return_counts=True
    )
    likelihood = _Likelihood(rows, weights.astype(float))
    best = None
    for start in STARTS:
        result = minimize(
            likelihood.negative_mean,
            np.array(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-LOG_LIMIT, LOG_LIMIT)] * 4,
            options={"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-9},
        )
        if best is None or result.fun < best.fun:
            best = result
        if _is_interior(result):
            break
    log_likelihood = -best.fun * len(x) - float(x.sum()) * np.log(scale)
    reason = _failure(best)
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return Fit(
        r=r,
        alpha=alpha * scale,
        a=a,
        b=b,
        log_likelihood=float(log_likelihood),
        converged=not reason,
        reason=reason,
        customers=len(x),
        distinct=len(rows),
        iterations=int(best.nit),
    )


class _Likelihood:
    """Log-likelihood of distinct customers (x, t_x, T) with how many of each."""

    def __init__(self, rows: np.ndarray, weights: np.ndarray):
        self.x, self.t_x, self.age = rows.T
        self.weights = weights / weights.sum()
        self.repeat = self.x > 0
        self.counts, inverse = np.unique(self.x, return_inverse=True)
        # terms that depend on x alone are summed over the distinct x
        self.count_weights = np.bincount(inverse, weights=self.weights)

    def negative_mean(self, log_parameters: np.ndarray) -> tuple[float, np.ndarray]:
        """Return minus the mean log-likelihood, and its gradient by log parameter."""
        r, alpha, a, b = parameters = np.exp(log_parameters)
        x, counts, weights = self.x, self.counts, self.weights
        log_age = np.log(alpha + self.age)
        log_recency = np.log(alpha + self.t_x)
        stays = -(r + x) * log_age
        leaves = np.where(
            self.repeat,
            np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * log_recency,
            -np.inf,
        )
        mixed = np.logaddexp(stays, leaves)
        gone = np.exp(leaves - mixed)
        by_count = (
            gammaln(r + counts)
            - gammaln(r)
            + r * np.log(alpha)
            + gammaln(b + counts)
            + gammaln(a + b)
            - gammaln(a + b + counts)
            - gammaln(b)
        )
        # sums, not products of vectors: for these a linear algebra library starts
        # threads, which cost ten times as much where other work has the cores
        value = _total(self.count_weights, by_count) + _total(weights, mixed)
        digamma_ab = digamma(a + b) - digamma(a + b + counts)
        digamma_b = digamma(b + counts) - digamma(b)
        weighted_gone = weights * gone
        rate = (1 - gone) / (alpha + self.age) + gone / (alpha + self.t_x)
        gradient = np.array(
            [
                _total(self.count_weights, digamma(r + counts) - digamma(r))
                + np.log(alpha)
                - _total(weights, (1 - gone) * log_age + gone * log_recency),
                r / alpha - _total(weights, (r + x) * rate),
                _total(self.count_weights, digamma_ab) + weighted_gone.sum() / a,
                _total(self.count_weights, digamma_b + digamma_ab)
                - (weighted_gone[self.repeat] / (b + x[self.repeat] - 1)).sum(),
            ]
        )
        return -value, -gradient * parameters


def _total(weights: np.ndarray, values: np.ndarray) -> float:
    return float((weights * values).sum())


def _beta_nodes(a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes in (0, 1) and weights that integrate over Beta(a, b).

    Golub and Welsch (1969): eigenvalues and first eigenvector components of the
    Jacobi matrix, shifted from (-1, 1) to (0, 1). The weights sum to 1.
    """
    p, q = b - 1.0, a - 1.0  # exponents of (1 - z) and (1 + z) on (-1, 1)
    n = np.arange(NODES, dtype=float)
    total = 2 * n + p + q
    diagonal = np.empty(NODES)
    diagonal[0] = (q - p) / (p + q + 2)
    diagonal[1:] = (q**2 - p**2) / (total[1:] * (total[1:] + 2))
    side = np.empty(NODES - 1)
    side[0] = 4 * (1 + p) * (1 + q) / ((2 + p + q) ** 2 * (3 + p + q))
    m, s = n[2:], total[2:]
    side[1:] = 4 * m * (m + p) * (m + q) * (m + p + q) / (s**2 * (s + 1) * (s - 1))
    values, vectors = eigh_tridiagonal(diagonal, np.sqrt(side))
    nodes = np.clip((1 + values) / 2, 1e-300, 1.0)
    return nodes, vectors[0] ** 2


def _broadcast(*arrays: ArrayLike) -> list[np.ndarray]:
    return np.broadcast_arrays(*(np.asarray(array, dtype=float) for array in arrays))


def _checked(*arrays: ArrayLike) -> list[np.ndarray]:
    x, t_x, age = (np.asarray(array, dtype=float) for array in arrays)
    if x.ndim != 1 or not x.shape == t_x.shape == age.shape:
        raise ValueError("frequency, recency and age must be one-dimensional and equal")
    values = np.concatenate([x, t_x, age])
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("frequency, recency and age must be finite and not negative")
    if (t_x > age).any():
        raise ValueError("recency cannot be longer than age")
    return [x, t_x, age]


def _is_interior(result) -> bool:
    return bool(result.success and np.abs(result.x).max() < LOG_LIMIT - 1e-6)


def _failure(result) -> str:
    if not np.isfinite(result.fun):
        return "no_convergence"
    if np.abs(result.x).max() >= LOG_LIMIT - 1e-6:
        return "limit"
    # The line search may stop at rounding error; a flat gradient is convergence.
    flat = np.abs(result.jac).max() < 1e-5
    return "" if result.success or flat else "no_convergence"


def _unfitted(reason: str, x: np.ndarray) -> Fit:
    return Fit(1.0, 1.0, 1.0, 1.0, 0.0, False, reason, customers=len(x))
