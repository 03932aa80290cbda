# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Which words say little: those that many of the names hold, learned from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

#: A word that stands in more than this share of the names is a common one.
COMMON_SHARE = 0.004
#: Below this many names a share means nothing, and the shipped words alone count.
MIN_NAMES = 500

#: A brand that at least so many of the names hold points at no one group.
SHARED = 5

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

    def _share(self) -> float:
        return max(20, COMMON_SHARE * self.total)

    def common(self) -> Weights:
        """The same with the counts of shared and common words only."""
        return Weights(
            {word: count for word, count in self.counts.items() if count >= SHARED},
            self.total,
        )

    def is_shared(self, word: str) -> bool:
        """True for a brand that several unrelated names hold, or that is a common word.

        >>> Weights({"orion": 9}, 1000).is_shared("orion")
        True
        """
        return word in SHIPPED or self.counts.get(word, 0) >= SHARED

    def is_common(self, word: str) -> bool:
        """True for a word that tells no company from another.

        >>> Weights({"orient": 30}, 1000).is_common("orient")
        True
        """
        learned = self.total >= MIN_NAMES and self.counts.get(word, 0) > self._share()
        return learned or word in SHIPPED


DEFAULT = Weights()
