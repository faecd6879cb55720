"""Bring a file in: keep it, check it, show what it would change, apply it in one step. Alike for page, CLI and job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.importers import events, queries
from rainer.importers.formats import Asked, Doing, format_of
from rainer.importers.models import ImportRun
from rainer.importers.wmt.answers import on_page
from rainer.importers.wmt.faults import ExtractRefusedError, Faults, Kind
from rainer.importers.wmt.renaming import Renaming
from rainer.organisation.access import Acting, Area
from rainer.organisation.models import User

State = ImportRun.State
MISSING = (Kind.MISSING_SHEET, Kind.MISSING_COLUMN)
EVERYWHERE = Area(everywhere=True)
# One import is applied at a time: two would each plan on a picture the other is changing.
_ONE_AT_A_TIME = 764_001


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came: its name, where it lies, and its hash where that was worked out on the way."""

    name: str
    file: File[bytes]
    sha256: str = ""


@transaction.atomic
def receive(
    *,
    acting: Acting | None,
    format: str,
    received: Received,
    covers: date | None,
    at: datetime,
    names: Sequence[Renaming] = (),
) -> ImportRun:
    """Keep the file and its hash. `covers` is the day it tells of; None for today. Nothing is read yet.

    `names` is what the file calls sheets and columns it seems to lack, where that is known beforehand.

    `acting` is None on the command line of the machine itself. Raises BadInputError for a day to come.
    """
    if acting is not None:
        acting.need(format_of(format).capability)
    today = timezone.localdate(at)
    if covers is not None and covers > today:
        raise BadInputError(_("The file is not brought in."), errors={"covers": _("Choose today or an earlier day")})
    run = ImportRun(
        format=format,
        file_name=received.name[:200],
        size=received.file.size,
        sha256=received.sha256 or hash_of(received.file),
        covers=covers or today,
        day_was_chosen=covers is not None,
        uploaded_by=acting.user if acting else None,
        uploaded_at=at,
        renamed=_kept_names(names, acting, at),
    )
    run.file.save(f"{at:%Y%m%d-%H%M%S}{Path(received.name).suffix.lower()}", received.file, save=False)
    run.save()
    _record(events.RECEIVED, run, actor=run.uploaded_by, sha256=run.sha256, names=_name_words(names))
    return run


def hash_of(file: File[bytes]) -> str:
    """SHA-256 of the file, read once from its start."""
    found = sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A transaction in which no other import is applied."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        yield


@dataclass(frozen=True, slots=True)
class Looked:
    """A run after its check, with the plan where there is one and the faults where there are some."""

    run: ImportRun
    plan: Any = None
    faults: Faults | None = None


