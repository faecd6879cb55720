"""Book an appointment, or a series that keeps its time on the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting
from rainer.supervision.inputs import Wanted, local
from rainer.supervision.models import Contact, Reminder
from rainer.supervision.operations.common import case_for, locked, once, record, reference_for, save
from rainer.supervision.operations.notes import check_words
from rainer.supervision.operations.reminders import tell_of_booking, tell_of_cancelling
from rainer.supervision.queries.before import can_be_with
from rainer.supervision.queries.booking import Look, look
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.workforce.models import PractitionerTeam

BOOKED = log.event_type("appointment_booked", gettext_lazy("{actor} booked an appointment: {type}, {when}"))
BOOKED_SERIES = log.event_type(
    "appointments_booked", gettext_lazy("{actor} booked {count} appointments: {type}, from {when} to {last}")
)

UNDONE = log.event_type("booking_undone", gettext_lazy("{actor} undid the booking of {count}"))


@dataclass(frozen=True, slots=True)
class Booked:
    """The appointments, and the messages planned. `is_new` is False where the same form was sent before."""

    contacts: tuple[Contact, ...]
    messages: tuple[Reminder, ...]
    is_new: bool


@transaction.atomic
def book(*, acting: Acting, case: Case, wanted: Wanted, key: UUID) -> Booked:
    """Book it. Warnings are for whoever asks to have seen (`queries.booking.look`); they stand in nobody's way.

    The same key gives the same appointments. Raises BadInputError where the sentence ends before, the type or
    practitioner is not one of these, or the case is closed; NotThereError and RestrictedError as access does.
    """
    case = case_for(acting, case.person)
    ids, is_new = once(acting, key, "book", lambda: _book(acting, case, wanted))
    contacts = list(
        Contact.objects.filter(pk__in=ids).select_related("person", "practitioner_team__practitioner").order_by("at")
    )
    if is_new and wanted.tell:
        tell_of_booking(contacts, Reference.of(case.team.unit, on=acting.on), every=wanted.every)
    messages = Reminder.objects.filter(contact__in=ids).order_by("send_at")
    return Booked(tuple(contacts), tuple(messages), is_new)


def _book(acting: Acting, case: Case, wanted: Wanted) -> list[int]:
    reference = Reference.of(case.team.unit, on=acting.on)
    with_ = checked(case, wanted, reference)
    check_words(wanted.notes, reference, field="notes")
    seen = look(case, wanted, with_, reference=reference, by_me=True)
    if seen.refusal:
        raise BadInputError(seen.refusal, errors={"when": seen.refusal})
    made = Contact.objects.bulk_create(rows(acting, case, wanted, with_, seen, reference))
    if any(one.is_first_appointment for one in made):
        note_first_booked(case, made[0])
    _record(acting, case, made, wanted, reference)
    return [one.pk for one in made]


def checked(case: Case, wanted: Wanted, reference: Reference) -> PractitionerTeam:
    """Whom it is with, once the case is open, and type, place and practitioner are such as can be."""
    if case.closed_on is not None:
        raise RefusedError(closed_words(case))
    errors = {}
    kind = reference.types.get(wanted.type_code)
    with_ = can_be_with(case, on=reference.on).filter(pk=wanted.with_id).first()
    if kind is None:
        errors["type_code"] = _("Choose what kind of appointment it is")
    elif kind.location == "yes" and not wanted.location:
        errors["location"] = _("Say where: this kind of appointment has a place")
    if with_ is None:
        errors["with_id"] = _("Choose who it is with")
    if errors or with_ is None:
        raise BadInputError(" ".join(errors.values()), errors=errors)
    return with_


def closed_words(case: Case) -> str:
    return _("The case closed on %(day)s. Nothing can be booked after it.") % {"day": words.day(case.closed_on)}


def rows(
    acting: Acting, case: Case, wanted: Wanted, with_: PractitionerTeam, seen: Look, reference: Reference
) -> list[Contact]:
    """The appointments as rows, not saved. A series is known by one mark."""
    kind, now = reference.types[wanted.type_code], clock.now()
    series = uuid4() if len(seen.starts) > 1 else None
    return [
        Contact(
            person=case.person, type_code=kind.code, at=start, ends_at=end, is_appointment=True,
            is_first_appointment=kind.is_first, location=wanted.location, notes=wanted.notes,
            is_sensitive=wanted.is_sensitive, practitioner_team=with_, series=series, made_by=acting.user, made_at=now,
            **wanted.part,
        )
        for start, end in zip(seen.starts, seen.ends, strict=True)
    ]  # fmt: skip


def note_first_booked(case: Case, contact: Contact) -> None:
    """The case knows when the first appointment after sentence or release is."""
    case.first_appointment, case.first_appointment_on = "booked", words.local(contact.at).date()
    case.save(update_fields=["first_appointment", "first_appointment_on"])


def _record(acting: Acting, case: Case, made: list[Contact], wanted: Wanted, reference: Reference) -> None:
    kind = reference.types[wanted.type_code].name
    facts: dict[str, Any] = {"type": kind, "when": words.moment(made[0].at)}
    if len(made) > 1:
        facts |= {"count": len(made), "last": words.moment(made[-1].at), "every": wanted.every or ""}
    log.record(
        BOOKED_SERIES if len(made) > 1 else BOOKED,
        actor=acting.user,
        subject=f"contact:{made[0].pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={**facts, "contacts": [one.pk for one in made]},
    )


@transaction.atomic
def undo_booking(*, acting: Acting, contact_id: int) -> list[Contact]:
    """Take back a booking that was a slip, with those after it in its series; messages not sent yet are not sent.

    Raises RefusedError where something has come of it already, or it was not the user who booked it today.
    """
    contact = locked(acting, contact_id, None)
    if why := why_no_undo(contact, acting):
        raise RefusedError(why)
    rest = Contact.objects.select_for_update(of=("self",)).filter(
        series=contact.series, cancelled_at=None, at__gte=contact.at
    )
    off = [contact, *(rest.filter(outcome_code="").exclude(pk=contact.pk) if contact.series else [])]
    for one in off:
        one.cancelled_at, one.asked_by = clock.now(), Contact.AskedBy.SERVICE
        save(one, "cancelled_at", "asked_by")
    tell_of_cancelling(contact, reference_for(contact), and_later=off[1:])
    if contact.is_first_appointment:
        contact.case.first_appointment, contact.case.first_appointment_on = "", None
        contact.case.save(update_fields=["first_appointment", "first_appointment_on"])
    record(UNDONE, acting, contact, count=len(off))
    return off


def why_no_undo(contact: Contact, acting: Acting) -> str:
    """Why a booking is cancelled with a reason instead of undone; "" where it can be undone."""
    if contact.outcome_code or contact.cancelled_at is not None:
        return _("Something has come of this appointment already, or it is cancelled.")
    made_today = contact.made_at is not None and local(contact.made_at).date() == acting.on
    if contact.made_by_id != acting.user.pk or not made_today:
        return _("A booking can be undone on its day, by who made it. Cancel it instead, and say why.")
    return ""
