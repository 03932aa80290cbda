# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""How much a word says: rare words more than common ones, learned from names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

#: A word that stands in more than this share of the names is a common one.
COMMON_SHARE = 0.004
#: Below this many names a share means nothing, and the shipped words alone count.
MIN_NAMES = 500

#: Words of brands' shape that name nobody in particular, when nothing was learned.
SHIPPED = frozenset(
    [
        "first",
        "american",
        "united",
        "star",
        "sun",
        "golden",
        "gold",
        "royal",
        "best",
        "good",
        "great",
        "super",
        "prime",
        "premier",
        "universal",
        "standard",
        "city",
        "pro",
        "plus",
        "one",
        "union",
        "alliance",
        "al",
        "bin",
        "abu",
        "ibn",
        "people",
        "world",
        "euro",
        "omega",
        "alpha",
        "delta",
        "green",
        "blue",
        "red",
        "white",
        "black",
        "nova",
        "max",
        "top",
        "master",
        "express",
        "smart",
        "quality",
        "modern",
        "classic",
    ]
)


class Weights:
    """Counts of words over a set of names.

    :param counts: word (``Token.concept``) -> number of names that hold it
    :param total: number of names
    """

    def __init__(self, counts: Mapping[str, int] | None = None, total: int = 0):
        self.counts = dict(counts or {})
        self.total = total

    @classmethod
    def learn(cls, names: Iterable[str]) -> Weights:
        """Count the words of names, each once a name."""
        from .parse import parse

        counts: Counter[str] = Counter()
        total = 0
        for name in names:
            total += 1
            counts.update(
                {token.concept for token in parse(name).tokens if token.concept}
            )
        return cls(counts, total)

    def is_common(self, word: str) -> bool:
        """True for a word that tells no company from another."""
        if self.total >= MIN_NAMES:
            return self.counts.get(word, 0) > max(20, COMMON_SHARE * self.total)
        return word in SHIPPED

    def weight(self, word: str, kind: str = "brand") -> float:
        """Return the information of a word, 0.1 to 1.5 (1: an unknown brand)."""
        base = {
            "brand": 1.0,
            "num": 0.6,
            "dir": 0.4,
            "place": 0.4,
            "line": 0.35,
            "trade": 0.3,
            "struct": 0.2,
            "branch": 0.2,
            "filler": 0.15,
        }.get(kind, 0.1)
        if self.total >= MIN_NAMES:
            share = (self.counts.get(word, 0) + 1) / (self.total + 1)
            return base * max(0.2, min(1.5, -log(share) / 8))
        return base * (0.4 if word in SHIPPED else 1.0)


DEFAULT = Weights()
