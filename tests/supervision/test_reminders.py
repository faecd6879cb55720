"""Texts and e-mails to the person: planned by day, stopped with the appointment, sent once, never in silence."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from rainer.common import notify
from rainer.common.models import LogEntry
from rainer.supervision.inputs import Wanted
from rainer.supervision.models import Contact, Reminder
from rainer.supervision.operations.booking import book
from rainer.supervision.operations.outcomes import Outcome, record_outcome
from rainer.supervision.operations.reminders import send_due
from tests import make

TUESDAY = date(2026, 11, 17)
KEY = "rainer-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"


@pytest.fixture(autouse=True)
def clock(world, monkeypatch):
    """A clock the test moves."""
    at = {"now": make.at(world.today, 10)}
    monkeypatch.setattr("rainer.common.clock.now", lambda: at["now"])

    def to(moment):
        at["now"] = moment

    return to


@pytest.fixture
def sender(settings, monkeypatch):
    """Notify, set up; what it was handed, and an error to raise."""
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_SMS_TEMPLATE_ID = KEY, "mail", "text"
    taken: list[dict[str, str]] = []
    monkeypatch.setattr(notify, "send_sms", lambda **message: taken.append({"by": "sms", **message}))
    monkeypatch.setattr(notify, "send_email", lambda **message: taken.append({"by": "email", **message}))
    return taken


def reachable(world, **fields):
    person = world.held.person
    for name, value in {"allow_sms": True, "mobile": "07700 900123", **fields}.items():
        setattr(person, name, value)
    person.save()


def booked(world, acting, at=None, **fields):
    asked = Wanted("COAP", at or make.at(TUESDAY, 15, 30), world.aisha.pk, location="Fell House", tell=True, **fields)
    return book(acting=acting("practitioner"), case=world.held, wanted=asked, key=uuid4())


def plan():
    return [(f"{m.send_at:%d %H:%M}", m.channel, m.state) for m in Reminder.objects.order_by("send_at", "pk")]


def test_a_booking_is_told_after_time_to_undo_and_a_day_ahead(world, acting):
    reachable(world)
    booked(world, acting)
    assert plan() == [("09 10:05", "sms", "waiting"), ("16 15:30", "sms", "waiting")]
    assert Reminder.objects.first().body == (
        "Jordan, you have an appointment on Tuesday 17 November 2026 at 15:30, Fell House, with Aisha. "
        "If you cannot come, tell us as soon as you can."
    )


@pytest.mark.parametrize("word", ["probation", "offen", "licence", "risk"])
def test_a_text_says_nothing_of_what_it_is_for(world, acting, word):
    reachable(world)
    booked(world, acting, every="week", times=3)
    assert all(word not in body.lower() for body in Reminder.objects.values_list("body", flat=True))


def test_a_series_is_told_in_one_message(world, acting):
    reachable(world)
    booked(world, acting, every="2_weeks", times=6)
    first = Reminder.objects.order_by("send_at").first()
    assert "you have 6 appointments with Aisha, every 2 weeks, from Tuesday 17 November 2026 at 15:30" in first.body
    assert Reminder.objects.count() == 7


@pytest.mark.parametrize(
    ("fields", "channels"),
    [
        ({"allow_sms": False}, set()),
        ({"mobile": ""}, set()),
        ({"mobile": "", "email": "jordan@example.org"}, {"email"}),
        ({"email": "jordan@example.org"}, {"sms"}),
    ],
)
def test_only_those_who_agreed_are_reached_and_how(world, acting, fields, channels):
    reachable(world, **fields)
    booked(world, acting)
    assert set(Reminder.objects.values_list("channel", flat=True)) == channels


@pytest.mark.parametrize(
    ("hour", "minute", "reminder"),
    [(7, 59, "15 20:00"), (8, 0, "16 08:00"), (19, 59, "16 19:59"), (20, 0, "16 20:00"), (21, 0, "16 20:00")],
)
def test_no_reminder_at_night(world, acting, hour, minute, reminder):
    reachable(world)
    booked(world, acting, at=make.at(TUESDAY, hour, minute))
    assert plan()[1][0] == reminder


def test_news_at_night_waits_for_the_morning_unless_it_would_come_too_late(world, acting, clock):
    reachable(world)
    clock(make.at(world.today, 22))
    booked(world, acting)
    booked(world, acting, at=make.at(world.today, 23))
    assert sorted(plan())[:2] == [("09 22:05", "sms", "waiting"), ("10 08:00", "sms", "waiting")]


def test_a_booking_for_tomorrow_morning_has_no_reminder_in_the_past(world, acting):
    reachable(world)
    booked(world, acting, at=make.at(world.today + timedelta(days=1), 9))
    assert len(plan()) == 1


def test_what_is_due_is_sent_once_however_often_the_job_runs(world, acting, clock, sender):
    reachable(world)
    booked(world, acting)
    assert send_due() == 0
    clock(make.at(world.today, 10, 5))
    assert (send_due(), send_due()) == (1, 0)
    (message,) = sender
    assert (message["by"], message["to"]) == ("sms", "07700 900123")
    entry = LogEntry.objects.get(name="appointment_message_sent")
    assert (entry.person_id, entry.data) == (world.held.person_id, {"channel": "Text"})


def test_without_a_sender_the_outbox_says_so(world, acting, clock):
    reachable(world)
    booked(world, acting)
    clock(make.at(world.today, 11))
    assert send_due() == 0
    assert plan()[0][2] == "no_sender"


@pytest.mark.parametrize(
    "ends",
    [
        lambda world, contact: Contact.objects.filter(pk=contact.pk).update(cancelled_at=make.at(world.today)),
        lambda world, contact: Contact.objects.filter(pk=contact.pk).update(outcome_code="AAME"),
        lambda world, contact: reachable(world, allow_sms=False),
        lambda world, contact: reachable(world, date_of_death=world.today),
        lambda world, contact: Contact.objects.filter(pk=contact.pk).update(at=make.at(world.today, 9)),
    ],
)
def test_nothing_is_sent_about_what_is_off_or_to_who_must_not_be_written_to(world, acting, clock, sender, ends):
    reachable(world)
    (contact,) = booked(world, acting).contacts
    ends(world, contact)
    clock(make.at(world.today, 11))
    assert send_due() == 0
    assert not sender
    assert plan()[0][2] == "stopped"


def test_an_outcome_stops_what_was_planned(world, acting):
    reachable(world)
    (contact,) = booked(world, acting).contacts
    record_outcome(acting=acting("practitioner"), contact_id=contact.pk, version=1, outcome=Outcome("AAME"))
    assert {state for _at, _by, state in plan()} == {"stopped"}


def test_a_sender_that_fails_is_tried_three_times_then_given_up_in_sight(world, acting, clock, sender, monkeypatch):
    def fail(**message):
        raise OSError("no answer")

    monkeypatch.setattr(notify, "send_sms", fail)
    reachable(world)
    booked(world, acting)
    clock(make.at(world.today, 11))
    states = []
    for _ in range(4):
        send_due()
        states.append(plan()[0][2])
    assert states == ["failed", "failed", "given_up", "given_up"]
    assert LogEntry.objects.filter(name="appointment_message_given_up").count() == 1
