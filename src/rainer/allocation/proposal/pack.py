"""Fit as many as can be of those who can wait under the act level, before the optimiser proves how many that is.

Lightest first; then two practitioners at a time are packed anew so that one is as full as whole people allow, which
gathers the scraps of room in one place until one more person fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rainer.allocation.proposal.matrix import Bools, Floats, Ints


@dataclass(slots=True)
class Shelf:
    """People one by one, `at` the position of the practitioner (-1: nobody). `allowed`: person by practitioner.

    `slack` is the room left by practitioner, `room_for` the people still allowed.
    """

    points: Ints
    at: Ints
    allowed: Bools
    slack: Floats
    room_for: Floats
    firm: Bools  # Those who may be moved but not left out.

    def fill(self) -> None:
        self._fill_the_capped()
        waiting = [item for item in np.argsort(self.points, kind="stable").tolist() if self.at[item] < 0]
        self.put_each(waiting, np.ones(self.slack.size))

    def _fill_the_capped(self) -> None:
        """One who may take only a few people is given the heaviest that fit, for a like share of the room each."""
        for capped in np.flatnonzero(np.isfinite(self.room_for)).tolist():
            while self.room_for[capped] > 0:
                fits = (
                    (self.at < 0)
                    & self.allowed[:, capped]
                    & (self.points * self.room_for[capped] <= self.slack[capped])
                )
                if not fits.any():
                    break
                self._put(int(np.argmax(np.where(fits, self.points, -1))), capped)

    def put_each(self, items: list[int], liking: Floats) -> None:
        """Each in turn to whoever has the most room, `liking` being a factor of that room by practitioner."""
        for item in items:
            open_to = self._open_to(item)
            if open_to.any():
                self._put(item, int(np.argmax(np.where(open_to, self.slack * liking, -1))))

    def consolidate(self, only: Bools | None = None) -> None:
        """Gather slack and place one more, for as long as that works with any of the practitioners with most of it.

        `only` says which people may be placed (everyone by default).
        """
        self._heaviest_to_the_capped()
        wanted = np.ones(self.at.size, dtype=bool) if only is None else only
        tries = self._to_try(wanted)
        while tries:
            target = tries.pop(0)
            for other in np.argsort(-self.slack, kind="stable").tolist():
                if other != target and self.slack[other] > 0 and (self.room_for[[other, target]] > 0).all():
                    self._pack_again(other, target)
            order = np.argsort(self.points, kind="stable")
            waiting = [i for i in order if wanted[i] and self.at[i] < 0 and self._open_to(i)[target]]
            if waiting:
                self._put(waiting[0], target)
                tries = self._to_try(wanted)

    def _to_try(self, wanted: Bools) -> list[int]:
        """Those with most room, among whoever somebody not placed yet may go to."""
        open_to = np.atleast_1d(self.allowed[wanted & (self.at < 0)].any(axis=0))
        return [at for at in np.argsort(-self.slack, kind="stable").tolist() if open_to[at]][:TRIES]

    def _heaviest_to_the_capped(self) -> None:
        """One who may take no more people should have heavy ones: that frees the most room elsewhere."""
        for capped in np.flatnonzero(self.room_for == 0).tolist():
            for item in np.flatnonzero(self.at == capped).tolist():
                self._swap_for_heavier(item, capped)

    def _swap_for_heavier(self, item: int, capped: int) -> None:
        most = self.points[item] + self.slack[capped]
        fits = (self.room_for > 0)[self.at] | (self.at < 0)
        fits &= (self.points > self.points[item]) & (self.points <= most)
        fits &= self.allowed[:, capped] & np.where(self.at < 0, not self.firm[item], self.allowed[item, self.at])
        if not fits.any():
            return
        other = int(np.argmax(np.where(fits, self.points, -1)))
        there, moved = int(self.at[other]), self.points[other] - self.points[item]
        self.at[item], self.at[other] = there, capped
        self.slack[capped] -= moved
        if there >= 0:
            self.slack[there] += moved

    def _open_to(self, item: int) -> Bools:
        fits = self.allowed[item] & (self.slack >= self.points[item]) & (self.room_for > 0)
        return np.asarray(fits, dtype=bool)

    def _put(self, item: int, to: int) -> None:
        self.at[item] = to
        self.slack[to] -= self.points[item]
        self.room_for[to] -= 1

    def _pack_again(self, full: int, target: int) -> None:
        """Share the two's people out so that `full` has the least slack; the rest stay with or go to `target`."""
        both = np.flatnonzero((self.at == full) | (self.at == target))
        both = both[self.allowed[both, full] & self.allowed[both, target]]
        mine = self.points[both][self.at[both] == full].sum()
        ceiling = int(mine + self.slack[full])
        chosen = largest_subset(self.points[both].tolist(), ceiling)
        gain = sum(self.points[both[i]] for i in chosen) - mine
        more = len(chosen) - int((self.at[both] == full).sum())
        if gain <= 0 or more > self.room_for[full] or -more > self.room_for[target]:
            return
        self.at[both] = target
        self.at[both[chosen]] = full
        self.slack[full] -= gain
        self.slack[target] += gain
        self.room_for[full] -= more
        self.room_for[target] += more


TRIES = 12


def largest_subset(points: list[int], ceiling: int) -> list[int]:
    """Positions of a subset whose sum is the largest not above the ceiling (sums kept as bits of one number)."""
    mask, reached = (1 << (ceiling + 1)) - 1, [1]
    for value in points:
        reached.append(reached[-1] | ((reached[-1] << value) & mask))
    total, chosen = reached[-1].bit_length() - 1, []
    for at in range(len(points) - 1, -1, -1):
        if not (reached[at] >> total) & 1:
            chosen.append(at)
            total -= points[at]
    return chosen
