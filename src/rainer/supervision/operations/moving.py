"""Move an appointment to another time, or call it off. The old one keeps its place in history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting
from rainer.supervision.inputs import Wanted, local
from rainer.supervision.models import Contact
from rainer.supervision.operations.booking import checked, note_first_booked, rows
from rainer.supervision.operations.common import case_for, locked, once, record, reference_for, save
from rainer.supervision.operations.reminders import stop_messages, tell_of_cancelling, tell_of_move
from rainer.supervision.parts import PART_FIELDS
from rainer.supervision.queries.booking import look
from rainer.supervision.reference import BY_PERSON, BY_SERVICE
from rainer.web import words

MOVED = log.event_type(
    "appointment_moved",
    gettext_lazy("{actor} moved the appointment to {when}: {asked_by}"),
)
CANCELLED = log.event_type("appointment_cancelled", gettext_lazy("{actor} cancelled the appointment: {asked_by}"))


@dataclass(frozen=True, slots=True)
class Why:
    """Who asked for it, and why; whether the reason is sensitive."""

    asked_by: str
    reason: str
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class NewTime:
    """When it is now. What is left out stays as it was."""

    starts: datetime
    minutes: int | None = None
    location: str | None = None
    with_id: int | None = None


@transaction.atomic
def reschedule(
    *, acting: Acting, contact_id: int, version: int | None, to: NewTime, why: Why, tell: bool, key: UUID
) -> Contact:
    """Move it: a new appointment, linked to the old one, which says who asked and why. Returns the new one.

    Raises BadInputError without a reason or for a time that cannot be, RefusedError where something came of it
    already, ChangedMeanwhileError where someone was faster.
    """
    ids, is_new = once(acting, key, "reschedule", lambda: _move(acting, contact_id, version, to, why))
    new = Contact.objects.select_related("person", "practitioner_team__practitioner", "rescheduled_from").get(pk=ids[0])
    old = new.rescheduled_from
    if is_new and old is not None:
        _tell_of_move(acting, old, new, tell)
    return new


def _tell_of_move(acting: Acting, old: Contact, new: Contact, tell: bool) -> None:
    stop_messages([old])
    if not tell:
        return
    new.case = case_for(acting, new.person)
    tell_of_move(old, new, reference_for(new), old_day=words.long_day(local(old.at)))


def _move(acting: Acting, contact_id: int, version: int | None, to: NewTime, why: Why) -> list[int]:
    contact = locked(acting, contact_id, version)
    _check(contact, why)
    reference = reference_for(contact)
    wanted = wanted_of(contact, to)
    with_ = checked(contact.case, wanted, reference)
    seen = look(contact.case, wanted, with_, reference=reference, by_me=True, moving=contact)
    if seen.refusal:
        raise BadInputError(seen.refusal, errors={"when": seen.refusal})
    new = rows(acting, contact.case, wanted, with_, seen, reference)[0]
    new.rescheduled_from, new.series = contact, contact.series
    new.save()
    if new.is_first_appointment:
        note_first_booked(contact.case, new)
    code = BY_PERSON if why.asked_by == Contact.AskedBy.PERSON else BY_SERVICE
    contact.outcome_code, contact.outcome_at = code, clock.now()
    _keep_why(contact, why, "outcome_code", "outcome_at")
    record(MOVED, acting, contact, when=words.moment(new.at), new=new.pk, asked_by=contact.get_asked_by_display())
    return [new.pk]


def wanted_of(contact: Contact, to: NewTime) -> Wanted:
    """The appointment at its new time, all else as it was."""
    minutes = to.minutes
    if minutes is None and contact.ends_at is not None:
        minutes = round((contact.ends_at - contact.at).total_seconds() / 60)
    return Wanted(
        type_code=contact.type_code,
        starts=to.starts,
        minutes=minutes,
        location=contact.location if to.location is None else to.location,
        with_id=to.with_id or contact.practitioner_team_id or 0,
        part={name: getattr(contact, name) for name in PART_FIELDS},
        notes=contact.notes,
        is_sensitive=contact.is_sensitive,
    )


def _check(contact: Contact, why: Why) -> None:
    if contact.cancelled_at is not None:
        raise RefusedError(_("This appointment was cancelled."))
    if hasattr(contact, "rescheduled_to"):
        raise RefusedError(_("This appointment has moved already."))
    if contact.outcome_code:
        raise RefusedError(_("Something has come of this appointment already."))
    errors = {}
    if why.asked_by not in Contact.AskedBy.values:
        errors["asked_by"] = _("Choose who asked")
    if not why.reason.strip():
        errors["reason"] = _("Say why, in a few words")
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)


def _keep_why(contact: Contact, why: Why, *fields: str) -> None:
    contact.asked_by, contact.reschedule_reason = why.asked_by, why.reason.strip()
    contact.is_reason_sensitive = why.is_sensitive
    save(contact, "asked_by", "reschedule_reason", "is_reason_sensitive", *fields)


@transaction.atomic
def cancel(*, acting: Acting, contact_id: int, version: int | None, why: Why, and_later: bool = False) -> list[Contact]:
    """Call it off, with those of its series still to come where asked. Who knew of it is told. Returns what is off.

    Raises as `reschedule` does.
    """
    contact = locked(acting, contact_id, version)
    _check(contact, why)
    off = [contact, *(_later(contact) if and_later and contact.series else [])]
    reference = reference_for(contact)
    for one in off:
        one.case = contact.case
        one.cancelled_at = clock.now()
        _keep_why(one, why, "cancelled_at")
        record(CANCELLED, acting, one, asked_by=one.get_asked_by_display(), when=words.moment(one.at))
    tell_of_cancelling(contact, reference, and_later=off[1:])
    return off


def _later(contact: Contact) -> list[Contact]:
    """Those of its series after it with which nothing has happened yet."""
    return list(
        Contact.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(series=contact.series, at__gt=contact.at, cancelled_at=None, outcome_code="", rescheduled_to=None)
        .order_by("at")
    )
