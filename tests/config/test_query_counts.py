"""No page asks the database more often because it has more rows: 10 and 1,000 cost the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rainer.cases.models import Case, CaseHolding, CaseState, Person, Rosh
from rainer.organisation.models import DeliveryUnit, Practitioner, RoleHolding, Team
from rainer.workforce.models import ContractedHours, PractitionerTeam
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_load, take_place_readings, take_readings
from tests import make
from tests.cast import World

Role = RoleHolding.Role
FEW, MANY = 10, 1_000
PAGES: dict[str, tuple[str, Callable[[World], str]]] = {
    "unit front page": (Role.HEAD_OF_UNIT, lambda w: reverse("unit_front", args=[w.harrowgate.code])),
    "region front page": (Role.REGIONAL_DIRECTOR, lambda w: reverse("region_front", args=[w.region.code])),
    "team front page": (Role.SENIOR, lambda w: reverse("team_front", args=[w.fellside.code])),
    "nobody named": (Role.HEAD_OF_UNIT, lambda w: reverse("nobody_named", args=[w.harrowgate.code])),
    "self-check": (Role.HEAD_OF_UNIT, lambda w: reverse("self_check", args=[w.harrowgate.code])),
    "load of a team": (Role.SENIOR, lambda w: reverse("load", args=["team", w.fellside.code])),
    "load of a unit": (Role.HEAD_OF_UNIT, lambda w: reverse("load", args=["unit", w.harrowgate.code])),
    "load of a region": (Role.REGIONAL_DIRECTOR, lambda w: reverse("load", args=["region", w.region.code])),
    "load of the nation": (Role.ANALYST, lambda w: reverse("load_nation")),
    "my load": (Role.PRACTITIONER, lambda w: reverse("my_load")),
    "why my load": (Role.PRACTITIONER, lambda w: reverse("why_load", args=["N01A001", w.fellside.code])),
    "choose a practitioner": (Role.SENIOR, lambda w: reverse("allocate", args=[w.waiting.person.crn])),
    "reductions": (Role.HEAD_OF_UNIT, lambda w: reverse("reductions")),
    "workload actions": (Role.HEAD_OF_UNIT, lambda w: reverse("workload_actions")),
    "find": (Role.HEAD_OF_UNIT, lambda w: f"{reverse('find')}?q=Crowd"),
}


def test_pages_cost_as_many_queries_for_a_thousand_rows_as_for_ten(world):
    """All pages in one world, since a thousand rows of everything take a while to make."""
    counts: dict[int, dict[str, list[str]]] = {}
    for rows in (FEW, MANY):
        _grow_to(world, rows)
        counts[rows] = {name: _queries(world, role, address(world)) for name, (role, address) in PAGES.items()}
    grew = {
        name: _more(counts[FEW][name], counts[MANY][name])
        for name in PAGES
        if len(counts[FEW][name]) != len(counts[MANY][name])
    }
    assert not grew, "\n\n".join(f"{name}: {more}" for name, more in grew.items())


def _queries(world: World, role: str, url: str) -> list[str]:
    client = world.client_for(role)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def _more(few: list[str], many: list[str]) -> str:
    """Which statements came more often, by their beginnings."""
    more = Counter(sql[:240] for sql in many) - Counter(sql[:240] for sql in few)
    return f"{len(few)} queries for {FEW} rows, {len(many)} for {MANY}: {dict(more)}"


def _grow_to(world: World, rows: int) -> None:
    """So many with nobody named, practitioners with a case each, cases of one practitioner, teams and units."""
    have = Person.objects.filter(surname="Crowd").count() // 3
    # Few hours, so that her load is over its limit with ten cases as with a thousand: being over asks one thing more.
    ContractedHours.objects.filter(practitioner_team=world.aisha).update(hours=2)
    numbers = range(have, rows)
    on = world.today
    staff = _practitioners(world, numbers)
    people = Person.objects.bulk_create(
        Person(crn=f"C{3 * n + k:06d}", forename=f"Alex{n}", surname="Crowd", date_of_birth=date(1990, 5, 1))
        for n in numbers
        for k in range(3)
    )
    holders = [holder for officer in staff for holder in (None, world.aisha, officer)]
    cases = Case.objects.bulk_create(
        Case(
            person=person, team=world.fellside, practitioner_team=holder, state=CaseState.COMMUNITY,
            held_since=make.at(on - timedelta(days=20)) if holder else None, received_on=on - timedelta(days=20),
            starts=on - timedelta(days=20), tier_v2="B2", tier_v3="C", rosh=Rosh.HIGH, waiting_group=1,
        )
        for person, holder in zip(people, holders, strict=True)
    )  # fmt: skip
    CaseHolding.objects.bulk_create(
        CaseHolding(case=case, practitioner_team=case.practitioner_team, starts_at=case.held_since)
        for case in cases
        if case.practitioner_team_id
    )
    at = make.at(on)
    refresh_load(None, at=at)
    take_readings(on, at=at)
    take_place_readings(on)
    _analyze()


def _analyze() -> None:
    """As autovacuum does in service: without it the planner believes that tables filled a moment ago are empty."""
    with connection.cursor() as cursor:
        for model in (Case, Person, Team, DeliveryUnit, Practitioner, PractitionerTeam, CurrentLoad):
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _practitioners(world: World, numbers: range) -> list[PractitionerTeam]:
    """One a number in Fellside, and for each a team and a unit more."""
    officers = Practitioner.objects.bulk_create(
        Practitioner(
            code=f"N09C{n:04}", forename="Sam", surname=f"Crowd{n}", grade="PO", in_grade_since=make.LONG_AGO,
            qualified_on=make.LONG_AGO, email=f"crowd{n}@example.org",
        )
        for n in numbers
    )  # fmt: skip
    staff = PractitionerTeam.objects.bulk_create(
        PractitionerTeam(practitioner=officer, team=world.fellside, starts=make.LONG_AGO) for officer in officers
    )
    ContractedHours.objects.bulk_create(
        ContractedHours(practitioner_team=pt, starts=make.LONG_AGO, hours=37) for pt in staff
    )
    Team.objects.bulk_create(Team(code=f"CT{n:04}", name=f"Crowd team {n}", unit=world.harrowgate) for n in numbers)
    DeliveryUnit.objects.bulk_create(
        DeliveryUnit(code=f"CU{n:04}", name=f"Crowd {n}", region=world.region) for n in numbers
    )
    for pt in staff:
        make.reduction(pt, on=world.today)
    return staff
