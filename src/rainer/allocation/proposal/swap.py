"""Name the counted heads, then swap people two by two, or move one, while that brings someone back or nearer.

A move may also be made to spread the starts. Either keeps to every load already settled: nobody's load is pushed further, the sums above the act and the stop
levels stay, and written reasons stay as few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rainer.allocation.proposal.matrix import Bools, Floats, Ints

PASSES = 6
# In one move, being back or nearer outweighs any number of weeks.
NEARER = 10_000


@dataclass(slots=True)
class Seats:
    """People placed one by one. `score` is what each is worth at each practitioner (person by practitioner).

    `given` is how many people each practitioner is given, `most_new` the cap on that (infinite for none).
    """

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
    given: Floats
    most_new: Floats
    a_week: int

    def improve(self) -> None:
        for _ in range(PASSES):
            people = range(len(self.at))
            moved = [self._swap_one(at) for at in people if self._could_gain(at)]
            moved += [self._move_one(at) for at in people]
            if not any(moved):
                return

    def _move_one(self, one: int) -> bool:
        here = self.at[one]
        weeks_saved = (self.given[here] - 1) // self.a_week - self.given // self.a_week
        gain = NEARER * (self.score[one] - self.score[one, here]) + weeks_saved
        gain = np.where(self._may_move(one), gain, 0)
        if gain.max() <= 0:
            return False
        to = int(np.argmax(gain))
        self.load[here] -= self.points[one]
        self.load[to] += self.points[one]
        self.given[here] -= 1
        self.given[to] += 1
        self.at[one] = to
        return True

    def _may_move(self, one: int) -> Bools:
        """To whom this person may go, everyone else staying."""
        here, kind = self.at[one], self.kind[one]
        everyone = np.arange(len(self.load))
        fits = self.allowed[kind] & (self.reason[kind] <= self.reason[kind, here]) & (everyone != here)
        fits &= self.given < self.most_new
        return np.asarray(fits & self._keeps_the_loads(here, everyone, self.points[one]), dtype=bool)

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
        return np.asarray(fits & self._keeps_the_loads(here, there, self.points[one] - self.points), dtype=bool)

    def _keeps_the_loads(self, here: int, there: Ints, moved: Floats | float) -> Bools:
        """Whether these points may leave `here` for each of `there`: no new peak, no more above either level."""
        a, b = self.load[here] - moved, self.load[there] + moved
        fits = (a <= self.ceiling[here]) & (b <= self.ceiling[there])
        for line in (self.base, np.maximum(self.base, self.stop)):
            before = np.maximum(0, self.load[here] - line[here]) + np.maximum(0, self.load[there] - line[there])
            fits &= np.maximum(0, a - line[here]) + np.maximum(0, b - line[there]) <= before + 1e-9
        return np.asarray(fits, dtype=bool)
