# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Gamma-gamma: what a customer's next order will be worth on average.

Source: Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013). One order of
a customer is worth Gamma(p, nu), and nu ~ Gamma(q, gamma) over customers, both by
shape and *rate*. gamma has the unit of money (some programs call it v).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

LOG_LIMIT = 14.0
#: Fewer customers than this with a repeat order give no estimate worth the name.
FEWEST = 10


@dataclass(frozen=True)
class Fit:
    """Estimated parameters.

    ``converged`` is False when they must not be relied on; ``reason`` then is one of
    too_few, same_value (all orders are worth the same), limit, no_mean (q not above
    1: the average over customers does not exist), no_convergence. ``fallback`` is the
    plain average per order, which ``expected_value`` then uses.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    converged: bool
    reason: str = ""
    customers: int = 0
    skipped: int = 0
    fallback: float = 0.0

    @property
    def population_mean(self) -> float:
        """The value of an order of a customer of whom nothing is known."""
        if not self.converged:
            return self.fallback
        return self.p * self.gamma / (self.q - 1)

    def expected_value(self, frequency: ArrayLike, mean_value: ArrayLike) -> np.ndarray:
        """Return the expected value of an order of each customer.

        A weighted average of his own mean and the population's; the more orders, the
        more his own counts. Customers without a positive mean get the population's.

        :param frequency: number of orders behind mean_value, shape (n,)
        :param mean_value: mean value of these orders, in money, shape (n,)
        """
        x, z = np.broadcast_arrays(
            np.asarray(frequency, dtype=float), np.asarray(mean_value, dtype=float)
        )
        known = (x > 0) & (z > 0)
        if not self.converged:
            return np.where(known, z, self.fallback)
        x, z = np.where(known, x, 0.0), np.where(known, z, 0.0)
        return self.p * (self.gamma + x * z) / (self.p * x + self.q - 1)


def fit(frequency: ArrayLike, mean_value: ArrayLike) -> Fit:
    """Fit p, q and gamma by maximum likelihood.

    :param frequency: orders behind the mean, shape (n,). With BG/NBD: repeat orders
    :param mean_value: mean value of these orders, shape (n,). Customers without an
        order or without a positive mean are left out and counted in ``skipped``
    """
    x = np.asarray(frequency, dtype=float)
    z = np.asarray(mean_value, dtype=float)
    if x.ndim != 1 or x.shape != z.shape:
        raise ValueError("frequency and mean_value must be one-dimensional and equal")
    use = np.isfinite(x) & np.isfinite(z) & (x > 0) & (z > 0)
    skipped = int((~use).sum())
    x, z = x[use], z[use]
    fallback = float(x @ z / x.sum()) if len(x) else 0.0
    if len(x) < FEWEST or np.ptp(z) <= 1e-9 * z.max():
        reason = "too_few" if len(x) < FEWEST else "same_value"
        return Fit(1.0, 1.0, 1.0, 0.0, False, reason, len(x), skipped, fallback)
    scale = float(np.median(z))
    result = minimize(
        _Likelihood(x, z / scale).negative_mean,
        np.array([1.0, 1.0, 0.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-LOG_LIMIT, LOG_LIMIT)] * 3,
        options={"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-9},
    )
    p, q, gamma = (float(value) for value in np.exp(result.x))
    reason = _failure(result, q)
    return Fit(
        p=p,
        q=q,
        gamma=gamma * scale,
        log_likelihood=float(-result.fun * len(x) - len(x) * np.log(scale)),
        converged=not reason,
        reason=reason,
        customers=len(x),
        skipped=skipped,
        fallback=fallback,
    )


class _Likelihood:
    """Log-likelihood of customers with x orders worth z each on average.

    Gamma functions depend on x alone and are taken once for each distinct x.
    """

    def __init__(self, x: np.ndarray, z: np.ndarray):
        self.x, self.total = x, x * z
        self.counts, number = np.unique(x, return_counts=True)
        self.weights = number / len(x)
        self.mean_log_z = np.log(z).mean()
        self.mean_log_total = (x * np.log(self.total)).mean()

    def negative_mean(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """Return minus the mean log-likelihood (their equation 1a) and its gradient."""
        p, q, gamma = parameters = np.exp(logs)
        shape = p * self.counts
        log_sum = np.log(gamma + self.total)
        mean_log_sum, by_order = log_sum.mean(), (self.x * log_sum).mean()
        value = (
            (self.weights * (gammaln(shape + q) - gammaln(shape))).sum()
            - gammaln(q)
            + q * np.log(gamma)
            - self.mean_log_z
            + p * (self.mean_log_total - by_order)
            - q * mean_log_sum
        )
        digamma_all = digamma(shape + q)
        growth = self.counts * (digamma_all - digamma(shape))
        gradient = np.array(
            [
                (self.weights * growth).sum() + self.mean_log_total - by_order,
                (self.weights * digamma_all).sum()
                - digamma(q)
                + np.log(gamma)
                - mean_log_sum,
                q / gamma - ((p * self.x + q) / (gamma + self.total)).mean(),
            ]
        )
        return -value, -gradient * parameters


def _failure(result, q: float) -> str:
    if not np.isfinite(result.fun):
        return "no_convergence"
    if np.abs(result.x).max() >= LOG_LIMIT - 1e-6:
        return "limit"
    if q <= 1:
        return "no_mean"
    flat = np.abs(result.jac).max() < 1e-5
    return "" if result.success or flat else "no_convergence"
