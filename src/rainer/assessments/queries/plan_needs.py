"""Where people stand in each area of life, for many at once: what a plan is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from rainer.assessments.models import Assessment
from rainer.policy.assessment.areas import Area, AreaStanding
from rainer.policy.assessment.scoring import AnswersInputs
from rainer.policy.assessment.standing import area_standings
from rainer.policy.rulebook import Rulebook
from rainer.rulebook.queries import place_of, rulebook_now

FINISHED = ("COMPLETE", "LOCKED_INCOMPLETE")
# The sections of older assessments, which were brought in with their needs scored, each by the area it is about.
AREA_OF = {
    "ACCOMMODATION": Area.ACCOMMODATION,
    "EDUCATION_TRAINING_AND_EMPLOYABILITY": Area.EMPLOYMENT,
    "RELATIONSHIPS": Area.RELATIONSHIPS,
    "LIFESTYLE_AND_ASSOCIATES": Area.THINKING,
    "DRUG_MISUSE": Area.DRUGS,
    "ALCOHOL_MISUSE": Area.ALCOHOL,
    "THINKING_AND_BEHAVIOUR": Area.THINKING,
    "ATTITUDES": Area.THINKING,
}
SEVERE = "SEVERE"


def standings_of(person_ids: Collection[int], *, on: date) -> dict[int, tuple[date, list[AreaStanding]]]:
    """By person, the day of their newest finished assessment and what it found. Two queries.

    One written here is read from its answers; one brought in, from the needs it came with.
    """
    rows = (
        Assessment.objects.filter(person__in=person_ids, completed_on__lte=on, status__in=FINISHED)
        .order_by("person", "-completed_on", "-pk")
        .distinct("person")
        .select_related("record__case__team__unit__region")
    )
    book = rulebook_now()
    return {row.person_id: (row.completed_on, _standings(row, on, book)) for row in rows}


def _standings(row: Assessment, on: date, book: Rulebook) -> list[AreaStanding]:
    if row.record is None:
        return _brought_in((row.answers or {}).get("needs", {}))
    place = place_of(row.record.case.team.unit)
    return list(area_standings(AnswersInputs(row.record.answers), on=on, place=place, rulebook=book).answer or ())


def _brought_in(needs: Mapping[str, Any]) -> list[AreaStanding]:
    """An area is high where one of its sections was a severe need; answers by question are not scored here."""
    known = {section: found for section, found in needs.items() if section in AREA_OF and isinstance(found, str)}
    high = {AREA_OF[section] for section, found in known.items() if found == SEVERE}
    areas = {AREA_OF[section] for section in known}
    return [AreaStanding(area, is_high=area in high, is_complete=True) for area in Area if area in areas]
