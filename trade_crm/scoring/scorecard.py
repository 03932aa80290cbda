# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The additive scorecard that credit departments use.

Each factor turns one figure into points from 0 to 100 by bands; the score is the mean
of the points, weighted by the factors' weights. A figure that is not known is left out
(the other weights then count for more) unless the factor says how many points the
unknown is worth. Source: the points, weights and bands of Thomas, Crook and Edelman,
"Credit Scoring and Its Applications", and of credit insurers' buyer grids.
"""

from bisect import bisect_right
from typing import NamedTuple

POINTS = 100.0


class ScorecardError(ValueError):
    """A scorecard that can't rate anybody.

    :ivar str code: what is wrong: no_weight, bad_weight, no_bands, overlap,
        bad_points, no_grades, grade_overlap or grade_gap
    :ivar key: the factor, the two equal starts or the grade that it is about
    """

    def __init__(self, code, key=None):
        super().__init__(f"{code}: {key}")
        self.code = code
        self.key = key


class Part(NamedTuple):
    """One line of a score: figure, points, weight, and what it adds to the score."""

    key: object
    value: float | None
    points: float | None
    weight: float
    share: float


class Result(NamedTuple):
    """``score`` 0 to 100 and its grade; None when no factor could be scored."""

    score: float | None
    grade: object
    parts: list


class Factor:
    """One factor: bands as (from, points); the first also holds for all below it.

    :param key: any hashable name
    :param float weight: what the factor counts for; 0 shows it without counting
    :param bands: pairs of the figure from which a band holds and its points
    :param missing: points of an unknown figure, None to leave the factor out
    """

    def __init__(self, key, weight, bands, missing=None):
        self.key = key
        self.weight = float(weight)
        self.missing = missing
        ordered = sorted(bands)
        self.starts = [start for start, _points in ordered]
        self.points = [float(points) for _start, points in ordered]
        self._check()

    def _check(self):
        if self.weight < 0:
            raise ScorecardError("bad_weight", self.key)
        if not self.starts:
            raise ScorecardError("no_bands", self.key)
        if len(set(self.starts)) < len(self.starts):
            raise ScorecardError("overlap", self.key)
        given = [*self.points, *([] if self.missing is None else [self.missing])]
        if any(not 0 <= points <= POINTS for points in given):
            raise ScorecardError("bad_points", self.key)

    def rate(self, value):
        """Points of a figure, None when it is unknown and left out."""
        if value is None:
            return self.missing
        return self.points[max(bisect_right(self.starts, value) - 1, 0)]


class Scorecard:
    """Factors and grades; a grade is a pair (score from which it holds, its name)."""

    def __init__(self, factors, grades):
        self.factors = list(factors)
        ordered = sorted(grades, key=lambda pair: pair[0])
        self.lows = [low for low, _grade in ordered]
        self.grades = [grade for _low, grade in ordered]
        self._check()

    def _check(self):
        if sum(factor.weight for factor in self.factors) <= 0:
            raise ScorecardError("no_weight")
        if not self.grades:
            raise ScorecardError("no_grades")
        for low, nxt, grade in zip(
            self.lows, self.lows[1:], self.grades[1:], strict=False
        ):
            if low == nxt:
                raise ScorecardError("grade_overlap", grade)
        if self.lows[0] != 0 or self.lows[-1] > POINTS:
            raise ScorecardError("grade_gap", self.grades[0])

    def rate(self, values):
        """Score one customer.

        :param dict values: figure by factor key; None or absent is unknown
        :return: a :class:`Result`; the shares of its parts add up to the score
            (before the score is rounded to a tenth)
        """
        scored = [
            (factor, values.get(factor.key), factor.rate(values.get(factor.key)))
            for factor in self.factors
        ]
        total = sum(f.weight for f, _value, points in scored if points is not None)
        if not total:
            parts = [Part(f.key, v, p, f.weight, 0.0) for f, v, p in scored]
            return Result(None, None, parts)
        parts = [
            Part(f.key, v, p, f.weight, 0.0 if p is None else p * f.weight / total)
            for f, v, p in scored
        ]
        score = round(sum(part.share for part in parts), 1)
        return Result(score, self.grade(score), parts)

    def grade(self, score):
        """The grade of a score that is rounded already."""
        return self.grades[bisect_right(self.lows, score) - 1]
