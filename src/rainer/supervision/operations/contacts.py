"""Record something that happened, and correct when it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting
from rainer.supervision.inputs import local
from rainer.supervision.models import Alert, Contact, TimeCorrection
from rainer.supervision.operations.common import case_for, locked, once, record, save
from rainer.supervision.operations.notes import check_words
from rainer.supervision.operations.outcomes import last_kept
from rainer.supervision.queries.before import mine_in
from rainer.supervision.reference import KEPT, Reference
from rainer.web import words

ADDED = log.event_type("contact_added", gettext_lazy("{actor} recorded: {type}, {when}"))
CORRECTED = log.event_type("contact_time_corrected", gettext_lazy("{actor} corrected the time: {when}, was {was}"))


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened. An appointment type is one that was kept without having been booked."""

    type_code: str
    at: datetime
    notes: str
    minutes: int | None = None
    description: str = ""
    location: str = ""
    part: dict[str, Any] = field(default_factory=dict)
    is_sensitive: bool = False
    counts_for_rar: bool = False
    raise_alert: bool = False


@transaction.atomic
def add_contact(*, acting: Acting, case: Case, happened: Happened, key: UUID) -> Contact:
    """Record it, once however often the form is sent. What is kept of the person's last contact follows.

    Raises BadInputError for a type that is none, a time to come, or too many words.
    """
    case = case_for(acting, case.person)
    ids, _is_new = once(acting, key, "contact", lambda: [_add(acting, case, happened).pk])
    return Contact.objects.select_related("person").get(pk=ids[0])


def _add(acting: Acting, case: Case, happened: Happened) -> Contact:
    reference = Reference.of(case.team.unit, on=acting.on)
    _check(happened, reference)
    contact = _row(acting, case, happened, reference)
    contact.case = case
    check_words(happened.notes, reference, field="notes")
    contact.save()
    if contact.attended == Contact.Attended.YES:
        _note_last_contact(case, contact)
    record(ADDED, acting, contact, type=reference.type_name(contact.type_code), when=words.moment(contact.at))
    if happened.raise_alert and case.practitioner_team_id:
        Alert.objects.create(
            contact=contact, practitioner_team_id=case.practitioner_team_id, raised_at=clock.now(),
            raised_by=acting.user,
        )  # fmt: skip
    return contact


def _check(happened: Happened, reference: Reference) -> None:
    errors = {}
    offered = {code for code, kind in reference.contact_types.items() if kind.is_offered}
    if happened.type_code not in offered and happened.type_code not in reference.types:
        errors["type_code"] = _("Choose what happened")
    if happened.at > clock.now():
        errors["when"] = _("That is still to come: book an appointment for it")
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)


def _row(acting: Acting, case: Case, happened: Happened, reference: Reference) -> Contact:
    kind, now = reference.types.get(happened.type_code), clock.now()
    by = mine_in(acting, case.team)
    contact = Contact(
        person=case.person, type_code=happened.type_code, at=happened.at, notes=happened.notes.strip(),
        description=happened.description, location=happened.location, is_sensitive=happened.is_sensitive,
        practitioner_team=by, made_by=acting.user, made_at=now, **happened.part,
    )  # fmt: skip
    if kind is not None:
        contact.ends_at = happened.at + timedelta(minutes=happened.minutes or kind.minutes)
        contact.is_appointment, contact.outcome_code, contact.outcome_at = True, KEPT, now
        contact.attended, contact.complied = Contact.Attended.YES, Contact.Complied.YES
        contact.counts_for_rar = happened.counts_for_rar
    elif reference.contact_types[happened.type_code].direction == "from_person":
        contact.attended = Contact.Attended.YES
    return contact


def _note_last_contact(case: Case, contact: Contact) -> None:
    day = local(contact.at).date()
    if case.last_contact_on is None or case.last_contact_on < day:
        case.last_contact_on = day
        case.save(update_fields=["last_contact_on"])


@transaction.atomic
def correct_time(
    *, acting: Acting, contact_id: int, version: int | None, at: datetime, minutes: int | None, reason: str
) -> Contact:
    """Put right when something took place: what was there before stays and is shown beside it.

    Raises BadInputError without a reason or for something that happened at a time to come; RefusedError for an
    appointment still to come, which is moved instead.
    """
    contact = locked(acting, contact_id, version)
    _check_correction(contact, at, reason)
    TimeCorrection.objects.create(
        contact=contact, was_at=contact.at, was_ends_at=contact.ends_at, reason=reason.strip(), by=acting.user,
        at=clock.now(),
    )  # fmt: skip
    was, was_day = contact.at, local(contact.at).date()
    lasted = contact.ends_at - contact.at if contact.ends_at else None
    contact.at = at
    contact.ends_at = at + timedelta(minutes=minutes) if minutes else at + lasted if lasted else None
    save(contact, "at", "ends_at")
    if contact.attended == Contact.Attended.YES and contact.case.last_contact_on in (None, was_day):
        contact.case.last_contact_on = last_kept(contact.person_id)
        contact.case.save(update_fields=["last_contact_on"])
    elif contact.attended == Contact.Attended.YES:
        _note_last_contact(contact.case, contact)
    record(CORRECTED, acting, contact, when=words.moment(at), was=words.moment(was))
    return contact


def _check_correction(contact: Contact, at: datetime, reason: str) -> None:
    now = clock.now()
    if contact.cancelled_at is not None or hasattr(contact, "rescheduled_to"):
        raise RefusedError(_("This appointment was cancelled or moved: its time is history."))
    if contact.is_appointment and contact.at > now:
        raise RefusedError(_("This appointment is still to come: move it instead."))
    errors = {}
    if at > now:
        errors["when"] = _("That is still to come. When did it take place?")
    if not reason.strip():
        errors["reason"] = _("Say how you know, in a few words")
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)
