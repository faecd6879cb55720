"""The plan person by person: laid out, bettered by hand, and counted again.

A desk holds those who must be placed, to bring loads and written reasons down; a shelf holds everyone, to fit more in.
"""

from __future__ import annotations

import numpy as np

from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.matrix import Bools, Floats, Ints
from rainer.allocation.proposal.pack import Shelf
from rainer.allocation.proposal.polish import Desk
from rainer.allocation.proposal.spare import spare_reasons
from rainer.allocation.proposal.trade import lower_by_trades, shake

MOST_MOVES = 20_000
SHAKE_ROUNDS = 60


def polish(model: LoadModel, *, fill: bool = False) -> None:
    """Lower the loads of those pushed over highest, from the plan as it is or (`fill`) from nothing."""
    desk = _desk(model)
    if fill:
        desk.fill()
    lower_by_trades(desk, MOST_MOVES)
    _take_desk(model, desk)


def shake_down(model: LoadModel, good_enough: float) -> None:
    """Look for a lower peak than the nearest, until one is good enough (in percent)."""
    desk = _desk(model)
    shake(desk, min(SHAKE_ROUNDS, len(model.people)), model.problem.settings.seed, good_enough / 100)
    _take_desk(model, desk)


def spare(model: LoadModel, _cost: Floats, _maximise: bool, bound: float) -> None:
    """Fewer written reasons, where nobody is at the stop level."""
    if model.solver.best[model.over_stop].any():
        return
    desk = _desk(model)
    spare_reasons(desk, bound=bound, seed=model.problem.settings.seed)
    _take_desk(model, desk)


def even_out(model: LoadModel) -> None:
    """Those who must be placed and have no points weigh nothing: each goes to whoever is given the fewest people."""
    desk, heads = _desk(model), model.heads_given()
    for item in np.flatnonzero((desk.points == 0) & (desk.at >= 0)):
        kind, now = desk.kind[item], desk.at[item]
        open_to = desk.allowed[kind] & (desk.reason[kind] <= desk.reason[kind, now]) & (heads + 1 < heads[now])
        open_to &= heads < model.most_new
        if open_to.any():
            desk.at[item] = to = int(np.argmin(np.where(open_to, heads, np.inf)))
            heads[now] -= 1
            heads[to] += 1
    _take_desk(model, desk)


def pack(model: LoadModel) -> None:
    """Fit in as many as can be of those who can wait."""
    shelf = _shelf(model)
    shelf.fill()
    shelf.consolidate()
    _take_shelf(model, shelf)


def top_up(model: LoadModel) -> None:
    """Fit in whoever still fits, earliest first, with nobody else moved."""
    shelf = _shelf(model)
    waiting = sorted(np.flatnonzero(shelf.at < 0).tolist(), key=lambda at: model.people[at].order)
    shelf.put_each(waiting, np.ones(shelf.slack.size))
    _take_shelf(model, shelf)


def _desk(model: LoadModel) -> Desk:
    kind, at = _one_by_one(model, np.array([k.must_place for k in model.kinds]))
    allowed, reason = model.tables()
    return Desk(
        points=np.array([k.points for k in model.kinds], dtype=float)[kind],
        kind=kind,
        at=at,
        allowed=allowed,
        reason=reason,
        load=model.limits.held + model.given(),
        base=model.limits.base,
        stop=model.limits.base + model.limits.between,
        available=np.maximum(model.limits.available, 1),
        room_for=model.most_new - model.heads_given(),
    )


def _shelf(model: LoadModel) -> Shelf:
    """Whoever is with somebody pushed over stays so; one placed with no written reason is not moved to need one."""
    kind, at = _one_by_one(model, np.ones(len(model.kinds), dtype=bool))
    firm = np.array([k.must_place for k in model.kinds])[kind]
    table, reason = model.tables()
    has_reason = (at >= 0) & reason[kind, at]
    allowed = table[kind] & (~reason[kind] | (has_reason | ~firm)[:, None])
    slack = model.limits.room - model.given()
    allowed[(at >= 0) & (slack < 0)[at]] = False
    return Shelf(
        points=np.array([k.points for k in model.kinds])[kind],
        at=at,
        allowed=allowed,
        slack=np.maximum(0, slack),
        room_for=model.most_new - model.heads_given(),
        firm=firm,
    )


def _one_by_one(model: LoadModel, kinds: Bools) -> tuple[Ints, Ints]:
    """The best plan's people of these kinds: their kinds and their practitioners (-1: nobody)."""
    heads = np.round(model.solver.best[model.heads]).astype(int)
    kind = np.array([at for at, k in enumerate(model.kinds) if kinds[at] for _ in range(k.size)], dtype=int)
    to = np.full(len(kind), -1)
    first = np.searchsorted(kind, np.arange(len(model.kinds)))
    for pair in np.flatnonzero(heads * kinds[model.kind_of]):
        here = first[model.kind_of[pair]]
        to[here : here + heads[pair]] = model.to[pair]
        first[model.kind_of[pair]] += heads[pair]
    return kind, to


def _take_desk(model: LoadModel, desk: Desk) -> None:
    """Make what is on the desk the best plan, those who can wait staying where they are."""
    others = np.where(model.must, 0, np.round(model.solver.best[model.heads]))
    model.solver.best = model.plan(others + _heads(model, desk.kind, desk.at))


def _take_shelf(model: LoadModel, shelf: Shelf) -> None:
    kind = np.repeat(np.arange(len(model.kinds)), [k.size for k in model.kinds])
    model.solver.best = model.plan(_heads(model, kind, shelf.at))


def _heads(model: LoadModel, kind: Ints, at: Ints) -> Floats:
    count = np.zeros((len(model.kinds), len(model.problem.candidates)))
    np.add.at(count, (kind[at >= 0], at[at >= 0]), 1)
    return np.asarray(count[model.kind_of, model.to], dtype=float)
