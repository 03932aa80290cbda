# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The labelled sentences, and how well they are read."""

from functools import cache
from pathlib import Path

from odoo.addons.trade_crm.signals import Rulebook, shipped

FOLDER = Path(__file__).parents[1] / "data" / "signals"
#: Sets that were written and labelled before they were read for the first time; what
#: that first reading gave stands in "first_readings.tsv".
LATER = (
    "further",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
    "twentythird",
    "twentyfourth",
    "twentyfifth",
    "twentysixth",
    "twentyseventh",
    "twentyeighth",
    "twentyninth",
)


@cache
def shipped_book():
    """The rules that come with the addon, compiled once for all tests."""
    return Rulebook(shipped.lists(), shipped.rules())


def sentences(language, folder=FOLDER):
    """Return (held out, kinds, sentence) of one language.

    Within each label every second sentence is held out: rules were not tuned on it.
    """
    seen, found = {}, []
    for line in (folder / f"{language}.tsv").read_text("utf-8").splitlines():
        label, sentence = line.split("\t")
        seen[label] = seen.get(label, 0) + 1
        kinds = frozenset(label.split(",")) - {"-"}
        found.append((seen[label] % 2 == 0, kinds, sentence))
    return found


def judge(labelled, book=None):
    """Return {kind: [hits, false alarms, misses]} over sentences."""
    book = book or shipped_book()
    counts = {}
    for __, kinds, sentence in labelled:
        told = {finding.kind for finding in book.tell(sentence)}
        for kind in kinds | told:
            hit = counts.setdefault(kind, [0, 0, 0])
            hit[0 if kind in kinds & told else 1 if kind in told else 2] += 1
    return counts


def rates(counts):
    """Return (precision, recall) of summed counts."""
    hits, alarms, misses = (sum(row[at] for row in counts) for at in range(3))
    return hits / max(1, hits + alarms), hits / max(1, hits + misses)
