# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Switching between normal, tightened and reduced inspection (ISO 2859-1:1999, 9.3).

- normal to tightened: 2 of 5 or fewer consecutive lots were not accepted;
- tightened to normal: 5 consecutive lots were accepted;
- normal to reduced: the switching score reaches 30 (and production is steady, and who
  is responsible wants it);
- reduced to normal: a lot is not accepted, or production becomes irregular;
- discontinued: 5 lots in one sequence of tightened inspection were not accepted.

Only original inspections count: a lot that is presented again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .errors import SamplingError
from .plans import Plan

SCORE_FOR_REDUCED = 30
WINDOW = 5


@dataclass(frozen=True)
class Switching:
    """Where a series of lots stands.

    ``score``: switching score, on normal inspection; ``recent``: the last lots under
    the current severity, oldest first, True for accepted; ``rejected``: lots not
    accepted in this sequence of tightened inspection; ``stopped``: discontinued.
    """

    severity: str = "normal"
    score: int = 0
    recent: tuple[bool, ...] = ()
    rejected: int = 0
    stopped: bool = False

    def after(self, plan: Plan, defects: int, reduce: bool = True) -> Switching:
        """The state after one more lot.

        :param plan: the plan that the lot was inspected by
        :param defects: found in the sample
        :param reduce: production is steady and reduced inspection is wanted
        """
        if self.stopped:
            raise SamplingError("stopped")
        accepted = defects <= plan.accept
        recent = (*self.recent, accepted)[-WINDOW:]
        if self.severity == "normal":
            return self._after_normal(plan, defects, recent, reduce)
        if self.severity == "tightened":
            return self._after_tightened(accepted, recent)
        if accepted and reduce:
            return replace(self, recent=recent)
        return Switching()

    def _after_normal(self, plan, defects, recent, reduce):
        if recent.count(False) >= 2:
            return Switching("tightened")
        score = self.score + self._points(plan, defects)
        if not self._points(plan, defects):
            score = 0
        if score >= SCORE_FOR_REDUCED and reduce:
            return Switching("reduced")
        return replace(self, score=score, recent=recent)

    @staticmethod
    def _points(plan, defects):
        """What a lot adds to the switching score; 0 sets it back to zero."""
        if plan.accept >= 2:
            return 3 if defects <= plan.stricter else 0
        return 2 if defects <= plan.accept else 0

    def _after_tightened(self, accepted, recent):
        rejected = self.rejected + (not accepted)
        if rejected >= WINDOW:
            return replace(self, recent=recent, rejected=rejected, stopped=True)
        if len(recent) == WINDOW and all(recent):
            return Switching()
        return replace(self, recent=recent, rejected=rejected)

    def resumed(self) -> Switching:
        """After the process was improved, inspection goes on tightened."""
        return Switching("tightened") if self.stopped else self

    def unsteady(self) -> Switching:
        """Production became irregular: reduced inspection ends."""
        return Switching() if self.severity == "reduced" else self
