"""A proposal for one unit and for three together, beside the relaxed bound and a greedy filling of the same list."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from datetime import date

from rainer.allocation.proposal.greedy import fill_in_order
from rainer.allocation.proposal.kinds import kinds
from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.problem import (
    Candidate,
    Held,
    Mode,
    PersonWaiting,
    Problem,
    Settings,
    Verdict,
)
from rainer.allocation.proposal.result import Summary, summarise
from rainer.allocation.proposal.solver import Watch
from rainer.allocation.proposal.who import LoadModel
from rainer.config.benchmarks import Reading
from rainer.policy.workload import weight_table

NAME = "proposal"
SUMMARY = "who could take the people with nobody named: one unit, and three together"
ON = date(2026, 11, 9)
GAP = 0.002
FULL_TIME = 2176
SIZES = ((900, 60, 1, 5.0), (2_700, 180, 3, 30.0))


def run() -> list[Reading]:
    return [_reading(people, staff, units, limit) for people, staff, units, limit in SIZES]


def _reading(people: int, staff: int, units: int, limit: float) -> Reading:
    problem = world(people=people, staff=staff, units=units, time_limit=limit * 0.9)
    proposal = propose(problem)
    greedy = summarise(problem, in_order := fill_in_order(problem))
    return Reading(
        name=f"{people:,} people, {staff} practitioners",
        seconds=proposal.seconds,
        floor_seconds=_relaxed_seconds(problem),
        floor_name="the relaxed model, solved once",
        limit_seconds=limit,
        met=proposal.gap <= GAP,
        facts=(
            ("gap to the proven bound", f"{proposal.gap:.3%}"),
            *((f"{level.name}: plan, bound", f"{level.value:g}, {level.bound:g}") for level in proposal.levels),
            ("placed", f"{len(proposal.placements)}"),
            ("plan", _words(proposal.summary)),
            ("greedy", f"{len(in_order)} placed, {_words(greedy)}"),
        ),
    )


def _words(summary: Summary) -> str:
    pushed = max((c.after or 0.0 for c in summary.loads if c.given), default=0.0)
    return (
        f"peak of those given anyone {pushed:.1f}%, {summary.points_over_act:,} points pushed over, "
        f"{len(summary.passing_act)} pass the act level, {len(summary.at_stop)} at the stop level"
    )


def _relaxed_seconds(problem: Problem) -> float:
    now = time.perf_counter()
    model = LoadModel(problem, kinds(problem, problem.people), Watch(now + 60, now), all_placed=False)
    model.solver.build()
    began = time.perf_counter()
    model.solver.feasible(relaxed=True)
    return time.perf_counter() - began


def world(*, people: int, staff: int, units: int, time_limit: float, seed: int = 1) -> Problem:
    """A made-up, strained unit (or several, all in reach of each other)."""
    dice = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    candidates = tuple(_candidate(dice, at, units) for at in range(staff))
    verdicts = {group: {c.ref: _verdict(group, c) for c in candidates} for group in (1, 2, 3, 4)}
    groups = sorted(dice.choices([1, 2, 3, 4], [3, 9, 45, 43], k=people))
    points = [p for p in weight_table(on=ON).values() if p]
    return Problem(
        on=ON,
        people=tuple(
            _person(dice, at, group, candidates, verdicts[group], units, points) for at, group in enumerate(groups)
        ),
        candidates=candidates,
        settings=Settings(Mode.FILL, 110, 140, 3, max(points), FULL_TIME, GAP, time_limit),
    )


def _spot(dice: random.Random, units: int, unit: int | None = None) -> tuple[str, str]:
    unit, team = dice.randrange(units) if unit is None else unit, dice.randrange(3)
    return f"unit {unit} team {team}", f"unit {unit} office {team // 2}"


def _candidate(dice: random.Random, at: int, units: int) -> Candidate:
    team, office = _spot(dice, units, at % units)
    grade = dice.choices(["PO", "PSO", "TPO"], [55, 35, 10])[0]
    share = dice.choice([1, 1, 1, 0.9, 0.8, 0.6, 0.5]) * (0.4 if grade == "TPO" else 1)
    available = int(FULL_TIME * share)
    held = int(available * min(1.6, max(0.5, dice.gauss(1.0, 0.22))))
    cap = 3 if dice.random() < 0.05 else None
    hold = "allocations on hold" if dice.random() < 0.04 else ""
    return Candidate(f"P{at:03}", grade, available, held, team, office, dice.randrange(1, 140), cap, hold)


def _verdict(group: int, candidate: Candidate) -> Verdict:
    """The guard's table in small: a benchmark must not depend on the whole of it."""
    is_new = (candidate.months_in_grade or 0) < 12
    if group == 1:
        return Verdict.NO if candidate.grade != "PO" else Verdict.REASON if is_new else Verdict.YES
    if group == 2:
        if candidate.grade == "PO":
            return Verdict.YES
        return Verdict.NO if candidate.grade == "TPO" or is_new else Verdict.REASON
    return Verdict.WITH_TUTOR if candidate.grade == "TPO" else Verdict.YES


def _person(
    dice: random.Random,
    at: int,
    group: int,
    candidates: tuple[Candidate, ...],
    verdicts: Mapping[str, Verdict],
    units: int,
    points: list[int],
) -> PersonWaiting:
    team, office = _spot(dice, units)
    heavy = sorted(points)[len(points) // 2 :]
    held = (Held(dice.choice(candidates).ref, date(2024, 1, 8), date(2025, 2, 3)),) if dice.random() < 0.25 else ()
    restricted = frozenset(c.ref for c in dice.sample(candidates, 4)) if dice.random() < 0.02 else frozenset()
    return PersonWaiting(
        f"X{at:06}",
        group,
        dice.choice(heavy if group <= 2 else points),
        at + 1,
        team,
        office,
        verdicts,
        held,
        restricted,
    )
