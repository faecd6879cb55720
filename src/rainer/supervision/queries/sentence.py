"""The sentence page: every court event with what the court said, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from rainer.cases.models import Case, CourtAppearance, Intervention, Licence, Offence, Sentence, SentenceEvent
from rainer.supervision.queries.progress import RequirementLine, calculated_end, interventions_of, lines_of, outlasting
from rainer.supervision.reference import Reference


@dataclass(frozen=True, slots=True)
class EventPart:
    """One court event. `ends` is the entered end, which wins, or the calculated one; `is_calculated` says which."""

    event: SentenceEvent
    sentence: Sentence | None
    ends: date | None
    is_calculated: bool
    lines: list[RequirementLine]
    warnings: tuple[str, ...]
    interventions: list[Intervention]
    licence: Licence | None

    @property
    def is_over(self) -> bool:
        return not self.event.is_active or bool(self.sentence and self.sentence.terminated_on)


@dataclass(frozen=True, slots=True)
class SentencePage:
    running: list[EventPart]
    earlier: list[EventPart]
    other_work: list[Intervention]


def sentence_page(case: Case, reference: Reference) -> SentencePage:
    """As many queries however many events, requirements or contacts."""
    events = list(_events(case))
    sentences = [event.sentence for event in events if hasattr(event, "sentence")]
    lines, work = lines_of(sentences, reference), interventions_of(case.person_id)
    parts = [_part(event, lines.get(event.pk, []), work, reference) for event in events]
    numbers = {event.pk for event in events}
    return SentencePage(
        running=[part for part in parts if not part.is_over],
        earlier=[part for part in parts if part.is_over],
        other_work=[one for one in work if one.event_id not in numbers],
    )


def _events(case: Case) -> Iterable[SentenceEvent]:
    return (
        SentenceEvent.objects.filter(person=case.person)
        .select_related("sentence")
        .prefetch_related(
            Prefetch("further_offences", Offence.objects.order_by("pk")),
            Prefetch("appearances", CourtAppearance.objects.order_by("-on", "-pk")),
            Prefetch("licences", Licence.objects.filter(replaced_on=None)),
            "releases",
            "recalls",
            "breaches",
        )
        .order_by("-number")
    )


def _part(
    event: SentenceEvent, lines: list[RequirementLine], work: list[Intervention], reference: Reference
) -> EventPart:
    sentence = getattr(event, "sentence", None)
    calculated = calculated_end(sentence) if sentence else None
    return EventPart(
        event=event,
        sentence=sentence,
        ends=(sentence.ends or calculated) if sentence else None,
        is_calculated=bool(sentence and not sentence.ends and calculated),
        lines=lines,
        warnings=_warnings(sentence, lines, reference) if sentence else (),
        interventions=[one for one in work if one.event_id == event.pk],
        licence=next(iter(event.licences.all()), None),
    )


def _warnings(sentence: Sentence, lines: list[RequirementLine], reference: Reference) -> tuple[str, ...]:
    """An odd end of a requirement, named; and any that lasts longer than its order."""
    odd = [f"{line.name}: {warning}" for line in lines for warning in line.warnings if not line.has_ended]
    longer = outlasting(sentence, lines, reference)
    return (*odd, longer.sentence) if longer.answer else tuple(odd)
