"""When a case gets another practitioner, the open tasks and alerts about the person go with it; appointments, where asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.allocation.operations.moving import reallocate as move_case
from rainer.cases.models import Person
from rainer.common.errors import ChangedMeanwhileError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.supervision.inputs import Wanted
from rainer.supervision.models import Alert, Contact, Reminder, Task
from rainer.supervision.operations.booking import book
from rainer.supervision.operations.handing_over import move_booked
from rainer.supervision.operations.moving import NewTime, Why, reschedule
from rainer.supervision.operations.outcomes import Outcome, record_outcome
from rainer.workforce.models import Absence
from tests import make
from tests.cast import World
from tests.pages import read_page


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


def test_booked_appointments_go_too_only_where_that_is_said(world: World, today: date) -> None:
    new = make.practitioner_team(team=world.fellside)
    ahead = make.appointment(world.held, at=make.at(today + timedelta(days=2), 15))
    others = make.appointment(world.held, at=make.at(today + timedelta(days=3), 15))
    Contact.objects.filter(pk=others.pk).update(practitioner_team=make.practitioner_team(team=world.fellside))
    past = make.appointment(world.held, at=make.at(today - timedelta(days=2), 15))
    called_off = make.appointment(world.held, at=make.at(today + timedelta(days=4), 15))
    Contact.objects.filter(pk=called_off.pk).update(cancelled_at=make.at(today))
    planned = {"contact": ahead, "channel": "sms", "to": "07700 900123", "send_at": make.at(today + timedelta(days=1))}
    reminder = Reminder.objects.create(body="With Aisha", reference=f"appointment-{ahead.pk}-reminder-24-v1", **planned)
    reallocate(world, new, with_appointments=True)
    for thing in (ahead, others, past, called_off, reminder):
        thing.refresh_from_db()
    assert (ahead.practitioner_team, ahead.version) == (new, 2)
    assert new not in {one.practitioner_team for one in (others, past, called_off)}
    assert new.practitioner.forename in reminder.body
    entry = LogEntry.objects.get(name="appointments_moved_with_case")
    assert (entry.actor, entry.data["contacts"]) == (world.users["senior"], [ahead.pk])


def test_whoever_has_the_old_page_open_is_told_that_it_moved(world: World, today: date) -> None:
    ahead = make.appointment(world.held, at=make.at(today + timedelta(days=2), 15))
    reallocate(world, make.practitioner_team(team=world.fellside), with_appointments=True)
    with pytest.raises(ChangedMeanwhileError, match="moved the booked appointments with the case"):
        record_outcome(
            acting=Acting.of(world.users["practitioner"]), contact_id=ahead.pk, version=1, outcome=Outcome("AAME")
        )


def test_what_was_not_sent_yet_of_a_series_or_a_move_names_the_new_practitioner(world: World, today: date) -> None:
    acting, new = Acting.of(world.users["practitioner"]), make.practitioner_team(team=world.fellside)
    Person.objects.filter(pk=world.held.person_id).update(allow_sms=True, mobile="07700 900123")
    world.held.refresh_from_db()
    asked = Wanted("COAP", make.at(date(2026, 11, 17), 15), world.aisha.pk, location="Fell House", tell=True)
    book(acting=acting, case=world.held, wanted=replace(asked, every="week", times=3), key=uuid4())
    told = book(
        acting=acting, case=world.held, wanted=replace(asked, starts=make.at(date(2026, 11, 18), 9)), key=uuid4()
    )
    told.contacts[0].reminders.filter(reference__contains="booked").update(state=Reminder.State.SENT)
    reschedule(
        acting=acting, contact_id=told.contacts[0].pk, version=None, key=uuid4(),
        to=NewTime(make.at(date(2026, 11, 19), 9)), why=Why("service", "Room taken"), tell=True,
    )  # fmt: skip
    said = messages()
    reallocate(world, new, with_appointments=True)
    old, to = world.aisha.practitioner.forename, new.practitioner.forename
    assert any("3 appointments" in one for one in said)
    assert any("of Wednesday 18 November" in one for one in said)
    assert messages() == [one.replace(f"with {old}", f"with {to}") for one in said]


def messages() -> list[str]:
    return list(Reminder.objects.filter(state=Reminder.State.WAITING).order_by("pk").values_list("body", flat=True))


def test_queries_do_not_grow_with_what_is_booked(world: World, today: date) -> None:
    counts = []
    for booked in (1, 6):
        new = make.practitioner_team(team=world.fellside)
        world.held.refresh_from_db()
        holder = world.held.practitioner_team
        for day in range(booked):
            make.appointment(world.held, at=make.at(today + timedelta(days=2 + day), 15))
        with CaptureQueriesContext(connection) as ran:
            moved = move_booked(acting=Acting.of(world.users["senior"]), case=world.held, from_id=holder.pk, to=new)
        Contact.objects.filter(practitioner_team=new).update(practitioner_team=None)
        counts.append(len(ran))
        assert moved == booked
    assert counts[0] == counts[1]


def test_the_page_asks_only_where_something_is_booked(world: World, today: date, page) -> None:
    new = make.practitioner_team(team=world.fellside)
    url = f"/people/{world.held.person.crn}/reallocate/{new.practitioner.code}/"
    assert "booked appointment" not in page("senior", url).text
    ahead = make.appointment(world.held, at=make.at(today + timedelta(days=2), 15))
    page("senior", url).says("Move the 1 booked appointment too", "Left unticked, they stay")
    typed = {"capability": "yes", "reason": "officer_left", "from": world.aisha.pk, "with_appointments": "on"}
    assert world.client_for("senior").post(url, typed).status_code == 302
    ahead.refresh_from_db()
    assert ahead.practitioner_team == new


def reallocate(world: World, new: object, **more: bool) -> None:
    move_case(
        acting=Acting.of(world.users["senior"]), case_id=world.held.pk, to_id=new.pk, from_id=world.aisha.pk,
        reason="caseload_adjustment", **more,
    )  # fmt: skip


def test_the_page_of_moving_a_person_names_what_clashes_in_the_receiving_diary(world: World, today, page) -> None:
    new = make.practitioner_team(team=world.fellside)
    url = f"/people/{world.held.person.crn}/reallocate/{new.practitioner.code}/"
    wednesday, thursday, friday = (today + timedelta(days=n) for n in (2, 3, 4))
    for day in (wednesday, thursday, friday):
        make.appointment(world.held, at=make.at(day, 15))
    page("senior", url).lacks("If the booked appointments move too")
    make.appointment(make.case(held_by=new), at=make.at(wednesday, 15, 15))
    Absence.objects.create(practitioner=new.practitioner, kind="leave", starts=friday, ends=friday)
    name = str(new.practitioner)
    page("senior", url).says(
        f"If the booked appointments move too, look at these with {name}",
        f"15:00 Wed 11 Nov 2026: {name} has another appointment at 15:15, at the same time.",
        f"15:00 Fri 13 Nov 2026: {name} is away that day.",
    )
    assert "Thu 12 Nov" not in page("senior", url).text.partition("If the booked")[2].partition("Why does")[0]


def test_the_page_of_moving_an_appointment_names_what_clashes_in_the_receiving_diary(world: World, today) -> None:
    new = make.practitioner_team(team=world.fellside)
    mine = make.appointment(world.held, at=make.at(today + timedelta(days=2), 15))
    make.appointment(make.case(held_by=new), at=make.at(today + timedelta(days=3), 15, 15))
    typed = {
        "when": "thu 12 nov 15.00", "minutes": "45", "location": "Fell House", "with_id": str(new.pk),
        "asked_by": "service", "reason": "Cover", "key": str(uuid4()),
    }  # fmt: skip
    shown = read_page(world.client_for("practitioner").post(f"/appointments/{mine.pk}/move/", typed))
    shown.says(f"{new.practitioner} has another appointment at 15:15, at the same time.", "Seen these? Move anyway")
    mine.refresh_from_db()
    assert mine.outcome_code == ""
