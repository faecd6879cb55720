"""A good plan by hand before the optimiser proves how good: heaviest first to the least loaded, then swap.

A swap or a shift is made only when it brings the highest pushed load down and makes no earlier objective worse, so
polishing never undoes what is settled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rainer.allocation.proposal.matrix import Bools, Floats, Ints


@dataclass(slots=True)
class Desk:
    """People of the plan one by one (`points`, `kind`, `at` = position of the practitioner, -1 for nobody).

    `allowed` and `reason` are tables of kind by practitioner. `base`, `stop` and `available` are the loads at which
    pushing over begins, the stop level begins, and the points available; `load` what each holds, plan included.
    """

    points: Floats
    kind: Ints
    at: Ints
    allowed: Bools
    reason: Bools
    load: Floats
    base: Floats
    stop: Floats
    available: Floats
    room_for: Floats

    def fill(self) -> None:
        """Heaviest first, each to whoever ends lowest; with a written reason or above the stop level only if must be."""
        for item in np.argsort(-self.points, kind="stable"):
            kind, after = self.kind[item], self.load + self.points[item]
            open_to = self.allowed[kind] & (self.room_for > 0)
            if not open_to.any():
                continue
            cost = 100 * after / self.available + 1e9 * self.reason[kind] + 1e6 * (after > self.stop)
            to = int(np.argmin(np.where(open_to, cost, np.inf)))
            self.at[item] = to
            self.load[to] += self.points[item]
            self.room_for[to] -= 1

    def lower_the_peak(self, most_moves: int) -> None:
        for _ in range(most_moves):
            top = self.top()
            if top is None or not (self._shift(top) or self._swap(top)):
                return

    def top(self) -> int | None:
        pushed = np.where(self.load > self.base, self.load / self.available, 0)
        top = int(np.argmax(pushed))
        return top if pushed[top] > 0 else None

    def peak(self) -> float:
        """The highest pushed load as a share; 0 when nobody is pushed."""
        top = self.top()
        return 0.0 if top is None else float(self.load[top] / self.available[top])

    def _over(self, load: Floats, at: Ints | slice | int) -> tuple[Floats, Floats]:
        """Points above the stop level and above the act level at these loads."""
        over = np.maximum(0, load - self.base[at])
        return np.maximum(0, load - np.maximum(self.stop[at], self.base[at])), over

    def gain(self, top: int, to: Ints | slice, moved: Floats) -> Floats:
        """The higher load of the two after moving `moved` points from `top`; infinite where anything gets worse."""
        here, there = self.load[top] - moved, self.load[to] + moved
        highest = np.maximum(here / self.available[top], there / self.available[to])
        better = self.keeps_the_levels(top, to, moved) & (highest < self.load[top] / self.available[top] - 1e-12)
        return np.where(better, highest, np.inf)

    def keeps_the_levels(self, top: int, to: Ints | slice, moved: Floats) -> Bools:
        """Whether no more is above either level when `moved` points go from `top`."""
        stop_now, over_now = self._over(self.load[to], to)
        stop_top, over_top = self._over(np.full(1, self.load[top]), top)
        stop_to, over_to = self._over(self.load[to] + moved, to)
        stop_here, over_here = self._over(self.load[top] - moved, top)
        kept = (stop_to + stop_here <= stop_now + stop_top + 1e-9) & (over_to + over_here <= over_now + over_top + 1e-9)
        return np.asarray(kept, dtype=bool)

    def _shift(self, top: int) -> bool:
        best, move = np.inf, None
        for item in np.flatnonzero((self.at == top) & (self.points > 0)):
            kind = self.kind[item]
            gain = self.gain(top, slice(None), np.full(self.load.size, self.points[item]))
            open_to = self.allowed[kind] & (self.room_for > 0) & (self.reason[kind] <= self.reason[kind, top])
            gain = np.where(open_to, gain, np.inf)
            to = int(np.argmin(gain))
            if gain[to] < best:
                best, move = gain[to], (item, to)
        if move is None:
            return False
        self.move(int(move[0]), move[1])
        return True

    def _swap(self, top: int) -> bool:
        best, move = np.inf, None
        placed = (self.at >= 0) & (self.at != top)
        for item in np.flatnonzero(self.at == top):
            others = np.flatnonzero(placed & (self.points < self.points[item]))
            to, kind = self.at[others], self.kind[item]
            fits = self.allowed[kind, to] & self.allowed[self.kind[others], top]
            before = self.reason[kind, top].astype(int) + self.reason[self.kind[others], to]
            fits &= self.reason[kind, to].astype(int) + self.reason[self.kind[others], top] <= before
            others, to = others[fits], to[fits]
            if not others.size:
                continue
            gain = self.gain(top, to, self.points[item] - self.points[others])
            pick = int(np.argmin(gain))
            if gain[pick] < best:
                best, move = gain[pick], (item, others[pick])
        if move is None:
            return False
        mine, theirs = int(move[0]), int(move[1])
        there = int(self.at[theirs])
        self.move(theirs, top)
        self.move(mine, there)
        return True

    def move(self, item: int, to: int) -> None:
        origin = self.at[item]
        self.load[origin] -= self.points[item]
        self.room_for[origin] += 1
        self.at[item] = to
        self.load[to] += self.points[item]
        self.room_for[to] -= 1
