"""One part of a person's sentence, by its id: of this person, or None."""

from __future__ import annotations

from rainer.cases.models import Case, Intervention, Offence, Requirement, Sentence, SentenceEvent


def event_of(case: Case, pk: int) -> SentenceEvent | None:
    """With its sentence, where it has one."""
    return SentenceEvent.objects.filter(person=case.person_id, pk=pk).select_related("sentence").first()


def requirement_of(case: Case, pk: int) -> Requirement | None:
    """With its event and sentence; one without a sentence is none."""
    rows = Requirement.objects.filter(event__person=case.person_id, pk=pk).exclude(event__sentence=None)
    return rows.select_related("event__sentence").first()


def intervention_of(case: Case, pk: int) -> Intervention | None:
    return Intervention.objects.filter(person=case.person_id, pk=pk).first()


def offence_of(case: Case, pk: int) -> Offence | None:
    return Offence.objects.filter(event__person=case.person_id, pk=pk).first()


def custodial_sentences(case: Case) -> list[Sentence]:
    """Those that run, the newest event first."""
    rows = Sentence.objects.filter(
        event__person=case.person_id, kind=Sentence.Kind.CUSTODIAL, terminated_on=None
    ).select_related("event")
    return list(rows.order_by("-event__number"))
