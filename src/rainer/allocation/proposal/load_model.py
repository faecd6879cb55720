"""The model both halves of a proposal share: heads of a kind to a practitioner, the loads they make, the caps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rainer.allocation.proposal.kinds import Kind
from rainer.allocation.proposal.matrix import Bools, Floats, Ints
from rainer.allocation.proposal.problem import Problem
from rainer.allocation.proposal.solver import Solver
from rainer.allocation.proposal.watch import Watch


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
        self.people = [p for kind in self.kinds for p in kind.people]
        self.placed, self.excess = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.ceiling = np.full(len(problem.candidates), np.inf)

    def _most_heads(self) -> Floats:
        sizes = np.array([k.size for k in self.kinds], dtype=float)[self.kind_of]
        with np.errstate(divide="ignore", invalid="ignore"):
            fit = np.where(self.points > 0, self.limits.room[self.to] // self.points, sizes)
        return np.asarray(np.where(self.must, sizes, np.minimum(sizes, fit)), dtype=float)

    def _load_rows(self) -> None:
        solver, count = self.solver, len(self.problem.candidates)
        self.load_rows: dict[int, int] = {}
        self._count_rows: dict[int, int] = {}
        self.most_new = np.array([np.inf if c.most_new is None else c.most_new for c in self.problem.candidates])
        self.to_stop = solver.columns(self.limits.between, integer=False)
        self.over_stop = solver.columns(np.full(count, float(self.points.sum() + 1) * 1000), integer=False)
        for at in range(count):
            mine = np.flatnonzero(self.to == at)
            if not mine.size:
                continue
            columns = np.concatenate([self.heads[mine], [self.to_stop[at], self.over_stop[at]]])
            values = np.concatenate([self.points[mine], [-1, -1]])
            self.load_rows[at] = solver.row(columns, values, upper=self.limits.room[at])
            self._count_rows[at] = solver.row(self.heads[mine], 1, upper=self.most_new[at])

    def _kind_rows(self, all_placed: bool) -> None:
        self.kind_rows = [
            self.solver.row(self.heads[self.kind_of == at], 1, lower=kind.size if all_placed else 0, upper=kind.size)
            for at, kind in enumerate(self.kinds)
        ]

    def add_order(self) -> None:
        """One column a person, 1 when placed: within a kind the earliest in the waiting order go first."""
        self.placed = self.solver.columns(np.ones(len(self.people)), integer=False)
        starts = np.cumsum([0, *(k.size for k in self.kinds)])
        self._mine = [self.placed[a:b] for a, b in pairwise(starts)]
        for at, mine in enumerate(self._mine):
            heads = self.heads[self.kind_of == at]
            values = np.concatenate([np.ones(mine.size), -np.ones(heads.size)])
            self.solver.row(np.concatenate([mine, heads]), values, lower=0, upper=0)
        self._rebuild()

    def aim_under(self, peak: float) -> None:
        """Count the points each is given above a peak, in percent."""
        self.ceiling = self.limits.room + self.limits.above(peak)
        if not self.excess.size:
            self.excess = self.solver.columns(np.full(len(self.problem.candidates), np.inf), integer=False)
            self._excess_rows = {at: self._excess_row(at) for at in self.load_rows}
            self._rebuild()
        for at, row in self._excess_rows.items():
            self.solver.bound_row(row, -np.inf, self.ceiling[at])
        self.solver.best = self.plan(np.round(self.solver.best[self.heads]))

    def _excess_row(self, at: int) -> int:
        mine = np.flatnonzero(self.to == at)
        columns, values = [*self.heads[mine], self.excess[at]], [*self.points[mine], -1]
        return self.solver.row(columns, values, upper=np.inf)

    def _rebuild(self) -> None:
        heads = np.round(self.solver.best[self.heads])
        self.solver.build()
        self.solver.best = self.plan(heads)

    def at(self, practitioners: Ints) -> Ints:
        """The columns that say what these practitioners are given."""
        columns = [
            self.heads[np.isin(self.to, practitioners)],
            self.to_stop[practitioners],
            self.over_stop[practitioners],
        ]
        if self.excess.size:
            columns.append(self.excess[practitioners])
        columns.append(self.placed)
        free = np.sort(np.concatenate(columns))
        return free[self.solver.upper[free] > 0]

    @property
    def over_act(self) -> Ints:
        return np.concatenate([self.to_stop, self.over_stop])

    def tables(self) -> tuple[Bools, Bools]:
        """Kind by practitioner: who may take, and who only with a written reason."""
        table = (len(self.kinds), len(self.problem.candidates))
        allowed, reason = np.zeros(table, dtype=bool), np.zeros(table, dtype=bool)
        allowed[self.kind_of, self.to] = self.upper > 0
        reason[self.kind_of, self.to] = self.needs_reason
        return allowed, reason

    def plan(self, heads: Floats) -> Floats:
        """Every column of the plan that gives these heads."""
        plan = np.zeros(self.solver.size)
        plan[self.heads] = heads
        over = np.maximum(0, self.given(heads) - self.limits.room)
        plan[self.to_stop] = np.minimum(over, self.limits.between)
        plan[self.over_stop] = over - plan[self.to_stop]
        if self.excess.size:
            plan[self.excess] = np.maximum(0, self.given(heads) - self.ceiling)
        if self.placed.size:
            counts = np.bincount(self.kind_of, weights=heads, minlength=len(self.kinds))
            for mine, count in zip(self._mine, counts, strict=True):
                plan[mine[: round(count)]] = 1
        return plan

    def given(self, heads: Floats | None = None) -> Floats:
        """Points of the plan by practitioner."""
        heads = self.solver.best[self.heads] if heads is None else heads
        given = np.bincount(self.to, weights=self.points * heads, minlength=len(self.problem.candidates))
        return given.astype(float)

    def heads_given(self) -> Floats:
        return self._by_practitioner(self.solver.best[self.heads])

    def people_with_points(self) -> Floats:
        return self._by_practitioner(self.solver.best[self.heads] * (self.points > 0))

    def _by_practitioner(self, heads: Floats) -> Floats:
        return np.bincount(self.to, weights=heads, minlength=len(self.problem.candidates)).astype(float)

    def cap_pushing(self, allowed: Floats) -> None:
        """Let each be pushed at most this many points over `base`."""
        self.solver.bound_columns(self.to_stop, 0, np.minimum(self.limits.between, allowed))
        self.solver.bound_columns(self.over_stop, 0, np.maximum(0, allowed - self.limits.between))

    def cap_peak(self, peak: float) -> None:
        """Let nobody be pushed above this load, in percent."""
        self._cap_loads(self.limits.room + self.limits.above(peak))

    def close_reasons(self) -> None:
        """Let nobody be placed with a written reason."""
        self.upper[self.needs_reason] = 0
        self.solver.bound_columns(self.heads[self.needs_reason], 0, 0)

    def cap_at_stop(self) -> None:
        """Let nobody be pushed to the stop level."""
        self._cap_loads(self.limits.room + self.limits.between)

    def _cap_loads(self, ceiling: Floats) -> None:
        """Hold what each may be given, of those who must be placed, to these points; the others take no part."""
        for at, row in self.load_rows.items():
            ceiling[at] = self._cap_by_whole_people(at, ceiling[at], self.must)
            self.solver.bound_row(row, -np.inf, min(self.limits.room[at], ceiling[at]))
        self.cap_pushing(np.maximum(0, ceiling - self.limits.room))
        most = np.where(self.points > 0, ceiling[self.to] // np.maximum(self.points, 1), np.inf)
        self.solver.bound_columns(self.heads[self.must], 0, np.minimum(self.upper, most)[self.must])

    def cap_new(self, most: Floats, closed: Bools) -> None:
        """Let each be given so many people at most, and the `closed` nobody who can wait."""
        self.most_new = most
        self.upper[~self.must & closed[self.to]] = 0
        for at, row in self._count_rows.items():
            self.solver.bound_row(row, -np.inf, most[at])
        shut = self.heads[self.upper == 0]
        self.solver.bound_columns(shut, 0, 0)

    def open_to_others(self) -> None:
        """Let those who can wait take what room is left under the act level."""
        everyone, upper = np.ones(self.to.size, dtype=bool), self.solver.upper
        pushed = upper[self.to_stop] + upper[self.over_stop] > 0
        for at, row in self.load_rows.items():
            room = self.limits.room[at]
            self.solver.bound_row(self._count_rows[at], -np.inf, self.most_new[at])
            self.solver.bound_row(row, -np.inf, room if pushed[at] else self._cap_by_whole_people(at, room, everyone))
        self.solver.bound_columns(self.heads[~self.must], 0, self.upper[~self.must])

    def _cap_by_whole_people(self, at: int, ceiling: float, open_to: Bools) -> float:
        """The largest sum of points of whole people up to a ceiling; and no more people than the lightest would be.

        Both follow from the ceiling for whole people, and bring the relaxed bound far closer to the truth.
        """
        pairs = np.flatnonzero((self.to == at) & open_to & (self.upper > 0))
        points, most = self.points[pairs].astype(int), self.upper[pairs].astype(int)
        self.solver.bound_row(
            self._count_rows[at], -np.inf, min(self.most_new[at], _most_people(points, most, ceiling))
        )
        return float(_largest_sum(points, most, int(ceiling)))

    def pushed(self) -> Floats:
        """Points above `base` of the best plan, by practitioner."""
        return np.maximum(0, self.given() - self.limits.room)

    def peak(self) -> float | None:
        """The highest load among those pushed over, in percent; None when nobody is."""
        over = self.pushed()
        where = over > 0
        if not where.any():
            return None
        return float(np.max(100 * (self.limits.base + over)[where] / self.limits.available[where]))


def _most_people(points: Ints, most: Ints, ceiling: float) -> int:
    """How many people fit under a ceiling, the lightest first."""
    order = np.argsort(points, kind="stable")
    sums = np.cumsum(np.repeat(points[order], most[order]))
    return int(np.searchsorted(sums, ceiling, side="right"))


def _largest_sum(points: Ints, most: Ints, ceiling: int) -> int:
    """The largest sum of whole people up to a ceiling (the sums there are kept as bits of one number)."""
    mask, sums = (1 << (ceiling + 1)) - 1, 1
    for one, count in zip(points.tolist(), most.tolist(), strict=True):
        for _ in range(min(count, ceiling // max(1, one))):
            sums |= (sums << one) & mask
    return sums.bit_length() - 1
