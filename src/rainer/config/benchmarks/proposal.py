"""Proposals beside the relaxed bound and a greedy filling of the same list: one unit, three together, an uneven one.

The uneven unit is like a real strained one: most are far over, a few have room, and who may take whom hangs on grade,
time in grade, the service and staff-safety talks still to be had.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from datetime import date

from rainer.allocation.proposal.greedy import fill_in_order
from rainer.allocation.proposal.kinds import kinds
from rainer.allocation.proposal.load_model import LoadModel
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
from rainer.allocation.proposal.watch import Watch
from rainer.config.benchmarks import Reading
from rainer.policy.allocation import must_not_wait_groups
from rainer.policy.workload import weight_table

NAME = "proposal"
SUMMARY = "who could take the people with nobody named: one unit, and three together"
ON = date(2026, 11, 9)
GAP = 0.002
FULL_TIME = 2176
SIZES = ((900, 60, 1, 5.0), (2_700, 180, 3, 30.0))
UNEVEN = (910, 52, 1, 5.0)
UNEVEN_SEEDS = (1, 2, 3)


def run() -> list[Reading]:
    even = [
        _reading("", world(people=people, staff=staff, units=units, time_limit=limit * 0.9), limit)
        for people, staff, units, limit in SIZES
    ]
    people, staff, units, limit = UNEVEN
    return even + [
        _reading(
            f", uneven, seed {seed}",
            uneven_world(people=people, staff=staff, units=units, time_limit=limit * 0.9, seed=seed),
            limit,
        )
        for seed in UNEVEN_SEEDS
    ]


def _reading(name: str, problem: Problem, limit: float) -> Reading:
    began = time.process_time()
    proposal = propose(problem)
    cpu = time.process_time() - began
    greedy = summarise(problem, in_order := fill_in_order(problem))
    return Reading(
        name=f"{len(problem.people):,} people, {len(problem.candidates)} practitioners{name}",
        seconds=proposal.seconds,
        floor_seconds=_relaxed_seconds(problem),
        floor_name="the relaxed model, solved once",
        limit_seconds=limit,
        met=proposal.gap <= GAP,
        facts=(
            ("processor seconds", f"{cpu:.2f}"),
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
    heavy = sorted(points)[len(points) // 2 :]
    return Problem(
        on=ON,
        people=tuple(
            _person(dice, at, group, candidates, verdicts[group], units, heavy if group <= 2 else points)
            for at, group in enumerate(groups)
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
    points: Sequence[int],
) -> PersonWaiting:
    team, office = _spot(dice, units)
    held = (Held(dice.choice(candidates).ref, date(2024, 1, 8), date(2025, 2, 3)),) if dice.random() < 0.25 else ()
    restricted = frozenset(c.ref for c in dice.sample(candidates, 4)) if dice.random() < 0.02 else frozenset()
    return PersonWaiting(
        f"X{at:06}",
        group,
        dice.choice(points),
        at + 1,
        team,
        office,
        verdicts,
        held,
        restricted,
        must_not_wait=group in must_not_wait_groups(on=ON),
    )


UNEVEN_POINTS = {
    "community": ((63, 65, 24, 41, 29, 14, 23), (115, 132, 102, 48)),
    "release": ((115, 132, 77, 43, 35), (158, 161, 132)),
    "custody": ((0, 29, 50, 52, 79, 13), (48, 60, 47)),
    "life": ((146, 119, 60, 31), (175, 158)),
}
AVAILABLE = (2176, 2176, 2176, 1881, 1764, 1740, 1470, 1323, 1058, 888)


def uneven_world(*, people: int, staff: int, units: int, time_limit: float, seed: int = 1) -> Problem:
    """A made-up unit as uneven as a real one: loads of 60% to 200%, one in nine must not wait, some talks to be had."""
    dice = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    candidates = tuple(_uneven_candidate(dice, at, units) for at in range(staff))
    groups = sorted(dice.choices([1, 2, 3, 4], [3, 8, 60, 29], k=people))
    kinds_of = [
        (group, dice.choices(list(UNEVEN_POINTS), [55, 18, 22, 5])[0], dice.random() < 0.018) for group in groups
    ]
    tables = {kind: {c.ref: _uneven_verdict(*kind, c) for c in candidates} for kind in sorted(set(kinds_of))}
    return Problem(
        on=ON,
        people=tuple(
            _person(dice, at, kind[0], candidates, tables[kind], units, UNEVEN_POINTS[kind[1]][int(kind[0] <= 2)])
            for at, kind in enumerate(kinds_of)
        ),
        candidates=candidates,
        settings=Settings(Mode.FILL, 110, 140, 3, 206, FULL_TIME, GAP, time_limit),
    )


def _uneven_candidate(dice: random.Random, at: int, units: int) -> Candidate:
    team, office = _spot(dice, units, at % units)
    grade = dice.choices(["PO", "PSO", "TPO"], [65, 25, 10])[0]
    available = dice.choice((435, 870, 1305) if grade == "TPO" else AVAILABLE)
    held = int(available * min(2.0, max(0.6, dice.gauss(1.24, 0.24))))
    hold = dice.choices(["", "off sick", "new cases are held"], [94, 4, 2])[0]
    months = dice.randrange(1, 140)
    return Candidate(
        f"P{at:03}", grade, 0 if hold == "off sick" else available, held, team, office, months, left_out=hold
    )


def _uneven_verdict(group: int, service: str, talk_first: bool, candidate: Candidate) -> Verdict:
    if talk_first:
        return Verdict.CONVERSATION
    if service == "life":
        return _verdict(1, candidate)
    if group > 2 and candidate.grade == "TPO" and service != "community":
        return Verdict.REASON
    return _verdict(group, candidate)
