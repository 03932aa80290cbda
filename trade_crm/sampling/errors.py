# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Why there is no plan, in a form that a program can act on."""

from __future__ import annotations

from typing import Any

#: Every reason with its English sentence; ``{names}`` are ``SamplingError.params``.
REASONS: dict[str, str] = {
    "lot": "A lot of {found} is outside the standard: it begins at 2 whole pieces.",
    "aql": "AQL {found} is none of the standard's: {known}.",
    "level": "Inspection level {found} is none of the standard's: {known}.",
    "severity": "Inspection is normal, tightened or reduced, not {found}.",
    "stopped": "Inspection is discontinued until the process was improved.",
}


class SamplingError(ValueError):
    """A question that the standard does not answer.

    ``reason`` is a key of ``REASONS``; ``params`` fills its sentence.
    """

    def __init__(self, reason: str, **params: Any):
        self.reason = reason
        self.params = params
        super().__init__(REASONS[reason].format(**params))
