"""Move an appointment or call it off: the old one keeps its place, who knew is told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.common.models import LogEntry
from rainer.supervision.inputs import Wanted
from rainer.supervision.models import Contact, Reminder
from rainer.supervision.operations.booking import book
from rainer.supervision.operations.moving import NewTime, Why, cancel, reschedule
from tests import make

TUESDAY = date(2026, 11, 17)
WHY = Why("person", "Childcare", is_sensitive=True)


@pytest.fixture
def booked(world, acting):
    """An appointment that the person is told of."""
    person = world.held.person
    person.allow_sms, person.mobile = True, "07700 900123"
    person.save()
    asked = Wanted("COAP", make.at(TUESDAY, 15, 30), world.aisha.pk, minutes=30, location="Fell House", tell=True)
    return book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4()).contacts[0]


def move(acting, contact, *, version=1, key=None, to=None, why=WHY, tell=True):
    to = to or NewTime(make.at(TUESDAY + timedelta(days=1), 10))
    return reschedule(
        acting=acting("practitioner"), contact_id=contact.pk, version=version, to=to, why=why, tell=tell,
        key=key or uuid4(),
    )  # fmt: skip


def bodies(**where):
    return list(Reminder.objects.filter(**where).order_by("send_at").values_list("body", flat=True))


def test_the_old_one_says_who_asked_and_the_new_one_follows_it(world, acting, booked):
    new = move(acting, booked)
    booked.refresh_from_db()
    assert (booked.outcome_code, booked.asked_by, booked.reschedule_reason) == ("RSOF", "person", "Childcare")
    assert (booked.is_reason_sensitive, booked.attended, booked.at) == (True, "not_known", make.at(TUESDAY, 15, 30))
    assert (new.rescheduled_from, new.at) == (booked, make.at(TUESDAY + timedelta(days=1), 10))
    assert (new.ends_at - new.at, new.location, new.type_code) == (timedelta(minutes=30), "Fell House", "COAP")
    entry = LogEntry.objects.get(name="appointment_moved")
    assert "Childcare" not in str(entry.data)


def test_who_never_heard_of_the_old_time_hears_of_a_booking(acting, booked):
    new = move(acting, booked)
    assert set(Reminder.objects.filter(contact=booked).values_list("state", flat=True)) == {"stopped"}
    assert bodies(contact=new)[0].startswith("Jordan, you have an appointment on Wednesday 18 November 2026 at 10:00")


def test_who_knew_hears_of_the_move(world, acting, booked):
    Reminder.objects.filter(body__contains="you have an appointment").update(state="sent")
    new = move(acting, booked)
    told, reminder = bodies(contact=new)
    assert told == (
        "Jordan, your appointment of Tuesday 17 November 2026 has moved. It is now on Wednesday 18 November 2026 at "
        "10:00, Fell House, with Aisha."
    )
    assert reminder.startswith("Jordan, a reminder: your appointment is on Wednesday 18 November 2026 at 10:00")


def test_moved_without_telling_stops_what_was_planned(acting, booked):
    new = move(acting, booked, tell=False)
    assert not Reminder.objects.filter(contact=new).exists()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"stopped"}


def test_the_same_form_twice_moves_once(acting, booked):
    key = uuid4()
    assert move(acting, booked, key=key) == move(acting, booked, key=key)
    assert Contact.objects.count() == 2


def test_a_second_move_of_the_same_one_is_refused(acting, booked):
    move(acting, booked)
    with pytest.raises(ChangedMeanwhileError, match="moved the appointment to"):
        move(acting, booked)
    with pytest.raises(RefusedError, match="moved already"):
        move(acting, booked, version=2)


def test_it_needs_who_asked_and_why(acting, booked):
    with pytest.raises(BadInputError) as refused:
        move(acting, booked, why=Why("", " "))
    assert set(refused.value.facts["errors"]) == {"asked_by", "reason"}


def test_a_missed_one_is_decided_not_moved(acting, booked):
    Contact.objects.filter(pk=booked.pk).update(outcome_code="AFTA", attended="no")
    with pytest.raises(RefusedError, match="Something has come of this"):
        move(acting, booked)


def test_not_past_the_sentence(world, acting, booked):
    make.sentence(world.held.person, ends=TUESDAY)
    with pytest.raises(BadInputError, match="sentence ends"):
        move(acting, booked)
    booked.refresh_from_db()
    assert booked.outcome_code == ""


def test_a_cancelled_one_is_no_failure_and_the_person_is_told_if_they_knew(acting, booked):
    Reminder.objects.filter(body__contains="you have an appointment").update(state="sent")
    (off,) = cancel(acting=acting("practitioner"), contact_id=booked.pk, version=1, why=Why("service", "Fire drill"))
    booked.refresh_from_db()
    assert off == booked
    assert (booked.outcome_code, booked.attended) == ("", "not_known")
    assert booked.cancelled_at is not None
    assert bodies(state="waiting") == [
        "Jordan, your appointment on Tuesday 17 November 2026 at 15:30 is cancelled. You do not need to come."
    ]


def test_nobody_is_told_of_the_end_of_what_they_never_heard_of(acting, booked):
    cancel(acting=acting("practitioner"), contact_id=booked.pk, version=1, why=Why("service", "Slip"))
    assert set(Reminder.objects.values_list("state", flat=True)) == {"stopped"}


def test_a_series_is_cancelled_from_here_on(world, acting):
    asked = Wanted("COPT", make.at(TUESDAY, 15), world.aisha.pk, every="week", times=4)
    contacts = book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4()).contacts
    Contact.objects.filter(pk=contacts[3].pk).update(outcome_code="AAME")
    off = cancel(
        acting=acting("practitioner"), contact_id=contacts[1].pk, version=1, why=Why("service", "Ends"), and_later=True
    )
    assert off == list(contacts[1:3])
    assert Contact.objects.filter(cancelled_at=None).count() == 2


def test_the_first_appointment_moves_with_its_mark(world, acting):
    first = make.appointment(world.held, type_code="COAI", is_first_appointment=True, at=make.at(TUESDAY))
    new = move(acting, first)
    world.held.refresh_from_db()
    assert new.is_first_appointment
    assert world.held.first_appointment_on == TUESDAY + timedelta(days=1)
