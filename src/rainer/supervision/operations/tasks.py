"""Tasks that people type in: added, done, let go with a reason. A repeating one makes the next when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE
from rainer.cases.models import Person
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.supervision.models import Task
from rainer.supervision.operations.common import RECORD, case_for, once
from rainer.workforce.models import PractitionerTeam

ADDED = log.event_type("task_added", gettext_lazy("{actor} added a task: {title}"), personal=("title",))
DONE = log.event_type("task_done", gettext_lazy("{actor} did a task: {title}"), personal=("title",))
DISMISSED = log.event_type(
    "task_dismissed", gettext_lazy("{actor} let a task go: {title}. {reason}"), personal=("title", "reason")
)
STEPS = {Task.Repeats.WEEK: timedelta(weeks=1), Task.Repeats.FOUR_WEEKS: timedelta(weeks=4)}


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task for one practitioner, or for a team's queue."""

    title: str
    due: date
    owner: PractitionerTeam | None = None
    team: Team | None = None
    person: Person | None = None
    is_must: bool = False
    repeats: str = ""


@transaction.atomic
def add_task(*, acting: Acting, task: NewTask, key: UUID) -> Task:
    """Type in a task, once however often the form is sent.

    Raises BadInputError without a title, or with nobody to do it; NotThereError for a place or person not the user's.
    """
    ids, _is_new = once(acting, key, "task", lambda: [_add(acting, task).pk])
    return Task.objects.get(pk=ids[0])


def _add(acting: Acting, new: NewTask) -> Task:
    team = new.owner.team if new.owner else new.team
    if team is None:
        raise BadInputError(_("Choose who does it."), errors={"owner": _("Choose who does it")})
    if not new.title.strip():
        raise BadInputError(_("Say what is to be done."), errors={"title": _("Say what is to be done")})
    if not acting.area(RECORD).holds_team(team):
        raise NotThereError(NOT_THERE)
    if new.person is not None:
        case_for(acting, new.person)
    made = Task.objects.create(
        owner=new.owner, team=None if new.owner else new.team, person=new.person, title=new.title.strip(), due=new.due,
        is_must=new.is_must, repeats=new.repeats, made_by=acting.user, made_at=clock.now(),
    )  # fmt: skip
    _record(ADDED, acting, made, team, due=made.due.isoformat())
    return made


@transaction.atomic
def do_task(*, acting: Acting, task_id: int) -> Task | None:
    """Say that a task is done; returns the next one of a repeating task."""
    task, team = _open(acting, task_id)
    _close(acting, task)
    _record(DONE, acting, task, team)
    return _next(task)


@transaction.atomic
def dismiss_task(*, acting: Acting, task_id: int, reason: str) -> Task:
    """Let a task go undone, with the reason. A repeating one ends with it."""
    if not reason.strip():
        raise BadInputError(_("Say why."), errors={"reason": _("Say why it need not be done")})
    task, team = _open(acting, task_id)
    task.dismissed_reason = reason.strip()
    _close(acting, task)
    _record(DISMISSED, acting, task, team, reason=task.dismissed_reason)
    return task


def _open(acting: Acting, task_id: int) -> tuple[Task, Team]:
    """The task, its row locked, and the team it lies in: one's own, or of a team where one keeps records."""
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("owner__team__unit", "owner__practitioner", "team__unit", "person")
        .filter(pk=task_id)
        .first()
    )
    if task is None or (team := _team(task)) is None:
        raise NotThereError(NOT_THERE)
    is_own = task.owner is not None and task.owner.practitioner.user_id == acting.user.pk
    if not is_own and not acting.area(RECORD).holds_team(team):
        raise NotThereError(NOT_THERE)
    if task.done_at is not None:
        raise ChangedMeanwhileError(_("This task was done, or let go, while you were looking."))
    return task, team


def _team(task: Task) -> Team | None:
    return task.owner.team if task.owner else task.team


def _close(acting: Acting, task: Task) -> None:
    task.done_at, task.done_by = clock.now(), acting.user
    task.save(update_fields=["done_at", "done_by", "dismissed_reason"])


def _next(task: Task) -> Task | None:
    """The next of a repeating task: one step on from its day, and not in the past for having been done late."""
    step = STEPS.get(Task.Repeats(task.repeats)) if task.repeats else None
    if step is None:
        return None
    due = task.due + step
    while due < clock.today():
        due += step
    return Task.objects.create(
        owner=task.owner, team=task.team, person=task.person, title=task.title, due=due, is_must=task.is_must,
        repeats=task.repeats, made_by=task.made_by, made_at=clock.now(),
    )  # fmt: skip


def _record(event: log.EventType, acting: Acting, task: Task, team: Team, **data: str) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"task:{task.pk}",
        person_id=task.person_id,
        unit_id=team.unit_id,
        data={"title": task.title, **data},
    )
