"""Name the counted heads, then swap people two by two while that brings someone back or nearer.

A swap keeps to every load already settled: nobody's load is pushed further, the sums above the act and the stop
levels stay, and written reasons stay as few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rainer.allocation.proposal.polish import Bools
from rainer.allocation.proposal.solver import Floats, Ints

PASSES = 4


@dataclass(slots=True)
class Seats:
    """People placed one by one. `score` is what each is worth at each practitioner (person by practitioner)."""

    points: Floats
    kind: Ints
    at: Ints
    score: Ints
    allowed: Bools
    reason: Bools
    load: Floats
    base: Floats
    stop: Floats
    ceiling: Floats

    def improve(self) -> None:
        for _ in range(PASSES):
            moved = [self._swap_one(at) for at in range(len(self.at)) if self._could_gain(at)]
            if not any(moved):
                return

    def _could_gain(self, one: int) -> bool:
        return bool(self.score[one].max() > self.score[one, self.at[one]])

    def _swap_one(self, one: int) -> bool:
        here, there = self.at[one], self.at
        gain = self.score[one, there] + self.score[:, here]
        gain = gain - self.score[one, here] - self.score[np.arange(len(there)), there]
        gain = np.where((there != here) & self._may(one), gain, 0)
        if gain.max() <= 0:
            return False
        other = int(np.argmax(gain))
        moved = self.points[one] - self.points[other]
        self.load[here] -= moved
        self.load[self.at[other]] += moved
        self.at[one], self.at[other] = self.at[other], here
        return True

    def _may(self, one: int) -> Bools:
        """With whom this person may change places."""
        here, there, kind = self.at[one], self.at, self.kind[one]
        fits = self.allowed[kind, there] & self.allowed[self.kind, here]
        reasons = self.reason[kind, there].astype(int) + self.reason[self.kind, here]
        fits &= reasons <= self.reason[kind, here].astype(int) + self.reason[self.kind, there]
        moved = self.points[one] - self.points
        a, b = self.load[here] - moved, self.load[there] + moved
        fits &= (a <= self.ceiling[here]) & (b <= self.ceiling[there])
        for line in (self.base, np.maximum(self.base, self.stop)):
            before = np.maximum(0, self.load[here] - line[here]) + np.maximum(0, self.load[there] - line[there])
            fits &= np.maximum(0, a - line[here]) + np.maximum(0, b - line[there]) <= before + 1e-9
        return np.asarray(fits, dtype=bool)
