"""What came of an appointment: one outcome, or several kept at once; taken back where it was a slip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.operations.plans import keep_evidence, withdraw_evidence
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError, RainerError, RefusedError
from rainer.organisation.access import Acting
from rainer.policy.appointments import REFUSAL_WORDS, outcome_allowed
from rainer.policy.enforcement import AppointmentOutcomeRow
from rainer.supervision.inputs import allowed_inputs, local
from rainer.supervision.models import Contact
from rainer.supervision.operations.common import RECORD, locked, record, reference_for, save
from rainer.supervision.operations.notes import keep_note
from rainer.supervision.operations.reminders import stop_messages
from rainer.supervision.reference import KEPT, Reference, attended_of, complied_of
from rainer.supervision.standing import activity_requirement, is_decided, may_decide, needs_decider, sentence_ended_on

OUTCOME = log.event_type("outcome_recorded", gettext_lazy("{actor} recorded what came of it: {outcome}"))
CHANGED = log.event_type("outcome_changed", gettext_lazy("{actor} changed what came of it: {outcome}, was {was}"))
TAKEN_BACK = log.event_type("outcome_taken_back", gettext_lazy("{actor} took back what came of it: was {was}"))

FIELDS = (
    "outcome_code", "attended", "complied", "outcome_at", "worked_on", "counts_for_rar", "requirement", "event",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What someone says came of an appointment. `counts_for_rar` None leaves it as it was; `plan_part` is what of the
    plan it was about ("goal:12", "step:34"), "" for nothing of it."""

    code: str
    note: str = ""
    worked_on: tuple[str, ...] = ()
    counts_for_rar: bool | None = None
    plan_part: str = ""


@transaction.atomic
def record_outcome(
    *, acting: Acting, contact_id: int, version: int | None, outcome: Outcome, by_decision: bool = False
) -> Contact:
    """Say what came of an appointment; a missed one awaits its reason and a decision made elsewhere, which is kept
    through here too (`by_decision`: it may change what was decided before).

    Raises BadInputError for an outcome that is none or lacks its words, RefusedError where a rule refuses it or the
    appointment is cancelled or decided, NotAllowedError where it needs someone who may decide absences, and
    ChangedMeanwhileError where someone was faster.
    """
    contact = locked(acting, contact_id, version)
    reference = reference_for(contact)
    row = _row(contact, outcome, reference)
    if is_decided(contact) and not by_decision:
        raise RefusedError(_("This absence has been decided. A change of mind is a new decision."))
    _check(acting, contact, row, outcome, reference)
    # Excused here and not by a decision already being made: a decision follows from it (config/reactions.py).
    excused = row.is_acceptable_absence and not by_decision
    return keep_outcome(acting, contact, row, outcome, reference, excused=excused)


def _row(contact: Contact, outcome: Outcome, reference: Reference) -> AppointmentOutcomeRow:
    row = reference.outcome_for(outcome.code, contact)
    if row is None:
        raise BadInputError(_("Choose what happened."), errors={"outcome": _("Choose what happened")})
    return row


def _check(
    acting: Acting, contact: Contact, row: AppointmentOutcomeRow, outcome: Outcome, reference: Reference
) -> None:
    if not contact.is_appointment:
        raise RefusedError(_("This is not an appointment: nothing can come of it."))
    if contact.cancelled_at is not None:
        raise RefusedError(_("This appointment was cancelled."))
    if needs_decider(row) and not may_decide(acting, contact.case):
        raise NotAllowedError(_("Whether this counts is for the practitioner who may decide it. Ask whose case it is."))
    if row.needs_reason_text and not outcome.note.strip():
        raise BadInputError(_("Say why."), errors={"note": _("Say why: this outcome needs a sentence")})
    if outcome.counts_for_rar and row.code != KEPT:
        said = _("Only an appointment that was kept counts as a RAR day")
        raise RefusedError(f"{said}.", errors={"counts_for_rar": said})
    inputs = allowed_inputs(contact, row, sentence_ended_on=sentence_ended_on(contact))
    answer = outcome_allowed(inputs, **reference.where).answer
    if answer is None or answer.refusal is not None:
        said = REFUSAL_WORDS[answer.refusal] if answer and answer.refusal else _("This outcome cannot be recorded")
        raise RefusedError(f"{said}.", errors={"outcome": said})


