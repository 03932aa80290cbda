# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Code letters and single sampling plans of ISO 2859-1:1999 (GB/T 2828.1).

Sample sizes and AQLs both rise by the fifth root of ten, about 1.6. So one step down
in sample size and one step up in AQL cancel out, and each master table (2-A normal,
2-B tightened, 2-C reduced) is one sequence of acceptance numbers laid out along its
diagonals: what stands in a cell depends on letter + AQL alone. An arrow sends the
reader to the next plan above or below in the same column.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from .errors import SamplingError

LETTERS = "ABCDEFGHJKLMNPQR"
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
#: Percent nonconforming, as the standard writes them.
AQLS = (
    "0.065", "0.10", "0.15", "0.25", "0.40", "0.65",
    "1.0", "1.5", "2.5", "4.0", "6.5", "10",
)  # fmt: skip
SEVERITIES = ("normal", "tightened", "reduced")

# Table 1: the smallest lot of each row, and its letters by level.
LOTS = (
    (2, "AAAAAAB"),
    (9, "AAAAABC"),
    (16, "AABBBCD"),
    (26, "ABBCCDE"),
    (51, "BBCCCEF"),
    (91, "BBCDDFG"),
    (151, "BCDEEGH"),
    (281, "BCDEFHJ"),
    (501, "CCEFGJK"),
    (1201, "CDEGHKL"),
    (3201, "CDFGJLM"),
    (10001, "CDFHKMN"),
    (35001, "DEGJLNP"),
    (150001, "DEGJMPQ"),
    (500001, "DEHKNQR"),
)
STARTS = [start for start, __ in LOTS]

NORMAL_SIZES = (
    2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000,
)  # fmt: skip
SIZES = {
    "normal": NORMAL_SIZES,
    "tightened": NORMAL_SIZES,
    "reduced": (2, 2, *NORMAL_SIZES[:14]),
}

UP, DOWN = "up", "down"
# Each table's diagonal, from its zero plan on; below it the next plan is down, beyond
# it up. FIRST is the place on the diagonal of letter A at AQL 0.065.
DIAGONAL = {
    "normal": (0, UP, DOWN, 1, 2, 3, 5, 7, 10, 14, 21),
    "tightened": (0, DOWN, DOWN, 1, 2, 3, 5, 8, 12, 18),
    "reduced": (0, UP, DOWN, DOWN, 1, 2, 3, 5, 6, 8, 10),
}
FIRST = {"normal": -10, "tightened": -11, "reduced": -10}


@dataclass(frozen=True)
class Plan:
    """How a lot is judged.

    ``code``: letter of the lot's size; ``letter``: letter of the plan that the arrows
    led to; ``size``: pieces to inspect; ``accept``, ``reject``: the lot is accepted up
    to so many defects, and rejected from so many on; ``whole``: the sample would be
    the lot or more, so every piece is inspected; ``stricter``: defects up to which
    the lot would have been accepted with the AQL one step tighter.
    """

    code: str
    letter: str
    size: int
    accept: int
    reject: int
    whole: bool
    stricter: int | None


def standard_aql(aql: str | float) -> str:
    """An AQL as the standard writes it: ``2.50``, ``"2.5 "`` and 2.5 are ``"2.5"``."""
    for known in AQLS:
        if _number(aql) == float(known):
            return known
    raise SamplingError("aql", found=aql, known=", ".join(AQLS))


def standard_level(level: str) -> str:
    """A level as the standard writes it: ``"s1"`` is ``"S-1"``."""
    bare = str(level).strip().upper().replace("-", "")
    for known in LEVELS:
        if bare == known.replace("-", ""):
            return known
    raise SamplingError("level", found=level, known=", ".join(LEVELS))


def code_letter(lot: int, level: str = "II") -> str:
    """The letter of Table 1 for a lot of so many pieces."""
    level = standard_level(level)
    if isinstance(lot, bool) or lot != int(lot) or lot < STARTS[0]:
        raise SamplingError("lot", found=lot)
    return LOTS[bisect_right(STARTS, lot) - 1][1][LEVELS.index(level)]


def cell(letter: str, aql: str, severity: str = "normal") -> int | str:
    """What stands in a master table: an acceptance number, ``"up"`` or ``"down"``."""
    row, column = LETTERS.index(letter), AQLS.index(standard_aql(aql))
    found = _diagonal(row, column, severity)
    # No arrow leads out of the table: above letter A there is no plan.
    if found == UP and row == 0:
        return DOWN
    return found


def plan(lot: int, aql: str, level: str = "II", severity: str = "normal") -> Plan:
    """The single sampling plan of a lot.

    :param lot: pieces in the lot
    :param aql: one of ``AQLS``, or its number
    :raise SamplingError: for a lot, AQL, level or severity outside the standard
    """
    if severity not in SEVERITIES:
        raise SamplingError("severity", found=severity)
    code = code_letter(lot, level)
    row = LETTERS.index(code)
    found = cell(code, aql, severity)
    step = 1 if found == DOWN else -1
    while found in (UP, DOWN):
        row += step
        found = cell(LETTERS[row], aql, severity)
    size = SIZES[severity][row]
    stricter = _diagonal(row, AQLS.index(standard_aql(aql)) - 1, severity)
    return Plan(
        code=code,
        letter=LETTERS[row],
        size=min(size, int(lot)),
        accept=found,
        reject=found + 1,
        whole=size >= lot,
        stricter=stricter if isinstance(stricter, int) else None,
    )


def _number(value: str | float) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _diagonal(row: int, column: int, severity: str) -> int | str:
    place = row + column + FIRST[severity]
    sequence = DIAGONAL[severity]
    if place < 0:
        return DOWN
    return sequence[place] if place < len(sequence) else UP
