"""Open one sensitive contact with a reason: an hour, that contact alone, its manager told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.cases.models import BreakGlass
from rainer.common.errors import NotThereError, RefusedError
from rainer.common.models import LogEntry, Message
from rainer.organisation.access import Acting
from rainer.supervision.operations.opening import open_sensitive_contact
from tests import make

TOLD = "Told us of his brother"


@pytest.fixture
def contact(world):
    return make.contact(world.held.person, notes=TOLD, is_sensitive=True)


def open_it(world, contact, role="case_administrator", reason="The police are on the telephone"):
    acting = Acting.of(world.users[role])
    return open_sensitive_contact(acting=acting, contact_id=contact.pk, ground="court_or_police", reason=reason)


def test_it_opens_with_a_reason_for_an_hour_and_alone(world, contact, page):
    other = make.contact(world.held.person, notes="Another secret", is_sensitive=True)
    hidden = page("case_administrator", f"/contacts/{contact.pk}/")
    hidden.lacks(TOLD)
    asked = page("case_administrator", hidden.link("Say why and open it"))
    asked.says("This contact is sensitive", "Told at once: Megan Price", "Aisha Rahman")
    client = world.client_for("case_administrator")
    assert client.post(f"/contacts/{contact.pk}/open/", {"ground": "harm", "reason": ""}).status_code == 422
    assert client.post(f"/contacts/{contact.pk}/open/", {"ground": "harm", "reason": "He rang"}).status_code == 302
    page("case_administrator", f"/contacts/{contact.pk}/").says(TOLD)
    page("case_administrator", f"/contacts/{other.pk}/").lacks("Another secret")
    listed = page("case_administrator", "/people/X100001/timeline/?view=full")
    listed.says(TOLD, "One entry you may not read")
    listed.lacks("Another secret")
    BreakGlass.objects.update(open_until=BreakGlass.objects.get().opened_at - timedelta(seconds=1))
    page("case_administrator", f"/contacts/{contact.pk}/").lacks(TOLD)


def test_who_manages_it_and_the_information_owner_are_told_and_the_log_has_the_reason(world, contact, page):
    opened = open_it(world, contact)
    assert opened.open_until - opened.opened_at == timedelta(minutes=60)
    told = {message.to: message.body for message in Message.objects.all()}
    assert set(told) == {world.users[role].email for role in ("senior", "practitioner", "information_owner")}
    assert not any("police" in body for body in told.values())
    assert LogEntry.objects.get(name="sensitive_opened").data["reason"] == "The police are on the telephone"
    page("information_owner", "/access/").says("A sensitive contact", "The police are on the telephone")
    page("senior", "/people/X100001/who-looked/").says("opened a sensitive contact")


def test_it_opens_no_restricted_record(world):
    """A part that is open opens nothing of a record that is closed."""
    make.exclusion(world.held.person, world.users["case_administrator"])
    contact = make.contact(world.held.person, notes=TOLD, is_sensitive=True)
    client = world.client_for("case_administrator")
    assert client.get(f"/contacts/{contact.pk}/open/").status_code == 403
    BreakGlass.objects.create(
        person=world.held.person, user=world.users["case_administrator"], about=f"contact:{contact.pk}", ground="harm",
        reason="x", opened_at=make.at(world.today), open_until=make.at(world.today + timedelta(days=2)),
    )  # fmt: skip
    assert client.get("/people/X100001/").status_code == 403
    assert client.get(f"/contacts/{contact.pk}/").status_code == 403


def test_who_may_read_it_anyway_opens_nothing(world, contact):
    with pytest.raises(RefusedError):
        open_it(world, contact, role="practitioner")
    with pytest.raises(NotThereError):
        open_it(world, contact, role="elsewhere")
    assert not BreakGlass.objects.exists()


def test_a_note_can_be_added_while_it_is_open(world, contact):
    client = world.client_for("case_administrator")
    assert client.get(f"/contacts/{contact.pk}/note/").status_code == 403
    open_it(world, contact)
    assert client.get(f"/contacts/{contact.pk}/note/").status_code == 200
