# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a comparison answers: a score, a verdict and the reasons for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .name import Token

#: Scores from here on are the same company.
SAME = 80.0

#: Reasons in English; names in braces are the parameters.
SENTENCES = {
    "identical": "same name",
    "same_without_form": "same name without legal form",
    "same_words": "same words in another order or spelling",
    "spelling": "{a} is spelled like {b}",
    "joined": "same name written together or apart",
    "romanised": "same name in another script ({a}, {b})",
    "initials": "{a} are the initials of {b}",
    "word_missing": "only one side says {words}",
    "place_missing": "only one side says the place {words}",
    "former_name": "a former name matches",
    "trading_name": "a trading name matches",
    "series": "vehicles of one series ({a}, {b})",
    "other_form": "same name with another legal form ({a}, {b})",
    "changed_form": "same name, perhaps before a change of legal form ({a}, {b})",
    "other_place": "same name at another place ({a}, {b})",
    "branch": "branch or office of the company",
    "group": "company of the group of {words}",
    "other_line": "same brand in another line ({a}, {b})",
    "other_number": "another number ({a}, {b})",
    "other_direction": "another point of the compass ({a}, {b})",
    "other_country": "registered in another country ({a}, {b})",
    "same_sound": "the brand sounds alike ({a}, {b})",
    "abbreviation": "{a} may be short for {b}",
    "other_brand": "another brand ({a}, {b})",
    "nothing_to_compare": "a name without a word of its own",
}


@dataclass(frozen=True)
class Reason:
    """One machine-readable reason with its English sentence."""

    code: str
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.params)


@dataclass(frozen=True)
class Result:
    """``score`` 0 to 100, ``verdict`` same / group / different, ``reasons``."""

    score: float
    verdict: str
    reasons: tuple[Reason, ...] = ()


def because(code: str, **params: Any) -> Reason:
    return Reason(code, {key: str(value)[:80] for key, value in params.items()})


def words_of(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens) or "-"


def same(score: float, *reasons: Reason) -> Result:
    """The same company, however many small differences cost points."""
    return Result(round(max(score, SAME + 1), 1), "same", reasons)


def group(score: float, *reasons: Reason) -> Result:
    return Result(round(min(score, SAME - 1), 1), "group", reasons)


def different(score: float, *reasons: Reason) -> Result:
    return Result(round(min(score, SAME - 15), 1), "different", reasons)
