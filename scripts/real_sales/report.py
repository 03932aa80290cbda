# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Progress while the load runs, and the account of it at its end."""

import resource
import sys
import time
from decimal import Decimal

from .history import History


class Progress:
    """Says what is done, how far it is and how long it took; keeps time by phase."""

    def __init__(self, out=sys.stderr, clock=time.monotonic):
        self.out = out
        self.clock = clock
        self.started = clock()
        self.phases: dict[str, float] = {}
        self.phase = None
        self.since = self.started

    def enter(self, phase: str | None) -> None:
        """Close the phase that runs and open the next one."""
        now = self.clock()
        if self.phase:
            spent = self.phases.get(self.phase, 0.0) + now - self.since
            self.phases[self.phase] = spent
            print(f"{self.phase}: {now - self.since:.1f} s", file=self.out, flush=True)
        self.phase, self.since = phase, now

    def say(self, what: str, done: int, total: int) -> None:
        """One line: ``documents 4,500 of 22,190 (20%), 12 s, about 47 s left``."""
        spent = self.clock() - self.since
        left = spent / done * (total - done) if done else 0.0
        share = 100 * done // total if total else 100
        print(
            f"  {what} {done:,} of {total:,} ({share}%), {spent:.0f} s"
            + (f", about {left:.0f} s left" if total > done else ""),
            file=self.out,
            flush=True,
        )

    @property
    def total(self) -> float:
        return self.clock() - self.started


def peak_memory_mb() -> float:
    """The most memory that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def account(history: History, counts: dict, totals: dict, progress: Progress) -> str:
    """The closing report: every line of the file, sums, time and memory."""
    tally = history.tally
    lines = [
        "",
        f"Lines in the file         {tally.rows:>10,}   {_money(tally.rows_sum)}",
        f"  loaded                  {tally.loaded_rows:>10,}"
        f"   {_money(tally.loaded_sum)}",
    ]
    for reason, (count, amount) in tally.skipped.items():
        lines.append(f"  not loaded: {reason:<11} {count:>10,}   {_money(amount)}")
    for unreadable in tally.unreadable[:20]:
        lines.append(f"    line {unreadable.line}: {unreadable.reason}")
    if len(tally.unreadable) > 20:
        lines.append(f"    and {len(tally.unreadable) - 20:,} more")
    difference = tally.loaded_sum - tally.exact_sum
    if difference:
        lines.append(f"  rounding of prices below a penny: {difference}")
    lines.append("Of what is loaded:")
    for reason, (count, amount) in tally.noted.items():
        lines.append(f"  {count:>8,}   {_money(amount)}   {reason}")
    if tally.services:
        codes = ", ".join(f"{code} {n:,}" for code, n in tally.services.most_common())
        lines.append(f"  service lines by code: {codes}")
    for name, count in history.unknown_countries.items():
        lines.append(f"  unknown country {name!r}: {count} customers without country")
    lines.append("In the database now, of this history:")
    for name, value in totals.items():
        shown = _money(value) if isinstance(value, Decimal) else f"{value:>10,}"
        lines.append(f"  {name:<36} {shown:>16}")
    lines.append("This run: " + ", ".join(f"{k} {v:,}" for k, v in counts.items()))
    phases = ", ".join(
        f"{name} {spent:.1f} s" for name, spent in progress.phases.items()
    )
    lines.append(f"Time: {progress.total:.1f} s ({phases})")
    lines.append(f"Peak memory of the loader: {peak_memory_mb():.0f} MB")
    return "\n".join(lines)


def _money(amount: Decimal) -> str:
    return f"{amount:>16,.2f}"
