from __future__ import annotations

from datetime import date

from rainer.common import clock
from rainer.common.jobs import job
from rainer.common.models import LogEntry
from rainer.tiering import queries
from rainer.tiering.operations import recalculate_tiers

# What the record says brought a tier to be worked out again, by event, where the event gives no reason of its own.
REASONS = {
    "case_created": "Case created",
    "registration_added": "Flag added",
    "registration_changed": "Flag changed",
    "registration_ended": "Flag removed",
    "sentence_added": "Sentence added",
    "sentence_changed": "Sentence amended",
    "sentence_ended": "Sentence ended",
    "requirement_added": "Requirement added",
    "requirement_changed": "Requirement amended",
    "requirement_ended": "Requirement ended",
    "assessment_recorded": "Assessment completed",
    "assessment_rolled_back": "Assessment rolled back",
    "predictor_score_recorded": "Predictor score recorded",
}


@job("recalculate_tiers_of_person")
def recalculate_tiers_of_person(person_id: int, reason: str) -> None:
    """Work out a person's tier again after a fact about them changed"""
    recalculate_tiers(queries.open_cases_of(person_id), on=clock.today(), at=clock.now(), reason=reason)


@job("recalculate_tiers_of_cases")
def recalculate_tiers_of_cases(case_ids: list[int], reason: str) -> None:
    """Work out the tiers of these cases again"""
    recalculate_tiers(case_ids, on=clock.today(), at=clock.now(), reason=reason)


@job("recalculate_due_tiers", only_one=True)
def recalculate_due_tiers(on: str = "") -> None:
    """Work out again the tiers that change with time alone today: an assessment grown too old, years since release"""
    day = date.fromisoformat(on) if on else clock.today()
    reason = "A time limit was reached"
    recalculate_tiers(queries.due_by(day), on=day, at=clock.now(), reason=reason, only_changes=True)


@job("recalculate_tiers_of_place", only_one=True)
def recalculate_tiers_of_place(region: str, unit: str, reason: str) -> None:
    """Work out the tiers of everyone in a place again, after a value there changed ("" for everywhere)"""
    ids = queries.open_cases_in(region_code=region, unit_code=unit)
    recalculate_tiers(ids, on=clock.today(), at=clock.now(), reason=reason, only_changes=True)


def tier_person_again(entry: LogEntry) -> None:
    """Reaction: a fact that decides the tier changed. The entry's `reason`, or what happened, goes on record."""
    if entry.person_id is not None:
        reason = str(entry.data.get("reason") or REASONS.get(entry.name, "A fact changed"))
        recalculate_tiers_of_person.later(person_id=entry.person_id, reason=reason)


def tier_place_again(entry: LogEntry) -> None:
    """Reaction: a local value of a tier rule was approved, began or ran out."""
    if str(entry.data.get("key", "")).startswith("tiering."):
        where = {name: str(entry.data.get(name, "")) for name in ("region", "unit")}
        recalculate_tiers_of_place.later(**where, reason="A value of the rulebook changed")
