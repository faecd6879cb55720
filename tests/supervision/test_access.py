"""A contact opens for whoever may open its person's record; what is sensitive stays hidden from the rest."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from rainer.common.errors import NotAllowedError, NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact, open_to_read
from rainer.supervision.models import Contact, ContactNote
from tests import make


def opened(world, role, contact, reader=open_contact):
    return reader(Acting.of(world.users[role]), contact.pk, Capability.SEE_PERSON, what="the appointment")


def test_a_contact_of_a_person_in_the_area_opens_and_the_read_is_logged(world):
    contact = make.contact(world.held.person, notes="Came early")
    found = opened(world, "practitioner", contact)
    assert (found.notes, found.is_hidden, found.case) == ("Came early", False, world.held)
    assert LogEntry.objects.get(kind="read").person_id == world.held.person_id


def test_elsewhere_it_looks_like_none(world):
    contact = make.contact(world.held.person)
    for pk in (contact.pk, 999_999):
        with pytest.raises(NotThereError):
            open_contact(Acting.of(world.users["elsewhere"]), pk, Capability.SEE_PERSON, what="x")


def test_a_contact_of_a_limited_record_is_refused(world):
    with pytest.raises(RestrictedError):
        opened(world, "practitioner", make.contact(world.limited.person))


def test_the_sensitive_part_is_hidden_from_those_who_may_not_see_it(world):
    contact = make.contact(
        world.held.person, notes="Told us of his brother", description="Brother", location="A house",
        worked_on=["Home"], is_sensitive=True,
    )  # fmt: skip
    assert opened(world, "practitioner", contact).notes == "Told us of his brother"
    hidden = opened(world, "case_administrator", contact)
    assert hidden.is_hidden
    assert (hidden.notes, hidden.description, hidden.location, hidden.worked_on) == ("", "", "", [])
    with pytest.raises(NotAllowedError):
        opened(world, "case_administrator", contact, open_to_read)
    assert Contact.objects.get(pk=contact.pk).notes == "Told us of his brother"


def test_the_database_keeps_what_was_written_and_what_is_sensitive(world):
    contact = make.contact(world.held.person, notes="As it was", is_sensitive=True)
    note = ContactNote.objects.create(
        contact=contact, text="Later", by=world.users["practitioner"], at=make.at(world.today)
    )
    for change in (
        lambda: Contact.objects.filter(pk=contact.pk).update(notes="Rewritten"),
        lambda: Contact.objects.filter(pk=contact.pk).update(is_sensitive=False),
        lambda: ContactNote.objects.filter(pk=note.pk).update(text="Rewritten"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    Contact.objects.filter(pk=contact.pk).update(location="Fell House")
