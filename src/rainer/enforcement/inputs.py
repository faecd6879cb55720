"""Rows turned into the plain inputs of the rules of enforcement: one order, its contacts, warnings and proceedings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from rainer.cases.models import Breach, Case, Recall, Registration, Sentence
from rainer.enforcement.codes import LETTER_OF_LICENCE
from rainer.enforcement.models import BreachProceeding, EnforcementAction, Letter, Move, Warning
from rainer.policy import enforcement
from rainer.policy.framework import CaseRisk
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact

YOUTH = "youth"


def sentence_kind(sentence: Sentence) -> enforcement.SentenceKind | None:
    """How enforcement tells the sentence from others; None for one served in custody."""
    if YOUTH in sentence.group:
        return "youth"
    if sentence.kind == Sentence.Kind.COMMUNITY_ORDER:
        return "community"
    if sentence.kind == Sentence.Kind.SUSPENDED:
        return "suspended"
    return "licence" if sentence.released_on is not None else None


def orders_of(person_id: int) -> list[Sentence]:
    """The person's sentences, those that stand first. One query."""
    rows = Sentence.objects.filter(event__person=person_id).select_related("event__person").order_by("event__number")
    return sorted(rows, key=lambda one: not stands(one))


def stands(sentence: Sentence) -> bool:
    return sentence.event.is_active and sentence.terminated_on is None


def order_of(contact: Contact) -> Sentence | None:
    """The sentence an appointment was for; one booked for nothing in particular is for the only one that stands."""
    orders = orders_of(contact.person_id)
    if contact.event_id is not None:
        return next((one for one in orders if one.event_id == contact.event_id), None)
    standing = [one for one in orders if stands(one)]
    return standing[0] if len(standing) == 1 else None


def day_of(contact: Contact) -> date:
    return local(contact.at).date()


def ref(contact_id: int) -> str:
    return f"contact:{contact_id}"


def contacts_of(orders: Sequence[Sentence]) -> dict[int, list[Contact]]:
    """Appointments with an outcome, by the event they count for, oldest first. One query."""
    if not orders:
        return {}
    standing = [one for one in orders if stands(one)]
    only = standing[0].event_id if len(standing) == 1 else None
    rows = (
        Contact.objects.filter(person=orders[0].event.person_id, is_appointment=True, cancelled_at=None)
        .exclude(outcome_code="")
        .select_related("practitioner_team__practitioner", "requirement")
        .order_by("at", "pk")
    )
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in rows:
        found[contact.event_id or only or 0].append(contact)
    return found


def standing_inputs(
    orders: Sequence[Sentence], contacts: Mapping[int, Sequence[Contact]] | None = None
) -> dict[int, enforcement.StandingInputs]:
    """What the rule of standing reads, by event; sentences served in custody are left out. Seven queries at most."""
    events = [one.event_id for one in orders]
    contacts = contacts_of(orders) if contacts is None else contacts
    warnings = _warnings(events)
    proceedings = _proceedings(events)
    return {
        one.event_id: enforcement.StandingInputs(
            sentence_kind=kind,
            contacts=tuple(
                enforcement.Contact(ref(c.pk), day_of(c), c.outcome_code) for c in contacts.get(one.event_id, ())
            ),
            warnings=tuple(warnings[one.event_id]),
            proceedings=tuple(proceedings[one.event_id]),
        )
        for one in orders
        if (kind := sentence_kind(one)) is not None
    }


def _warnings(events: Iterable[int]) -> dict[int, list[enforcement.GivenWarning]]:
    """Warnings, and compliance letters of licences, which answer a failure though they are no warning of an Act."""
    found: dict[int, list[enforcement.GivenWarning]] = defaultdict(list)
    for one in Warning.objects.filter(event__in=events):
        about = frozenset({ref(one.failure_id)})
        found[one.event_id].append(enforcement.GivenWarning(f"warning:{one.pk}", one.given_on, about, one.withdrawn_on))
    for action in _compliance_letters(events):
        event = action.event_id or action.contact.event_id
        if event is not None and action.done_at is not None:
            given = local(action.done_at).date()
            about = frozenset({ref(action.contact_id)})
            found[event].append(enforcement.GivenWarning(f"enforcement-action:{action.pk}", given, about))
    return found


def _compliance_letters(events: Iterable[int]) -> Iterable[EnforcementAction]:
    withdrawn = Letter.objects.filter(state=Letter.State.WITHDRAWN).values("action")
    return (
        EnforcementAction.objects.filter(
            Q(event__in=events) | Q(event=None, contact__event__in=events),
            code=LETTER_OF_LICENCE,
            done_at__isnull=False,
        )
        .exclude(pk__in=withdrawn.filter(action__isnull=False))
        .select_related("contact")
    )


def _proceedings(events: Iterable[int]) -> dict[int, list[enforcement.Proceeding]]:
    """Breaches and recalls that were begun: work that is only being considered is not yet one."""
    events = list(events)
    found: dict[int, list[enforcement.Proceeding]] = defaultdict(list)
    worked: set[int] = set()
    rows = BreachProceeding.objects.filter(event__in=events).exclude(fact=None).prefetch_related("failures")
    for one in rows.select_related("fact"):
        assert one.fact is not None
        worked.add(one.fact.pk)
        about = frozenset(ref(failure.pk) for failure in one.failures.all())
        found[one.event_id].append(_breach(one.fact, about))
    for fact in Breach.objects.filter(event__in=events).exclude(pk__in=worked):
        found[fact.event_id].append(_breach(fact, frozenset()))
    for recall in Recall.objects.filter(event__in=events):
        ended = recall.release_on if recall.returned_to_custody_on else None
        found[recall.event_id].append(
            enforcement.Proceeding(f"recall:{recall.pk}", "recall", recall.decided_on, ended_on=ended)
        )
    return found


def _breach(fact: Breach, about: frozenset[str]) -> enforcement.Proceeding:
    return enforcement.Proceeding(f"breach:{fact.pk}", "breach", fact.started_on, about, fact.ended_on)


def case_risk(case: Case, *, on: date) -> CaseRisk:
    """The risk of the case, as the framework's rules read it. One query."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    codes = Registration.objects.filter(in_force, person=case.person_id).values_list("type_code", flat=True)
    rosh: Any = case.rosh
    return CaseRisk(rosh=rosh, mappa_level=case.mappa_level, registrations=frozenset(codes))


def moves_of(about: str) -> list[Move]:
    return list(Move.objects.filter(about=about).select_related("by").order_by("at", "pk"))
