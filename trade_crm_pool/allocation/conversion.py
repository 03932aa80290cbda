# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Weights from conversion, with shrinkage for small samples.

A member converts k of n customers. With few customers k / n is mostly luck: 1 of 1 is
not a better salesperson than 45 of 100. The rates are seen as draws from one Beta
distribution with mean p (the team's rate) and strength m (how many customers' worth of
evidence the team's rate carries), and each member's rate is its posterior mean

    (k + m * p) / (n + m).

p is the pooled rate; m is estimated from how much the members really differ (Kleinman
1973, "Proportions with extraneous variance", with weights n). A newcomer (n = 0) gets
p.
"""

from __future__ import annotations

from collections.abc import Sequence

# Strength is kept within these: members are never believed wholly on fewer customers
# than the lower one, and never all held equal because of the upper one alone.
STRENGTH_MIN = 10.0
STRENGTH_MAX = 1000.0


def _check(won: Sequence[int], tried: Sequence[int]) -> None:
    if len(won) != len(tried):
        raise ValueError("Each member needs one number won and one number tried.")
    for k, n in zip(won, tried, strict=True):
        if k < 0 or n < 0 or k > n:
            raise ValueError(f"{k} won of {n} tried is not possible.")


def prior_strength(won: Sequence[int], tried: Sequence[int]) -> float:
    """Return m, the number of customers that the team's rate is worth.

    With N = sum n, K members with n > 0, p = sum k / N and S = sum n (k/n - p)^2:

        E[S] = p (1 - p) ((K - 1) (1 - c) + c (N - sum n^2 / N)),  c = 1 / (m + 1)

    solved for c; no visible difference between members gives STRENGTH_MAX.
    """
    _check(won, tried)
    pairs = [(k, n) for k, n in zip(won, tried, strict=True) if n]
    total = sum(n for _k, n in pairs)
    if len(pairs) < 2:
        return STRENGTH_MAX
    mean = sum(k for k, _n in pairs) / total
    variance = mean * (1 - mean)
    free = len(pairs) - 1
    spread = total - sum(n * n for _k, n in pairs) / total - free
    if variance <= 0 or spread <= 0:
        return STRENGTH_MAX
    scatter = sum(n * (k / n - mean) ** 2 for k, n in pairs)
    correlation = (scatter / variance - free) / spread
    if correlation <= 1 / (STRENGTH_MAX + 1):
        return STRENGTH_MAX
    return max(STRENGTH_MIN, 1 / min(correlation, 1.0) - 1)


def shrink(
    won: Sequence[int], tried: Sequence[int], strength: float | None = None
) -> list[float]:
    """Return each member's shrunk rate (0 to 1).

    >>> [round(rate, 3) for rate in shrink([1, 45], [1, 100], strength=20)]
    [0.481, 0.451]
    """
    _check(won, tried)
    if strength is None:
        strength = prior_strength(won, tried)
    elif strength <= 0:
        raise ValueError("The strength of the team's rate must be above zero.")
    total = sum(tried)
    mean = sum(won) / total if total else 0.0
    return [
        (k + strength * mean) / (n + strength) for k, n in zip(won, tried, strict=True)
    ]


def conversion_weights(
    won: Sequence[int],
    tried: Sequence[int],
    *,
    strength: float | None = None,
    floor: float = 0.5,
    newcomer: float = 1.0,
    newcomer_below: int = 1,
    scale: int = 10,
) -> list[int]:
    """Return whole-number weights, ``scale`` being an average member's.

    :param won: customers with a first paid order in time, for each member
    :param tried: customers claimed or assigned whose time is over, or who were won
    :param strength: m; estimated from the members when None
    :param floor: the least share of an average weight (0 to 1): nobody gets nothing
    :param newcomer: share of an average weight of who tried fewer than
                     ``newcomer_below`` customers
    :param scale: an average member's weight
    """
    if not 0 < floor <= 1:
        raise ValueError("The floor must be above 0 and at most 1.")
    if newcomer <= 0:
        raise ValueError("A newcomer's start value must be above zero.")
    if scale < 1:
        raise ValueError("The scale must be at least 1.")
    rates = shrink(won, tried, strength)
    known = [rate for rate, n in zip(rates, tried, strict=True) if n >= newcomer_below]
    mean = sum(known) / len(known) if known else 0.0
    shares = []
    for rate, n in zip(rates, tried, strict=True):
        known_share = rate / mean if mean else 1.0
        shares.append(max(floor, newcomer if n < newcomer_below else known_share))
    return integer_weights(shares, scale)


def integer_weights(shares: Sequence[float], scale: int = 10) -> list[int]:
    """Round shares (1.0 is average) to whole weights of at least 1.

    >>> integer_weights([1.5, 1.0, 0.5, 0.01])
    [15, 10, 5, 1]
    """
    return [max(1, int(share * scale + 0.5)) for share in shares]
