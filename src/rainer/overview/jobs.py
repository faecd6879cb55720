from __future__ import annotations

from rainer.common.errors import RainerError
from rainer.common.jobs import job
from rainer.overview import operations


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
