"""Record something that happened; add words; correct its time; mark it sensitive; raise and clear an alert."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.supervision.models import Alert, Contact, ContactNote, TimeCorrection
from rainer.supervision.operations.alerts import clear_alerts, raise_alert
from rainer.supervision.operations.contacts import Happened, add_contact, correct_time
from rainer.supervision.operations.notes import add_note, mark_sensitive
from rainer.supervision.queries.alerts import alerts_of
from tests import make


def add(world, acting, *, role="practitioner", key=None, **fields):
    facts = {"type_code": "CTOA", "at": make.at(world.today - timedelta(days=1), 9), "notes": "Rang in", **fields}
    return add_contact(acting=acting(role), case=world.held, happened=Happened(**facts), key=key or uuid4())


def test_a_call_from_the_person_is_contact_with_them(world, acting):
    contact = add(world, acting)
    assert (contact.notes, contact.attended, contact.is_appointment) == ("Rang in", "yes", False)
    assert (contact.made_by, contact.practitioner_team) == (world.users["practitioner"], world.aisha)
    world.held.refresh_from_db()
    assert world.held.last_contact_on == world.today - timedelta(days=1)
    assert LogEntry.objects.get(name="contact_added").data["type"] == "Phone call from the person"


def test_a_message_to_the_person_is_not(world, acting):
    assert add(world, acting, type_code="CMOB").attended == "not_known"
    world.held.refresh_from_db()
    assert world.held.last_contact_on is None


def test_a_visit_nobody_booked_was_kept(world, acting):
    contact = add(world, acting, type_code="CHVS")
    assert (contact.is_appointment, contact.outcome_code, contact.complied) == (True, "ATTC", "yes")
    assert contact.ends_at - contact.at == timedelta(minutes=60)


def test_what_is_to_come_is_booked_instead(world, acting):
    with pytest.raises(BadInputError, match="still to come"):
        add(world, acting, at=make.at(world.today + timedelta(days=1)))
    with pytest.raises(BadInputError, match="Choose what happened"):
        add(world, acting, type_code="XXXX")


@pytest.mark.parametrize(("length", "fits"), [(11_999, True), (12_000, True), (12_001, False)])
def test_words_may_be_twelve_thousand_characters_long(world, acting, length, fits):
    if fits:
        assert len(add(world, acting, notes="x" * length).notes) == length
        add_note(acting=acting("practitioner"), contact_id=Contact.objects.get().pk, text="y" * length, key=uuid4())
        return
    with pytest.raises(BadInputError, match="12,000 characters or fewer"):
        add(world, acting, notes="x" * length)
    assert not Contact.objects.exists()


def test_the_same_form_twice_is_one_contact_and_one_note(world, acting):
    key, other = uuid4(), uuid4()
    contact = add(world, acting, key=key)
    assert add(world, acting, key=key) == contact
    for _ in range(2):
        add_note(acting=acting("senior"), contact_id=contact.pk, text="Agreed", key=other)
    note = ContactNote.objects.get()
    assert (note.text, note.by) == ("Agreed", world.users["senior"])


def test_a_closed_case_still_takes_contacts(world, acting):
    world.held.closed_on = world.today
    world.held.save()
    assert add(world, acting).pk


def test_a_note_needs_words_and_sight_of_them(world, acting):
    contact = add(world, acting, is_sensitive=True)
    with pytest.raises(BadInputError):
        add_note(acting=acting("practitioner"), contact_id=contact.pk, text="  ", key=uuid4())
    with pytest.raises(NotAllowedError):
        add_note(acting=acting("case_administrator"), contact_id=contact.pk, text="Seen", key=uuid4())
    with pytest.raises(NotThereError):
        add_note(acting=acting("elsewhere"), contact_id=contact.pk, text="Seen", key=uuid4())


def test_sensitive_once_is_sensitive_for_good(world, acting):
    contact = add(world, acting)
    marked = mark_sensitive(acting=acting("practitioner"), contact_id=contact.pk, version=1)
    assert (marked.is_sensitive, marked.version) == (True, 2)
    assert mark_sensitive(acting=acting("practitioner"), contact_id=contact.pk, version=2).version == 2
    assert LogEntry.objects.filter(name="contact_marked_sensitive").count() == 1


def test_a_corrected_time_stands_beside_the_old_one(world, acting):
    contact = add(world, acting, type_code="CHVS")
    then = make.at(world.today - timedelta(days=3), 14)
    correct_time(
        acting=acting("practitioner"), contact_id=contact.pk, version=1, at=then, minutes=None, reason="My notebook"
    )
    was = contact.at
    contact.refresh_from_db()
    assert (contact.at, contact.ends_at) == (then, then + timedelta(minutes=60))
    kept = TimeCorrection.objects.get()
    assert (kept.was_at, kept.reason, kept.by) == (was, "My notebook", world.users["practitioner"])
    world.held.refresh_from_db()
    assert world.held.last_contact_on == then.date()


def test_a_correction_is_refused_where_it_would_rewrite_history(world, acting):
    contact = add(world, acting)
    arguments = {"acting": acting("practitioner"), "version": 1, "minutes": None, "reason": "x"}
    with pytest.raises(BadInputError, match="still to come"):
        correct_time(contact_id=contact.pk, at=make.at(world.today + timedelta(days=2)), **arguments)
    with pytest.raises(BadInputError):
        correct_time(contact_id=contact.pk, at=contact.at, **{**arguments, "reason": " "})
    ahead = make.appointment(world.held, at=make.at(world.today + timedelta(days=2)))
    with pytest.raises(RefusedError, match="move it instead"):
        correct_time(contact_id=ahead.pk, at=contact.at, **arguments)
    with pytest.raises(ChangedMeanwhileError):
        correct_time(contact_id=contact.pk, at=contact.at, **{**arguments, "version": 9})


def test_an_alert_stands_until_someone_clears_it(world, acting):
    contact = add(world, acting, role="senior", raise_alert=True)
    alert = alerts_of(acting("practitioner")).get()
    assert (alert.contact, alert.raised_by, alert.rosh) == (contact, world.users["senior"], "medium")
    assert clear_alerts(acting=acting("practitioner"), alert_ids=[alert.pk]) == 1
    assert clear_alerts(acting=acting("practitioner"), alert_ids=[alert.pk]) == 0
    assert not alerts_of(acting("practitioner")).exists()
    again = raise_alert(acting=acting("senior"), contact_id=contact.pk)
    assert (again.pk, again.cleared_at) == (alert.pk, None)
    assert raise_alert(acting=acting("senior"), contact_id=contact.pk).raised_at == again.raised_at


def test_alerts_of_others_are_not_cleared(world, acting):
    add(world, acting, raise_alert=True)
    hidden = make.contact(world.limited.person)
    Alert.objects.create(contact=hidden, practitioner_team=world.aisha, raised_at=make.at(world.today))
    ids = list(Alert.objects.values_list("pk", flat=True))
    assert clear_alerts(acting=acting("elsewhere"), alert_ids=ids) == 0
    assert clear_alerts(acting=acting("practitioner"), alert_ids=ids) == 1


def test_with_nobody_named_there_is_no_one_to_alert(world, acting):
    with pytest.raises(RefusedError, match="Nobody is named"):
        raise_alert(acting=acting("practitioner"), contact_id=make.contact(world.waiting.person).pk)
