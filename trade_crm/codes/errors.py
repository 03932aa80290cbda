# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Why a code was refused, in a form that a program can act on."""

from __future__ import annotations

from typing import Any

#: Every reason with its English sentence; ``{names}`` are ``CodeError.params``.
REASONS: dict[str, str] = {
    "kind": "Unknown kind of code: {kind}.",
    "empty": "The code is empty.",
    "length": "The code has {found} characters; {expected} are needed.",
    "characters": "The code holds characters that are not allowed: {found}.",
    "authority": (
        "The first two characters ({found}) name no registering authority "
        "and category of GB 32100-2015."
    ),
    "region": "Characters 3 to 8 ({found}) begin with no province of GB/T 2260.",
    "inner_check": (
        "The organisation code inside (characters 9 to 17) should end in "
        "{expected}, not {found}."
    ),
    "check_digit": "The check digit is wrong: the code is mistyped.",
    "country": "The code belongs to {found}, but the country given is {expected}.",
    "format": "The code does not have the form used in {country}.",
}


class CodeError(ValueError):
    """A code that is not valid.

    ``reason`` is a key of ``REASONS``; ``params`` fills its sentence.
    """

    def __init__(self, reason: str, **params: Any):
        self.reason = reason
        self.params = params
        super().__init__(REASONS[reason].format(**params))
