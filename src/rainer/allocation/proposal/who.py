"""Who gets a name, and under which loads: the first half of a proposal, people counted by kind.

In order: must-not-wait placed; none of it above the stop level; fewest written reasons; least load pushed above the
act level; lowest peak among those it is pushed to; most of the others below the act level; the earliest of them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np

from rainer.allocation.proposal.kinds import Kind, kinds
from rainer.allocation.proposal.problem import Mode, PersonWaiting, Problem
from rainer.allocation.proposal.solver import Floats, Ints, Level, Solver, Watch

# The people some practitioner can take form a matroid (a transversal one), on which any falling weights give
# the lexicographic best: most of group 1, then of group 2, then of the rest.
_GROUP_WEIGHT = {1: 3, 2: 2, 3: 1, 4: 1}


@dataclass(frozen=True, slots=True)
class Limits:
    """The loads of the practitioners, in whole points, by position.

    `room` is what fits under the act level; `base` is where pushing over begins (that level, or the load now if it
    is higher already); `between` is how far from there to the stop level.
    """

    available: Floats
    held: Floats
    base: Floats
    between: Floats

    @property
    def room(self) -> Floats:
        return self.base - self.held

    def above(self, peak: float) -> Floats:
        """Points each may be pushed over `base` and still be at or under a peak in percent."""
        return np.maximum(0, np.floor(self.available * peak / 100 + 1e-9) - self.base)


def limits(problem: Problem) -> Limits:
    settings = problem.settings
    held = np.array([c.total_points for c in problem.candidates], dtype=float)
    act = np.array([problem.most_under(c, settings.act_level) for c in problem.candidates], dtype=float)
    stop = np.array([problem.most_under(c, settings.stop_level) for c in problem.candidates], dtype=float)
    base = np.maximum(held, act)
    available = np.array([c.available_points or 0 for c in problem.candidates], dtype=float)
    return Limits(available=available, held=held, base=base, between=np.maximum(0, stop - base))


@dataclass(frozen=True, slots=True)
class Who:
    """The people placed, the levels settled on the way, and what the second half must keep to."""

    people: tuple[PersonWaiting, ...]
    counts: dict[tuple[int, int, bool, bytes], Ints]
    levels: list[Level]
    over_stop: float
    reasons: float
    over_act: float
    peak: float | None


class LoadModel:
    """Columns and rows that both halves share: heads of a kind to a practitioner, loads, caps."""

    def __init__(self, problem: Problem, groups: list[Kind], watch: Watch, *, all_placed: bool) -> None:
        self.problem, self.kinds, self.limits = problem, groups, limits(problem)
        self.solver = Solver(gap=problem.settings.gap, seed=problem.settings.seed, watch=watch)
        self.kind_of = np.concatenate([np.full(k.takers.size, at) for at, k in enumerate(groups)] or [np.zeros(0, int)])
        self.to = np.concatenate([k.takers for k in groups] or [np.zeros(0, int)]).astype(np.int64)
        self.points = np.array([k.points for k in groups], dtype=float)[self.kind_of]
        self.must = np.array([k.must_place for k in groups], dtype=bool)[self.kind_of]
        self.needs_reason = np.concatenate([k.needs_reason for k in groups] or [np.zeros(0, bool)])
        self.upper = self._most_heads()
        self.heads = self.solver.columns(self.upper, integer=True)
        self._load_rows()
        self._kind_rows(all_placed)

    def _most_heads(self) -> Floats:
        sizes = np.array([k.size for k in self.kinds], dtype=float)[self.kind_of]
        with np.errstate(divide="ignore", invalid="ignore"):
            fit = np.where(self.points > 0, self.limits.room[self.to] // self.points, sizes)
        return np.where(self.must, sizes, np.minimum(sizes, fit))

    def _load_rows(self) -> None:
        solver, count = self.solver, len(self.problem.candidates)
        self.to_stop = solver.columns(self.limits.between, integer=False)
        self.over_stop = solver.columns(np.full(count, float(self.points.sum() + 1) * 1000), integer=False)
        for at, candidate in enumerate(self.problem.candidates):
            mine = np.flatnonzero(self.to == at)
            if not mine.size:
                continue
            columns = np.concatenate([self.heads[mine], [self.to_stop[at], self.over_stop[at]]])
            solver.row(columns, np.concatenate([self.points[mine], [-1, -1]]), upper=self.limits.room[at])
            if candidate.most_new is not None:
                solver.row(self.heads[mine], 1, upper=candidate.most_new)

    def _kind_rows(self, all_placed: bool) -> None:
        self.kind_rows = [
            self.solver.row(self.heads[self.kind_of == at], 1, lower=kind.size if all_placed else 0, upper=kind.size)
            for at, kind in enumerate(self.kinds)
        ]

    @property
    def over_act(self) -> Ints:
        return np.concatenate([self.to_stop, self.over_stop])

    def cap_peak(self, peak: float) -> None:
        """Let nobody be pushed above this load, in percent."""
        allowed = self.limits.above(peak)
        self.solver.bound_columns(self.to_stop, 0, np.minimum(self.limits.between, allowed))
        self.solver.bound_columns(self.over_stop, 0, np.maximum(0, allowed - self.limits.between))

    def pushed(self) -> Floats:
        """Points above `base` of the best plan, by practitioner."""
        given = np.zeros(len(self.problem.candidates))
        np.add.at(given, self.to, self.points * self.solver.best[self.heads])
        return np.maximum(0, given - self.limits.room)

    def peak(self) -> float | None:
        """The highest load among those pushed over, in percent; None when nobody is."""
        over = self.pushed()
        where = over > 0
        if not where.any():
            return None
        return float(np.max(100 * (self.limits.base + over)[where] / self.limits.available[where]))


def choose_who(problem: Problem, watch: Watch) -> Who:
    """Settle, in order, who is placed and the loads it may take."""
    asked = [p for p in problem.people if problem.asked_for(p)]
    model = LoadModel(problem, kinds(problem, asked), watch, all_placed=False)
    chosen, chosen_rows = _order_columns(model)
    solver = model.solver
    solver.build()
    others = model.heads[~model.must]
    solver.bound_columns(others, 0, 0)
    _place_those_who_must(model)
    over_stop = solver.settle("stop", model.over_stop, 1).value
    reasons = solver.settle("reasons", model.heads[model.needs_reason], 1).value
    over_act = solver.settle("over", model.over_act, 1).value
    peak = lowest_peak(model)
    if problem.settings.mode is Mode.FILL:
        solver.bound_columns(others, 0, model.upper[~model.must])
        solver.settle("others", others, 1, maximise=True)
    if chosen.size:
        last = max(p.order for k in model.kinds for p in k.people)
        orders = np.array([last + 1 - p.order for k in model.kinds for p in k.people], dtype=float)
        solver.settle("order", chosen, orders, maximise=True)
    return Who(_placed(model), _counts(model), solver.levels, over_stop, reasons, over_act, peak)


def _order_columns(model: LoadModel) -> tuple[Ints, None]:
    """One column a person, 1 when placed: within a kind the earliest in the waiting order go first."""
    every = []
    for at, kind in enumerate(model.kinds):
        mine = model.solver.columns(np.ones(kind.size), integer=False)
        heads = model.heads[model.kind_of == at]
        values = np.concatenate([np.ones(kind.size), -np.ones(heads.size)])
        model.solver.row(np.concatenate([mine, heads]), values, lower=0, upper=0)
        every.append(mine)
    return (np.concatenate(every) if every else np.zeros(0, dtype=np.int64)), None


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
    low, high, stopped = _halve(model, low, now, relaxed=False, gap=gap)
    model.cap_peak(high)
    model.solver.levels.append(Level("peak", high, low, time.perf_counter() - began, stopped or watch.is_over()))
    return high


def _halve(model: LoadModel, low: float, high: float, *, relaxed: bool, gap: float) -> tuple[float, float, bool]:
    """Narrow [low, high] until nothing lies between or the gap is small enough: low unreachable, high reachable."""
    closest = 1e-7
    target = low + max(low * gap / 2, closest) if not relaxed else (low + high) / 2
    while high - low > max(high * gap, closest):
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


def _counts(model: LoadModel) -> dict[tuple[int, int, bool, bytes], Ints]:
    return {}


__all__ = ["LoadModel", "Who", "choose_who", "highspy"]
