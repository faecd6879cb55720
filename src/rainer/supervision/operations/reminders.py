"""Texts and e-mails to the person about their appointments: planned with the appointment, stopped with it, sent by a
job. Whatever becomes of one stays in sight in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.common import clock, log, notify
from rainer.common.models import LogEntry
from rainer.policy.appointments import Every
from rainer.supervision.inputs import local
from rainer.supervision.messages import reference_of, reminders_at, series_facts, told_at, wording
from rainer.supervision.models import Contact, Reminder
from rainer.supervision.queries.before import reach
from rainer.supervision.reference import Reference
from rainer.web import words

State = Reminder.State
TRIES = 3
UNSENT = (State.WAITING, State.FAILED)
SENT = log.event_type(
    "appointment_message_sent",
    _("A message about the appointment was sent to the person: {channel}"),
    kind=LogEntry.Kind.SYSTEM,
)
GIVEN_UP = log.event_type(
    "appointment_message_given_up",
    _("A message about the appointment could not be sent to the person: {channel}"),
    kind=LogEntry.Kind.SYSTEM,
)
SUBJECT = _("Your appointment")


def tell_of_booking(contacts: Sequence[Contact], reference: Reference, *, every: Every | None) -> list[Reminder]:
    """Plan the message of a booking, and a reminder before each appointment. Nothing where nothing can reach them."""
    first, last = contacts[0], contacts[-1]
    at = told_at(clock.now(), reference, before=first.at)
    if every is not None and len(contacts) > 1:
        told = _message("series", first, at, **series_facts(first, last, len(contacts), every))
    else:
        told = _message("booked", first, at)
    return _keep([told, *(one for contact in contacts for one in _reminders(contact, reference))])


def tell_of_move(old: Contact, new: Contact, reference: Reference, *, old_day: str) -> list[Reminder]:
    """Stop what was planned for the old time; tell of the new one: as a move to whoever had heard of the old."""
    stop_messages([old])
    at = told_at(clock.now(), reference, before=new.at)
    told = _message("moved", new, at, old_day=old_day) if _knew(old) else _message("booked", new, at)
    return _keep([told, *_reminders(new, reference)])


def tell_of_cancelling(contact: Contact, reference: Reference, *, and_later: Sequence[Contact] = ()) -> list[Reminder]:
    """Stop what was planned; if the person had been told of the appointment, tell them that it is off, and how many
    of its series after it."""
    stop_messages([contact, *and_later])
    if not _knew(contact) or contact.at <= clock.now():
        return []
    at = told_at(clock.now(), reference, before=contact.at)
    return _keep([_message("cancelled", contact, at, later=len(and_later))])


def stop_messages(contacts: Iterable[Contact]) -> int:
    """Stop what is planned and not sent; returns how many."""
    return Reminder.objects.filter(contact__in=list(contacts), state__in=UNSENT).update(state=State.STOPPED)


def reword(contacts: Iterable[Contact]) -> None:
    """Whoever the appointments are with now is named in what is planned and not sent."""
    by_pk = {contact.pk: contact for contact in contacts}
    unsent = list(Reminder.objects.filter(contact__in=by_pk, state__in=UNSENT))
    for message in unsent:
        contact, kind = by_pk[message.contact_id], message.reference.split("-")[2]
        message.body = wording(kind, contact, **_facts_again(kind, contact))
    Reminder.objects.bulk_update(unsent, ["body"])


def _facts_again(kind: str, contact: Contact) -> dict[str, Any]:
    """What a message says besides the appointment itself: the day it moved from, or the series as it was booked."""
    if kind == "moved" and contact.rescheduled_from is not None:
        return {"old_day": words.long_day(local(contact.rescheduled_from.at))}
    if kind != "series":
        return {}
    booked = LogEntry.objects.filter(
        name="appointments_booked", person_id=contact.person_id, subject=f"contact:{contact.pk}"
    )
    facts = booked.latest("at").data
    last = Contact.objects.get(pk=facts["contacts"][-1])
    return series_facts(contact, last, facts["count"], facts["every"])


def _knew(contact: Contact) -> bool:
    """Whether a message about the appointment, or its series, has reached the person."""
    about = Q(contact=contact) | Q(contact__series=contact.series, contact__series__isnull=False)
    return Reminder.objects.filter(about, state=State.SENT).exists()


def _reminders(contact: Contact, reference: Reference) -> list[Reminder | None]:
    now = clock.now()
    planned = [(hours, at) for hours, at in reminders_at(contact.at, reference) if at > now]
    return [_message("reminder", contact, at, when=str(hours)) for hours, at in planned]


def _message(kind: str, contact: Contact, at: datetime, *, when: str = "", **facts: Any) -> Reminder | None:
    way = reach(contact.person)
    if not way.is_possible:
        return None
    body = wording(kind, contact, **facts)
    return Reminder(
        contact=contact, channel=way.channel, to=way.to, body=body, send_at=at,
        reference=reference_of(contact, kind, when),
    )  # fmt: skip


def _keep(messages: Iterable[Reminder | None]) -> list[Reminder]:
    return Reminder.objects.bulk_create([one for one in messages if one is not None], ignore_conflicts=True)


def send_due() -> int:
    """Send what is due, oldest first, each in its own transaction; returns how many were sent.

    Safe to run twice and side by side: a message is sent by whoever holds its row while it still waits.
    """
    due = Reminder.objects.filter(state__in=UNSENT, send_at__lte=clock.now()).order_by("send_at", "pk")
    sent = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            sent += _send_one(pk)
    return sent


def _send_one(pk: int) -> bool:
    message = (
        Reminder.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("contact__person")
        .filter(pk=pk, state__in=UNSENT)
        .first()
    )
    if message is None:
        return False
    if not _still_wanted(message):
        message.state = State.STOPPED
    elif not notify.can_send(message.channel):
        message.state = State.NO_SENDER
    else:
        _try(message)
    message.save(update_fields=["state", "attempts", "sent_at"])
    return message.state == State.SENT


def _still_wanted(message: Reminder) -> bool:
    """Not for an appointment that is over or will not be, nor to someone who died or no longer wants messages."""
    contact, person = message.contact, message.contact.person
    is_off = contact.cancelled_at is not None or bool(contact.outcome_code)
    tells_that_it_is_off = message.reference == reference_of(contact, "cancelled")
    if person.date_of_death is not None or not person.allow_sms or contact.at <= clock.now():
        return False
    return not is_off or tells_that_it_is_off


def _try(message: Reminder) -> None:
    message.attempts += 1
    try:
        _hand_over(message)
    except Exception:  # whatever the sender's fault is, the message waits for another try
        message.state = State.FAILED if message.attempts < TRIES else State.GIVEN_UP
        if message.state == State.GIVEN_UP:
            _record(GIVEN_UP, message)
    else:
        message.state, message.sent_at = State.SENT, clock.now()
        _record(SENT, message)


def _hand_over(message: Reminder) -> None:
    if message.channel == Reminder.Channel.SMS:
        notify.send_sms(to=message.to, body=message.body, reference=message.reference)
    else:
        notify.send_email(to=message.to, subject=str(SUBJECT), body=message.body, reference=message.reference)


def _record(event: log.EventType, message: Reminder) -> None:
    log.record(
        event,
        actor=None,
        subject=f"contact:{message.contact_id}",
        person_id=message.contact.person_id,
        data={"channel": str(message.get_channel_display())},
    )
