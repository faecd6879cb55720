"""Naming a practitioner: the one operation behind page, proposal, API and job."""

from __future__ import annotations

import pytest

from rainer.allocation.models import Allocation, DutyPlan
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.tell import Recipients
from rainer.cases.models import Case, CaseHolding
from rainer.common.models import LogEntry, Message
from rainer.organisation.access import Acting
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_load
from tests import make
from tests.cast import World


@pytest.fixture
def loads(world: World) -> None:
    refresh_load(None, at=make.at(world.today, 6))


def senior(world: World) -> Acting:
    return Acting.of(world.users["senior"])


def test_the_case_has_its_practitioner_and_everything_that_goes_with_it(world: World, loads: None) -> None:
    before = CurrentLoad.objects.get(practitioner_team=world.aisha)
    DutyPlan.objects.create(
        case=world.waiting,
        watcher=world.users["senior"],
        next_contact_on=world.today,
        how="call",
        set_by=world.users["senior"],
        set_at=make.at(world.today),
    )

    named = name_practitioner(
        acting=senior(world), case_id=world.waiting.pk, to_id=world.aisha.pk, details=Details(notes="Knows the area")
    )

    case = Case.objects.get(pk=world.waiting.pk)
    assert (case.practitioner_team, case.team, case.version) == (world.aisha, world.aisha.team, 2)
    assert CaseHolding.objects.get(case=case, ends_at=None).practitioner_team == world.aisha
    assert not DutyPlan.objects.filter(case=case, ended_at=None).exists()
    allocation = Allocation.objects.get(case=case)
    assert allocation.notes == "Knows the area"
    assert allocation.guard_verdict == "yes"
    assert allocation.circumstances.facts["cases"][0]["crn"] == case.person.crn
    after = CurrentLoad.objects.get(practitioner_team=world.aisha)
    assert after.cases == before.cases + 1
    assert named.percent_after == pytest.approx(float(after.percent), abs=1e-4)
    assert float(allocation.percent_before) == pytest.approx(float(before.percent), abs=1e-4)


def test_those_concerned_are_told_a_reference_and_nothing_of_the_person(world: World, loads: None) -> None:
    details = Details(notes="Lives with his mother", tell=Recipients(extra=("DILYS.HART@example.org",)))
    named = name_practitioner(acting=senior(world), case_id=world.waiting.pk, to_id=world.aisha.pk, details=details)
    sent = Message.objects.all()
    assert sorted(m.to for m in sent) == [
        "aisha.rahman@example.org",
        "dilys.hart@example.org",
        "megan.price@example.org",
    ]
    for message in sent:
        text = message.subject + message.body
        assert f"A-{named.allocation.pk}" in text
        for secret in ("Callum", "Reid", "X100002", "mother"):
            assert secret not in text


def test_the_log_says_who_named_whom(world: World, loads: None) -> None:
    name_practitioner(acting=senior(world), case_id=world.waiting.pk, to_id=world.aisha.pk)
    entry = LogEntry.objects.get(name="practitioner_named")
    assert (entry.actor_id, entry.person_id) == (world.users["senior"].pk, world.waiting.person_id)
    assert entry.data["to"] == "Aisha Rahman"
    assert "Callum" not in str(entry.data)
