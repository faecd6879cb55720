"""Eighteen made-up units that are hard to plan for: nine shapes, twice each. Seeded, so the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rainer.allocation.proposal.problem import Candidate, Held, Mode, PersonWaiting, Problem, Settings, Verdict

ON = date(2026, 11, 9)
ORDINARY = (14, 23, 29, 41, 50, 63, 65, 77, 102, 115, 132)
HEAVY = (102, 115, 132, 146, 158, 161, 175, 206, 219)
SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes a unit hard. `grades` are the odds of PO, PSO and trainee; `load` mean and spread of loads now."""

    people: int = 900
    staff: int = 60
    units: int = 1
    grades: tuple[int, int, int] = (55, 35, 10)
    load: tuple[float, float] = (1.0, 0.22)
    at_least: float = 0.5
    groups: tuple[int, int, int, int] = (3, 9, 45, 43)
    points: tuple[int, ...] = ORDINARY
    urgent_points: tuple[int, ...] = HEAVY
    kept_out: float = 0.02
    talk_first: float = 0.01
    no_capacity: float = 0.03
    full_time: tuple[int, ...] = (2176, 2176, 1958, 1741, 1306, 1088)
    mode: Mode = Mode.FILL


SHAPES = {
    "mixed sizes": Shape(people=640, staff=44, full_time=(2176, 1741, 1088, 653, 435), points=(*ORDINARY, *HEAVY, 0)),
    "few POs": Shape(grades=(18, 70, 12), groups=(4, 9, 45, 42)),
    "tight capacity": Shape(load=(1.08, 0.08), groups=(3, 10, 45, 42)),
    "many excluded": Shape(kept_out=0.6, people=700, staff=50),
    "big cases": Shape(people=420, staff=48, points=HEAVY, urgent_points=(206, 219, 412, 438)),
    "equal cases": Shape(points=(63,), urgent_points=(115,), load=(1.0, 0.15)),
    "all over already": Shape(load=(1.35, 0.12), at_least=1.12, people=600, groups=(5, 15, 45, 35)),
    "no capacity": Shape(no_capacity=0.4, people=800, load=(1.05, 0.2)),
    "region-wide": Shape(people=2_700, staff=180, units=3, load=(1.12, 0.2)),
}


def hard_units() -> Iterator[tuple[str, Problem]]:
    for name, shape in SHAPES.items():
        for seed in SEEDS:
            yield f"{name}, {seed}", hard_unit(name, seed, time_limit=27 if shape.units > 1 else 4.5)


def hard_unit(name: str, seed: int, *, time_limit: float) -> Problem:
    shape, dice = SHAPES[name], random.Random(f"{name} {seed}")
    staff = tuple(_practitioner(dice, shape, at) for at in range(shape.staff))
    tables = {(group, talk): _table(group, talk, staff) for group in (1, 2, 3, 4) for talk in (False, True)}
    groups = sorted(dice.choices((1, 2, 3, 4), shape.groups, k=shape.people))
    people = tuple(
        _person(dice, shape, at, group, staff, tables[group, dice.random() < shape.talk_first])
        for at, group in enumerate(groups)
    )
    return Problem(
        ON, people, staff, Settings(shape.mode, 110, 140, 3, 206, 2176, 0.002, time_limit, most_new_in_one_plan=12)
    )


def _practitioner(dice: random.Random, shape: Shape, at: int) -> Candidate:
    grade = dice.choices(("PO", "PSO", "TPO"), shape.grades)[0]
    available = int(dice.choice(shape.full_time) * (0.4 if grade == "TPO" else 1))
    held = int(available * min(2.0, max(shape.at_least, dice.gauss(*shape.load))))
    team, office = _spot(dice, at % shape.units)
    return Candidate(
        ref=f"P{at:03}",
        grade=grade,
        available_points=0 if dice.random() < shape.no_capacity else available,
        total_points=held,
        team=team,
        office=office,
        months_in_grade=dice.randrange(1, 140),
        most_new=3 if dice.random() < 0.05 else None,
        left_out="allocations on hold" if dice.random() < 0.03 else "",
    )


def _spot(dice: random.Random, unit: int) -> tuple[str, str]:
    team = dice.randrange(3)
    return f"unit {unit} team {team}", f"unit {unit} office {team // 2}"


def _table(group: int, talk_first: bool, staff: tuple[Candidate, ...]) -> dict[str, Verdict]:
    return {c.ref: Verdict.CONVERSATION if talk_first else _verdict(group, c) for c in staff}


def _verdict(group: int, candidate: Candidate) -> Verdict:
    is_new = (candidate.months_in_grade or 0) < 12
    if group == 1:
        return Verdict.NO if candidate.grade != "PO" else Verdict.REASON if is_new else Verdict.YES
    if group == 2 and candidate.grade != "PO":
        return Verdict.NO if candidate.grade == "TPO" or is_new else Verdict.REASON
    return Verdict.WITH_TUTOR if candidate.grade == "TPO" else Verdict.YES


def _person(
    dice: random.Random, shape: Shape, at: int, group: int, staff: tuple[Candidate, ...], verdicts: dict[str, Verdict]
) -> PersonWaiting:
    team, office = _spot(dice, dice.randrange(shape.units))
    many = dice.random() < shape.kept_out
    return PersonWaiting(
        ref=f"X{at:05}",
        group=group,
        points=dice.choice(shape.urgent_points if group <= 2 else shape.points),
        order=at + 1,
        team=team,
        office=office,
        verdicts=verdicts,
        held=(Held(dice.choice(staff).ref, date(2024, 1, 8)),) if dice.random() < 0.25 else (),
        restricted=frozenset(c.ref for c in staff if many and dice.random() < 0.5),
        must_not_wait=group <= 2,
    )
