"""Fewer written reasons, by hand: pack those who must be placed anew with people who need none, leaving out few.

The heaviest are left out first, since they take the most room; whoever is left out goes with a written reason to
somebody still under the stop level. Tried many times with the dice of the seed, until the bound is reached.
"""

from __future__ import annotations

import numpy as np

from rainer.allocation.proposal.matrix import Bools, Floats, Ints
from rainer.allocation.proposal.pack import Shelf
from rainer.allocation.proposal.polish import Desk

ROUNDS = 16
SPREAD = 0.2


def spare_reasons(desk: Desk, *, bound: float, seed: int) -> None:
    """Bring the written reasons on the desk down towards the bound, with nobody moved out of the plan or to the stop.

    Only for a desk with nothing above the stop level.
    """
    random, reasons = np.random.default_rng(seed), _reasons(desk)
    for at in range(ROUNDS):
        if reasons <= bound:
            return
        shelf = _packed(desk, round(bound) + at // 2 % 3, random, apart=at % 2 == 0)
        if not _placed(desk, shelf).all():
            continue
        found = int((desk.reason[desk.kind, shelf.at] & (shelf.at >= 0)).sum())
        if found < reasons:
            desk.load = desk.load + _given(desk, shelf.at) - _given(desk, desk.at)
            desk.room_for, desk.at, reasons = shelf.room_for, shelf.at, found


def _reasons(desk: Desk) -> int:
    return int((desk.reason[desk.kind, desk.at] & (desk.at >= 0)).sum())


def _given(desk: Desk, at: Ints) -> Floats:
    placed = at >= 0
    return np.bincount(at[placed], weights=desk.points[placed], minlength=desk.load.size).astype(float)


def _placed(desk: Desk, shelf: Shelf) -> Bools:
    return np.asarray((shelf.at >= 0) | (desk.at < 0), dtype=bool)


def _packed(desk: Desk, left_out: int, random: np.random.Generator, *, apart: bool) -> Shelf:
    """Everyone of the plan on a shelf: first with no written reason, gathering scraps of room, then with one.

    `apart`: those left out are only such as somebody can take who is open to few without a reason, so that they
    take little room others need.
    """
    free = desk.allowed & ~desk.reason
    room = np.maximum(0, desk.stop - desk.load + _given(desk, desk.at))
    open_to = free[desk.kind[desk.at >= 0]].sum(axis=0)
    heads = np.bincount(desk.at[desk.at >= 0], minlength=room.size)
    shelf = Shelf(
        points=desk.points.astype(int),
        at=np.full(desk.at.size, -1),
        allowed=free[desk.kind],
        slack=np.where(open_to > 0, room, 0),
        room_for=desk.room_for + heads,
        firm=np.ones(desk.at.size, dtype=bool),
    )
    takers = desk.reason & (open_to <= open_to.max(initial=0) / 2) if apart else desk.reason
    shelf.put_each(_turns(desk, left_out, takers), random.uniform(1 - SPREAD, 1, room.size))
    shelf.consolidate(only=desk.at >= 0)
    shelf.slack, shelf.allowed = room - _given(desk, shelf.at), desk.allowed[desk.kind]
    waiting = np.flatnonzero((shelf.at < 0) & (desk.at >= 0))
    shelf.put_each(waiting[np.argsort(-desk.points[waiting], kind="stable")].tolist(), np.ones(room.size))
    return shelf


def _turns(desk: Desk, left_out: int, takers: Bools) -> list[int]:
    """Those who cannot be spared, then the lightest of the rest, each heaviest first; the ones left out at the end."""
    order = np.argsort(-desk.points, kind="stable")
    order = order[desk.at[order] >= 0]
    can_be_spared = takers[desk.kind[order]].any(axis=1)
    firm, rest = order[np.logical_not(can_be_spared)].tolist(), order[can_be_spared].tolist()
    return [*firm, *rest[left_out:], *rest[:left_out]]
