"""Where somebody stands in each area of life, from their newest signed assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.queries.records import newest_finished
from rainer.policy.assessment.areas import AreaStanding
from rainer.policy.assessment.scoring import AnswersInputs
from rainer.policy.assessment.standing import area_standings
from rainer.rulebook.queries import place_of, rulebook_now


def area_standings_of(person_id: int, on: date) -> list[AreaStanding]:
    """Empty where there is no signed assessment. In the order in which the plan should look at them."""
    record = newest_finished(person_id)
    return standings(record, on) if record else []


def standings(record: AssessmentRecord, on: date) -> list[AreaStanding]:
    where: dict[str, Any] = {"on": on, "place": place_of(record.case.team.unit), "rulebook": rulebook_now()}
    return list(area_standings(AnswersInputs(record.answers), **where).answer or ())
