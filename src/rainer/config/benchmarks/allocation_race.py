"""Fifty people name a practitioner for one case in the same moment: one wins, forty-nine get a clear answer.

The floor is fifty bare conditional UPDATEs of the same row, let go together in the same way. Both run in a database
made for this and dropped after, since allocations and the log are never deleted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from rainer.config.benchmarks import Reading
from rainer.config.benchmarks.own_database import own_database

NAME = "allocation_race"
SUMMARY = "50 simultaneous allocations of one case: one wins, 49 get a clear answer, never a double holder"
AT_ONCE = 50


def run() -> list[Reading]:
    from rainer.config.boot import boot

    boot()
    with own_database("allocation_race"):
        case_id, to_ids, acting = _world()
        floor, _answers = _together([_update(case_id, pk) for pk in to_ids])
        _free(case_id)
        seconds, answers = _together([_naming(acting, case_id, pk) for pk in to_ids])
        return [_reading(seconds, floor, answers, case_id)]


def _reading(seconds: float, floor: float, answers: Sequence[Any], case_id: int) -> Reading:
    from rainer.allocation.models import Allocation
    from rainer.allocation.operations.give import Named
    from rainer.cases.models import CaseHolding
    from rainer.common.errors import ChangedMeanwhileError

    won = [a for a in answers if isinstance(a, Named) and a.changed]
    told = [a for a in answers if isinstance(a, ChangedMeanwhileError) and a.facts.get("who")]
    holders = CaseHolding.objects.filter(case_id=case_id, ends_at=None).count()
    decisions = Allocation.objects.filter(case_id=case_id).count()
    return Reading(
        name=f"{AT_ONCE} allocations of one case at once",
        seconds=seconds,
        floor_seconds=floor,
        floor_name=f"{AT_ONCE} bare conditional UPDATEs of its row at once",
        facts=(
            ("won", str(len(won))),
            ("told who was first", str(len(told))),
            ("holders", str(holders)),
            ("decisions kept", str(decisions)),
        ),
        met=(len(won), len(told), holders, decisions) == (1, AT_ONCE - 1, 1, 1),
    )


def _world() -> tuple[int, list[int], Any]:
    """One case with nobody named, fifty officers who could take it, and a senior."""
    from rainer.cases.models import Case, Person
    from rainer.common import clock
    from rainer.organisation.access import Acting
    from rainer.organisation.models import DeliveryUnit, Practitioner, Region, RoleHolding, Team, User
    from rainer.workforce.models import ContractedHours, PractitionerTeam
    from rainer.workload.operations import refresh_load

    start, today = date(2020, 1, 6), clock.today()
    unit = DeliveryUnit.objects.create(code="U1", name="Unit", region=Region.objects.create(code="R1", name="Region"))
    team = Team.objects.create(code="T1", name="Team", unit=unit)
    user = User.objects.create(username="senior", name="Senior", email="senior@example.org")
    RoleHolding.objects.create(user=user, role=RoleHolding.Role.SENIOR, team=team, starts=start)
    to_ids = []
    for number in range(AT_ONCE):
        practitioner = Practitioner.objects.create(
            code=f"N{number:03}",
            surname=f"Officer {number}",
            grade="PO",
            in_grade_since=start,
            email=f"o{number}@example.org",
        )
        to = PractitionerTeam.objects.create(practitioner=practitioner, team=team, starts=start)
        ContractedHours.objects.create(practitioner_team=to, starts=start, hours=37)
        to_ids.append(to.pk)
    person = Person.objects.create(crn="X000001", forename="Only", surname="Case")
    facts = {"state": "community", "received_on": today, "starts": today, "tier_v2": "B2", "rosh": "high"}
    case = Case.objects.create(person=person, team=team, **facts)
    refresh_load(None, at=clock.now())
    return case.pk, to_ids, Acting.of(user)


def _free(case_id: int) -> None:
    from rainer.cases.models import Case

    Case.objects.filter(pk=case_id).update(practitioner_team=None)


def _update(case_id: int, to_id: int) -> Callable[[], Any]:
    from rainer.cases.models import Case

    return lambda: Case.objects.filter(pk=case_id, practitioner_team=None).update(practitioner_team=to_id)


def _naming(acting: Any, case_id: int, to_id: int) -> Callable[[], Any]:
    from rainer.allocation.operations.naming import name_practitioner

    return lambda: name_practitioner(acting=acting, case_id=case_id, to_id=to_id)


def _together(works: Sequence[Callable[[], Any]]) -> tuple[float, list[Any]]:
    """Each in a thread with a connection of its own, let go together; seconds to the last, and every answer."""
    from django.db import connection, connections

    answers: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works) + 1)

    def work(at: int) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            answers[at] = works[at]()
        except Exception as error:
            answers[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, answers
