"""A good plan by hand before the optimiser proves how good: heaviest first to the least loaded, then swap.

A swap or a shift is made only when it brings the highest pushed load down and makes no earlier objective worse, so
polishing never undoes what is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rainer.allocation.proposal.solver import Floats, Ints

Bools = NDArray[np.bool_]


# Above this many pairs of bundles single swaps are plenty, and trying them all would be slow.
MOST_TRADES = 10_000
SHAKES = 6
MOVES_AFTER_SHAKE = 60


@dataclass(frozen=True, slots=True)
class _Sums:
    points: Floats
    count: Ints
    reasons: Ints
    allowed: Bools


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
            top = self._top()
            if top is None or not (self._shift(top) or self._swap(top) or self._trade(top)):
                return

    def shake(self, rounds: int, seed: int, good_enough: float) -> None:
        """Leave the nearest low point and look for a lower one: a few swaps at random, then down again."""
        random = np.random.default_rng(seed)
        for _ in range(rounds):
            if self._peak() <= good_enough:
                return
            kept = (self._peak(), self.at.copy(), self.load.copy(), self.room_for.copy())
            for _ in range(SHAKES):
                self._swap_at_random(random)
            self.lower_the_peak(MOVES_AFTER_SHAKE)
            if self._peak() >= kept[0]:
                _, self.at, self.load, self.room_for = kept

    def _peak(self) -> float:
        top = self._top()
        return 0.0 if top is None else float(self.load[top] / self.available[top])

    def _swap_at_random(self, random: np.random.Generator) -> None:
        placed = np.flatnonzero(self.at >= 0)
        one, two = random.choice(placed, 2)
        here, there = self.at[one], self.at[two]
        before, after = (
            self.reason[self.kind[[one, two]], [here, there]],
            self.reason[self.kind[[one, two]], [there, here]],
        )
        if not self.allowed[self.kind[[one, two]], [there, here]].all() or after.sum() > before.sum():
            return
        moved = self.points[one] - self.points[two]
        pair, now = np.array([here, there]), self.load[[here, there]]
        old, new = self._over(now, pair), self._over(now + np.array([-moved, moved]), pair)
        if here != there and all(n.sum() <= o.sum() + 1e-9 for n, o in zip(new, old, strict=True)):
            self._move(one, int(there))
            self._move(two, int(here))

    def _top(self) -> int | None:
        pushed = np.where(self.load > self.base, self.load / self.available, 0)
        top = int(np.argmax(pushed))
        return top if pushed[top] > 0 else None

    def _over(self, load: Floats, at: Ints | slice | int) -> tuple[Floats, Floats]:
        """Points above the stop level and above the act level at these loads."""
        over = np.maximum(0, load - self.base[at])
        return np.maximum(0, load - np.maximum(self.stop[at], self.base[at])), over

    def _gain(self, top: int, to: Ints | slice, moved: Floats) -> Floats:
        """The higher load of the two after moving `moved` points from `top`; infinite where anything gets worse."""
        here, there = self.load[top] - moved, self.load[to] + moved
        highest = np.maximum(here / self.available[top], there / self.available[to])
        stop_now, over_now = self._over(self.load[to], to)
        stop_top, over_top = self._over(np.full(1, self.load[top]), top)
        stop_to, over_to = self._over(there, to)
        stop_here, over_here = self._over(here, top)
        worse = (stop_to + stop_here > stop_now + stop_top + 1e-9) | (over_to + over_here > over_now + over_top + 1e-9)
        return np.where(worse | (highest >= self.load[top] / self.available[top] - 1e-12), np.inf, highest)

    def _shift(self, top: int) -> bool:
        best, move = np.inf, None
        for item in np.flatnonzero((self.at == top) & (self.points > 0)):
            kind = self.kind[item]
            gain = self._gain(top, slice(None), np.full(self.load.size, self.points[item]))
            open_to = self.allowed[kind] & (self.room_for > 0) & (self.reason[kind] <= self.reason[kind, top])
            gain = np.where(open_to, gain, np.inf)
            to = int(np.argmin(gain))
            if gain[to] < best:
                best, move = gain[to], (item, to)
        if move is None:
            return False
        self._move(int(move[0]), move[1])
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
            gain = self._gain(top, to, self.points[item] - self.points[others])
            pick = int(np.argmin(gain))
            if gain[pick] < best:
                best, move = gain[pick], (item, others[pick])
        if move is None:
            return False
        mine, theirs = int(move[0]), int(move[1])
        there = int(self.at[theirs])
        self._move(theirs, top)
        self._move(mine, there)
        return True

    def _trade(self, top: int) -> bool:
        """Up to two people against up to two: what is left to try when no single shift or swap helps."""
        mine = self._bundles(top)
        best, move = np.inf, None
        for to in range(self.load.size):
            theirs = self._bundles(to) if to != top else []
            if not theirs or len(mine) * len(theirs) > MOST_TRADES:
                continue
            give, take = self._sums(mine, top, to), self._sums(theirs, to, top)
            gain = self._gain(top, np.full(1, to), (give.points[:, None] - take.points).ravel())
            ok = give.allowed[:, None] & take.allowed & (give.reasons[:, None] + take.reasons <= 0)
            more = give.count[:, None] - take.count
            ok &= (more <= self.room_for[to]) & (-more <= self.room_for[top])
            gain = np.where(ok.ravel(), gain, np.inf)
            pick = int(np.argmin(gain))
            if gain[pick] < best:
                best, move = gain[pick], (mine[pick // len(theirs)], theirs[pick % len(theirs)], to)
        if move is None:
            return False
        for item in move[1]:
            self._move(item, top)
        for item in move[0]:
            self._move(item, move[2])
        return True

    def _bundles(self, at: int) -> list[tuple[int, ...]]:
        items = np.flatnonzero(self.at == at).tolist()
        return [bundle for size in (0, 1, 2) for bundle in combinations(items, size)]

    def _sums(self, bundles: list[tuple[int, ...]], origin: int, to: int) -> _Sums:
        """Points, heads, added written reasons of each bundle going from one to the other, and whether it may."""
        reasons = self.reason[self.kind, to].astype(int) - self.reason[self.kind, origin]
        return _Sums(
            points=np.array([sum(self.points[i] for i in b) for b in bundles], dtype=float),
            count=np.array([len(b) for b in bundles]),
            reasons=np.array([sum(reasons[i] for i in b) for b in bundles]),
            allowed=np.array([all(self.allowed[self.kind[i], to] for i in b) for b in bundles]),
        )

    def _move(self, item: int, to: int) -> None:
        origin = self.at[item]
        self.load[origin] -= self.points[item]
        self.room_for[origin] += 1
        self.at[item] = to
        self.load[to] += self.points[item]
        self.room_for[to] -= 1
