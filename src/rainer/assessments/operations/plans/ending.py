"""A goal is achieved, removed with a reason, taken up again; or, while the plan is a draft, deleted."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import Goal, GoalNote
from rainer.assessments.operations.plans.common import (
    PERSONAL,
    Held,
    changed_first,
    check_act,
    check_note,
    hold,
)
from rainer.common import log
from rainer.common.errors import BadInputError
from rainer.organisation.access import Acting
from rainer.policy import plan as rules

ACHIEVED = log.event_type("plan_goal_achieved", gettext_lazy("{actor} marked “{goal}” as achieved"), personal=PERSONAL)
REMOVED = log.event_type("plan_goal_removed", gettext_lazy("{actor} removed the goal “{goal}”"), personal=PERSONAL)
READDED = log.event_type("plan_goal_readded", gettext_lazy("{actor} took “{goal}” up again"), personal=PERSONAL)
DELETED = log.event_type(
    "plan_goal_deleted", gettext_lazy("{actor} deleted “{goal}” from the draft"), personal=PERSONAL
)
SAY_WHY_REMOVED = gettext_lazy("Say why it is removed: it stays in the history with your reason")
SAY_WHY_AGAIN = gettext_lazy("Say why it is taken up again")


@transaction.atomic
def achieve_goal(*, acting: Acting, crn: str, pk: int, version: int | None, text: str = "") -> Goal:
    """Mark a goal as achieved; a note is welcome and not needed."""
    held = hold(acting, crn)
    goal = _unchanged(held, pk, version)
    achieve(held, goal, text)
    held.record(ACHIEVED, f"goal:{goal.pk}", goal=goal.title, text=text)
    return goal


def achieve(held: Held, goal: Goal, text: str) -> None:
    """What achieving a goal is, for an operation that writes its event."""
    check_act(held, goal, "achieve")
    check_note(held, text, "", is_needed=False)
    _close(held, goal, Goal.Status.ACHIEVED)
    held.note(goal, GoalNote.Kind.ACHIEVED, text)


@transaction.atomic
def remove_goal(*, acting: Acting, crn: str, pk: int, version: int | None, text: str) -> Goal:
    """Remove a goal of a plan that was given, with a reason: it stays in the history."""
    held = hold(acting, crn)
    goal = _unchanged(held, pk, version)
    remove(held, goal, text)
    held.record(REMOVED, f"goal:{goal.pk}", goal=goal.title, reason=text)
    return goal


def remove(held: Held, goal: Goal, text: str) -> None:
    """What removing a goal is, for an operation that writes its event."""
    check_act(held, goal, "remove", text, SAY_WHY_REMOVED)
    check_note(held, text, SAY_WHY_REMOVED)
    _close(held, goal, Goal.Status.REMOVED)
    held.note(goal, GoalNote.Kind.REMOVED, text)


@transaction.atomic
def readd_goal(
    *, acting: Acting, crn: str, pk: int, version: int | None, text: str, target_on: date | None = None
) -> Goal:
    """Take a removed goal up again, with a day to reach it by or for later, with a reason."""
    held = hold(acting, crn)
    goal = _unchanged(held, pk, version)
    check_act(held, goal, "readd", text, SAY_WHY_AGAIN)
    check_note(held, text, SAY_WHY_AGAIN)
    if target_on is not None and target_on < acting.on:
        raise BadInputError(_("This was not saved."), errors={"target_on": _("Choose today or a later day")})
    status = rules.goal_status(rules.GoalDays(target_on), **held.where).answer
    assert status is not None
    goal.status, goal.target_on, goal.closed_on = status, target_on, None
    held.save(goal, "status", "target_on", "closed_on")
    held.note(goal, GoalNote.Kind.READDED, text)
    held.record(READDED, f"goal:{goal.pk}", goal=goal.title, reason=text)
    return goal


@transaction.atomic
def delete_goal(*, acting: Acting, crn: str, pk: int, version: int | None) -> None:
    """Delete a goal from a draft, with its steps: nobody was asked about it yet."""
    held = hold(acting, crn)
    goal = _unchanged(held, pk, version)
    check_act(held, goal, "delete")
    title = goal.title
    goal.delete()
    held.count()
    held.record(DELETED, f"goal:{pk}", goal=title)


def _unchanged(held: Held, pk: int, version: int | None) -> Goal:
    """The goal, if it stands as it was on the page; whoever was faster, their word stands."""
    goal = held.goal(pk)
    if version is not None and goal.version != version:
        status = Goal.Status(goal.status).label
        raise changed_first(goal, _("the goal stands at “%(status)s”. Look at it again.") % {"status": status})
    return goal


def _close(held: Held, goal: Goal, status: str) -> None:
    goal.status, goal.closed_on = status, held.acting.on
    held.save(goal, "status", "closed_on")
