"""What a letter says of an appointment and its order; letters asked for, being written, to print, and sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Address, Adjustment, Case
from rainer.cases.queries.matters import adjustments_of
from rainer.common import clock
from rainer.enforcement.codes import LETTERS
from rainer.enforcement.inputs import day_of
from rainer.enforcement.letters import Template, compose, says, template_for
from rainer.enforcement.models import AbsenceDecision, EnforcementAction, Letter, Warning
from rainer.enforcement.queries.order import Order, order_after
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.enforcement import KIND_WORDS, WarningCheck, WarningText, warning_must_say
from rainer.policy.outcome import Outcome
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.pdf import Paper

PRINTED = (Letter.Method.POST, Letter.Method.PRINT)


@dataclass(frozen=True)
class Writing:
    """A letter as it can be written now for an action: its template and facts, and what the law asks of it."""

    action: EnforcementAction
    order: Order
    template: Template
    facts: dict[str, str]
    check: Outcome[WarningCheck]
    adjustments: list[Adjustment]

    def paper(self, *, free: dict[str, str] | None, at: datetime, large_print: bool) -> Paper:
        return compose(self.template, self.facts, free=free, at=at, large_print=large_print)

    @property
    def lacking(self) -> str:
        """What the warning must also say, in words; "" where it says all, or no Act asks for anything."""
        answer = self.check.answer
        return self.check.sentence if answer is not None and not answer.is_complete else ""


def writing_of(action: EnforcementAction, reference: Reference) -> Writing | None:
    """What the letter for an action says, signed by whoever chose it; None for an action that is no letter, or an order that is not known."""
    template = template_for(action.code)
    order = order_after(action.contact, reference, event_id=action.event_id)
    if template is None or order is None:
        return None
    check = _check(order, template, {}, reference)
    facts = facts_of(action, order, reference)
    if check.answer is not None and check.answer.liable_until is not None:
        facts["liable_until"] = words.long_day(check.answer.liable_until)
        facts["months"] = _months(check)
        check = _check(order, template, facts, reference)
    adjustments = adjustments_of(action.contact.person_id, on=reference.on)
    return Writing(action, order, template, facts, check, adjustments)


def _check(order: Order, template: Template, facts: dict[str, str], reference: Reference) -> Outcome[WarningCheck]:
    said: Any = says(template, facts)
    return warning_must_say(WarningText(order.kind, said, reference.on), **reference.where)


def _months(check: Outcome[WarningCheck]) -> str:
    """For how long a warning counts, from the law the check read."""
    value = next(step.value for step in check.steps if step.value is not None)
    return str(value.value["warning_months"])


def facts_of(action: EnforcementAction, order: Order, reference: Reference) -> dict[str, str]:
    """The facts of a letter, as words. Five queries."""
    contact, person = action.contact, action.contact.person
    ahead = following(contact)
    before = (
        Warning.objects.filter(event=order.sentence.event, withdrawn_on=None, given_on__lt=reference.on)
        .exclude(failure=contact)
        .order_by("given_on")
        .last()
    )
    return {
        "name": " ".join(part for part in (person.title, str(person)) if part),
        "greeting": _("Dear %(name)s") % {"name": person.preferred_name or person.forename},
        "address": "\n".join(address_of(contact)),
        "crn": person.crn,
        "order": str(KIND_WORDS[order.kind]),
        "what": _lower(reference.type_name(contact.type_code)),
        "when": words.long_moment(contact.at),
        "day": words.long_day(day_of(contact)),
        "where": _(" at %(place)s") % {"place": contact.location} if contact.location else "",
        "happened": _happened(contact, reference),
        "kind": kind_of_failure(contact, reference),
        "respond_by": words.long_day(action.respond_by) if action.respond_by else "",
        "next": _appointment(ahead) if ahead else "",
        "warned_on": words.long_day(before.given_on) if before else "",
        "office": contact.case.team.office,
        "office_address": contact.case.team.office_address,
        "telephone": contact.case.team.office_telephone,
        "writer": str(action.by),
        "writer_email": action.by.email,
        "today": words.long_day(reference.on),
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _happened(contact: Contact, reference: Reference) -> str:
    kind = reference.outcomes[contact.outcome_code].kind
    if kind == "sent_home_behaviour":
        return _("You came, and were sent home because of how you behaved.")
    if contact.attended == Contact.Attended.NO:
        return _("You did not come.")
    return _("You did not do what you were asked to do.")


def kind_of_failure(contact: Contact, reference: Reference) -> str:
    """By what came of it, which words of a letter fit; of an absence, whether anything was said. "" while undecided."""
    row = reference.outcomes[contact.outcome_code]
    if not row.counts_as_failure:
        return ""
    if row.kind == "sent_home_behaviour":
        return row.kind
    if contact.attended != Contact.Attended.NO:
        return "kept_not_complied"
    decision = AbsenceDecision.objects.filter(contact=contact, replaced_by=None).order_by("-at", "-pk").first()
    return "said" if decision is not None and (decision.known or decision.evidence) else "nothing_said"


def address_of(contact: Contact) -> list[str]:
    return home_of(contact.person_id)


def home_of(person_id: int) -> list[str]:
    """Where the person is written to; nothing with no fixed address."""
    home = Address.objects.filter(person=person_id, status=Address.Status.MAIN, ends=None).first()
    if home is None or home.no_fixed_abode:
        return []
    street = " ".join(part for part in (home.building, home.street) if part)
    return [line for line in (street, home.district, home.town, home.county, home.postcode) if line]


def following(contact: Contact) -> Contact | None:
    """The person's next appointment, with whom it is."""
    ahead = Contact.objects.filter(
        person=contact.person_id, is_appointment=True, cancelled_at=None, outcome_code="", at__gt=clock.now()
    )
    return ahead.select_related("practitioner_team__practitioner").order_by("at", "pk").first()


