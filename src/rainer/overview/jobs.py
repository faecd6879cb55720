from __future__ import annotations

from rainer.common import clock
from rainer.common.errors import RainerError
from rainer.common.jobs import job
from rainer.common.models import LogEntry
from rainer.overview import operations
from rainer.overview.putting_off import put_off_in, units_to_look_at
from rainer.priorities.operations import close_suspended


@job("make_record_export", only_one=True, attempts=1)
def make_record_export(export_id: int) -> None:
    """Make a long record into a file for whoever asked for it."""
    try:
        operations.make_export(export_id)
    except RainerError as error:
        operations.stop_export(export_id, why=error.message)
    except Exception:
        operations.stop_export(export_id, why="It stopped half way. Ask for it again.")
        raise


def make_what_was_asked(entry: LogEntry) -> None:
    """Reaction: a record that takes long is made by the worker."""
    if entry.data["is_long"]:
        make_record_export.later(export_id=entry.data["export_id"])


@job("keep_suspended_items", only_one=True)
def keep_suspended_items() -> None:
    """Record what every unit's status lets wait today, and what has come back"""
    on = clock.today()
    close_suspended(on=on)
    for unit in units_to_look_at(on=on):
        put_off_in(unit, on=on)


def keep_what_waits(_entry: LogEntry) -> None:
    """Reaction: a status or an instruction changed what may wait."""
    keep_suspended_items.later()
