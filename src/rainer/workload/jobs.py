"""Work of load done by the worker: thin, of ids and dates, safe to run twice."""

from __future__ import annotations

from collections.abc import Sequence

from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.jobs import job
from rainer.common.models import LogEntry
from rainer.workload import operations


@job("read_loads", only_one=True)
def read_loads() -> None:
    """Roll reductions, work out every load, keep the night's readings and open the records they ask for"""
    now, on = clock.now(), clock.today()
    operations.roll_reductions(on, at=now)
    operations.refresh_case_flags(None, on=on)
    operations.refresh_case_points(None, on=on)
    operations.refresh_load(None, at=now)
    operations.take_readings(on, at=now)
    operations.take_place_readings(on)
    operations.evaluate_thresholds(on, at=now)


@job("refresh_all_loads", only_one=True)
def refresh_all_loads() -> None:
    """Work out every case and load again, after a value of the rulebook changed"""
    operations.refresh_case_points(None, on=clock.today())
    operations.refresh_load(None, at=clock.now())


@job("refresh_loads_of_people", only_one=True)
def refresh_loads_of_people(person_ids: Sequence[int]) -> None:
    """Work out these people's cases again, and the loads of those who hold them"""
    cases = Case.objects.filter(person_id__in=person_ids, closed_on=None)
    ids, on = list(cases.values_list("id", flat=True)), clock.today()
    operations.refresh_case_flags(ids, on=on)
    operations.refresh_case_points(ids, on=on)
    holders = cases.exclude(practitioner_team=None).values_list("practitioner_team_id", flat=True)
    operations.refresh_load(list(holders), at=clock.now())


def refresh_load_of_person(entry: LogEntry) -> None:
    """Reaction: a fact that decides points changed, for one person."""
    if entry.person_id is not None:
        refresh_loads_of_people.later(person_ids=[entry.person_id])


def refresh_loads_of_those_tiered(entry: LogEntry) -> None:
    """Reaction: tiers were worked out again, so points may have changed, for the people the entry names."""
    if entry.data.get("people"):
        refresh_loads_of_people.later(person_ids=entry.data["people"])


def refresh_loads_everywhere(entry: LogEntry) -> None:
    """Reaction: a local value was approved or ended, so any load may have changed."""
    refresh_all_loads.later()