def _appointment(contact: Contact) -> str:
    when = words.long_moment(contact.at)
    return _("%(when)s, at %(place)s") % {"when": when, "place": contact.location} if contact.location else when


def letter_actions(contact: Contact) -> QuerySet[EnforcementAction]:
    """Letters chosen after an appointment and not yet sent, the last chosen first."""
    return (
        EnforcementAction.objects.filter(contact=contact, code__in=LETTERS, done_at=None)
        .select_related("contact__person", "event", "by")
        .order_by("-at", "-pk")
    )


def _in_area(acting: Acting, to_person: str) -> Q:
    """Letters about people with an open case where the user may send them."""
    area = acting.area(Capability.SEND_LETTER)
    cases = Case.objects.filter(area.teams_q("team"), closed_on=None, person=OuterRef(to_person))
    return Q(Exists(cases))


def asked_for(acting: Acting, *, administrators_only: bool = True) -> QuerySet[EnforcementAction]:
    """Letters someone asked a case administrator to make, by the day of their answer, then as they were asked for."""
    written = Letter.objects.filter(action=OuterRef("pk")).exclude(state=Letter.State.WITHDRAWN)
    rows = EnforcementAction.objects.filter(
        _in_area(acting, "contact__person"), ~Exists(written), code__in=LETTERS, done_at=None
    )
    if administrators_only:
        rows = rows.filter(for_whom="admin")
    return rows.select_related("contact__person", "by").order_by("respond_by", "at", "pk")


def being_written(acting: Acting) -> QuerySet[Letter]:
    rows = Letter.objects.filter(_in_area(acting, "person"), state=Letter.State.DRAFT, action__isnull=False)
    return rows.select_related("person", "made_by", "action").order_by("made_at", "pk")


def to_print(acting: Acting) -> QuerySet[Letter]:
    """Letters that go out on paper and were not printed yet, the oldest first."""
    rows = Letter.objects.filter(
        _in_area(acting, "person"), state=Letter.State.SENT, method__in=PRINTED, printed_at=None
    )
    return rows.select_related("person", "made_by").order_by("sent_at", "pk")


def warnings_about(contact: Contact) -> list[Warning]:
    return list(Warning.objects.filter(failure=contact).select_related("by").order_by("given_on", "pk"))


def limited_in(acting: Acting, person_ids: Iterable[int]) -> set[int]:
    """Which of these people only show as their stand-in here."""
    return limited_person_ids(acting, person_ids)
