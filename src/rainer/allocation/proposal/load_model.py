"""The model both halves of a proposal share: heads of a kind to a practitioner, the loads they make, the caps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rainer.allocation.proposal.kinds import Kind
from rainer.allocation.proposal.pack import Shelf
from rainer.allocation.proposal.polish import Bools, Desk
from rainer.allocation.proposal.problem import Problem
from rainer.allocation.proposal.solver import Floats, Ints, Solver, Watch


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
        self._order_rows()

    def _most_heads(self) -> Floats:
        sizes = np.array([k.size for k in self.kinds], dtype=float)[self.kind_of]
        with np.errstate(divide="ignore", invalid="ignore"):
            fit = np.where(self.points > 0, self.limits.room[self.to] // self.points, sizes)
        return np.asarray(np.where(self.must, sizes, np.minimum(sizes, fit)), dtype=float)

    def _load_rows(self) -> None:
        solver, count = self.solver, len(self.problem.candidates)
        self.load_rows: dict[int, int] = {}
        self.to_stop = solver.columns(self.limits.between, integer=False)
        self.over_stop = solver.columns(np.full(count, float(self.points.sum() + 1) * 1000), integer=False)
        for at, candidate in enumerate(self.problem.candidates):
            mine = np.flatnonzero(self.to == at)
            if not mine.size:
                continue
            columns = np.concatenate([self.heads[mine], [self.to_stop[at], self.over_stop[at]]])
            values = np.concatenate([self.points[mine], [-1, -1]])
            self.load_rows[at] = solver.row(columns, values, upper=self.limits.room[at])
            if candidate.most_new is not None:
                solver.row(self.heads[mine], 1, upper=candidate.most_new)

    def _kind_rows(self, all_placed: bool) -> None:
        self.kind_rows = [
            self.solver.row(self.heads[self.kind_of == at], 1, lower=kind.size if all_placed else 0, upper=kind.size)
            for at, kind in enumerate(self.kinds)
        ]

    def _order_rows(self) -> None:
        """One column a person, 1 when placed: within a kind the earliest in the waiting order go first."""
        self.people = [p for kind in self.kinds for p in kind.people]
        self.placed = self.solver.columns(np.ones(len(self.people)), integer=False)
        starts = np.cumsum([0, *(k.size for k in self.kinds)])
        self._mine = [self.placed[a:b] for a, b in pairwise(starts)]
        for at, mine in enumerate(self._mine):
            heads = self.heads[self.kind_of == at]
            values = np.concatenate([np.ones(mine.size), -np.ones(heads.size)])
            self.solver.row(np.concatenate([mine, heads]), values, lower=0, upper=0)

    @property
    def over_act(self) -> Ints:
        return np.concatenate([self.to_stop, self.over_stop])

    def tables(self) -> tuple[Bools, Bools]:
        """Kind by practitioner: who may take, and who only with a written reason."""
        table = (len(self.kinds), len(self.problem.candidates))
        allowed, reason = np.zeros(table, dtype=bool), np.zeros(table, dtype=bool)
        allowed[self.kind_of, self.to] = True
        reason[self.kind_of, self.to] = self.needs_reason
        return allowed, reason

    def _one_by_one(self, must: bool) -> tuple[Ints, Ints, Floats, Bools, Bools, Floats]:
        """The best plan's people one by one: kind, practitioner (-1: nobody), points; who may; caps still open."""
        allowed, reason = self.tables()
        heads = np.round(self.solver.best[self.heads]).astype(int)
        kind = np.array([a for a, k in enumerate(self.kinds) if k.must_place is must for _ in range(k.size)], dtype=int)
        at = np.full(len(kind), -1)
        first = np.searchsorted(kind, np.arange(len(self.kinds)))
        for pair in np.flatnonzero(heads * (self.must == must)):
            here = first[self.kind_of[pair]]
            at[here : here + heads[pair]] = self.to[pair]
            first[self.kind_of[pair]] += heads[pair]
        caps = np.array([np.inf if c.most_new is None else c.most_new for c in self.problem.candidates])
        given = np.bincount(self.to, weights=heads, minlength=len(caps))
        return kind, at, np.array([k.points for k in self.kinds], dtype=float)[kind], allowed, reason, caps - given

    def desk(self) -> Desk:
        """The people who must be placed, as the best plan has them, to be polished."""
        kind, at, points, allowed, reason, room_for = self._one_by_one(must=True)
        return Desk(
            points=points,
            kind=kind,
            at=at,
            allowed=allowed,
            reason=reason,
            load=self.limits.held + self._given(),
            base=self.limits.base,
            stop=self.limits.base + self.limits.between,
            available=np.maximum(self.limits.available, 1),
            room_for=room_for,
        )

    def shelf(self) -> Shelf:
        """Those who can wait, as the best plan has them, to be packed."""
        kind, at, points, allowed, _, room_for = self._one_by_one(must=False)
        slack = np.maximum(0, self.limits.room - self._given())
        return Shelf(points.astype(int), kind, at, allowed, slack, room_for)

    def take(self, desk: Desk | Shelf, *, must: bool) -> None:
        """Make what is on the desk or shelf the best plan; the other half of the people stay where they are."""
        heads = np.where(self.must == must, 0, np.round(self.solver.best[self.heads]))
        where = {pair: at for at, pair in enumerate(zip(self.kind_of.tolist(), self.to.tolist(), strict=True))}
        for kind, to in zip(desk.kind.tolist(), desk.at.tolist(), strict=True):
            if to >= 0:
                heads[where[kind, to]] += 1
        self.solver.best = self.plan(heads)

    def plan(self, heads: Floats) -> Floats:
        """Every column of the plan that gives these heads."""
        plan = np.zeros(self.solver.size)
        plan[self.heads] = heads
        over = np.maximum(0, self._given(heads) - self.limits.room)
        plan[self.to_stop] = np.minimum(over, self.limits.between)
        plan[self.over_stop] = over - plan[self.to_stop]
        counts = np.bincount(self.kind_of, weights=heads, minlength=len(self.kinds))
        for mine, count in zip(self._mine, counts, strict=True):
            plan[mine[: round(count)]] = 1
        return plan

    def _given(self, heads: Floats | None = None) -> Floats:
        """Points of the plan by practitioner."""
        heads = self.solver.best[self.heads] if heads is None else heads
        given = np.bincount(self.to, weights=self.points * heads, minlength=len(self.problem.candidates))
        return given.astype(float)

    def cap_pushing(self, allowed: Floats) -> None:
        """Let each be pushed at most this many points over `base`."""
        self.solver.bound_columns(self.to_stop, 0, np.minimum(self.limits.between, allowed))
        self.solver.bound_columns(self.over_stop, 0, np.maximum(0, allowed - self.limits.between))

    def cap_peak(self, peak: float) -> None:
        """Let nobody be pushed above this load, in percent."""
        self._cap_loads(self.limits.room + self.limits.above(peak))

    def cap_at_stop(self) -> None:
        """Let nobody be pushed to the stop level."""
        self._cap_loads(self.limits.room + self.limits.between)

    def _cap_loads(self, ceiling: Floats) -> None:
        """Hold what each may be given to these points.

        People are whole, so a practitioner's ceiling is the largest sum of whole people under it, and nobody whose
        points alone pass it is offered: both make the relaxed bound far closer to the truth.
        """
        for at, row in self.load_rows.items():
            ceiling[at] = self._largest_sum(at, ceiling[at])
            self.solver.bound_row(row, -np.inf, min(self.limits.room[at], ceiling[at]))
        self.cap_pushing(np.maximum(0, ceiling - self.limits.room))
        most = np.where(self.points > 0, ceiling[self.to] // np.maximum(self.points, 1), np.inf)
        self.solver.bound_columns(self.heads[self.must], 0, np.minimum(self.upper, most)[self.must])

    def _largest_sum(self, at: int, ceiling: float) -> float:
        """The largest sum of points of whole people, among those this practitioner must be open to, up to a ceiling."""
        top = int(ceiling)
        mask, sums = (1 << (top + 1)) - 1, 1
        for pair in np.flatnonzero((self.to == at) & self.must):
            for _ in range(min(int(self.upper[pair]), top // max(1, int(self.points[pair])))):
                sums |= (sums << int(self.points[pair])) & mask
        return float(sums.bit_length() - 1)

    def open_to_others(self) -> None:
        """Let those who can wait take what room is left under the act level."""
        for at, row in self.load_rows.items():
            self.solver.bound_row(row, -np.inf, self.limits.room[at])
        self.solver.bound_columns(self.heads[~self.must], 0, self.upper[~self.must])

    def pushed(self) -> Floats:
        """Points above `base` of the best plan, by practitioner."""
        return np.maximum(0, self._given() - self.limits.room)

    def peak(self) -> float | None:
        """The highest load among those pushed over, in percent; None when nobody is."""
        over = self.pushed()
        where = over > 0
        if not where.any():
            return None
        return float(np.max(100 * (self.limits.base + over)[where] / self.limits.available[where]))
