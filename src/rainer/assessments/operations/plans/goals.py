"""Write a goal down, change it, put it in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Goal
from rainer.assessments.operations.plans.common import (
    PERSONAL,
    Held,
    check_act,
    check_version,
    hold,
    refuse_lacks,
    tidy,
)
from rainer.common import clock, log
from rainer.organisation.access import Acting
from rainer.policy import plan as rules
from rainer.policy.assessment.areas import Area
from rainer.web import words

ADDED = log.event_type("plan_goal_added", gettext_lazy("{actor} added the goal “{goal}”"), personal=PERSONAL)
CHANGED = log.event_type("plan_goal_changed", gettext_lazy("{actor} changed the goal “{goal}”"), personal=PERSONAL)
ORDERED = log.event_type("plan_order_changed", gettext_lazy("{actor} moved the goal “{goal}”"), personal=PERSONAL)
MESSAGES: dict[tuple[str, str], Any] = {
    ("title", "blank"): gettext_lazy("Say what they want to change or reach"),
    ("area", "blank"): gettext_lazy("Choose what it is mostly about"),
    ("related", "same_area"): gettext_lazy("Choose other areas than the one it is mostly about"),
    ("target_on", "past"): gettext_lazy("Choose today or a later day"),
}


@dataclass(frozen=True, slots=True)
class GoalWords:
    """A goal as it is written. Without `target_on` it is for later, and `remind_on` says when to ask."""

    title: str
    area: str
    is_own_words: bool = False
    related: tuple[str, ...] = ()
    target_on: date | None = None
    remind_on: date | None = None


@transaction.atomic
def add_goal(*, acting: Acting, crn: str, goal: GoalWords) -> Goal:
    """Write a goal down, last in the order; the first one begins the plan. Raises BadInputError for what it lacks."""
    held = hold(acting, crn, begin=True)
    check_words(held, goal, was=None)
    last = held.plan.goals.aggregate(last=Max("position"))["last"] or 0
    made = Goal.objects.create(
        plan=held.plan, position=last + 1, made_by=acting.user, made_at=clock.now(), **_facts(goal, held), **held.stamp()
    )  # fmt: skip
    held.count()
    held.record(ADDED, f"goal:{made.pk}", goal=made.title)
    return made


@transaction.atomic
def change_goal(*, acting: Acting, crn: str, pk: int, version: int | None, goal: GoalWords) -> Goal:
    """Write a goal anew. Raises ChangedMeanwhileError where somebody changed it since `version`."""
    held = hold(acting, crn)
    row = held.goal(pk)
    check_act(held, row, "change")
    said = _("Someone changed this goal while you were writing.")
    check_version(row, version, as_typed(row), "title", said=said)
    check_words(held, goal, was=row)
    was = row.title
    if new := write(held, row, goal):
        held.record(CHANGED, f"goal:{row.pk}", goal=row.title, was=was, what=new)
    return row


def write(held: Held, row: Goal, goal: GoalWords) -> list[str]:
    """Keep a checked goal in the place of what it was; answers what is other. The caller writes the event."""
    new = {name: value for name, value in _facts(goal, held).items() if value != getattr(row, name)}
    for name, value in new.items():
        setattr(row, name, value)
    if new:
        held.save(row, *new)
    return sorted(new)


def as_typed(goal: Goal) -> dict[str, str]:
    """The goal by the fields of its form."""
    return {
        "title": goal.title,
        "is_own_words": str(goal.is_own_words),
        "area": goal.area,
        "related": ", ".join(goal.related),
        "when": "day" if goal.target_on else "later",
        "target_on": words.since(goal.target_on) if goal.target_on else "",
        "remind_on": words.since(goal.remind_on) if goal.remind_on else "",
    }


def _facts(goal: GoalWords, held: Held) -> dict[str, Any]:
    status = rules.goal_status(rules.GoalDays(goal.target_on), **held.where).answer
    return {
        "title": tidy(goal.title),
        "is_own_words": goal.is_own_words,
        "area": goal.area,
        "related": list(goal.related),
        "target_on": goal.target_on,
        "remind_on": None if goal.target_on else goal.remind_on,
        "status": status,
    }


def check_words(held: Held, goal: GoalWords, *, was: Goal | None) -> None:
    inputs = rules.GoalText(
        title=tidy(goal.title),
        area=Area(goal.area) if goal.area in set(Area) else None,
        related=tuple(Area(one) for one in goal.related if one in set(Area)),
        target_on=goal.target_on,
        was_target_on=was.target_on if was else None,
    )
    answer = rules.goal_lacks(inputs, **held.where).answer
    assert answer is not None
    refuse_lacks(answer.lacks, MESSAGES)


@transaction.atomic
def order_goal(*, acting: Acting, crn: str, pk: int, way: Literal["up", "down"]) -> Goal:
    """Move a goal one place among those of its kind. At the end of the list nothing happens."""
    held = hold(acting, crn)
    row = held.goal(pk)
    alike = list(Goal.objects.filter(plan=held.plan, status=row.status).order_by("position", "pk"))
    at = [one.pk for one in alike].index(row.pk)
    to = at + (-1 if way == "up" else 1)
    if not 0 <= to < len(alike):
        return row
    alike[at], alike[to] = alike[to], alike[at]
    places = sorted(one.position for one in alike)
    for place, one in enumerate(alike):
        one.position = places[0] + place
    Goal.objects.bulk_update(alike, ["position"])
    held.count()
    held.record(ORDERED, f"goal:{row.pk}", goal=row.title, way=way)
    return row
