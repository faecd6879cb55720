"""When somebody's assessments are due, by the rule, from the record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from rainer.assessments.models import Assessment, AssessmentRecord
from rainer.assessments.queries.records import newest_finished
from rainer.assessments.queries.signing import level_of
from rainer.assessments.reference import reference_of
from rainer.cases.models import Case, Sentence
from rainer.policy import assessment as policy
from rainer.policy.outcome import Outcome

NOT_ASSESSMENTS = (policy.Trigger.PLAN,)


def due_of(case: Case, *, on: date) -> Outcome[tuple[policy.Due, ...]]:
    """Every assessment that is due, the soonest first, with why. Three queries."""
    record = newest_finished(case.person_id)
    sentences = list(_sentences(case))
    assessed = _assessed_on(case, record)
    inputs = policy.DueInputs(
        starts=tuple(start for one in sentences if (start := _start(one, assessed))),
        tier=case.tier_v3 or case.tier_v2,
        scheme="v3" if case.tier_v3 else "v2",
        rosh=level_of(case.rosh),
        assessed_on=assessed,
        ends_on=max((one.ends for one in sentences if one.ends), default=None),
    )
    return policy.due(inputs, **reference_of(case, on))


def _sentences(case: Case) -> Any:
    return Sentence.objects.filter(event__person=case.person_id, event__is_active=True, terminated_on=None)


def _assessed_on(case: Case, record: AssessmentRecord | None) -> date | None:
    """The day of the newest, made here or brought in with the record."""
    brought = Assessment.objects.filter(person=case.person_id).order_by("-completed_on").first()
    days = [brought.completed_on] if brought else []
    if record and record.signed_at:
        days.append(timezone.localdate(record.signed_at))
    return max(days, default=None)


def _start(sentence: Sentence, assessed: date | None) -> policy.Start | None:
    kind: Any = "community"
    began: date | None = sentence.starts
    if sentence.kind == Sentence.Kind.CUSTODIAL:
        kind = "licence" if sentence.released_on else "custody"
        began = sentence.released_on or sentence.starts
    if began is None:
        return None
    done = assessed if assessed and assessed >= began else None
    months = sentence.length if sentence.length_unit.startswith("month") else None
    return policy.Start(kind, began, done_on=done, months=months, release_on=sentence.release_expected_on)
