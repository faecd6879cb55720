"""Recording what came of an appointment: in three steps, from any list, with what is typed kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from rainer.cases.models import OwnWords
from rainer.common.models import Draft
from rainer.supervision.models import Contact, ContactNote
from tests import make
from tests.pages import read_page

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def past(world):
    return make.appointment(world.held, at=make.at(FRIDAY))


@pytest.fixture
def ahead(world):
    return make.appointment(world.held, at=make.at(FRIDAY + timedelta(days=14)))


def url(contact, page="outcome"):
    return f"/appointments/{contact.pk}/{page}/"


def post(world, contact, role="practitioner", query="", **fields):
    return world.client_for(role).post(url(contact) + query, {"version": contact.version, **fields})


def test_kept_with_a_note_is_one_page_and_one_press(world, page, past):
    shown = page("practitioner", f"{url(past)}?next=/outcomes/")
    html = shown.response.content.decode()
    assert 'value="kept" checked' in html
    shown.says("Jordan Ellis, Friday 6 November 2026, 10:00", "Planned office visit, Fell House, with Aisha Rahman")
    response = post(world, past, query="?next=/outcomes/", happened="kept", note="Sober three weeks")
    assert response.url == "/outcomes/"
    past.refresh_from_db()
    assert past.outcome_code == "ATTC"
    page("practitioner", "/outcomes/").says("Outcome saved for Jordan Ellis", "Undo or add to it")


def test_what_was_worked_on_and_the_day_of_activity(world, page, past):
    OwnWords.objects.create(person=world.held.person, kind="aim", text="See my kids", said_on=FRIDAY)
    make.requirement(make.sentence(world.held.person), "F")
    page("practitioner", url(past)).says("Worked on", "See my kids", "Counts as a RAR day")
    post(world, past, happened="kept", worked_on=["See my kids"], counts_for_rar="1")
    past.refresh_from_db()
    assert (past.worked_on, past.counts_for_rar) == (["See my kids"], True)


def test_what_is_asked_of_a_kept_one_goes_out_of_sight_with_missed(world, page, past):
    OwnWords.objects.create(person=world.held.person, kind="aim", text="See my kids", said_on=FRIDAY)
    make.requirement(make.sentence(world.held.person), "F")
    html = page("practitioner", f"{url(past)}?choose=awaiting").response.content.decode()
    kept, rest = html.split('value="awaiting"', 1)
    inside = kept.split("rainer-reveal", 1)[1]
    assert "See my kids" in inside
    assert "Counts as a RAR day" in inside
    assert "See my kids" not in rest
    assert "RAR day" not in rest
    post(world, past, happened="awaiting", worked_on=["See my kids"], counts_for_rar="1")
    past.refresh_from_db()
    assert (past.outcome_code, past.worked_on, past.counts_for_rar) == ("AFTA", [], False)


@pytest.mark.parametrize("kind", ["kept", "awaiting"])
def test_reached_from_today_the_writing_starts_at_the_note(world, page, past, kind):
    html = page("practitioner", f"{url(past)}?choose={kind}&next=/today/").response.content.decode()
    assert re.findall(r"<(?:textarea|input|select)[^>]*autofocus[^>]*>", html) == re.findall(
        r'<textarea[^>]*name="note"[^>]*>', html
    )
    assert "autofocus" in html


def test_reached_otherwise_or_with_a_problem_nothing_takes_the_focus(world, page, past):
    assert "autofocus" not in page("practitioner", url(past)).response.content.decode()
    wrong = post(world, past, query="?choose=kept", happened="kept", note="y" * 12_001)
    assert "autofocus" not in wrong.content.decode()


def test_nothing_to_tick_where_there_is_no_such_requirement(page, past):
    page("practitioner", url(past)).lacks("RAR day", "Worked on")


def test_a_missed_one_goes_on_to_its_decision_once_there_is_a_page(world, page, past, monkeypatch):
    response = post(world, past, happened="awaiting", note="Phone off")
    assert response.url.startswith(f"/appointments/{past.pk}/")
    past.refresh_from_db()
    assert (past.outcome_code, ContactNote.objects.get().text) == ("AFTA", "Phone off")
    monkeypatch.setattr("rainer.supervision.views.outcomes.address", lambda name, *args: f"/{name}/{args[0]}/")
    response = post(world, Contact.objects.get(pk=past.pk), happened="awaiting")
    assert response.url == f"/absence_decision/{past.pk}/"


def test_moved_leads_to_the_new_time(world, past):
    assert post(world, past, happened="moved").url == url(past, "move")


def test_an_administrator_sees_what_they_may_record(page, past):
    shown = page("case_administrator", url(past))
    shown.says("Kept", "Missed", "Sent home: our reasons")
    shown.lacks("did not comply", "their behaviour")


def test_what_is_to_come_offers_a_good_reason_or_a_move(world, page, ahead):
    shown = page("practitioner", url(ahead))
    shown.says("Cannot come, and has a good reason", "Moved to another time", "Acceptable absence: medical")
    shown.lacks("Kept")
    response = post(world, ahead, happened="excused", excuse="AAME")
    assert response.status_code == 422
    read_page(response).says("Say what you know, and how")
    assert post(world, ahead, happened="excused", excuse="AAME", note="Hospital letter seen").status_code == 302
    ahead.refresh_from_db()
    assert ahead.outcome_code == "AAME"


def test_an_outcome_that_is_not_offered_is_refused(world, ahead):
    assert post(world, ahead, happened="kept").status_code == 422
    assert Contact.objects.get(pk=ahead.pk).outcome_code == ""


def test_too_many_words_are_kept_and_pointed_at(world, past):
    response = post(world, past, happened="kept", note="y" * 12_001)
    assert response.status_code == 422
    read_page(response).says("12,000 characters or fewer")
    assert "y" * 12_001 in response.content.decode()
    assert Contact.objects.get(pk=past.pk).outcome_code == ""


def test_someone_was_faster_theirs_and_yours_stand_side_by_side(world, past):
    post(world, past, role="senior", happened="awaiting")
    response = post(world, past, happened="kept", note="He came late")
    assert response.status_code == 409
    shown = read_page(response)
    shown.says("Someone changed this while you were writing", "Failed to attend, reason awaited", "Megan Price")
    shown.says("He came late")


def faster(world, past, **fields):
    """Megan Price recorded it first; what Aisha then sends is not saved."""
    post(world, past, role="senior", happened="awaiting", note="Phone off, twice")
    late = post(world, past, query="?next=/outcomes/", happened="kept", note="He came late", **fields)
    assert late.status_code == 409
    return read_page(late)


def ways(shown):
    """By its button, the fields that each way on sends."""
    html = shown.response.content.decode()
    found = {}
    for form in re.findall(r'<form method="post" action="/appointments/.*?</form>', html, re.S):
        button = re.findall(r"<button[^>]*>([^<]+)</button>", form)[0]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        found[button] = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    return found


def test_their_note_is_told_and_what_was_never_asked_says_so(world, past):
    shown = faster(world, past)
    shown.says("What happened Phone off, twice He came late", "When Friday 6 November 2026, 10:00 Not asked")
    shown.says("what each of you wrote stays in: What happened")
    shown.lacks("takes the place", "None")


def test_keep_both_leaves_their_outcome_and_adds_the_note_once(world, page, past):
    both = ways(faster(world, past))["Keep both"]
    client, where = world.client_for("practitioner"), url(past) + "?next=/outcomes/"
    assert [client.post(where, both).url for _ in range(2)] == ["/outcomes/", "/outcomes/"]
    past.refresh_from_db()
    assert past.outcome_code == "AFTA"
    assert list(ContactNote.objects.order_by("pk").values_list("text", flat=True)) == [
        "Phone off, twice",
        "He came late",
    ]
    page("practitioner", "/outcomes/").says("Your note is added for Jordan Ellis. What was recorded before stands.")


def test_keep_both_asks_again_for_a_note_that_is_too_long(world, past):
    both = ways(faster(world, past))["Keep both"] | {"note": "y" * 12_001}
    response = world.client_for("practitioner").post(url(past), both)
    assert response.status_code == 422
    assert f'action="/contacts/{past.pk}/note/"' in response.content.decode()
    assert "y" * 12_001 in response.content.decode()


def test_use_mine_changes_the_outcome_and_loses_no_note(world, past):
    mine = ways(faster(world, past))["Use mine instead"]
    assert world.client_for("practitioner").post(url(past), mine).status_code == 302
    past.refresh_from_db()
    assert (past.outcome_code, ContactNote.objects.count()) == ("ATTC", 2)


def test_without_words_of_yours_there_is_nothing_to_add(world, past):
    post(world, past, role="senior", happened="awaiting")
    late = read_page(post(world, past, happened="kept"))
    assert list(ways(late)) == ["Use mine instead"]


def test_the_words_of_a_sensitive_one_are_not_told_to_who_may_not_read_them(world, past):
    Contact.objects.filter(pk=past.pk).update(is_sensitive=True)
    post(world, past, role="senior", happened="awaiting", note="Phone off, twice")
    late = post(world, past, role="case_administrator", happened="kept", note="He came late")
    assert late.status_code == 409
    read_page(late).lacks("Phone off")


def test_a_decided_or_moved_one_says_why_not(world, page, past):
    Contact.objects.filter(pk=past.pk).update(attended="no", outcome_code="UAAB")
    page("practitioner", url(past), status=422).says("A change of mind is a new decision")


def test_typing_can_wait(world, page, past):
    post(world, past, happened="kept", note="Half", save_for_later="1")
    assert Draft.objects.get().form == f"outcome:{past.pk}"
    assert "Half" in page("practitioner", url(past)).response.content.decode()


def test_undo_or_add_to_it(world, page, past):
    post(world, past, happened="kept")
    page("practitioner", url(past, "outcome/undo")).says("Attended, complied", "Add a note to it", "Undo it")
    world.client_for("practitioner").post(url(past, "outcome/undo"), {"version": 2})
    past.refresh_from_db()
    assert past.outcome_code == ""
    page("practitioner", url(past, "outcome/undo")).lacks("Undo it, and")


def test_several_kept_at_once_each_with_its_note(world, page):
    ones = [make.appointment(world.held, at=make.at(FRIDAY, hour)) for hour in (9, 11, 13)]
    make.appointment(world.held, at=make.at(world.today + timedelta(days=1)))
    make.appointment(world.held, at=make.at(FRIDAY), outcome_code="ATTC")
    make.appointment(world.held, at=make.at(FRIDAY), cancelled_at=make.at(FRIDAY))
    page("practitioner", "/outcomes/").says(
        "3 appointments wait for their outcome", "Kept: Jordan Ellis, 09:00 Fri 6 Nov"
    )
    response = world.client_for("practitioner").post(
        "/outcomes/?whose=mine",
        {
            "kept": [ones[0].pk, ones[1].pk],
            **{f"version-{one.pk}": 1 for one in ones},
            f"note-{ones[0].pk}": "First",
            f"note-{ones[2].pk}": "Not ticked",
        },
    )
    assert (response.status_code, response.url) == (302, "/outcomes/?whose=mine")
    assert list(ContactNote.objects.values_list("text", flat=True)) == ["First"]
    page("practitioner", "/outcomes/").says("2 outcomes saved", "1 appointment waits for its outcome")


def test_what_is_refused_stays_with_its_note(world):
    one, other = (make.appointment(world.held, at=make.at(FRIDAY, hour)) for hour in (9, 11))
    body = {
        "kept": [one.pk, other.pk],
        f"version-{one.pk}": 1,
        f"version-{other.pk}": 9,
        f"note-{other.pk}": "Kept this",
    }
    response = world.client_for("practitioner").post("/outcomes/", body)
    assert response.status_code == 422
    assert "Kept this" in response.content.decode()
    assert Contact.objects.exclude(outcome_code="").count() == 1
    assert world.client_for("practitioner").post("/outcomes/", {}).status_code == 422


def test_whose_they_are(world, page):
    make.appointment(world.held, at=make.at(FRIDAY))
    page("practitioner", "/outcomes/").says("1 appointment waits")
    page("senior", "/outcomes/").says("No appointment waits for its outcome")
    page("senior", "/outcomes/?whose=teams").says("1 appointment waits", "With Aisha Rahman")
    page("case_administrator", "/outcomes/").says("1 appointment waits")
    page("elsewhere", "/outcomes/?whose=teams").says("No appointment waits for its outcome")


def test_a_limited_persons_is_there_without_a_name(world, page):
    make.appointment(world.limited, at=make.at(FRIDAY), practitioner_team=world.aisha)
    shown = page("practitioner", "/outcomes/")
    shown.says("Restricted record, X100003")
    shown.lacks("Robin", "Vale")


def test_the_list_costs_the_same_however_long(world, page):
    make.appointment(world.held, at=make.at(FRIDAY))
    page("practitioner", "/outcomes/")
    few = page("practitioner", "/outcomes/").queries
    for n in range(30):
        make.appointment(make.case(held_by=world.aisha), at=make.at(FRIDAY - timedelta(days=n)))
    assert page("practitioner", "/outcomes/").queries == few


def test_moving_and_cancelling_on_their_pages(world, page, ahead):
    page("practitioner", url(ahead, "move")).says("Who asked?", "It keeps its place in the record")
    client, key = world.client_for("practitioner"), str(uuid4())
    body = {
        "when": "20 nov 14.00", "minutes": "45", "location": "Fell House", "with_id": world.aisha.pk, "version": 1,
        "asked_by": "person", "reason": "Work", "key": key,
    }  # fmt: skip
    assert client.post(url(ahead, "move"), {**body, "reason": ""}).status_code == 422
    first = client.post(url(ahead, "move"), body)
    assert first.status_code == 302, read_page(first).text
    assert client.post(url(ahead, "move"), body).url == first.url
    new = Contact.objects.get(rescheduled_from=ahead)
    page("practitioner", first.url).says("Moved from", "Friday 20 November 2026, 10:00", "See it")
    page("practitioner", f"/appointments/{ahead.pk}/").says("Moved to", "The person asked: Work")
    page("practitioner", url(ahead, "move"), status=422).says("moved already")
    cancelled = client.post(url(new, "cancel"), {"asked_by": "service", "reason": "Fire", "version": 1})
    assert cancelled.url == f"/appointments/{new.pk}/"
    page("practitioner", cancelled.url).says("Cancelled", "We asked: Fire")
