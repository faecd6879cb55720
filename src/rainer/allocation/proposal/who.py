"""Who gets a name, and under which loads: the first half of a proposal, people counted by kind.

In order: must-not-wait placed; none of it above the stop level; fewest written reasons; least load pushed above the
act level; lowest peak among those it is pushed to; most of the others below the act level; the earliest of them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rainer.allocation.proposal.kinds import Key, kinds
from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.problem import Mode, PersonWaiting, Problem
from rainer.allocation.proposal.solver import Level, Watch
from rainer.allocation.proposal.spare import spare_reasons

MOST_MOVES = 20_000
SHAKE_ROUNDS = 200
PLACED_SHARE = 0.6
# The people some practitioner can take form a matroid (a transversal one), on which any falling weights give
# the lexicographic best: most of group 1, then of group 2, then of the rest.
_GROUP_WEIGHT = {1: 3, 2: 2, 3: 1, 4: 1}


@dataclass(frozen=True, slots=True)
class Who:
    """The people placed, the levels settled on the way, and what the second half must keep to."""

    people: tuple[PersonWaiting, ...]
    counts: dict[tuple[Key, int], int]
    levels: list[Level]
    over_stop: float
    reasons: float
    over_act: float
    peak: float | None


def choose_who(problem: Problem, watch: Watch) -> Who:
    """Settle, in order, who is placed and the loads it may take."""
    asked = [p for p in problem.people if problem.asked_for(p)]
    found = kinds(problem, asked)
    if not found:
        return Who((), {}, [], 0, 0, 0, None)
    model = LoadModel(problem, found, watch, all_placed=False)
    solver = model.solver
    solver.build()
    others = model.heads[~model.must]
    solver.bound_columns(others, 0, 0)
    _polish(model, fill=True)
    _place_those_who_must(model)
    _polish(model)
    over_stop = solver.settle("stop", model.over_stop, 1).value
    if not over_stop:
        model.cap_at_stop()
    _polish(model)
    spare = None if over_stop else partial(_spare, model)
    reasons = solver.settle("reasons", model.heads[model.needs_reason], 1, by_hand=spare).value
    _polish(model)
    over_act = solver.settle("over", model.over_act, 1).value
    _polish(model)
    peak = lowest_peak(model)
    if problem.settings.mode is Mode.FILL:
        model.open_to_others()
        _pack(model)
        musts = model.heads[model.must]
        solver.settle("placed", model.heads, 1, maximise=True, first_fixed=musts, share=PLACED_SHARE)
    last = max((p.order for p in model.people), default=0)
    orders = np.array([last + 1 - p.order for p in model.people], dtype=float)
    solver.settle("order", model.placed, orders, maximise=True, first_fixed=model.heads[model.must], tie=True)
    if problem.settings.mode is Mode.FILL:
        _top_up(model)
    return Who(_placed(model), _counts(model), solver.levels, over_stop, reasons, over_act, peak)


def _polish(model: LoadModel, *, fill: bool = False, shake: int = 0, good_enough: float = 0) -> None:
    desk = model.desk()
    if fill:
        desk.fill()
    desk.lower_the_peak(MOST_MOVES)
    desk.shake(shake, model.problem.settings.seed, good_enough)
    model.take(desk, must=True)


def _spare(model: LoadModel, bound: float) -> None:
    desk = model.desk()
    spare_reasons(desk, bound=bound, seed=model.problem.settings.seed)
    model.take(desk, must=True)


def _pack(model: LoadModel) -> None:
    shelf = model.shelf()
    shelf.fill()
    shelf.consolidate()
    model.take(shelf, must=False)


def _top_up(model: LoadModel) -> None:
    """A search that stops near its bound may leave a gap someone fits in: nobody is told "no room" while there is."""
    _pack(model)
    levels = model.solver.levels
    at = next(i for i, level in enumerate(levels) if level.name == "placed")
    levels[at] = replace(levels[at], value=round(float(model.solver.best[model.heads].sum())))


def _place_those_who_must(model: LoadModel) -> None:
    solver = model.solver
    weights = np.array([_GROUP_WEIGHT[k.group] for k in model.kinds])[model.kind_of]
    everyone = sum(_GROUP_WEIGHT[k.group] * k.size for k in model.kinds if k.must_place)
    level = solver.settle("must", model.heads[model.must], weights[model.must], maximise=True)
    if level.value == everyone:  # Said kind by kind this is tighter than the sum.
        for row, kind in zip(model.kind_rows, model.kinds, strict=True):
            if kind.must_place:
                solver.bound_row(row, kind.size, kind.size)


def lowest_peak(model: LoadModel) -> float | None:
    """Bring the highest pushed load as low as it can be: halve the interval, first relaxed (the bound), then whole."""
    began = time.perf_counter()
    now = model.peak()
    if now is None:
        return None
    gap, watch = model.problem.settings.gap, model.solver.watch
    low = _halve(model, float(model.problem.settings.act_level), now, relaxed=True, gap=gap / 4)[0]
    if now > low * (1 + gap):
        _polish(model, shake=min(SHAKE_ROUNDS, len(model.people)), good_enough=low * (1 + gap) / 100)
    low, high, stopped = _halve(model, low, model.peak() or now, relaxed=False, gap=gap)
    model.cap_peak(high)
    model.solver.levels.append(Level("peak", high, low, time.perf_counter() - began, stopped or watch.is_over()))
    return high


def _halve(model: LoadModel, low: float, high: float, *, relaxed: bool, gap: float) -> tuple[float, float, bool]:
    """Narrow [low, high] until nothing lies between or the gap is small enough: low unreachable, high reachable."""
    closest = 1e-7
    target = low + max(low * gap / 2, closest) if not relaxed else (low + high) / 2
    while high - low > max(high * gap, 2 * closest):
        model.cap_peak(min(target, high - closest))
        answer = None if model.solver.watch.is_over() else model.solver.feasible(relaxed=relaxed)
        if answer is None:
            return low, high, True
        if not answer:
            low = max(low, min(target, high - closest))
        else:
            found = model.peak() if not relaxed else target
            high = found if found is not None else target
        target = (low + high) / 2 if high - low > 4 * closest else high - closest
    return low, high, False


def _placed(model: LoadModel) -> tuple[PersonWaiting, ...]:
    placed: list[PersonWaiting] = []
    for at, kind in enumerate(model.kinds):
        count = round(float(model.solver.best[model.heads[model.kind_of == at]].sum()))
        placed.extend(kind.people[:count])
    return tuple(sorted(placed, key=lambda p: p.order))


def _counts(model: LoadModel) -> dict[tuple[Key, int], int]:
    heads = np.round(model.solver.best[model.heads]).astype(int)
    return {
        (model.kinds[model.kind_of[pair]].key, int(model.to[pair])): int(heads[pair]) for pair in np.flatnonzero(heads)
    }
