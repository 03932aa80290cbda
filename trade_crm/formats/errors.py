# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Why something typed was refused, in a form that a program can act on."""


class FormatError(ValueError):
    """What was typed is not in the form that is needed; ``reason`` says why."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)
