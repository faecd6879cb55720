"""Work of the watch done by the worker, and what it does when something happens."""

from __future__ import annotations

from datetime import timedelta

from rainer.assurance.looks import has_level, level_codes
from rainer.assurance.models import LevelChange
from rainer.assurance.operations.levels import fill_levels, keep_levels
from rainer.assurance.operations.signals import look_for_signals
from rainer.common import clock
from rainer.common.jobs import job
from rainer.common.models import LogEntry

DAYS_BACK = timedelta(days=7)  # a night or two that were missed are made up


@job("watch_levels", only_one=True)
def watch_levels() -> None:
    """Keep the levels that were looked at lately and came by an import or a nightly run"""
    fill_levels(since=clock.today() - DAYS_BACK)


@job("keep_levels_of_person")
def keep_levels_of_person(person_id: int) -> None:
    """Keep a level that was taken off, unless another took its place"""
    keep_levels([person_id], kinds=[LevelChange.Kind.ROSH])


@job("look_for_missed_signals", only_one=True)
def look_for_missed_signals(person_ids: list[int] | None = None) -> None:
    """Ask about signals that may have been missed, of these people or of everyone; close what the record answers"""
    look_for_signals(person_ids)


def keep_level_now(entry: LogEntry) -> None:
    """Reaction, in the decision's own transaction: a flag of serious harm was set or reviewed."""
    if entry.person_id is not None and entry.data.get("code") in level_codes():
        keep_levels([entry.person_id], kinds=[LevelChange.Kind.ROSH], decided=entry)


def keep_level_of_ended(entry: LogEntry) -> None:
    """Reaction: a flag of serious harm was taken off. Where none stands now another may be about to take its place, so
    that waits until all of the change is there."""
    if entry.person_id is None or entry.data.get("code") not in level_codes():
        return
    if has_level(entry.person_id):
        keep_level_now(entry)
    else:
        keep_levels_of_person.later(person_id=entry.person_id)


def keep_tiers_now(entry: LogEntry) -> None:
    """Reaction, in the same transaction: tiers came out differently."""
    keep_levels(entry.data.get("people", []), kinds=[LevelChange.Kind.TIER], decided=entry)


def look_for_signals_of(entry: LogEntry) -> None:
    """Reaction: a fact about a person changed that may ask a question, or answer one."""
    if entry.person_id is not None:
        look_for_missed_signals.later(person_ids=[entry.person_id])
