"""The page of serious harm: the newest signed level, the one before, the record's flag, the scores, the checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.assessments.models import AssessmentRecord, PredictorScore
from rainer.assessments.queries.answers import Told, tell
from rainer.assessments.queries.harm import Levels, flagged_level, height, levels_of, sentences, to_themselves
from rainer.assessments.queries.records import FINISHED, WAITING, form_of, records_of
from rainer.assessments.queries.scores import newest_scores
from rainer.cases.models import Case

CHECKS = ("rosh_police_check", "rosh_police_check_used", "rosh_children_check", "rosh_children_check_used")
WHY = ("rosh_change_why", "rosh_weighed")


@dataclass(frozen=True, slots=True)
class Risk:
    """`record` is the newest signed by as many as it needed, `before` the one before it, `waiting` one that waits for
    a second person. `flag` is the level of the record, "" where there is no flag."""

    record: AssessmentRecord | None
    before: AssessmentRecord | None
    waiting: AssessmentRecord | None
    flag: str
    sentences: list[Told]
    to_themselves: list[Told]
    levels: Levels
    checks: list[Told]
    why: list[Told]
    scores: list[PredictorScore]

    @property
    def differs(self) -> bool:
        return self.record is not None and bool(self.record.rosh) and self.flag != self.record.rosh

    @property
    def shown_level(self) -> str:
        """Lists show the higher of the two."""
        assessed = self.record.rosh if self.record else ""
        return max((assessed, self.flag), key=height)

    @property
    def rose(self) -> bool:
        return bool(self.record and self.before and height(self.record.rosh) > height(self.before.rosh))

    @property
    def fell(self) -> bool:
        return bool(self.record and self.before and height(self.record.rosh) < height(self.before.rosh))


def risk_of(case: Case, *, on: date) -> Risk:
    """Four queries."""
    records = list(records_of(case.person_id).filter(state__in=(*FINISHED, *WAITING)))
    finished = sorted((one for one in records if one.is_finished), key=_signed, reverse=True)
    newest = finished[0] if finished else None
    answers: dict[str, Any] = newest.answers if newest else {}
    form = form_of(newest) if newest else None

    def told(codes: tuple[str, ...]) -> list[Told]:
        asked = [question for code in codes if form and (question := form.question(code))]
        return [tell(one, answers[one.code]) for one in asked if answers.get(one.code)]

    return Risk(
        record=newest,
        before=finished[1] if len(finished) > 1 else None,
        waiting=next((one for one in records if one.is_waiting), None),
        flag=flagged_level(case.person_id, on),
        sentences=sentences(form, answers) if form else [],
        to_themselves=to_themselves(form, answers) if form else [],
        levels=levels_of(answers) if newest else [],
        checks=told(CHECKS),
        why=told(WHY),
        scores=newest_scores(case.person_id, on),
    )


def _signed(record: AssessmentRecord) -> Any:
    return record.signed_at, record.pk
