"""How an appointment stands: whether it was decided, who may say what came of it, which requirement it is a day of."""

from __future__ import annotations

from datetime import date

from rainer.cases.models import Case, Requirement, Sentence
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.enforcement import AppointmentOutcomeRow
from rainer.supervision.models import Contact
from rainer.supervision.reference import ACTIVITY, AWAITED, Reference


def is_decided(contact: Contact) -> bool:
    """A missed appointment whose reason is no longer awaited: only a new decision changes it."""
    return contact.attended == Contact.Attended.NO and contact.outcome_code != AWAITED


def needs_decider(row: AppointmentOutcomeRow) -> bool:
    """What counts as a failure, or excuses an absence, is for those who may decide absences."""
    return row.counts_as_failure or row.is_acceptable_absence


def may_decide(acting: Acting, case: Case) -> bool:
    return acting.area(Capability.DECIDE_ABSENCE).holds_team(case.team)


def sentence_ended_on(contact: Contact) -> date | None:
    """When the sentence the appointment was for had ended; without one, when the case closed."""
    sentence = Sentence.objects.filter(event=contact.event_id).first() if contact.event_id else None
    if sentence is None:
        return contact.case.closed_on
    return sentence.terminated_on or sentence.ends


def activity_requirement(contact: Contact, reference: Reference) -> Requirement | None:
    """The rehabilitation activity requirement a kept appointment would be a day of; the oldest of several."""
    if contact.requirement is not None:
        is_one = reference.is_requirement(contact.requirement.code, ACTIVITY)
        return contact.requirement if is_one else None
    codes = [code for code, (kind, _name) in reference.requirement_kinds.items() if kind == ACTIVITY]
    found = Requirement.objects.filter(event__person=contact.person_id, code__in=codes, terminated_on=None)
    if contact.event_id is not None:
        found = found.filter(event=contact.event_id)
    return found.order_by("event__number", "pk").first()
