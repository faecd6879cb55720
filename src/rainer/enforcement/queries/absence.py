"""What is known of an absence when it is decided: contacts around it, circumstances, calls, its evidence clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from rainer.cases.models import Address, Person, PersonalCircumstance, Unavailability
from rainer.cases.queries.matters import adjustments_of
from rainer.common import clock
from rainer.enforcement.inputs import day_of
from rainer.enforcement.models import AbsenceDecision, EnforcementAction
from rainer.organisation.access import Acting
from rainer.policy.enforcement import EvidenceClock, EvidenceInputs, evidence_clock
from rainer.policy.outcome import Outcome
from rainer.supervision.access import hide_sensitive
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact, ContactNote
from rainer.supervision.reference import AWAITED, Reference
from rainer.web import words

LONGEST_WAIT = "enforcement.longest_wait_days"


def latest_decision(contact: Contact) -> AbsenceDecision | None:
    return AbsenceDecision.objects.filter(contact=contact).select_related("by").order_by("-at", "-pk").first()


def longest_wait(reference: Reference) -> int:
    """Days of waiting beyond which the page asks whether that is meant."""
    days: int = reference.rulebook.value(LONGEST_WAIT, on=reference.on, place=reference.place).value
    return days


def why_no_decision(contact: Contact) -> str:
    """Why there is nothing to decide; "" where there is."""
    if not contact.is_appointment:
        return _("This is not an appointment: there is no absence to decide about.")
    if contact.cancelled_at is not None:
        return _("This appointment was cancelled.")
    if hasattr(contact, "rescheduled_to"):
        return _("This appointment has moved.")
    if contact.at > clock.now():
        return _("This appointment is still to come.")
    if (died := contact.person.date_of_death) is not None and died <= day_of(contact):
        return _("The person had died by then. There is nothing to decide.")
    if not contact.outcome_code:
        return _("Nothing is recorded of this appointment yet. Say first that it was missed.")
    if contact.attended != Contact.Attended.NO:
        return _("The person came to this appointment: there is no absence to decide about.")
    return ""


@dataclass(frozen=True, slots=True)
class Absence:
    """The page of a decision."""

    outcome: str
    clock: Outcome[EvidenceClock]
    decisions: Sequence[AbsenceDecision]
    around: Sequence[Contact]
    words: Sequence[ContactNote]
    known: Sequence[str]

    @property
    def last(self) -> AbsenceDecision | None:
        return self.decisions[0] if self.decisions else None


def absence_of(contact: Contact, acting: Acting, reference: Reference) -> Absence:
    """Nine queries, whatever is known."""
    decisions = list(contact.decisions.select_related("by", "replaces").order_by("-at", "-pk"))
    notes = [] if contact.is_hidden else list(contact.added_notes.select_related("by").order_by("at", "pk"))
    return Absence(
        outcome=reference.outcome_name(contact.outcome_code),
        clock=clock_of(contact, decisions, reference),
        decisions=decisions,
        around=_around(contact, acting, reference),
        words=notes,
        known=_known(contact, day_of(contact), acting.on),
    )


def clock_of(contact: Contact, decisions: Sequence[AbsenceDecision], reference: Reference) -> Outcome[EvidenceClock]:
    """Until when evidence is awaited: as the last who waits said, as the action asked, or as nobody has set."""
    last = decisions[0] if decisions else None
    action = EnforcementAction.objects.filter(contact=contact).order_by("-at", "-pk").first()
    waits = last.wait_until if last and last.decision == AbsenceDecision.Decision.WAIT else None
    decided = local(last.at).date() if last and last.decision != AbsenceDecision.Decision.WAIT else None
    inputs = EvidenceInputs(
        absent_on=day_of(contact),
        action=action.code if action else contact.action_code or None,
        action_on=local(action.at).date() if action else None,
        respond_by=waits or (action.respond_by if action else None) or contact.respond_by,
        decided_on=decided if contact.outcome_code != AWAITED else None,
    )
    return evidence_clock(inputs, **reference.where)


def _around(contact: Contact, acting: Acting, reference: Reference) -> list[Contact]:
    """Contacts with the person near the absence, calls and messages among them."""
    look = reference.rulebook.value("enforcement.pages", on=reference.on, place=reference.place).value
    around = timedelta(days=look["around_days"])
    near = Contact.objects.filter(
        person=contact.person_id, at__gte=contact.at - around, at__lte=contact.at + around, cancelled_at=None
    )
    rows = near.exclude(pk=contact.pk).filter(at__lte=clock.now()).order_by("-at", "-pk")[:10]
    return hide_sensitive(acting, rows, contact.case)


def homeless(person: Person, in_force: Q) -> list[str]:
    """That there is no fixed address, and since when, in a sentence; nothing where there is one."""
    homes = Address.objects.filter(in_force, person=person, no_fixed_abode=True).order_by("-starts")
    found = [_("No fixed address since %(day)s") % {"day": words.since(home.starts)} for home in homes]
    return found or ([_("No fixed address")] if person.no_fixed_abode else [])


def _known(contact: Contact, day: date, today: date) -> list[str]:
    """What the record says of their life on the day of the absence or since, in sentences."""
    in_force = Q(starts__lte=today) & (Q(ends=None) | Q(ends__gte=day))
    person = contact.person
    found = homeless(person, in_force)
    found += [
        _circumstance(one) for one in PersonalCircumstance.objects.filter(in_force, person=person).order_by("kind")
    ]
    found += [
        _cannot(one)
        for one in Unavailability.objects.filter(in_force, person=person, weekdays__contains=[day.weekday()])
    ]
    found += [_("Adjustment: %(what)s") % {"what": one.kind} for one in adjustments_of(person.pk, on=today)]
    return found


def _circumstance(one: PersonalCircumstance) -> str:
    facts = {"kind": one.kind, "detail": one.detail, "day": words.since(one.starts)}
    if one.detail:
        return _("%(kind)s: %(detail)s, since %(day)s") % facts
    return _("%(kind)s, since %(day)s") % facts


def _cannot(one: Unavailability) -> str:
    if one.from_time is None or one.until_time is None:
        return _("Cannot come that weekday: %(reason)s") % {"reason": one.reason}
    facts = {"from": f"{one.from_time:%H:%M}", "until": f"{one.until_time:%H:%M}", "reason": one.reason}
    return _("Cannot come that weekday from %(from)s to %(until)s: %(reason)s") % facts
