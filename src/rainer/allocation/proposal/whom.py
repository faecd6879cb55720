"""To whom each placed person goes: the second half. Who is placed and every load limit are settled already.

In order: most people back with someone who held them; most at the same office or team; fewest weeks to wait for a
start. Practitioners' heads stay counted by kind; only pairs that score are named, which is far fewer columns.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rainer.allocation.proposal.kinds import kinds
from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.matrix import Floats, Ints
from rainer.allocation.proposal.problem import Candidate, PersonWaiting, Problem
from rainer.allocation.proposal.swap import Seats
from rainer.allocation.proposal.watch import Level, Watch
from rainer.allocation.proposal.who import Who

SAME_OFFICE, SAME_TEAM = 1, 2
BACK = 100  # In one swap, outweighs any change of place.
Spot = tuple[str, str]  # team, office


def place_score(person: PersonWaiting, candidate: Candidate) -> int:
    """2 for the same team, 1 for the same office, else 0."""
    return _score((person.team, person.office), (candidate.team, candidate.office))


def _score(one: Spot, two: Spot) -> int:
    if one[0] == two[0]:
        return SAME_TEAM
    return SAME_OFFICE if one[1] == two[1] else 0


@dataclass(frozen=True, slots=True)
class _Back:
    """One person who could go back to one practitioner who held them."""

    kind: int
    person: PersonWaiting
    to: int


@dataclass(frozen=True, slots=True)
class _Near:
    """People of a kind from one spot who could go to practitioners at another that scores."""

    kind: int
    origin: Spot
    spot: Spot
    score: int


class WhomModel(LoadModel):
    def __init__(self, problem: Problem, who: Who, watch: Watch) -> None:
        super().__init__(problem, kinds(problem, who.people), watch, all_placed=True)
        self.start = np.array(
            [who.counts.get((self.kinds[k].key, int(to)), 0) for k, to in zip(self.kind_of, self.to, strict=True)],
            float,
        )
        self.spots: list[Spot] = [(c.team, c.office) for c in problem.candidates]
        self._pair = {(int(k), int(to)): at for at, (k, to) in enumerate(zip(self.kind_of, self.to, strict=True))}
        self._keep_to(who)
        self._back_columns()
        self._near_columns()
        self._week_columns()
        self.solver.build()
        self.cap_new(who.most_new, who.closed)
        if who.peak is not None:
            self.cap_pushing(self.limits.above(who.peak))
        self.solver.best = self._improved(who.peak)

    def _improved(self, peak: float | None) -> Floats:
        """A plan to start from: the counted heads named, then swapped towards who held them and where they live."""
        heads = self.start.astype(int)
        kind = np.repeat(self.kind_of, heads)
        order = np.argsort(kind, kind="stable")
        kind, at = kind[order], np.repeat(self.to, heads)[order]
        allowed, reason = self.tables()
        limits = self.limits
        seats = Seats(
            points=np.array([k.points for k in self.kinds], dtype=float)[kind],
            kind=kind,
            at=at,
            score=self._scores(),
            allowed=allowed,
            reason=reason & np.array([k.must_place for k in self.kinds])[:, None],
            load=limits.held + np.bincount(self.to, weights=self.points * self.start, minlength=len(limits.held)),
            base=limits.base,
            stop=limits.base + limits.between,
            ceiling=limits.base + (limits.above(peak) if peak is not None else 0),
            given=self._heads_at(self.start),
            most_new=self.most_new,
            a_week=self.problem.settings.starts_a_week,
        )
        seats.improve()
        return self._plan_of({p.ref: int(to) for p, to in zip(self.people, seats.at, strict=True)})

    def _scores(self) -> Ints:
        spots = np.array([[_score((p.team, p.office), spot) for spot in self.spots] for p in self.people])
        for at, person in enumerate(self.people):
            spots[at, self._held_by(person)] += BACK
        return spots

    def _plan_of(self, chosen: dict[str, int]) -> Floats:
        heads = np.zeros(self.heads.size)
        near: dict[tuple[int, Spot, Spot], int] = defaultdict(int)
        for at, kind in enumerate(self.kinds):
            for person in kind.people:
                to = chosen[person.ref]
                heads[self._pair[at, to]] += 1
                near[at, (person.team, person.office), self.spots[to]] += 1
        plan = self.plan(heads)
        plan[self.back] = [chosen[b.person.ref] == b.to for b in self.backs]
        plan[self.near] = [near[n.kind, n.origin, n.spot] for n in self.nears]
        return plan

    def _keep_to(self, who: Who) -> None:
        rows = (
            (self.over_stop, who.over_stop),
            (self.heads[self.must & self.needs_reason], who.reasons),
            (self.over_act, who.over_act),
        )
        for columns, most in rows:
            self.solver.row(columns, 1, upper=most + 1e-3)

    def _back_columns(self) -> None:
        self.backs = [
            _Back(at, person, to)
            for at, kind in enumerate(self.kinds)
            for person in kind.people
            for to in self._held_by(person)
            if (at, to) in self._pair
        ]
        self.back = self.solver.columns(np.ones(len(self.backs)), integer=True)
        of_person, of_pair = defaultdict(list), defaultdict(list)
        for column, back in zip(self.back.tolist(), self.backs, strict=True):
            of_person[back.person.ref].append(column)
            of_pair[back.kind, back.to].append(column)
        for columns in of_person.values():
            self.solver.row(columns, 1, upper=1)
        for pair, columns in of_pair.items():
            values = [*[1.0] * len(columns), -1.0]
            self.solver.row([*columns, self.heads[self._pair[pair]]], values, upper=0)

    def _held_by(self, person: PersonWaiting) -> list[int]:
        refs = {h.by for h in person.held}
        return [at for at, c in enumerate(self.problem.candidates) if c.ref in refs] if refs else []

    def _near_columns(self) -> None:
        self.nears, uppers = [], []
        for at, kind in enumerate(self.kinds):
            origins: dict[Spot, int] = defaultdict(int)
            for person in kind.people:
                origins[person.team, person.office] += 1
            there = {self.spots[to] for to in kind.takers.tolist()}
            for origin, count in origins.items():
                scoring = [_Near(at, origin, spot, s) for spot in sorted(there) if (s := _score(origin, spot))]
                self.nears.extend(scoring)
                uppers.extend([count] * len(scoring))
        self.near = self.solver.columns(np.array(uppers, dtype=float), integer=True)
        self._near_rows()

    def _near_rows(self) -> None:
        """Heads from a spot, and heads at a spot, are enough for those near and for those going back from afar."""
        from_spot, at_spot, same = defaultdict(list), defaultdict(list), defaultdict(list)
        known = {(n.kind, n.origin, n.spot) for n in self.nears}
        for column, near in zip(self.near.tolist(), self.nears, strict=True):
            from_spot[near.kind, near.origin].append(column)
            at_spot[near.kind, near.spot].append(column)
        for column, back in zip(self.back.tolist(), self.backs, strict=True):
            origin, spot = (back.person.team, back.person.office), self.spots[back.to]
            if (back.kind, origin, spot) in known:
                same[back.kind, origin, spot].append(column)
            else:
                from_spot[back.kind, origin].append(column)
                at_spot[back.kind, spot].append(column)
        for (kind, origin), columns in from_spot.items():
            size = sum((p.team, p.office) == origin for p in self.kinds[kind].people)
            self.solver.row(columns, 1, upper=size)
        for (kind, spot), columns in at_spot.items():
            mine = [self.heads[self._pair[kind, t]] for t in self.kinds[kind].takers.tolist() if self.spots[t] == spot]
            self.solver.row([*columns, *mine], [*[1.0] * len(columns), *[-1.0] * len(mine)], upper=0)
        for column, near in zip(self.near.tolist(), self.nears, strict=True):
            backs = same.get((near.kind, near.origin, near.spot))
            if backs:
                self.solver.row([*backs, column], [*[1.0] * len(backs), -1.0], upper=0)

    def _week_columns(self) -> None:
        """Starts of each practitioner by week: so many a week, the last week open-ended."""
        a_week, count = self.problem.settings.starts_a_week, len(self.problem.candidates)
        busiest = np.bincount(self.to, weights=self.start, minlength=count).max(initial=0)
        self.weeks = int(busiest // a_week) + 3
        uppers = np.full((count, self.weeks), float(a_week))
        uppers[:, -1] = len(self.people)
        self.week = self.solver.columns(uppers.ravel(), integer=False)
        for at in range(count):
            mine, weeks = self.heads[self.to == at], self.week[at * self.weeks : (at + 1) * self.weeks]
            if mine.size:
                values = np.concatenate([np.ones(mine.size), -np.ones(weeks.size)])
                self.solver.row(np.concatenate([mine, weeks]), values, upper=0)

    def _heads_at(self, heads: Floats) -> Floats:
        return np.bincount(self.to, weights=heads, minlength=len(self.problem.candidates)).astype(float)

    def plan(self, heads: Floats) -> Floats:
        plan = super().plan(heads)
        given = self._heads_at(heads)
        a_week = self.problem.settings.starts_a_week
        starts = np.clip(given[:, None] - a_week * np.arange(self.weeks), 0, a_week)
        starts[:, -1] = np.maximum(0, given - a_week * (self.weeks - 1))
        plan[self.week] = starts.ravel()
        return plan


def choose_whom(problem: Problem, who: Who, watch: Watch) -> tuple[dict[str, str], list[Level]]:
    """Ref of the practitioner for each person placed, and the levels settled on the way."""
    if not who.people:
        return {}, []
    model = WhomModel(problem, who, watch)
    solver = model.solver
    solver.settle("continuity", model.back, 1, maximise=True, tie=True)
    scores = [n.score for n in model.nears]
    solver.settle("place", model.near, scores, maximise=True, tie=True)
    weeks = np.tile(np.arange(model.weeks), len(problem.candidates))
    solver.settle("weeks", model.week, weeks, tie=True)
    return _name(model), solver.levels


def _name(model: WhomModel) -> dict[str, str]:
    """Names for the counted heads: those going back first, then those near, then the rest in the waiting order."""
    plan = np.round(model.solver.best).astype(int)
    slots = {pair: int(plan[model.heads[at]]) for pair, at in model._pair.items()}
    chosen: dict[str, int] = {}
    left: dict[tuple[int, Spot], list[PersonWaiting]] = defaultdict(list)
    quota = {(n.kind, n.origin, n.spot): int(c) for n, c in zip(model.nears, plan[model.near], strict=True)}
    for back, column in zip(model.backs, model.back.tolist(), strict=True):
        if plan[column]:
            chosen[back.person.ref] = back.to
            slots[back.kind, back.to] -= 1
            key = (back.kind, (back.person.team, back.person.office), model.spots[back.to])
            if key in quota:
                quota[key] -= 1
    for at, kind in enumerate(model.kinds):
        for person in kind.people:
            if person.ref not in chosen:
                left[at, (person.team, person.office)].append(person)
    for (at, origin, spot), count in quota.items():
        for person in left[at, origin][:count]:
            chosen[person.ref] = _take_slot(model, slots, at, spot)
        del left[at, origin][:count]
    for (at, _), people in left.items():
        for person in people:
            chosen[person.ref] = _take_slot(model, slots, at, None)
    return {ref: model.problem.candidates[to].ref for ref, to in chosen.items()}


def _take_slot(model: WhomModel, slots: dict[tuple[int, int], int], kind: int, spot: Spot | None) -> int:
    takers = model.kinds[kind].takers.tolist()
    to = next(t for t in takers if slots[kind, t] > 0 and spot in (None, model.spots[t]))
    slots[kind, to] -= 1
    return int(to)
