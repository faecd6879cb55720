from __future__ import annotations

from datetime import date

from rainer.common import clock
from rainer.common.jobs import job
from rainer.tiering import queries
from rainer.tiering.operations import recalculate_tiers


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
