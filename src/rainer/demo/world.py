"""Build the demo world: plan, people, who holds whom, and a year behind them; all from one seed.

The bulk of it goes in with COPY, since it must load in under a minute; what the world then *does* (readings,
thresholds, allocations, proposals) is done by the same operations as the pages: see `story.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password

from rainer.cases.models import Person
from rainer.common.bulk import bare
from rainer.demo.building import World
from rainer.demo.cast import PASSWORD
from rainer.demo.chance import SEED
from rainer.demo.contacts import bulk
from rainer.demo.contacts.columns import COLUMNS as CONTACTS
from rainer.demo.names import names
from rainer.demo.people import add_person
from rainer.demo.plan import NORTHMARCH, TeamPlan, UnitPlan
from rainer.demo.profiles import Profile, profiles
from rainer.demo.rows import Rows
from rainer.demo.scoring import point_table, room
from rainer.demo.staff import Worker, workers
from rainer.demo.tables import PEOPLE, TABLES
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team, User
from rainer.policy.workload import workload_tables
from rainer.workforce.models import Absence, ContractedHours, Holding, Post, PractitionerTeam, Reduction
from rainer.workload.models import ReportTally

DAYS_OF_TALLIES = 400  # a tally holds from this many days ago, so that past readings have it too


def build(
    *,
    on: date,
    regions: tuple[Any, ...] = (NORTHMARCH,),
    is_national: bool = False,
    contacts_each: int = bulk.EACH,
    say: Callable[[str], None] = print,
) -> dict[str, int]:
    """Write the world's facts; a nation's contacts, `contacts_each` a person, in bulk. Returns rows written by table."""
    rng = np.random.default_rng(SEED)
    made = profiles(rng, on=on)
    rows = Rows()
    for model, columns in TABLES.items():
        rows.table(model, *columns)
    rows.table(ReportTally, "practitioner_team_id", "as_at", "sdr", "fdr", has_id=False)
    world = World(on, rng, names(SEED), made, point_table(made, on=on), rows, make_password(PASSWORD), is_national)
    started = 0.0
    with bare(*(PEOPLE if is_national else CONTACTS)):
        for name, code, units in regions:
            region_id = rows.add(Region, code, name)
            for unit in units:
                _unit(world, unit, region_id)
                if is_national:
                    rows.flush()
            if is_national:
                say(f"{name}: {rows.count(Person):,} people so far")
        written = rows.write()
        if is_national:
            started = time.perf_counter()
            written["Contact"] = bulk.write(world.heads, on=on, each=contacts_each, say=say)
            say("Indexes and references …")
    if is_national:
        seconds = time.perf_counter() - started
        say(f"{written['Contact']:,} contacts in {seconds:.0f} s, {written['Contact'] / seconds:,.0f} a second in all")
    return written


def _unit(world: World, plan: UnitPlan, region_id: int) -> None:
    unit_id = world.rows.add(DeliveryUnit, plan.code, plan.name, region_id)
    share = plan.must_not_wait / max(1, sum(t.nobody for t in plan.teams))
    left = iter(range(plan.left_in_a_year))
    staff: list[Worker] = []
    for index, team in enumerate(plan.teams):
        team_id = world.rows.add(
            Team, f"{plan.code}T{index + 1}", team.name, unit_id, team.kind, team.office, *team.reached_at
        )
        gone = [next(left, None) for _ in range(-(-plan.left_in_a_year // 3))] if team.kind == "community" else []
        staff += _team(world, plan, team, team_id, share, [g for g in gone if g is not None])
    _posts(world, plan, unit_id, staff)


def _team(
    world: World, plan: UnitPlan, team: TeamPlan, team_id: int, urgent_share: float, gone: list[int]
) -> list[Worker]:
    present = _hire(world, team, team_id, team.practitioners, sick=1 if team.load > 1.3 else 0)
    leavers = _hire(world, team, team_id, len(gone), sick=0, leaving=True)
    if team.kind == "community":
        for worker, points in zip(present, _wanted(world, team, present), strict=True):
            _caseload(world, worker, present, leavers, points)
        _history(world, present + leavers)
        _nobody(world, plan, team, team_id, leavers, urgent_share)
    elif team.kind == "prison":
        for worker in present:
            _custody_caseload(world, worker, 84)
    elif team.kind == "court":
        for worker in present:
            _reports(world, worker, sdr=int(world.rng.integers(3, 11)), fdr=int(world.rng.integers(4, 14)))
    return present


SICK_CASELOAD = 1900
OVERSHOOT = 45


def _wanted(world: World, team: TeamPlan, present: list[Worker]) -> list[float]:
    """Points of cases each should hold so that the team comes out at its load, reports and all.

    A caseload is filled until it passes its mark, so half a case too many is taken off beforehand.
    """
    written = [
        _reports(world, w, sdr=int(world.rng.integers(0, 2)), fdr=int(world.rng.integers(0, 3))) for w in present
    ]
    rooms = np.array([room(w, on=world.on) for w in present], dtype=float)
    shares = np.clip(world.rng.normal(1, team.spread, len(present)), 0.62, 1.45) * rooms
    at_work = team.load * rooms.sum() - SICK_CASELOAD * sum(w.is_sick for w in present)
    wanted = shares * at_work / shares.sum() - np.array(written) - OVERSHOOT
    return [SICK_CASELOAD if w.is_sick else float(points) for w, points in zip(present, wanted.tolist(), strict=True)]


def _hire(world: World, team: TeamPlan, team_id: int, count: int, *, sick: int, leaving: bool = False) -> list[Worker]:
    who = world.names.draw(world.rng, world.rng.random(count) < 0.72)
    found = workers(world.rng, team, who, sick=sick)
    for worker in found:
        worker.team_id, worker.office = team_id, team.office
        if leaving:
            worker.left_days = int(world.rng.integers(15, 350))
            worker.in_grade_days += worker.left_days
            worker.reductions.clear()
        _hire_one(world, worker)
    return found


def _hire_one(world: World, worker: Worker) -> None:
    rows, number = world.rows, world.next_staff
    world.next_staff += 1
    forename, surname = worker.name
    code = f"NM{number:05d}"
    started = worker.in_grade_since(world.on)
    qualified = started if worker.grade == "PO" else None
    left = None if worker.left_days is None else world.day(worker.left_days)
    email = f"{code.lower()}@northmarch.example"
    if not world.is_national:
        # Whoever has left cannot sign in, but what they wrote still says who wrote it.
        worker.user_id = rows.add(
            User, code.lower(), f"{forename} {surname}", email, left is None, False, world.password_hash
        )
    worker.practitioner_id = rows.add(
        Practitioner,
        code,
        forename,
        surname,
        worker.grade,
        started,
        qualified,
        email,
        left,
        worker.user_id,
    )
    worker.practitioner_team_id = rows.add(
        PractitionerTeam, worker.practitioner_id, worker.team_id, started, left, False
    )
    rows.add(ContractedHours, worker.practitioner_team_id, started, worker.hours)
    for reason, hours, began, ends in worker.reductions:
        rows.add(
            Reduction, worker.practitioner_team_id, reason, hours, world.day(began), world.day(-ends), "", "ACTIVE",
            world.moment(began), 1,
        )  # fmt: skip
    if worker.is_sick:
        rows.add(Absence, worker.practitioner_id, "sickness", world.day(40), None)


def _may_hold(worker: Worker, profile: Profile) -> bool:
    grave = profile.rosh in ("high", "very_high", "not_recorded") or profile.sexual_offence
    top = profile.rosh == "very_high" or (profile.mappa is not None and profile.mappa[1] >= 2)
    if worker.grade == "TPO":
        return not grave and not profile.domestic_abuse_with_injury
    if worker.grade == "PSO":
        return not top and not (grave and worker.in_grade_days < 365)
    return True


def _caseload(world: World, worker: Worker, team: list[Worker], leavers: list[Worker], target: float) -> None:
    allowed = np.array([i for i, p in enumerate(world.made) if _may_hold(worker, p)])
    drawn = world.rng.choice(allowed, size=260)
    until = int(np.searchsorted(np.cumsum(world.points[drawn]), max(target, 200))) + 1
    for index in drawn[:until].tolist():
        held = int(min(1400, world.rng.exponential(430) + 2, worker.in_grade_days))
        before = _previous(world, worker, team, leavers, held)
        add_person(
            world,
            world.made[index],
            team_id=worker.team_id,
            office=worker.office,
            holder=worker,
            held_days=max(1, held),
            before=before,
        )


def _previous(
    world: World, worker: Worker, team: list[Worker], leavers: list[Worker], held: int
) -> tuple[Worker, int, int] | None:
    """(who held the case before, from days ago, until days ago), for about a third of cases."""
    if world.is_national or world.rng.random() > 0.34:
        return None
    pool = [w for w in team + leavers if w is not worker and (w.left_days or 0) <= held and w.in_grade_days > held + 40]
    if not pool:
        return None
    who = pool[int(world.rng.integers(len(pool)))]
    began = held + int(world.rng.integers(30, 420))
    return who, min(began, who.in_grade_days), held


def _custody_caseload(world: World, worker: Worker, count: int) -> None:
    grave = [i for i, p in enumerate(world.made) if p.state == "custody" and p.rosh in ("high", "very_high")]
    for index in world.rng.choice(grave, size=count).tolist():
        held = int(min(600, world.rng.exponential(220) + 5, worker.in_grade_days))
        add_person(
            world,
            world.made[index],
            team_id=worker.team_id,
            office=worker.office,
            holder=worker,
            held_days=max(1, held),
            before=None,
        )


def _history(world: World, staff: list[Worker]) -> None:
    """Cases that ended in the last year, so that the past is there to be read."""
    if world.is_national:
        return
    for worker in staff:
        ended = 20 if worker.left_days is None else 30
        newest = worker.left_days or 0
        for _ in range(ended):
            closed = newest + int(world.rng.integers(1, 360))
            held = min(closed + int(world.rng.exponential(430)) + 20, worker.in_grade_days - 1)
            if closed >= held:
                continue
            index = int(world.rng.integers(len(world.made)))
            add_person(
                world, world.made[index], team_id=worker.team_id, office=worker.office, holder=worker, held_days=held, before=None,
                closed_days=closed,
            )  # fmt: skip


def _nobody(
    world: World, plan: UnitPlan, team: TeamPlan, team_id: int, leavers: list[Worker], urgent_share: float
) -> None:
    urgent = [i for i, p in enumerate(world.made) if p.must_not_wait]
    others = [i for i, p in enumerate(world.made) if not p.must_not_wait]
    graver = sorted(urgent, key=lambda i: world.made[i].group)
    for number in range(team.nobody):
        is_urgent = int((number + 1) * urgent_share) > int(number * urgent_share)
        pool = urgent if is_urgent else others
        index = graver[number % 7] if is_urgent and number % 5 == 0 else int(world.rng.choice(pool))
        ceiling = 31 if is_urgent else plan.longest_wait
        waiting = int(min(ceiling, world.rng.gamma(1.6, ceiling / 4.2) + 1))
        if number == 3 and not is_urgent:
            waiting = plan.longest_wait
        before = None
        gone = [w for w in leavers if (w.left_days or 0) >= waiting]
        if gone and world.rng.random() < 0.5:
            who = gone[int(world.rng.integers(len(gone)))]
            left = who.left_days or 0
            before = (who, left + int(world.rng.integers(40, 400)), left)
        add_person(
            world, world.made[index], team_id=team_id, office=team.office, holder=None, held_days=waiting, before=before
        )


def _reports(world: World, worker: Worker, *, sdr: int, fdr: int) -> float:
    """Reports written in the last 30 days; returns their points."""
    world.rows.add(ReportTally, worker.practitioner_team_id, world.day(DAYS_OF_TALLIES), sdr, fdr)
    weights = workload_tables(on=world.on).reports.value
    return float(sdr * weights["standard"] + fdr * weights["fast"])


def _posts(world: World, plan: UnitPlan, unit_id: int, staff: list[Worker]) -> None:
    """Posts to the plan's target, filled in turn by those at work; the rest stand empty."""
    holders = [w for w in staff if w.grade in ("PO", "PSO", "TPO")]
    remaining = plan.posts
    for worker in holders:
        fte = round(worker.hours / 37, 2)
        post = world.rows.add(Post, unit_id, worker.team_id, "practitioner", worker.grade, fte, world.day(1200))
        world.rows.add(
            Holding, post, worker.practitioner_id, fte, "permanent", worker.in_grade_since(world.on), None, ""
        )
        remaining -= fte
    while (size := min(1.0, round(remaining, 2))) > 0:
        world.rows.add(Post, unit_id, None, "practitioner", "PO", size, world.day(1200))
        remaining -= size
