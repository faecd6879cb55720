"""Where somebody stands in each area of life, from their newest signed assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.predicting import reference_of
from rainer.assessments.queries.records import newest_finished
from rainer.policy.assessment.areas import AreaStanding
from rainer.policy.assessment.scoring import AnswersInputs
from rainer.policy.assessment.standing import area_standings


def area_standings_of(person_id: int, on: date) -> list[AreaStanding]:
    """Empty where there is no signed assessment. In the order in which the plan should look at them."""
    record = newest_finished(person_id)
    return standings(record) if record else []


def standings(record: AssessmentRecord) -> list[AreaStanding]:
    where: dict[str, Any] = reference_of(record.case, record.form_on)
    return list(area_standings(AnswersInputs(record.answers), **where).answer or ())