def keep_outcome(
    acting: Acting,
    contact: Contact,
    row: AppointmentOutcomeRow,
    outcome: Outcome,
    reference: Reference,
    *,
    excused: bool,
) -> Contact:
    """Keep a checked outcome of a locked contact: its fields, note and event, and what follows for the case."""
    was = contact.outcome_code
    contact.outcome_code, contact.outcome_at = row.code, clock.now()
    contact.attended, contact.complied = attended_of(row), complied_of(row)
    contact.worked_on = list(outcome.worked_on)
    _set_activity_day(contact, row, outcome.counts_for_rar, reference)
    save(contact, *FIELDS)
    about = "" if contact.is_sensitive else outcome.plan_part
    keep_evidence(person_id=contact.person_id, contact_id=contact.pk, on=local(contact.at).date(), about=about)
    note = keep_note(acting, contact, outcome.note) if outcome.note.strip() else None
    stop_messages([contact])
    _note_on_case(contact)
    facts: dict[str, Any] = {"outcome": row.name, "code": row.code, "when": contact.at.isoformat()}
    if excused:
        facts |= {"excused": True, "note": note.pk if note else None}
    if about:
        facts["plan_part"] = about
    if was:
        record(CHANGED, acting, contact, was=reference.outcome_name(was), was_code=was, **facts)
    else:
        record(OUTCOME, acting, contact, **facts)
    return contact


def _set_activity_day(contact: Contact, row: AppointmentOutcomeRow, counts: bool | None, reference: Reference) -> None:
    """A day of a rehabilitation activity is one kept for it. Ticked for an appointment that was for nothing in
    particular, it is for the one such requirement there is."""
    if row.code != KEPT:
        contact.counts_for_rar = False
    elif counts is not None:
        contact.counts_for_rar = counts
    if contact.counts_for_rar and contact.requirement_id is None:
        requirement = activity_requirement(contact, reference)
        if requirement is not None and contact.licence_condition_id is None and contact.intervention_id is None:
            contact.requirement, contact.event_id = requirement, requirement.event_id


def _note_on_case(contact: Contact) -> None:
    """What the case keeps of its contacts: the last one kept, and what came of the first appointment."""
    case, fields = contact.case, []
    day, kept = local(contact.at).date(), contact.attended == Contact.Attended.YES
    if kept and (case.last_contact_on is None or case.last_contact_on < day):
        case.last_contact_on = day
        fields.append("last_contact_on")
    elif not kept and case.last_contact_on == day:
        case.last_contact_on = last_kept(contact.person_id)
        fields.append("last_contact_on")
    if contact.is_first_appointment:
        case.first_appointment, case.first_appointment_on = _first(contact), day
        fields += ["first_appointment", "first_appointment_on"]
    if fields:
        case.save(update_fields=fields)


def _first(contact: Contact) -> str:
    if contact.attended == Contact.Attended.YES:
        return "kept"
    return "missed" if contact.attended == Contact.Attended.NO else "booked"


def last_kept(person_id: int) -> date | None:
    """The day of the last contact the person came to."""
    last = Contact.objects.filter(person=person_id, attended=Contact.Attended.YES).order_by("-at").first()
    return local(last.at).date() if last else None


@transaction.atomic
def take_back_outcome(*, acting: Acting, contact_id: int, version: int | None) -> Contact:
    """Take back an outcome recorded by a slip: the appointment waits for one again. What was written stays.

    Raises RefusedError where there is none, or where it was decided or the appointment moved.
    """
    contact = locked(acting, contact_id, version)
    if not contact.outcome_code:
        raise RefusedError(_("Nothing has been recorded of this appointment."))
    if (is_decided(contact) and contact.at <= clock.now()) or hasattr(contact, "rescheduled_to"):
        raise RefusedError(_("This cannot be taken back: it was decided, or the appointment has moved."))
    reference, was = reference_for(contact), contact.outcome_code
    contact.outcome_code, contact.outcome_at, contact.worked_on = "", None, []
    contact.attended, contact.complied = Contact.Attended.NOT_KNOWN, Contact.Complied.NOT_KNOWN
    contact.counts_for_rar = False
    save(contact, *FIELDS)
    withdraw_evidence(contact_id=contact.pk)
    _note_on_case(contact)
    record(TAKEN_BACK, acting, contact, was=reference.outcome_name(was), was_code=was)
    return contact


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a list of appointments that were kept: which, as it was seen, and its note."""

    contact_id: int
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """What came of recording several: how many are saved, and why each other is not."""

    saved: tuple[Contact, ...]
    refused: tuple[tuple[int, str], ...]


def record_kept(*, acting: Acting, rows: Iterable[Kept]) -> Several:
    """Record several appointments as kept, each with its note, each by itself: one that is refused stops no other."""
    acting.need(RECORD)
    saved, refused = [], []
    for row in rows:
        outcome = Outcome(KEPT, note=row.note)
        try:
            saved.append(record_outcome(acting=acting, contact_id=row.contact_id, version=row.version, outcome=outcome))
        except RainerError as error:
            refused.append((row.contact_id, error.message))
    return Several(tuple(saved), tuple(refused))
