"""One practitioner of 40 cases: explained line by line in process, and refreshed in the database after a change."""

from __future__ import annotations

from datetime import date

from rainer.config.benchmarks import Reading, median_seconds
from rainer.config.benchmarks.own_database import own_database
from rainer.policy.workload import CaseLine, Grade, PractitionerLoadInputs, practitioner_load
from rainer.policy.workload.tiers import V2_TIERS, CaseState

NAME = "practitioner"
SUMMARY = "the load of one practitioner of 40 cases, with its full explanation"
ON = date(2026, 11, 9)
CASES, REPEATS = 40, 200
LIMIT_SECONDS = 0.001
REFRESH_LIMIT_SECONDS = 0.020


def run() -> list[Reading]:
    states = list(CaseState)
    cases = tuple(
        CaseLine(f"X{at:06}", V2_TIERS[at % len(V2_TIERS)], states[at % len(states)], warrant=at % 9 == 0)
        for at in range(CASES)
    )
    inputs = PractitionerLoadInputs(grade=Grade.PO, contracted_hours=37, reductions=(1.8,), cases=cases)

    def work() -> None:
        for _ in range(REPEATS):
            practitioner_load(inputs, on=ON)

    seconds = median_seconds(work) / REPEATS
    return [Reading(name=f"{CASES} cases", seconds=seconds, limit_seconds=LIMIT_SECONDS), _refresh()]


def _refresh() -> Reading:
    """A case changes: score it and refresh the stored load of who holds it."""
    from rainer.config.boot import boot

    boot()
    with own_database("practitioner"):
        seconds, floor = _timed(*_one_practitioner())
    return Reading(
        name=f"one case of {CASES} changes: its points and the stored load",
        seconds=seconds,
        floor_seconds=floor,
        floor_name="the same rows updated and read, nothing worked out",
        limit_seconds=REFRESH_LIMIT_SECONDS,
    )


def _timed(pt: int, case_id: int) -> tuple[float, float]:
    """Seconds of the refresh and of its floor, each rolled back as a whole."""
    from django.db import connection, transaction

    from rainer.common import clock
    from rainer.workload.operations import refresh_case_points, refresh_load

    def work() -> None:
        refresh_case_points([case_id], on=clock.today())
        refresh_load([pt], at=clock.now())

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET points = points WHERE id = %s", [case_id])
            cursor.execute("SELECT * FROM cases_case WHERE practitioner_team_id = %s", [pt])
            cursor.fetchall()
            cursor.execute("UPDATE workload_currentload SET as_at = now() WHERE practitioner_team_id = %s", [pt])

    with transaction.atomic():
        return median_seconds(work, runs=21), median_seconds(bare, runs=21)


def _one_practitioner() -> tuple[int, int]:
    """A practitioner with 40 cases in a unit made for this; their id and one case's."""
    from rainer.cases.models import Case, Person
    from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
    from rainer.workforce.models import ContractedHours, PractitionerTeam

    unit = DeliveryUnit.objects.create(
        code="BENCHU", name="Bench", region=Region.objects.create(code="BENCH", name="Bench")
    )
    team = Team.objects.create(code="BENCHT", name="Bench", unit=unit)
    worker = Practitioner.objects.create(code="BENCH1", forename="A", surname="Bench", grade="PO")
    pt = PractitionerTeam.objects.create(practitioner=worker, team=team, starts=ON)
    ContractedHours.objects.create(practitioner_team=pt, starts=ON, hours=37)
    people = Person.objects.bulk_create(Person(crn=f"Q{at:06}", forename="A", surname="B") for at in range(CASES))
    cases = Case.objects.bulk_create(
        Case(
            person=person, team=team, practitioner_team=pt, state=list(CaseState)[at % 3].value, received_on=ON,
            starts=ON, tier_v2=V2_TIERS[at % len(V2_TIERS)],
        )
        for at, person in enumerate(people)
    )  # fmt: skip
    return pt.pk, cases[0].pk
