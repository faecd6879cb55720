"""What prompts for missed signals rest on, for one person or thousands: the same six queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from rainer.assessments.models import AnswerChange, AssessmentRecord
from rainer.cases.models import Case, Sentence, SentenceEvent
from rainer.policy.watch import CheckFact, PromptFacts
from rainer.policy.watch.prompts import AGENCIES, NOT_RECORDED
from rainer.supervision.models import Contact

State = AssessmentRecord.State
# What was sent back or taken back says nothing; what is being written may already have an answer.
COUNTS = [s for s in State if s not in (State.REJECTED, State.ROLLED_BACK, State.LOCKED_INCOMPLETE)]
SANCTIONS = "history_sanctions"


def check_question(agency: str) -> str:
    return f"rosh_{agency}_check"


@dataclass(frozen=True, slots=True)
class _Rows:
    convicted: Mapping[int, int]
    begun: Mapping[int, tuple[date | None, date | None]]
    heard: Mapping[int, date]
    records: Mapping[int, AssessmentRecord]
    changed: Mapping[tuple[int, str], tuple[Any, date]]


def prompt_facts(cases: Collection[Case], *, on: date) -> dict[int, PromptFacts]:
    """By case. Of each, its sentence or release in the community, its level and what its newest assessment says."""
    people = [case.person_id for case in cases]
    rows = _Rows(_convicted(people), _begun(people, on), _heard(people), *_assessed(people))
    return {case.pk: _facts(case, rows) for case in cases}


def _facts(case: Case, rows: _Rows) -> PromptFacts:
    person = case.person_id
    begins, released = rows.begun.get(person, (None, None))
    record = rows.records.get(person)
    answers: dict[str, Any] = record.answers if record else {}
    said = answers.get(SANCTIONS)
    counts = [n for n in (rows.convicted.get(person), said if isinstance(said, int) else None) if n is not None]
    # A level that is signed stands, though its flag may wait.
    level = record.rosh if record and record.rosh and case.rosh == NOT_RECORDED else case.rosh
    return PromptFacts(
        rosh=level,
        state=case.state,
        begins=begins,
        released_on=released,
        heard_on=rows.heard.get(person),
        convictions=max(counts, default=None),
        checks=tuple(_checks(record, rows.changed)) if record else (),
    )


def _convicted(people: Collection[int]) -> dict[int, int]:
    rows = SentenceEvent.objects.filter(person__in=people, convicted_on__isnull=False).order_by()
    return dict(rows.values_list("person").annotate(n=Count("pk")))


def _begun(people: Collection[int], on: date) -> dict[int, tuple[date | None, date | None]]:
    """When supervision in the community began, and the release where it was one: of the latest sentence that runs."""
    runs = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on)) & Q(terminated_on=None)
    rows = Sentence.objects.filter(runs, event__person__in=people).order_by("starts", "pk")
    found: dict[int, tuple[date | None, date | None]] = {}
    for person, kind, starts, released in rows.values_list("event__person", "kind", "starts", "released_on"):
        inside = kind == Sentence.Kind.CUSTODIAL
        found[person] = (released, released) if inside else (starts, None)
    return found


def _heard(people: Collection[int]) -> dict[int, date]:
    rows = Contact.objects.filter(
        person__in=people, attended=Contact.Attended.YES, is_system=False, cancelled_at=None
    ).order_by()
    found = rows.values_list("person").annotate(last=Max("at"))
    return {person: timezone.localdate(last) for person, last in found}


def _assessed(
    people: Collection[int],
) -> tuple[dict[int, AssessmentRecord], dict[tuple[int, str], tuple[Any, date]]]:
    """The newest assessment of each, and when each check of these was last answered otherwise than before."""
    records = AssessmentRecord.objects.filter(person__in=people, state__in=COUNTS)
    newest = {row.person_id: row for row in records.order_by("person", "-started_at", "-pk").distinct("person")}
    asked = [check_question(agency) for agency in AGENCIES]
    changes = AnswerChange.objects.filter(record__person__in=newest, question__in=asked).order_by("at", "pk")
    changed = {
        (person, question): (after, timezone.localdate(at))
        for person, question, after, at in changes.values_list("record__person", "question", "after", "at")
    }
    return newest, changed


def _checks(record: AssessmentRecord, changed: Mapping[tuple[int, str], tuple[Any, date]]) -> Iterator[CheckFact]:
    for agency in AGENCIES:
        question = check_question(agency)
        state = record.answers.get(question)
        if not state:
            continue
        last, since = changed.get((record.person_id, question), (None, timezone.localdate(record.edited_at)))
        since = since if last == state else timezone.localdate(record.edited_at)
        yield CheckFact(agency, state, since, bool(str(record.answers.get(f"{question}_used") or "").strip()))


def by_place(cases: Iterable[Case]) -> dict[int, list[Case]]:
    """Cases by unit: values of the rulebook hold in a place."""
    found: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.team.unit_id].append(case)
    return found
