"""A lower peak by hand where no single move helps: up to two people against up to two, and now and then a shake.

Every trade keeps what is settled: no more above either level, no more written reasons, nobody past a cap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rainer.allocation.proposal.matrix import Bools, Floats, Ints
from rainer.allocation.proposal.polish import Desk

# Above this many pairs of bundles single swaps are plenty, and trying them all would be slow.
MOST_TRADES = 10_000
SHAKES = 6
MOVES_AFTER_SHAKE = 60

Bundle = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    points: Floats
    count: Ints
    reasons: Ints
    allowed: Bools


def lower_by_trades(desk: Desk, most_moves: int) -> None:
    for _ in range(most_moves):
        desk.lower_the_peak(most_moves)
        top = desk.top()
        if top is None or not _trade(desk, top):
            return


def shake(desk: Desk, rounds: int, seed: int, good_enough: float) -> None:
    """Leave the nearest low point and look for a lower one: a few swaps at random, then down again."""
    random = np.random.default_rng(seed)
    for _ in range(rounds):
        before = desk.peak()
        if before <= good_enough:
            return
        kept = (desk.at.copy(), desk.load.copy(), desk.room_for.copy())
        for _ in range(SHAKES):
            _swap_at_random(desk, random)
        lower_by_trades(desk, MOVES_AFTER_SHAKE)
        if desk.peak() >= before:
            desk.at, desk.load, desk.room_for = kept


def _swap_at_random(desk: Desk, random: np.random.Generator) -> None:
    one, two = random.choice(np.flatnonzero(desk.at >= 0), 2)
    here, there, kinds = desk.at[one], desk.at[two], desk.kind[[one, two]]
    reasons = desk.reason[kinds, [there, here]].sum() - desk.reason[kinds, [here, there]].sum()
    if here == there or reasons > 0 or not desk.allowed[kinds, [there, here]].all():
        return
    moved = desk.points[one] - desk.points[two]
    if desk.keeps_the_levels(int(here), np.array([there]), np.array([moved])).all():
        desk.move(int(one), int(there))
        desk.move(int(two), int(here))


def _trade(desk: Desk, top: int) -> bool:
    """The trade with anyone that brings the highest load down furthest, if there is one."""
    mine = _bundles(desk, top)
    best, found = np.inf, None
    for to in range(desk.load.size):
        theirs = _bundles(desk, to) if to != top else []
        if not theirs or len(mine) * len(theirs) > MOST_TRADES:
            continue
        gain = _gains(desk, top, to, mine, theirs)
        pick = int(np.argmin(gain))
        if gain[pick] < best:
            best, found = gain[pick], (mine[pick // len(theirs)], theirs[pick % len(theirs)], to)
    if found is None:
        return False
    give, take, to = found
    for item in take:
        desk.move(item, top)
    for item in give:
        desk.move(item, to)
    return True


def _gains(desk: Desk, top: int, to: int, mine: list[Bundle], theirs: list[Bundle]) -> Floats:
    """The higher load of the two after each trade; infinite where it may not be made."""
    give, take = _sums(desk, mine, top, to), _sums(desk, theirs, to, top)
    gain = desk.gain(top, np.full(1, to), (give.points[:, None] - take.points).ravel())
    fits = give.allowed[:, None] & take.allowed & (give.reasons[:, None] + take.reasons <= 0)
    more = give.count[:, None] - take.count
    fits &= (more <= desk.room_for[to]) & (-more <= desk.room_for[top])
    return np.where(fits.ravel(), gain, np.inf)


def _bundles(desk: Desk, at: int) -> list[Bundle]:
    items = np.flatnonzero(desk.at == at).tolist()
    return [bundle for size in (0, 1, 2) for bundle in combinations(items, size)]


def _sums(desk: Desk, bundles: list[Bundle], origin: int, to: int) -> _Sums:
    """Points, heads, added written reasons of each bundle going from one to the other, and whether it may."""
    reasons = desk.reason[desk.kind, to].astype(int) - desk.reason[desk.kind, origin]
    return _Sums(
        points=np.array([sum(desk.points[i] for i in b) for b in bundles], dtype=float),
        count=np.array([len(b) for b in bundles]),
        reasons=np.array([sum(reasons[i] for i in b) for b in bundles]),
        allowed=np.array([all(desk.allowed[desk.kind[i], to] for i in b) for b in bundles]),
    )
