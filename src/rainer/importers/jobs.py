"""Large files are checked and applied by the worker; what it does is what the page would have done."""

from __future__ import annotations

from rainer.common.errors import RainerError
from rainer.common.jobs import job
from rainer.importers import operations


@job("check_import", only_one=True, attempts=1)
def check_import(run_id: int) -> None:
    """Read and check a file that came in."""
    try:
        operations.check(run_id)
    except Exception:
        # Left as it is, the file would be "being read" for ever.
        operations.stop(run_id, why="It could not be read to its end; nothing was changed. Check it again.")
        raise


@job("apply_import", only_one=True, attempts=1)
def apply_import(run_id: int) -> None:
    """Apply a checked file that somebody chose to apply."""
    try:
        operations.apply(run_id, acting=None)
    except RainerError as error:
        operations.stop(run_id, why=error.message)
    except Exception:
        operations.stop(run_id, why="It stopped half way; nothing was changed. Check it again.")
        raise
