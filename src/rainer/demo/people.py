"""One person of the demo world with everything on their record, as rows.

What counts for tiers, points and waiting is drawn from the world's own numbers, in a fixed order. All the rest is
drawn from the person's own (`chance.py`), so that a record can grow without anybody's load moving.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache

import numpy as np

from rainer.assessments.models import Assessment, PredictorScore
from rainer.cases.models import Case, CaseHolding, Person
from rainer.demo import contacts, record
from rainer.demo.building import World
from rainer.demo.contacts.rhythm import Rhythm
from rainer.demo.days import working_day
from rainer.demo.life import Life
from rainer.demo.plan import COURTS
from rainer.demo.profiles import Profile
from rainer.demo.record import flags, homes, orders
from rainer.demo.record.person import who
from rainer.demo.staff import Worker
from rainer.policy.tiering import Clocks, next_change_by_time
from rainer.tiering.models import TierDecision

SEEN_IN_TIME, REVIEWED, REVIEW_FROM, FIRST_WRITTEN = 0.88, 0.84, 160, 0.7
PERSON = ("crn", "forename", "surname", "date_of_birth", "sex", "prison_number", "no_fixed_abode", "version")


def add_person(
    world: World,
    profile: Profile,
    *,
    team_id: int,
    office: str,
    holder: Worker | None,
    held_days: int,
    before: tuple[Worker, int, int] | None,
    closed_days: int | None = None,
) -> None:
    rng = world.rng
    number = world.next_crn
    world.next_crn += 7
    ((forename, surname),) = world.names.draw(rng, np.array([profile.is_woman]))
    age = int(np.clip(rng.gamma(4.5, 4.2) + 18, 18, 84))
    born = date(world.on.year - age, int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    no_fixed_abode = bool(rng.random() < 0.04)
    started_days = (before[1] if before else held_days) + int(rng.integers(1, 12))
    ends = world.day(-int(rng.integers(20, 720))) if closed_days is None else world.day(closed_days)
    life = Life(
        world, number, profile, forename, surname, born, no_fixed_abode, holder, held_days, before, started_days, ends,
        closed_days, world.day(min(started_days, 300)), office,
    )  # fmt: skip
    given = _sentence(life)
    talk_first = bool(rng.random() < 0.012)
    _record(life, given, talk_first=talk_first)
    _scores(life)
    _holdings(life, _case(life, team_id))
    contacts.of_person(life)


def _crn(number: int) -> str:
    if number < 1_000_000:
        return f"X{number:06d}"
    return f"{'YZWVUTSR'[number // 1_000_000 - 1]}{number % 1_000_000:06d}"


def _prison_number(number: int) -> str:
    letters = "ABCDEFGHJKLMNPRTVWXYZ"
    return f"A{number % 10_000:04d}{letters[number % 21]}{letters[(number // 21) % 21]}"


def _sentence(life: Life) -> orders.Given:
    rng, profile = life.world.rng, life.profile
    offence, court = int(rng.integers(len(orders.OFFENCES))), int(rng.integers(len(COURTS)))
    in_community = profile.state == "community"
    kind = (
        "custodial" if not in_community else ("suspended_sentence_order" if rng.random() < 0.4 else "community_order")
    )
    released = life.starts if profile.state == "licence" else None
    expected = life.day(-int(rng.integers(10, 400))) if profile.state == "custody" else None
    requirement = None
    if profile.only_unpaid_work:
        requirement = ("W", int(rng.integers(4, 30)) * 10, "hours")
    elif in_community:
        requirement = ("F", int(rng.integers(10, 40)), "days")
    return orders.Given(offence, court, kind, "SP" if in_community else "NC", released, expected, requirement)


def _record(life: Life, given: orders.Given, *, talk_first: bool) -> None:
    profile, postcode = life.profile, homes.main_postcode(life)
    prison_number = _prison_number(life.number) if profile.state != "community" else ""
    known = who(life, postcode, prison_number=prison_number)
    life.person_id = life.world.rows.add(
        Person, _crn(life.number), life.forename, life.surname, life.born, "Female" if profile.is_woman else "Male",
        prison_number, life.no_fixed_abode, 1, *known.values,
    )  # fmt: skip
    orders.order(life, given)
    flags.flags(life, talk_first=talk_first)
    record.around(life, known, postcode, prison_number=prison_number)


@cache
def _turns(assessed: date, on: date) -> date | None:
    """The day on which time alone may change a tier that rests on an assessment of that day."""
    return next_change_by_time(Clocks(assessment_completed_on=assessed), on=on).answer


def _scores(life: Life) -> None:
    rows, profile = life.world.rows, life.profile
    scores = (("RSR", profile.rsr), ("OGRS3", profile.ogrs), ("ARP", profile.arp), ("CSRP", profile.csrp))
    for kind, score in scores[: 2 if life.world.is_national else 4]:
        rows.add(PredictorScore, life.person_id, kind, score, "", profile.is_static, life.assessed)
    rows.add(Assessment, life.person_id, 3, False, "COMPLETE", life.assessed, _needs(life.world, profile))
    _review(life)


def _review(life: Life) -> None:
    """Most assessments of some months ago were reviewed since, and nothing had changed."""
    chance = life.chance(17)
    if life.world.is_national or (life.last_day - life.assessed).days < REVIEW_FROM or not chance.likely(REVIEWED):
        return
    life.reviewed = life.last_day - timedelta(days=chance.between(5, REVIEW_FROM - 20))
    needs = _needs(life.world, life.profile)
    life.world.rows.add(Assessment, life.person_id, 3, False, "COMPLETE", life.reviewed, needs)


def _needs(world: World, profile: Profile) -> str:
    key = id(profile)
    if key not in world.json_cache:
        world.json_cache[key] = json.dumps({"needs": profile.needs})
    return world.json_cache[key]


def _case(life: Life, team_id: int) -> int:
    world, profile, holder, held_days = life.world, life.profile, life.holder, life.held_days
    rng, closed_days = world.rng, life.closed_days
    group, facts = profile.waiting()
    life.first = _first_appointment(world, holder, held_days)
    if holder is None and closed_days is None and life.first == "missed" and group > 2:
        life.first = "kept"
    life.first_on = world.day(max(0, held_days - 4))
    if not (holder is None and rng.random() < 0.05):
        recent = rng.exponential(34) if holder is None else rng.exponential(11)
        life.last_contact = _last_contact(life, min(int(recent) + 1, 95))
    elif life.first == "kept" and life.chance(16).likely(FIRST_WRITTEN):
        life.last_contact = _first_kept(life)
    case_id = world.rows.add(
        Case, life.person_id, team_id, holder.practitioner_team_id if holder and closed_days is None else None,
        world.moment(held_days) if holder and closed_days is None else None, profile.state, world.day(held_days),
        life.starts, life.ends, None if closed_days is None else world.day(closed_days),
        life.first_on, life.first, bool(rng.random() < 0.03), profile.is_contact_suspended, False,
        profile.only_unpaid_work, False, profile.sexual_offence, profile.domestic_abuse_with_injury, profile.rosh,
        profile.mappa[1] if profile.mappa else None, profile.mappa[0] if profile.mappa else None, profile.tier_v2,
        profile.tier_v3, profile.provisional, group, json.dumps(list(facts)), False, life.last_contact, 1,
    )  # fmt: skip
    if not world.is_national and closed_days is None:
        _tiers(life, case_id)
    return case_id


def _first_kept(life: Life) -> date:
    """The working day of a first appointment that was kept."""
    return max(life.starts, working_day(life.first_on, back=True))


def _last_contact(life: Life, days: int) -> date:
    """So many days ago, or before the end of a case that ended; for whoever has a practitioner, a working day, and for
    most no longer ago than the contact table wants."""
    if life.holder is None:
        return max(life.day(days), _first_kept(life) if life.first == "kept" else date.min)
    if life.chance(16).likely(SEEN_IN_TIME):
        days = min(days, Rhythm(life).days(life.last_day) - 1)
    return max(life.starts, working_day(life.day((life.closed_days or 0) + days), back=True))


def _first_appointment(world: World, holder: Worker | None, held_days: int) -> str:
    if held_days < 6:
        return "booked"
    return "missed" if holder is None and world.rng.random() < 0.03 else "kept"


def _tiers(life: Life, case_id: int) -> None:
    world = life.world
    for scheme, tier, data in life.profile.outcomes:
        provisional = scheme == "v3" and life.profile.provisional
        world.rows.add(
            TierDecision, case_id, scheme, tier, provisional, world.day(life.held_days), world.moment(life.held_days, 8),
            "Case created", "{}", data, _turns(life.reviewed or life.assessed, world.on) if scheme == "v2" else None,
        )  # fmt: skip


def _holdings(life: Life, case_id: int) -> None:
    world, before, holder = life.world, life.before, life.holder
    if before:
        worker, since, until = before
        world.rows.add(
            CaseHolding, case_id, worker.practitioner_team_id, world.moment(since), world.moment(until, 9), "initial"
        )
    if holder:
        ended = None if life.closed_days is None else world.moment(life.closed_days, 16)
        world.rows.add(
            CaseHolding, case_id, holder.practitioner_team_id, world.moment(life.held_days), ended, "initial"
        )
