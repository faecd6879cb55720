"""The diary by day and week, its clashes, and the same in one's own calendar without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from rainer.common.models import LogEntry
from rainer.organisation.models import User
from rainer.policy.rulebook import NATION, Rulebook, national
from rainer.supervision.models import Contact
from rainer.supervision.operations.feeds import make_feed, revoke_feed
from tests import make


def test_my_week(world, page):
    make.appointment(world.held, at=make.at(world.today, 9))
    make.appointment(world.held, at=make.at(world.today + timedelta(days=6), 11), type_code="CHVS")
    make.appointment(world.held, at=make.at(world.today + timedelta(days=7), 9))
    make.appointment(world.far, at=make.at(world.today, 9))
    shown = page("practitioner", "/diary/")
    shown.says("Mon 9 Nov 2026 to Sun 15 Nov 2026", "09:00 to 09:45", "Jordan Ellis", "Home visit", "Sun 15 Nov 2026")
    shown.lacks("Noor Haddad")
    page("practitioner", "/diary/?view=day").lacks("Home visit")
    page("practitioner", "/diary/?day=17+nov").says("Mon 16 Nov 2026 to Sun 22 Nov 2026")
    page("practitioner", "/diary/?day=soon", status=422)


def test_everyone_i_hold_with_anyone(world, page):
    tarn = make.practitioner_team(team=world.tarnside)
    make.appointment(world.held, at=make.at(world.today, 9), practitioner_team=tarn)
    page("practitioner", "/diary/").says("Nothing is booked")
    page("practitioner", "/diary/?whose=people").says("Jordan Ellis", f"with {tarn.practitioner}")


def test_a_clash_is_said_on_both(world, page):
    other = make.case(held_by=world.aisha, person=make.person(forename="Carl", surname="Fenwick"))
    make.appointment(world.held, at=make.at(world.today, 9))
    make.appointment(other, at=make.at(world.today, 9, 30))
    make.appointment(other, at=make.at(world.today, 12))
    shown = page("practitioner", "/diary/")
    shown.says("at the same time as 09:30 Carl Fenwick", "at the same time as 09:00 Jordan Ellis")
    assert shown.text.count("at the same time as") == 2


def test_what_is_off_is_not_in_the_diary(world, page):
    moved = make.appointment(world.held, at=make.at(world.today, 9), outcome_code="RSOF")
    make.appointment(world.held, at=make.at(world.today, 15), rescheduled_from=moved)
    make.appointment(world.held, at=make.at(world.today, 11), cancelled_at=make.at(world.today, 8))
    shown = page("practitioner", "/diary/")
    shown.says("15:00 to 15:45")
    shown.lacks("09:00 to", "11:00 to")


def test_a_team_and_a_limited_person_in_it(world, page):
    make.appointment(world.limited, at=make.at(world.today, 9), practitioner_team=world.aisha)
    shown = page("practitioner", "/teams/HMFELL/diary/")
    shown.says("Restricted record, X100003")
    shown.lacks("Robin")
    page("senior", "/teams/HMFELL/diary/").says("Robin Vale", "with Aisha Rahman")
    page("practitioner", "/teams/TVTARN/diary/", status=404)


def test_the_diary_costs_the_same_however_full(world, page):
    make.appointment(world.held, at=make.at(world.today, 9))
    page("practitioner", "/diary/")
    few = page("practitioner", "/diary/").queries
    for n in range(20):
        make.appointment(make.case(held_by=world.aisha), at=make.at(world.today + timedelta(days=n % 5), 10))
    assert page("practitioner", "/diary/").queries == few


def test_who_is_shown_is_logged(world, page):
    make.appointment(world.held, at=make.at(world.today, 9))
    page("practitioner", "/diary/")
    assert LogEntry.objects.get(kind="read").person_id == world.held.person_id


def read(client, token):
    response = client.get(f"/diary/feed/{token}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def entries(calendar):
    return list(calendar.walk("VEVENT"))


@pytest.fixture
def token(acting):
    return make_feed(acting=acting("practitioner")).token


def test_a_feed_is_right_in_summer_and_winter_and_holds_no_name(world, client, token):
    make.appointment(world.held, at=make.at(date(2026, 11, 17), 15, 30))
    make.appointment(world.held, at=make.at(date(2027, 4, 6), 15, 30), location="At home", type_code="CHVS")
    winter, summer = entries(read(client, token))
    assert winter["DTSTART"].dt == datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
    assert summer["DTSTART"].dt == datetime(2027, 4, 6, 14, 30, tzinfo=UTC)
    assert str(winter["SUMMARY"]) == "Planned office visit: JE X100001"
    body = read(client, token).to_ical().decode()
    assert "Jordan" not in body
    assert "Ellis" not in body


@pytest.mark.parametrize(
    ("title", "summary"),
    [("initials_and_crn", "Planned office visit: JE X100001"), ("crn", "Planned office visit: X100001"),
     ("none", "Planned office visit")],
)  # fmt: skip
def test_what_an_entry_says_is_a_setting(world, client, token, monkeypatch, title, summary):
    from dataclasses import replace

    value = national().value("supervision.calendar", on=world.today, place=NATION)
    other = replace(value, value={**value.value, "title": title})
    real = Rulebook.value
    monkeypatch.setattr(
        Rulebook, "value", lambda self, key, **k: other if key == "supervision.calendar" else real(self, key, **k)
    )
    make.appointment(world.held, at=make.at(date(2026, 11, 17), 15, 30))
    assert str(entries(read(client, token))[0]["SUMMARY"]) == summary


def test_a_feed_keeps_a_limited_person_to_the_type(world, client, token):
    make.appointment(world.limited, at=make.at(world.today + timedelta(days=1)), practitioner_team=world.aisha)
    assert str(entries(read(client, token))[0]["SUMMARY"]) == "Appointment"


def test_a_feed_taken_back_or_of_someone_gone_is_not_there(world, client, acting, token):
    assert client.get("/diary/feed/made-up.ics").status_code == 404
    User.objects.filter(pk=world.users["practitioner"].pk).update(is_active=False)
    assert client.get(f"/diary/feed/{token}.ics").status_code == 404
    User.objects.filter(pk=world.users["practitioner"].pk).update(is_active=True)
    revoke_feed(acting=acting("practitioner"))
    assert client.get(f"/diary/feed/{token}.ics").status_code == 404


def test_a_feed_is_logged_once_a_day(world, client, token):
    for _ in range(3):
        read(client, token)
    assert LogEntry.objects.filter(name="diary_feed_read").count() == 1


def test_the_address_is_shown_once(world, page):
    client = world.client_for("practitioner")
    made = client.post("/diary/settings/").content.decode()
    assert "/diary/feed/" in made
    page("practitioner", "/diary/settings/").says("You have an address, made Mon 9 Nov 2026", "Take it back")
    assert "/diary/feed/" not in client.get("/diary/settings/").content.decode()
    client.post("/diary/settings/", {"revoke": "1"})
    page("practitioner", "/diary/settings/").says("You have no address")


def test_an_invitation_is_kept_in_step(world):
    contact = make.appointment(world.held, at=make.at(date(2027, 6, 1), 10))
    client = world.client_for("practitioner")
    url = f"/appointments/{contact.pk}/invitation.ics"
    calendar = Calendar.from_ical(client.get(url).content)
    entry = calendar.walk("VEVENT")[0]
    assert (str(calendar["METHOD"]), entry["SEQUENCE"], str(entry["STATUS"])) == ("PUBLISH", 1, "CONFIRMED")
    assert entry["DTSTART"].dt == datetime(2027, 6, 1, 9, tzinfo=UTC)
    assert str(entry["URL"]).endswith(f"/appointments/{contact.pk}/")
    Contact.objects.filter(pk=contact.pk).update(cancelled_at=make.at(world.today), version=2)
    calendar = Calendar.from_ical(client.get(url).content)
    gone = calendar.walk("VEVENT")[0]
    assert (str(calendar["METHOD"]), gone["SEQUENCE"], str(gone["STATUS"])) == ("CANCEL", 2, "CANCELLED")
    assert gone["UID"] == entry["UID"]


def test_the_outbox_says_what_became_of_each(world, page, settings):
    contact = make.appointment(world.held, at=make.at(world.today + timedelta(days=2)))
    for number, state in enumerate(["waiting", "sent", "no_sender"]):
        contact.reminders.create(
            channel="sms", to="07700 900123", body="You have an appointment", send_at=make.at(world.today, 9 + number),
            state=state, reference=f"r{number}",
        )  # fmt: skip
    shown = page("case_administrator", "/reminders/")
    shown.says("3 messages", "No service is set up to send texts", "Not sent: no service is set up to send it")
    shown.lacks("07700")
    page("practitioner", "/reminders/?state=sent").says("1 message")
    page("elsewhere", "/reminders/").says("No message is planned or was sent")
