"""One contact, with all that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from rainer.assessments.models import Agreement
from rainer.assessments.queries.plans import not_agreed, part_of_plan
from rainer.cases.models import OwnWords, Person
from rainer.organisation.access import Acting
from rainer.organisation.models import User
from rainer.supervision.models import Contact, ContactNote, Reminder, TimeCorrection
from rainer.supervision.parts import part_words
from rainer.supervision.reference import Reference
from rainer.supervision.standing import activity_requirement, is_decided, may_decide, needs_decider

RECORDED_HERE = ("kept", "kept_not_complied", "sent_home_behaviour", "sent_home_service", "awaiting")


@dataclass(frozen=True, slots=True)
class Words:
    """Something written about the contact: by whom, when. `pk` 0 is what was written with it."""

    pk: int
    text: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactPage:
    """What the page of a contact shows."""

    type_name: str
    outcome: str
    part: str
    words: Sequence[Words]
    corrections: Sequence[TimeCorrection]
    messages: Sequence[Reminder]
    moved_to: Contact | None
    has_alert: bool
    of_the_plan: str
    not_agreed: Agreement | None

    @property
    def has_words(self) -> bool:
        return bool(self.words)


def contact_page(contact: Contact, reference: Reference) -> ContactPage:
    """Seven queries, whatever happened."""
    alert = getattr(contact, "alert", None)
    is_ahead = contact.is_appointment and not contact.outcome_code and contact.cancelled_at is None
    return ContactPage(
        type_name=reference.type_name(contact.type_code),
        outcome=reference.outcome_name(contact.outcome_code) if contact.outcome_code else "",
        part=part_words(contact, reference),
        words=words_of(contact),
        corrections=list(contact.corrections.select_related("by").order_by("at")),
        messages=list(contact.reminders.order_by("send_at", "pk")),
        moved_to=Contact.objects.filter(rescheduled_from=contact).first(),
        has_alert=alert is not None and alert.cleared_at is None,
        of_the_plan="" if contact.is_hidden else part_of_plan(contact.pk),
        # What they said against their plan is talked about the next time they are met.
        not_agreed=not_agreed(contact.person_id) if is_ahead else None,
    )


def words_of(contact: Contact) -> list[Words]:
    """What was written with the contact and what was added, in order; nothing where it is hidden from the user."""
    if contact.is_hidden:
        return []
    first = [Words(0, contact.notes, contact.made_by, contact.made_at)] if contact.notes else []
    notes = ContactNote.objects.filter(contact=contact).select_related("by").order_by("at", "pk")
    return [*first, *(Words(note.pk, note.text, note.by, note.at) for note in notes)]


def aims_of(person: Person) -> list[str]:
    """What the person says they want: what an appointment can have worked on."""
    wants = OwnWords.objects.filter(person=person, kind=OwnWords.Kind.AIM, ended_on=None).order_by("said_on", "pk")
    return list(wants.values_list("text", flat=True))


def can_count(contact: Contact, reference: Reference) -> bool:
    """Whether a kept appointment can count as a day of a rehabilitation activity."""
    return activity_requirement(contact, reference) is not None


def why_no_outcome(contact: Contact) -> str:
    """Why nothing can be recorded of it here; "" where it can."""
    if not contact.is_appointment:
        return _("This is not an appointment: nothing can come of it.")
    if contact.cancelled_at is not None:
        return _("This appointment was cancelled.")
    if hasattr(contact, "rescheduled_to"):
        return _("This appointment has moved.")
    return _("This absence has been decided. A change of mind is a new decision.") if is_decided(contact) else ""


def offered(contact: Contact, acting: Acting, reference: Reference, *, is_future: bool) -> dict[str, str]:
    """Which kinds of outcome this user can record of it now, with the code of each; "excused" and "moved" have none."""
    decides = may_decide(acting, contact.case)
    if is_future:
        return {**({"excused": ""} if decides else {}), "moved": ""}
    found: dict[str, str] = {}
    for row in reference.outcomes.values():
        if row.kind in RECORDED_HERE and (decides or not needs_decider(row)):
            found.setdefault(row.kind, row.code)
    return {**found, "moved": ""} if not contact.outcome_code else found
