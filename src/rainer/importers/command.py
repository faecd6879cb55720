"""The command line's way in: look and apply in one go, reading the file once."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files import File

from rainer.common import clock
from rainer.importers import operations, queries
from rainer.importers.formats import Asked, format_of
from rainer.importers.models import ImportRun
from rainer.importers.wmt.faults import ExtractRefusedError, Faults
from rainer.importers.wmt.renaming import Renaming


@dataclass(frozen=True)
class Result:
    """What came of it: faults, or the plan as data and, once applied, the rows written."""

    file_name: str
    covers: date
    faults: Faults | None = None
    same_as: date | None = None
    plan: dict[str, Any] | None = None
    warnings: list[str] = field(default_factory=list)
    run: ImportRun | None = None


def simulate(format: str, path: Path, *, covers: date | None, reason: str, names: Sequence[Renaming] = ()) -> Result:
    """What the file would change. Nothing is written, not even that it was looked at."""
    day = covers or clock.today()
    with as_file(path) as file:
        try:
            plan = format_of(format).plan(file, Asked(day, bool(reason), operations.EVERYWHERE, renamed=tuple(names)))
        except ExtractRefusedError as error:
            return Result(path.name, day, faults=error.faults)
    return Result(path.name, day, plan=plan.as_data(), warnings=list(plan.warnings))


def bring_in(
    format: str,
    path: Path,
    *,
    covers: date | None,
    reason: str,
    say: Callable[[str], None],
    names: Sequence[Renaming] = (),
) -> Result:
    """Keep the file, check it, and apply it in the same step. With faults nothing but the attempt is kept."""
    with as_file(path) as whole, whole.open("rb") as opened:
        received = operations.Received(path.name, File(opened))
        run = operations.receive(
            acting=None, format=format, received=received, covers=covers, at=clock.now(), names=names
        )
    with operations.one_at_a_time():
        looked = operations.check(run.pk)
        if reason and queries.may_be_overridden(looked.run):
            operations.override_guard(acting=None, run_id=run.pk, reason=reason)
            looked = operations.check(run.pk)
        day = looked.run.covers or clock.today()
        if looked.run.state == ImportRun.State.NO_CHANGE:
            return Result(path.name, day, same_as=_same_day(looked.run), run=looked.run)
        if looked.faults is not None:
            return Result(path.name, day, faults=looked.faults, run=looked.run)
        say("Checked. Applying …")
        run = operations.apply(run.pk, acting=None, plan=looked.plan)
    data = {**looked.plan.as_data(), "written": run.written}
    return Result(path.name, day, plan=data, warnings=run.warnings, run=run)


def _same_day(run: ImportRun) -> date | None:
    earlier = ImportRun.objects.filter(pk=run.plan.get("same_as")).first()
    return earlier.covers if earlier else run.covers


@contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """The path itself, or a folder's files as one zip that is the same for the same files."""
    if not path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / f"{path.name}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(path.glob("*.csv")):
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
        yield packed
