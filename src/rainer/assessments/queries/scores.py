"""Scores of a person as they are worked out now, those that were kept, and what has changed in the facts since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from rainer.assessments.models import AssessmentRecord, PredictorScore
from rainer.assessments.predicting import facts_of, predicted
from rainer.cases.models import Case
from rainer.policy.dates import add_months
from rainer.policy.outcome import Outcome, plain
from rainer.policy.predictors.words import INPUTS, NAMES

KEYS = {"ARP": "arp", "VRP": "vrp", "SVRP": "svrp", "DC-SRP": "dc_srp", "IIC-SRP": "iic_srp", "CSRP": "csrp"}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of score: the newest that was kept, what comes out now, and which facts differ between the two."""

    kind: str
    name: str
    kept: PredictorScore | None
    now: Outcome[Any]
    changed: tuple[str, ...]

    @property
    def has_moved(self) -> bool:
        """What comes out now is not what was kept."""
        answer = self.now.answer
        if answer is None or answer.percent is None:
            return self.kept is not None
        return self.kept is None or self.kept.score != answer.percent


def lines_of(case: Case, record: AssessmentRecord | None, *, on: date) -> list[Line]:
    """Each kind in its order, by the newest signed answers. Two queries."""
    facts = facts_of(case, record)
    inputs = plain(asdict(facts))
    kept = {row.kind: row for row in newest_scores(case.person_id, on)}
    return [
        Line(kind, name_of(kind), kept.get(kind), outcome, _changed(kept.get(kind), inputs))
        for kind, outcome in predicted(case, facts, on=on).items()
    ]


def name_of(kind: str) -> str:
    return NAMES.get(KEYS.get(kind, ""), kind)


def newest_scores(person_id: int, on: date) -> list[PredictorScore]:
    """The newest score of each kind. One query."""
    rows = PredictorScore.objects.filter(person=person_id, completed_on__lte=on)
    return list(rows.order_by("kind", "-completed_on", "-pk").distinct("kind"))


def _changed(row: PredictorScore | None, inputs: dict[str, Any]) -> tuple[str, ...]:
    """The facts, in words, that are not what the kept score was worked out from."""
    if row is None or not row.inputs:
        return ()
    return tuple(INPUTS.get(name, name) for name, value in inputs.items() if row.inputs.get(name) != value)


def history_of(person_id: int, on: date) -> list[PredictorScore]:
    """Every score that was kept, the newest first."""
    rows = PredictorScore.objects.filter(person=person_id, completed_on__lte=on)
    return list(rows.select_related("by").order_by("-completed_on", "-pk")[:200])


def due_for_scoring(on: date) -> Iterator[Case]:
    """Open cases of people whose newest own score is a month old or more: whole months count in the predictors.

    Scores that came with the record and have no inputs are not worked out again by time alone.
    """
    newest = PredictorScore.objects.filter(person=OuterRef("person")).exclude(inputs={})
    rows = Case.objects.filter(closed_on=None).annotate(
        scored_on=Subquery(newest.order_by("-completed_on", "-pk").values("completed_on")[:1])
    )
    due = rows.filter(scored_on__lte=add_months(on, -1)).select_related("person", "team__unit__region")
    return due.order_by("pk").iterator(chunk_size=500)
