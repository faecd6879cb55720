"""How far each requirement of a person has come, worked out from contacts and dates: nothing of it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rainer.cases.models import Intervention, Requirement, Sentence
from rainer.policy import requirements as policy
from rainer.policy.outcome import Outcome
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import ACTIVITY, UNPAID_WORK, Reference, yes_no

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A requirement with its progress; without one where its code is of no kind we know. `warnings` are odd dates."""

    row: Requirement
    name: str
    outcome: Outcome[policy.Progress] | None
    warnings: tuple[str, ...] = ()
    education: Outcome[policy.EducationAllowance] | None = None
    inputs: policy.ProgressInputs | None = None

    @property
    def has_ended(self) -> bool:
        return self.row.terminated_on is not None


def lines_of(sentences: Iterable[Sentence], reference: Reference) -> dict[int, list[RequirementLine]]:
    """The lines of each sentence's requirements, by court event; the sentences bring their event. Three queries."""
    by_event = {one.event_id: one for one in sentences}
    rows = list(Requirement.objects.filter(event__in=by_event).order_by("pk"))
    contacts = _contacts(rows)
    found: dict[int, list[RequirementLine]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(_line(row, by_event[row.event_id], contacts.get(row.pk, []), reference))
    return found


def lines_for(requirements: Iterable[Requirement], reference: Reference) -> list[RequirementLine]:
    """Requirements that bring their event and its sentence. Two queries."""
    rows = list(requirements)
    contacts = _contacts(rows)
    return [_line(row, row.event.sentence, contacts.get(row.pk, []), reference) for row in rows]


def line_of(requirement: Requirement, reference: Reference) -> RequirementLine:
    """One requirement that brings its event and its sentence."""
    return lines_for([requirement], reference)[0]


def order_end(sentence: Sentence) -> date | None:
    """The entered end, which wins, or the one its length gives."""
    return sentence.ends or calculated_end(sentence)


def calculated_end(sentence: Sentence) -> date | None:
    if not sentence.length:
        return None
    return policy.last_day(sentence.starts, f"{sentence.length} {sentence.length_unit}")


def outlasting(sentence: Sentence, lines: Iterable[RequirementLine], reference: Reference) -> Outcome[tuple[str, ...]]:
    """Requirements that end after their order."""
    ends = tuple(policy.RequirementEnd(one.name, one.row.ends_expected) for one in lines if not one.has_ended)
    return policy.requirement_outlasts_order(policy.OrderInputs(order_end(sentence), ends), **reference.where)


def _contacts(rows: list[Requirement]) -> dict[int, list[Contact]]:
    """Contacts under each requirement, or under an intervention of it. Two queries.

    Interventions are read first: asked for by their own ids, either way to a contact has its index, where a join
    over both would have the database read every contact of the people, or every contact there is.
    """
    ids = [row.pk for row in rows]
    of_intervention = dict(Intervention.objects.filter(requirement__in=ids).values_list("pk", "requirement_id"))
    found: dict[int, list[Contact]] = defaultdict(list)
    either_way = Q(requirement__in=ids) | Q(intervention__in=list(of_intervention))
    for contact in Contact.objects.filter(either_way, cancelled_at=None).order_by("at", "pk"):
        number = of_intervention.get(contact.intervention_id or 0, contact.requirement_id)
        assert number is not None  # so it was asked for
        found[number].append(contact)
    return found


def _line(row: Requirement, sentence: Sentence, contacts: list[Contact], reference: Reference) -> RequirementLine:
    kind = policy.kind_of_code(row.code, **reference.where)
    name = kind.name if kind else reference.requirement_name(row.code)
    if kind is None:
        return RequirementLine(row, name, None)
    inputs = _inputs(row, sentence, kind, contacts, reference)
    outcome = policy.requirement_progress(inputs, **reference.where)
    is_work = kind.kind == UNPAID_WORK
    education = _education(inputs, reference) if is_work and inputs.ordered else None
    return RequirementLine(row, name, outcome, _warnings(row, sentence, reference), education, inputs)


def _inputs(
    row: Requirement, sentence: Sentence, kind: policy.RequirementKind, contacts: list[Contact], reference: Reference
) -> policy.ProgressInputs:
    counted = (_contact(one, kind, reference) for one in contacts)
    return policy.ProgressInputs(
        kind=kind.kind,
        ordered=_ordered(row, kind),
        starts_on=row.starts or row.imposed_on or sentence.starts,
        ends_on=row.ends_expected or _end_by_length(row, sentence, kind),
        order_ends_on=sentence.terminated_on or order_end(sentence),
        ended_on=row.terminated_on,
        contacts=tuple(one for one in counted if one is not None),
        adjustment_minutes=row.adjustment_minutes,
        reviews=(policy.Review(row.review_on),) if row.review_on else (),
    )


def _ordered(row: Requirement, kind: policy.RequirementKind) -> int | None:
    """The amount in the kind's own measure; None where the record has another, or none."""
    if row.length is None:
        return None
    if kind.measure == "minutes":
        return row.length if row.unit.startswith("minute") else row.length * _MINUTES_AN_HOUR
    return row.length if row.unit == kind.measure else None


def _end_by_length(row: Requirement, sentence: Sentence, kind: policy.RequirementKind) -> date | None:
    """Where its length is a stretch of time. Days of activity are not: they may be spread over the order."""
    if row.length is None or kind.progress_by not in ("dates", "treatment"):
        return None
    return policy.last_day(row.starts or row.imposed_on or sentence.starts, f"{row.length} {row.unit}")


def _contact(contact: Contact, kind: policy.RequirementKind, reference: Reference) -> policy.RequirementContact | None:
    """As the rule reads it; None for what was moved, or was no appointment and says nothing of coming."""
    attended, complied = yes_no(contact.attended), yes_no(contact.complied)
    if attended is None and (contact.outcome_code or not contact.is_appointment):
        if complied is not False:
            return None
        attended = False
    return policy.RequirementContact(
        day=local(contact.at).date(),
        attended=attended,
        complied=complied,
        minutes=_minutes(contact, attended) if kind.kind == UNPAID_WORK else 0,
        counts=_counts(contact, attended, reference) if kind.kind == ACTIVITY else True,
    )


def _minutes(contact: Contact, attended: bool | None) -> int:
    """What was credited, or what is planned while there is no outcome."""
    if attended is not None:
        return contact.credited_minutes or 0
    if contact.ends_at is None:
        return 0
    session = policy.CreditInputs(True, local(contact.at).time(), local(contact.ends_at).time())
    credit = policy.minutes_to_credit(session, on=local(contact.at).date()).answer
    return (credit.minutes if credit else None) or 0


def _counts(contact: Contact, attended: bool | None, reference: Reference) -> bool:
    """A booked appointment is a day to come; whoever records it says whether it was one."""
    is_flagged = contact.counts_for_rar or attended is None
    on_requirement = policy.LinkedRequirement(is_rar=True)
    links = policy.ContactLinks(
        is_flagged,
        attended,
        intervention=policy.LinkedIntervention(on_requirement) if contact.intervention_id else None,
        requirement=on_requirement if contact.requirement_id else None,
    )
    answer = policy.contact_counts(links, **reference.where).answer
    return bool(answer and answer.counts)


def _education(inputs: policy.ProgressInputs, reference: Reference) -> Outcome[policy.EducationAllowance]:
    """The share that education and training may take. What was done of it is not told apart in the record yet."""
    asked = policy.EducationInputs(inputs.ordered or 0, 0)
    return policy.ete_allowance(asked, **reference.where)


def _warnings(row: Requirement, sentence: Sentence, reference: Reference) -> tuple[str, ...]:
    if row.unit not in ("days", "weeks", "months") or reference.is_requirement(row.code, ACTIVITY):
        return ()
    start = row.starts or row.imposed_on or sentence.starts
    checked = policy.PeriodInputs(
        row.code, start, f"{row.length} {row.unit}" if row.length else None, row.ends_expected
    )
    outcome = policy.end_matches_period(checked, **reference.where)
    return (outcome.sentence,) if outcome.answer and outcome.answer.is_mismatch else ()


def interventions_of(person_id: int) -> list[Intervention]:
    """The latest first."""
    rows = Intervention.objects.filter(person=person_id).select_related("requirement", "event")
    return list(rows.order_by("-starts", "-referred_on", "-pk"))