def check(run_id: int) -> Looked:
    """Read and check a received file and keep what was found or what would change. Safe to run twice."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != State.READING:
        return Looked(run)
    same = queries.applied_before(run)
    if same is not None and (same.covers == run.covers or not run.day_was_chosen):
        return Looked(_end_check(run, State.NO_CHANGE, events.SAME_FILE, plan={"same_as": same.pk}))
    started = clock.now()
    try:
        plan = format_of(run.format).plan(Path(run.file.path), _asked(run))
    except ExtractRefusedError as error:
        run.faults = faults_data(error.faults)
        return Looked(_end_check(run, State.FAULTY, events.REFUSED, faults=len(error.faults)), None, error.faults)
    run.warnings = list(plan.warnings)
    if plan.changes_nothing:
        return Looked(_end_check(run, State.NO_CHANGE, events.SAME_FILE, plan={}))
    data = plan.as_data()
    data |= {"seconds": round((clock.now() - started).total_seconds(), 1), "same_as": same.pk if same else None}
    data["after_run"] = queries.newest_applied_id()
    return Looked(_end_check(run, State.CHECKED, events.CHECKED, plan=data), plan)


def _asked(run: ImportRun) -> Asked:
    assert run.covers is not None
    acting = Acting.of(run.uploaded_by) if run.uploaded_by else None
    area = acting.area(format_of(run.format).capability) if acting else EVERYWHERE
    return Asked(run.covers, bool(run.override_reason), area, acting, queries.renamings(run))


@transaction.atomic
def _end_check(run: ImportRun, state: str, event: log.EventType, *, plan: Any = None, **facts: Any) -> ImportRun:
    if plan is not None:
        run.plan = plan
    if state != State.FAULTY:
        run.faults = []
    run.state, run.progress = state, ""
    run.save(update_fields=["state", "progress", "faults", "warnings", "plan"])
    _record(event, run, actor=None, **facts)
    return run


def faults_data(faults: Faults) -> list[dict[str, Any]]:
    """Faults as kept with the run: by kind, those listed and how many there are."""
    return [
        {
            "kind": group.kind.value,
            "total": group.total,
            "overridable": all(fault.may_be_overridden for fault in group.faults),
            "faults": [[f.shown[0], f.row, f.shown[1], f.found, on_page(f)] for f in group.faults],
            # By which names the reader asks for what is missing, and what it may be.
            "places": [[f.sheet, f.column] for f in group.faults],
            "unused": [list(f.unused) for f in group.faults if f.unused or f.kind in MISSING],
        }
        for group in faults.groups()
    ]


@transaction.atomic
def override_guard(*, acting: Acting | None, run_id: int, reason: str) -> ImportRun:
    """Set aside the faults that may be overridden; the file is checked again at once or by a job. Others stay faults.

    Raises BadInputError without a reason, RefusedError where no fault is of such a kind.
    """
    run = _locked(run_id)
    _need(acting, run)
    if run.state != State.FAULTY or not queries.may_be_overridden(run):
        raise RefusedError(_("These faults cannot be overridden. Choose another file."))
    if not reason.strip():
        raise BadInputError(
            _("Not saved."), errors={"reason": _("Say why this file is to be used: it is kept with it")}
        )
    run.override_reason, run.state = reason.strip(), State.READING
    run.save(update_fields=["override_reason", "state"])
    _record(events.GUARD_OVERRIDDEN, run, actor=acting.user if acting else None, reason=run.override_reason)
    return run


@transaction.atomic
def give_names(*, acting: Acting | None, run_id: int, names: Sequence[Renaming], at: datetime) -> ImportRun:
    """Read the kept file again with the names it has for sheets and columns it seemed to lack. They take the place of
    all names given before; whether they fit is told by the reading.

    Raises ChangedMeanwhileError where the file no longer waits with faults.
    """
    run = _locked(run_id)
    _need(acting, run)
    _must_be(run, State.FAULTY)
    before = dict(zip(queries.renamings(run), run.renamed, strict=True))
    new = _kept_names(names, acting, at)
    run.renamed = [before.get(name, row) for name, row in zip(names, new, strict=True)]
    run.state = State.READING
    run.save(update_fields=["renamed", "state"])
    _record(events.RENAMED, run, actor=acting.user if acting else None, names=_name_words(names) or "nothing")
    return run


def _kept_names(names: Sequence[Renaming], acting: Acting | None, at: datetime) -> list[dict[str, str]]:
    told = {"by": str(acting.user) if acting else "", "at": at.isoformat()}
    return [{"sheet": name.sheet, "column": name.column, "name": name.name, **told} for name in names]


def _name_words(names: Sequence[Renaming]) -> str:
    return "; ".join(name.words for name in names)


@transaction.atomic
def start_applying(*, acting: Acting, run_id: int) -> ImportRun:
    """Claim a checked file, for a job to apply. Raises ChangedMeanwhileError when it is claimed already."""
    run = _locked(run_id)
    _need(acting, run)
    _must_be(run, State.CHECKED)
    run.state, run.applied_by = State.APPLYING, acting.user
    run.save(update_fields=["state", "applied_by"])
    return run


def apply(run_id: int, *, acting: Acting | None, plan: Any = None) -> ImportRun:
    """Apply a checked file: all of it in one transaction, or nothing.

    A `plan` made in this same `one_at_a_time` saves reading the file again. Raises ChangedMeanwhileError where
    somebody applied it, or another file, first.
    """
    with one_at_a_time():
        run = _locked(run_id)
        _need(acting, run)
        _must_be(run, State.CHECKED, State.APPLYING)
        if run.plan.get("after_run") != queries.newest_applied_id():
            raise ChangedMeanwhileError(
                _("Another file was applied since this one was checked. Nothing of it was applied: check it again.")
            )
        actor = acting.user if acting else run.applied_by
        now = clock.now()
        plan = plan or _plan_again(run)
        doing = Doing(actor, run.file_name, now, timezone.localdate(now))
        run.written = format_of(run.format).apply(plan, doing)
        run.state, run.progress, run.applied_by, run.applied_at = State.APPLIED, "", actor, now
        run.save(update_fields=["state", "progress", "applied_by", "applied_at", "written"])
        facts = {"written": run.written, "replaces": run.plan.get("replaces", 0)}
        _record(events.APPLIED, run, actor=actor, sha256=run.sha256, **facts)
        return run


def _plan_again(run: ImportRun) -> Any:
    """The plan for what Rainer holds at this moment, from the very file that was checked."""
    with run.file.open("rb") as file:
        if hash_of(file) != run.sha256:
            raise RefusedError(_("The file kept is not the file that was checked. Bring it in again."))
    return format_of(run.format).plan(Path(run.file.path), _asked(run))


@transaction.atomic
def stop(run_id: int, *, why: str) -> None:
    """A run that could not be finished: nothing was changed, and the page says so."""
    run = _locked(run_id)
    run.state, run.progress = State.FAILED, why[:200]
    run.save(update_fields=["state", "progress"])
    _record(events.FAILED, run, actor=None, why=run.progress)


@transaction.atomic
def check_again(*, acting: Acting, run_id: int) -> ImportRun:
    """Plan a checked or stopped file anew, for what Rainer holds now."""
    run = _locked(run_id)
    _need(acting, run)
    _must_be(run, State.CHECKED, State.FAILED)
    run.state = State.READING
    run.save(update_fields=["state"])
    return run


def _locked(run_id: int) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).select_related("applied_by", "uploaded_by").get(pk=run_id)


def _need(acting: Acting | None, run: ImportRun) -> None:
    if acting is not None:
        acting.need(format_of(run.format).capability)


def _must_be(run: ImportRun, *states: str) -> None:
    if run.state in states:
        return
    if run.state in (State.APPLIED, State.APPLYING):
        who = str(run.applied_by or "Rainer")
        when = f"{timezone.localtime(run.applied_at):%H:%M}" if run.applied_at else ""
        said = _("%(who)s applied this file at %(when)s.") if when else _("%(who)s is applying this file now.")
        raise ChangedMeanwhileError(
            said % {"who": who, "when": when} + " " + _("It is applied once: there is nothing more to do."), run=run.pk
        )
    raise ChangedMeanwhileError(_("This file is not ready to apply any more. Look at it again."), run=run.pk)


def _record(event: log.EventType, run: ImportRun, *, actor: User | None, **facts: Any) -> None:
    covers = run.covers.isoformat() if run.covers else ""
    log.record(event, actor=actor, subject=f"import:{run.pk}", data={"file": run.file_name, "covers": covers, **facts})
