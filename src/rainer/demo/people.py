"""One person of the demo world with everything on their record, as rows."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache

import numpy as np

from rainer.assessments.models import Assessment, PredictorScore
from rainer.cases.models import Case, CaseHolding, Person, Registration, Requirement, Sentence, SentenceEvent
from rainer.demo.building import World
from rainer.demo.plan import COURTS
from rainer.demo.profiles import Profile
from rainer.demo.staff import Worker
from rainer.policy.tiering import Clocks, next_change_by_time
from rainer.supervision.models import Contact
from rainer.tiering.models import TierDecision

OFFENCES = (
    ("Theft from a shop", "04602"), ("Assault occasioning actual bodily harm", "00806"), ("Burglary of a dwelling", "02801"),
    ("Drive while disqualified", "80703"), ("Possess with intent to supply a class B drug", "09260"),
    ("Criminal damage", "14900"), ("Common assault", "10501"), ("Breach of a restraining order", "19507"),
    ("Fraud by false representation", "05319"), ("Affray", "06600"), ("Robbery", "03401"),
    ("Controlling or coercive behaviour", "00843"),
)  # fmt: skip


def add_person(
    world: World,
    profile: Profile,
    *,
    team_id: int,
    holder: Worker | None,
    held_days: int,
    before: tuple[Worker, int, int] | None,
    closed_days: int | None = None,
) -> None:
    rows, rng = world.rows, world.rng
    number = world.next_crn
    world.next_crn += 7
    crn = (
        f"X{number % 1_000_000:06d}"
        if number < 1_000_000
        else f"{'YZWVUTSR'[number // 1_000_000 - 1]}{number % 1_000_000:06d}"
    )
    ((forename, surname),) = world.names.draw(rng, np.array([profile.is_woman]))
    age = int(np.clip(rng.gamma(4.5, 4.2) + 18, 18, 84))
    born = date(world.on.year - age, int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    person_id = rows.add(
        Person, crn, forename, "", surname, "", born, "Female" if profile.is_woman else "Male", "", "", "",
        _prison_number(number) if profile.state != "community" else "", "", bool(rng.random() < 0.04), 1,
    )  # fmt: skip
    started_days = (before[1] if before else held_days) + int(rng.integers(1, 12))
    ends = world.day(-int(rng.integers(20, 720))) if closed_days is None else world.day(closed_days)
    _sentence(world, profile, person_id, started_days, ends, closed_days)
    assessed = world.day(min(started_days, 300))
    _facts(world, profile, person_id, assessed)
    case_id = _case(world, profile, person_id, team_id, holder, held_days, started_days, ends, closed_days, assessed)
    if before:
        rows.add(
            CaseHolding,
            case_id,
            before[0].practitioner_team_id,
            world.moment(before[1]),
            world.moment(before[2], 9),
            "initial",
        )
    if holder:
        until = None if closed_days is None else world.moment(closed_days, 16)
        rows.add(CaseHolding, case_id, holder.practitioner_team_id, world.moment(held_days), until, "initial")


def _prison_number(number: int) -> str:
    letters = "ABCDEFGHJKLMNPRTVWXYZ"
    return f"A{number % 10_000:04d}{letters[number % 21]}{letters[(number // 21) % 21]}"


def _sentence(
    world: World, profile: Profile, person_id: int, started_days: int, ends: date, closed_days: int | None
) -> None:
    rows, rng = world.rows, world.rng
    offence, code = OFFENCES[int(rng.integers(len(OFFENCES)))]
    court = COURTS[int(rng.integers(len(COURTS)))]
    event = rows.add(SentenceEvent, person_id, 1, court, world.day(started_days), offence, code, closed_days is None)
    in_community = profile.state == "community"
    kind = (
        "custodial" if not in_community else ("suspended_sentence_order" if rng.random() < 0.4 else "community_order")
    )
    released = world.day(started_days) if profile.state == "licence" else None
    expected = world.day(-int(rng.integers(10, 400))) if profile.state == "custody" else None
    rows.add(
        Sentence, event, kind, "SP" if in_community else "NC", world.day(started_days), ends, released, expected,
        None if closed_days is None else world.day(closed_days),
    )  # fmt: skip
    if profile.only_unpaid_work:
        rows.add(Requirement, event, "W", int(rng.integers(4, 30)) * 10, "hours", False)
    elif in_community:
        rows.add(Requirement, event, "F", int(rng.integers(10, 40)), "days", False)


@cache
def _turns(assessed: date, on: date) -> date | None:
    """The day on which time alone may change a tier that rests on an assessment of that day."""
    return next_change_by_time(Clocks(assessment_completed_on=assessed), on=on).answer


def _facts(world: World, profile: Profile, person_id: int, day: date) -> None:
    rows = world.rows
    review = day + timedelta(days=180)
    for code, level, category in profile.registrations:
        rows.add(Registration, person_id, code, level, category, day, review, None, False, "")
    if world.rng.random() < 0.012:
        rows.add(Registration, person_id, "RSTF", "", "", day, review, None, True, "")
    scores = (("RSR", profile.rsr), ("OGRS3", profile.ogrs), ("ARP", profile.arp), ("CSRP", profile.csrp))
    for kind, score in scores[: 2 if world.is_national else 4]:
        rows.add(PredictorScore, person_id, kind, score, "", profile.is_static, day)
    rows.add(Assessment, person_id, 3, False, "COMPLETE", day, _needs(world, profile))


def _needs(world: World, profile: Profile) -> str:
    key = id(profile)
    if key not in world.json_cache:
        world.json_cache[key] = json.dumps({"needs": profile.needs})
    return world.json_cache[key]


def _case(
    world: World, profile: Profile, person_id: int, team_id: int, holder: Worker | None, held_days: int,
    started_days: int, ends: date, closed_days: int | None, assessed: date,
) -> int:  # fmt: skip
    rng = world.rng
    group, facts = profile.waiting()
    first = _first_appointment(world, holder, held_days)
    if holder is None and closed_days is None and first == "missed" and group > 2:
        first = "kept"
    contact = None
    if not (holder is None and rng.random() < 0.05):
        recent = rng.exponential(34) if holder is None else rng.exponential(11)
        contact = world.day(min(int(recent) + 1, 95))
    case_id = world.rows.add(
        Case, person_id, team_id, holder.practitioner_team_id if holder and closed_days is None else None,
        world.moment(held_days) if holder and closed_days is None else None, profile.state, world.day(held_days),
        world.day(started_days), ends, None if closed_days is None else world.day(closed_days),
        world.day(max(0, held_days - 4)), first, bool(rng.random() < 0.03), profile.is_contact_suspended, False,
        profile.only_unpaid_work, False, profile.sexual_offence, profile.domestic_abuse_with_injury, profile.rosh,
        profile.mappa[1] if profile.mappa else None, profile.mappa[0] if profile.mappa else None, profile.tier_v2,
        profile.tier_v3, profile.provisional, group, json.dumps(list(facts)), False, contact, 1,
    )  # fmt: skip
    if contact is not None:
        world.rows.add(
            Contact, person_id, "COAP", world.moment((world.on - contact).days, 11), True, False, "ATTC", "yes", "", False,
            holder.practitioner_team_id if holder else None,
        )  # fmt: skip
    if not world.is_national and closed_days is None:
        for scheme, tier, data in profile.outcomes:
            provisional = scheme == "v3" and profile.provisional
            world.rows.add(
                TierDecision, case_id, scheme, tier, provisional, world.day(held_days), world.moment(held_days, 8),
                "Case created", "{}", data, _turns(assessed, world.on) if scheme == "v2" else None,
            )  # fmt: skip
    return case_id


def _first_appointment(world: World, holder: Worker | None, held_days: int) -> str:
    if held_days < 6:
        return "booked"
    return "missed" if holder is None and world.rng.random() < 0.03 else "kept"
