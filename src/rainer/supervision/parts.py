"""What an appointment or contact is for: a sentence, or one requirement, licence condition or intervention of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from rainer.cases.models import Case, Intervention, LicenceCondition, Person, Requirement, Sentence
from rainer.supervision.models import Contact
from rainer.supervision.reference import ACTIVITY, Reference

PART_FIELDS = ("event_id", "requirement_id", "licence_condition_id", "intervention_id")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One thing an appointment can be for. `value` is how a form names it: "requirement:12"."""

    kind: str
    pk: int
    event_id: int | None
    words: str
    is_activity: bool = False

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.pk}"

    @property
    def fields(self) -> dict[str, Any]:
        """What a contact for it has set."""
        named = {} if self.kind == "event" else {f"{self.kind}_id": self.pk}
        return {"event_id": self.event_id, **named}


def parts_of(person: Person, reference: Reference) -> list[Part]:
    """What there is now that an appointment can be for, the sentences first. Four queries."""
    sentences = list(
        Sentence.objects.filter(event__person=person, event__is_active=True, terminated_on=None)
        .select_related("event")
        .order_by("event__number")
    )
    numbers = {one.event_id: one.event.number for one in sentences}
    return [
        *(Part("event", s.event_id, s.event_id, _sentence(s)) for s in sentences),
        *_requirements(numbers, reference),
        *_conditions(numbers, reference.on),
        *_interventions(person, reference.on),
    ]


def _sentence(sentence: Sentence) -> str:
    name = _("Licence") if _is_licence(sentence) else sentence.get_kind_display()
    return _("%(what)s (event %(number)s)") % {"what": name, "number": sentence.event.number}


def _is_licence(sentence: Sentence) -> bool:
    return sentence.kind == Sentence.Kind.CUSTODIAL and sentence.released_on is not None


def _requirements(numbers: dict[int, int], reference: Reference) -> list[Part]:
    rows = Requirement.objects.filter(event__in=numbers, terminated_on=None).order_by("event__number", "pk")
    return [
        Part(
            "requirement", r.pk, r.event_id, _requirement(r, numbers[r.event_id], reference),
            is_activity=reference.is_requirement(r.code, ACTIVITY),
        )
        for r in rows
    ]  # fmt: skip


def _requirement(requirement: Requirement, number: int, reference: Reference) -> str:
    name = reference.requirement_name(requirement.code)
    return _("%(what)s (event %(number)s)") % {"what": name, "number": number}


def _conditions(numbers: dict[int, int], on: date) -> list[Part]:
    """Those beyond the standard ones, which every licence has."""
    rows = (
        LicenceCondition.objects.filter(licence__event__in=numbers, licence__replaced_on=None, ends=None)
        .exclude(kind=LicenceCondition.Kind.STANDARD)
        .select_related("licence")
        .order_by("licence__event__number", "pk")
    )
    return [Part("licence_condition", c.pk, c.licence.event_id, _condition(c)) for c in rows]


def _condition(condition: LicenceCondition) -> str:
    return _("Condition: %(what)s") % {"what": Truncator(condition.text).chars(LONGEST)}


def _interventions(person: Person, on: date) -> list[Part]:
    rows = Intervention.objects.filter(person=person, ends=None).order_by("pk")
    return [Part("intervention", i.pk, i.event_id, i.subtype or i.kind) for i in rows]


def part_words(contact: Contact, reference: Reference) -> str:
    """What a contact is for, in words; "" for the person as a whole. Reads what `open_contact` fetched."""
    if contact.requirement is not None:
        return reference.requirement_name(contact.requirement.code)
    if contact.licence_condition is not None:
        return _condition(contact.licence_condition)
    if contact.intervention is not None:
        return contact.intervention.subtype or contact.intervention.kind
    if contact.event is None:
        return ""
    sentence = getattr(contact.event, "sentence", None)
    return _sentence(sentence) if sentence else _("Event %(number)s") % {"number": contact.event.number}


def part_value(contact: Contact) -> str:
    """How a form names what the contact is for."""
    for kind in ("requirement", "licence_condition", "intervention", "event"):
        if (pk := getattr(contact, f"{kind}_id")) is not None:
            return f"{kind}:{pk}"
    return ""


def sentence_end(case: Case, event_id: int | None) -> date | None:
    """The last day of the sentence the appointment is for; without one, of the person's last. None: not known."""
    sentences = Sentence.objects.filter(event__person=case.person)
    if event_id is not None:
        sentences = sentences.filter(event=event_id)
    ends = [s.terminated_on or s.ends for s in sentences]
    if not ends:
        return case.closed_on or case.ends_expected
    return None if None in ends else max(end for end in ends if end)
