"""A contact on its page: facts, words, corrections; what is sensitive; add one, add to one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from rainer.supervision.models import Alert, Contact, ContactNote
from tests import make
from tests.pages import read_page


def test_an_appointment_on_its_page(world, page):
    requirement = make.requirement(make.sentence(world.held.person), "F")
    contact = make.appointment(
        world.held, at=make.at(world.today + timedelta(days=1)), requirement=requirement, notes="Bring the letter",
        made_by=world.users["senior"], made_at=make.at(world.today),
    )  # fmt: skip
    shown = page("practitioner", f"/appointments/{contact.pk}/")
    shown.says(
        "Planned office visit, Tuesday 10 November 2026, 10:00", "Aisha Rahman, Fellside", "Rehabilitation activity",
        "Bring the letter", "Megan Price, 10:00 Mon 9 Nov 2026", "Nothing recorded yet", "Put it in my calendar",
    )  # fmt: skip
    shown.lacks("Record what came of it")
    page("regional_director", f"/appointments/{contact.pk}/").lacks("Move it", "Add a note")


def test_the_page_costs_the_same_however_much_was_written(world, page):
    contact = make.appointment(world.held, notes="One")
    url = f"/appointments/{contact.pk}/"
    few = page("practitioner", url).queries
    for _ in range(10):
        ContactNote.objects.create(contact=contact, text="More", by=make.user(), at=make.at(world.today))
    assert page("practitioner", url).queries == few


def test_a_sensitive_contact_shows_that_it_is_there(world, page):
    contact = make.contact(world.held.person, is_sensitive=True, notes="His brother", description="Brother")
    page("practitioner", f"/contacts/{contact.pk}/").says("His brother", "Brother")
    hidden = page("case_administrator", f"/contacts/{contact.pk}/")
    hidden.says("This contact is sensitive, and you may not read it")
    hidden.lacks("brother", "Brother")
    page("case_administrator", f"/contacts/{contact.pk}/notes/0/", status=403)
    page("case_administrator", f"/contacts/{contact.pk}/note/", status=403)


def test_a_sensitive_reason_is_for_those_who_may_read_it(world, page):
    contact = make.appointment(
        world.held, cancelled_at=make.at(world.today), asked_by="person", reschedule_reason="Scan",
        is_reason_sensitive=True,
    )  # fmt: skip
    page("practitioner", f"/appointments/{contact.pk}/").says("The person asked: Scan")
    page("case_administrator", f"/appointments/{contact.pk}/").lacks("Scan")


def test_a_long_note_has_a_page_of_its_own(world, page):
    words = "word " * 400 + "the end"
    contact = make.contact(world.held.person, notes=words)
    shown = page("practitioner", f"/contacts/{contact.pk}/")
    shown.lacks("the end")
    shown.says("Read the whole note by Rainer")
    page("practitioner", f"/contacts/{contact.pk}/notes/0/").says("the end")
    page("practitioner", f"/contacts/{contact.pk}/notes/999/", status=404)


def test_something_that_happened_is_recorded(world, page):
    page("practitioner", "/people/X100001/contacts/add/").says("Home visit, not booked", "Phone call from the person")
    client = world.client_for("practitioner")
    body = {"type_code": "CTOA", "when": "yesterday 9.15", "notes": "Rang to say all is well", "raise_alert": "1"}
    assert client.post("/people/X100001/contacts/add/", {**body, "when": "tomorrow 9"}).status_code == 422
    ahead = client.post("/people/X100001/contacts/add/", {**body, "when": "10/11/26 9.15"})
    assert ahead.status_code == 422
    read_page(ahead).says("That is still to come: book an appointment for it")
    key = str(uuid4())
    for _ in range(2):
        assert client.post("/people/X100001/contacts/add/", {**body, "key": key}).status_code == 302
    contact = Contact.objects.get()
    assert contact.at == make.at(world.today - timedelta(days=1), 9, 15)
    assert Alert.objects.get().contact == contact


def test_words_are_added_and_signed(world, page):
    contact = make.contact(world.held.person, notes="As it was")
    url = f"/contacts/{contact.pk}/note/"
    page("senior", url).says("It is signed with your name and the time")
    response = world.client_for("senior").post(url, {"text": "As I know it"})
    assert response.url == f"/contacts/{contact.pk}/"
    page("practitioner", response.url).says("As it was", "As I know it", "Megan Price")
    assert world.client_for("senior").post(url, {"text": ""}).status_code == 422


def test_both_times_are_shown_after_a_correction(world, page):
    contact = make.contact(world.held.person, at=make.at(world.today - timedelta(days=2), 13))
    url = f"/contacts/{contact.pk}/time/"
    page("practitioner", url).says("stays in sight: Saturday 7 November 2026, 13:00")
    body = {"when": "7 nov 15.00", "reason": "The gate log", "version": 1}
    assert world.client_for("practitioner").post(url, body).status_code == 302
    page("practitioner", f"/contacts/{contact.pk}/").says(
        "Saturday 7 November 2026, 15:00", "13:00 Sat 7 Nov 2026, corrected by Aisha Rahman", "The gate log"
    )


def test_marking_and_raising_from_the_page(world, page):
    contact = make.contact(world.held.person)
    client = world.client_for("senior")
    assert client.post(f"/contacts/{contact.pk}/sensitive/", {"version": 1}).status_code == 302
    assert client.post(f"/contacts/{contact.pk}/alert/").status_code == 302
    contact.refresh_from_db()
    assert contact.is_sensitive
    page("senior", f"/contacts/{contact.pk}/").says("Raised to Aisha Rahman", "Clear the alert")
    client.post(f"/contacts/{contact.pk}/alert/")
    assert Alert.objects.get().cleared_by == world.users["senior"]


def test_my_people_with_next_and_last_with_anyone(world, page):
    tarn = make.practitioner_team(team=world.tarnside)
    make.appointment(
        world.held, at=make.at(world.today + timedelta(days=8), 14), practitioner_team=tarn, type_code="CHVS"
    )
    make.appointment(world.held, at=make.at(world.today + timedelta(days=2)), cancelled_at=make.at(world.today))
    make.contact(world.held.person, at=make.at(world.today - timedelta(days=4)), attended="yes", type_code="CTOA")
    shown = page("practitioner", "/my/people/")
    shown.says("Jordan Ellis", "14:00 Tue 17 Nov 2026, Home visit, Sam", "Thu 5 Nov 2026, Phone call from the person")
    page("practitioner", "/my/people/?next=none").says("nobody matches")
    page("practitioner", "/my/people/?next=CHVS&q=ell&rosh=medium").says("Jordan Ellis")
    page("practitioner", "/my/people/?sentence=custodial").lacks("Jordan Ellis")
    page("senior", "/my/people/").says("You hold nobody’s case")


def test_my_people_keep_a_limited_name(world, page):
    kept = make.case(person=make.person(crn="X100008", forename="Robin", surname="Hidden"), held_by=world.aisha)
    make.restriction(kept.person, world.users["senior"])
    make.appointment(kept, at=make.at(world.today + timedelta(days=1)))
    shown = page("practitioner", "/my/people/")
    shown.says("Restricted record, X100008")
    shown.lacks("Hidden")
    page("practitioner", "/my/people/?q=hidden").lacks("X100008")


def test_my_people_cost_the_same_however_many(world, page):
    page("practitioner", "/my/people/")
    few = page("practitioner", "/my/people/").queries
    for _ in range(20):
        make.appointment(make.case(held_by=world.aisha), at=make.at(world.today + timedelta(days=1)))
    assert page("practitioner", "/my/people/").queries == few


def test_alerts_are_cleared_together(world, page):
    for n in range(3):
        contact = make.contact(make.case(held_by=world.aisha).person, at=make.at(world.today - timedelta(days=n)))
        Alert.objects.create(contact=contact, practitioner_team=world.aisha, raised_at=make.at(world.today))
    page("practitioner", "/alerts/").says("3 alerts", "Clear those ticked")
    page("senior", "/alerts/?whose=teams").says("3 alerts")
    page("senior", "/alerts/").says("Nothing has been raised")
    ids = list(Alert.objects.values_list("pk", flat=True))[:2]
    world.client_for("practitioner").post("/alerts/", {"alert": ids})
    page("practitioner", "/alerts/").says("2 alerts cleared", "1 alert")
