"""Steps: who does what by when, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Goal, Step
from rainer.assessments.operations.plans.common import (
    PERSONAL,
    Held,
    changed_first,
    check_act,
    check_version,
    hold,
    refuse_lacks,
    tidy,
)
from rainer.common import clock, log
from rainer.common.errors import BadInputError
from rainer.organisation.access import Acting
from rainer.policy import plan as rules
from rainer.web import words

ADDED = log.event_type("plan_step_added", gettext_lazy("{actor} added the step “{step}”"), personal=PERSONAL)
CHANGED = log.event_type("plan_step_changed", gettext_lazy("{actor} changed the step “{step}”"), personal=PERSONAL)
MOVED = log.event_type("plan_step_moved", gettext_lazy("{actor} set the step “{step}” to {to}"), personal=PERSONAL)
MESSAGES: dict[tuple[str, str], Any] = {
    ("description", "blank"): gettext_lazy("Say what will be done"),
    ("actor", "blank"): gettext_lazy("Choose who does it"),
    ("who_name", "no_name"): gettext_lazy("Give the name of who does it"),
    ("by_on", "past"): gettext_lazy("Choose today or a later day"),
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as it is written: who does what, by when if there is a day."""

    actor: str
    description: str
    who_name: str = ""
    by_on: date | None = None


@transaction.atomic
def add_step(*, acting: Acting, crn: str, goal: int, step: StepWords) -> Step:
    """Write a step of a goal down. Raises BadInputError for what it lacks."""
    held = hold(acting, crn)
    of = held.goal(goal)
    _check(held, of, step, was=None)
    made = Step.objects.create(
        goal=of, moved_on=acting.on, made_by=acting.user, made_at=clock.now(), **_facts(step), **held.stamp()
    )
    held.count()
    held.record(ADDED, f"step:{made.pk}", step=made.description, goal=of.title)
    return made


@transaction.atomic
def change_step(*, acting: Acting, crn: str, pk: int, version: int | None, step: StepWords) -> Step:
    """Write a step anew. Raises ChangedMeanwhileError where somebody changed it since `version`."""
    held = hold(acting, crn)
    row = held.step(pk)
    said = _("Someone changed this step while you were writing.")
    check_version(row, version, as_typed(row), "description", said=said)
    _check(held, row.goal, step, was=row)
    facts, was = _facts(step), row.description
    new = {name: value for name, value in facts.items() if value != getattr(row, name)}
    if not new:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    held.save(row, *new)
    held.record(CHANGED, f"step:{row.pk}", step=row.description, was=was, goal=row.goal.title, what=sorted(new))
    return row


@transaction.atomic
def move_step(*, acting: Acting, crn: str, pk: int, version: int | None, status: str) -> Step:
    """Say where a step stands now. The same said twice is said once; whoever was faster, their word stands."""
    held = hold(acting, crn)
    row = held.step(pk)
    if status not in Step.Status.values:
        raise BadInputError(_("This was not saved."), errors={"status": _("Choose where the step stands")})
    if row.status == status:
        return row
    if version is not None and row.version != version:
        label = Step.Status(row.status).label
        raise changed_first(row, _("the step stands at “%(status)s”. Look at it again.") % {"status": label})
    check_act(held, row.goal, "change")
    was, row.status, row.moved_on = row.status, status, acting.on
    held.save(row, "status", "moved_on")
    to = str(Step.Status(status).label).lower()
    held.record(MOVED, f"step:{row.pk}", step=row.description, goal=row.goal.title, to=to, was_at=was)
    return row


def as_typed(step: Step) -> dict[str, str]:
    """The step by the fields of its form."""
    return {
        "actor": step.actor,
        "who_name": step.who_name,
        "description": step.description,
        "by_on": words.since(step.by_on) if step.by_on else "",
    }


def _facts(step: StepWords) -> dict[str, Any]:
    is_someone = step.actor == Step.Actor.SOMEONE_ELSE
    return {
        "actor": step.actor,
        "who_name": step.who_name.strip() if is_someone else "",
        "description": tidy(step.description),
        "by_on": step.by_on,
    }


def _check(held: Held, goal: Goal, step: StepWords, *, was: Step | None) -> None:
    check_act(held, goal, "change")
    actor = step.actor if step.actor in Step.Actor.values else ""
    inputs = rules.StepText(tidy(step.description), actor, step.who_name, step.by_on, was.by_on if was else None)
    answer = rules.step_lacks(inputs, **held.where).answer
    assert answer is not None
    refuse_lacks(answer.lacks, MESSAGES)
