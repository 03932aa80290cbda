# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What can be wrong with a rule, in words that its author understands."""


class RuleError(ValueError):
    """A line of a rule that can't be read.

    :param str code: what is wrong, one of the keys that the caller has words for
    :param str line: the line
    :param str detail: the part of it
    """

    def __init__(self, code: str, line: str = "", detail: str = ""):
        super().__init__(f"{code}: {detail or line}")
        self.code, self.line, self.detail = code, line, detail
