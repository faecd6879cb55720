"""When a case gets another practitioner, the open tasks and alerts about the person go with it; appointments stay."""

from __future__ import annotations

from datetime import date

from rainer.allocation.operations.moving import reallocate as move_case
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.supervision.models import Alert, Contact, Task
from tests import make
from tests.cast import World


def test_open_work_goes_to_the_new_practitioner(world: World, today: date) -> None:
    new = make.practitioner_team(team=world.fellside)
    person = world.held.person
    mine = {"owner": world.aisha, "person": person, "due": today, "made_at": make.at(today)}
    open_task = Task.objects.create(title="Ring the landlord", **mine)
    done = Task.objects.create(title="Book the room", done_at=make.at(today), **mine)
    elsewhere = Task.objects.create(title="Team task", **{**mine, "owner": None, "team": world.fellside})
    contact = Contact.objects.create(
        person=person, type_code="COAP", at=make.at(today, 15), is_appointment=True, practitioner_team=world.aisha
    )
    alert = Alert.objects.create(contact=contact, practitioner_team=world.aisha, raised_at=make.at(today))
    reallocate(world, new)
    for thing in (open_task, done, elsewhere, contact, alert):
        thing.refresh_from_db()
    assert (open_task.owner, alert.practitioner_team) == (new, new)
    assert (done.owner, elsewhere.owner, contact.practitioner_team) == (world.aisha, None, world.aisha)
    assert LogEntry.objects.get(name="work_moved_with_case").data == {"tasks": 1, "alerts": 1}


def test_with_nothing_open_nothing_is_written(world: World) -> None:
    reallocate(world, make.practitioner_team(team=world.fellside))
    assert not LogEntry.objects.filter(name="work_moved_with_case").exists()


def reallocate(world: World, new: object) -> None:
    move_case(
        acting=Acting.of(world.users["senior"]), case_id=world.held.pk, to_id=new.pk, from_id=world.aisha.pk,
        reason="caseload_adjustment",
    )  # fmt: skip
