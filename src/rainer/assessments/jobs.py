"""Scores follow their facts, and time."""

from __future__ import annotations

from datetime import date

from rainer.assessments.operations.scores import work_out_scores
from rainer.assessments.queries.scores import due_for_scoring
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.jobs import job
from rainer.common.models import LogEntry

REASONS = {
    "offence_added": "An offence was added",
    "offence_corrected": "The offence was corrected",
    "details_changed": "Details were corrected",
}


@job("score_person")
def score_person(person_id: int, reason: str) -> None:
    """Work out a person's scores again after a fact about them changed"""
    cases = Case.objects.filter(person=person_id, closed_on=None).select_related("person", "team__unit__region")
    for case in cases.order_by("pk")[:1]:
        work_out_scores(case=case, on=clock.today(), reason=reason)


@job("score_those_due", only_one=True)
def score_those_due(on: str = "") -> None:
    """Work out again the scores that time alone changes: months without an offence, five years in the community"""
    day = date.fromisoformat(on) if on else clock.today()
    for case in due_for_scoring(day):
        work_out_scores(case=case, on=day, reason="Time has passed")


def score_person_again(entry: LogEntry) -> None:
    """Reaction: a fact that a score rests on changed."""
    if entry.person_id is not None:
        score_person.later(person_id=entry.person_id, reason=REASONS.get(entry.name, "A fact changed"))
