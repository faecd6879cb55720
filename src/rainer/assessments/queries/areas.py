"""Where somebody stands in each area of life, by one assessment."""

from __future__ import annotations

from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.reference import reference_of
from rainer.policy.assessment.areas import AreaStanding
from rainer.policy.assessment.scoring import AnswersInputs
from rainer.policy.assessment.standing import area_standings


def standings(record: AssessmentRecord) -> list[AreaStanding]:
    where: dict[str, Any] = reference_of(record.case, record.form_on)
    return list(area_standings(AnswersInputs(record.answers), **where).answer or ())
