"""Goals: where one stands, what may be done with it, and when to ask whether it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.plan.agreement import DRAFT
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

ACTS = "plan.goal_acts"
GoalStatus = Literal["ACTIVE", "FUTURE", "ACHIEVED", "REMOVED"]
Act = Literal["change", "achieve", "delete", "remove", "readd"]
Refusal = Literal["wrong_goal", "wrong_plan", "no_reason"]
COMPLETED = "COMPLETED"
IS_OPEN = ("ACTIVE", "FUTURE")


@dataclass(frozen=True, slots=True)
class GoalDays:
    """What the status of a goal follows from."""

    target_on: date | None = None
    is_achieved: bool = False
    is_removed: bool = False


@rule("plan.goal_status")
def goal_status(
    inputs: GoalDays, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[GoalStatus]:
    """Where a goal stands: active with a day to reach it by, for the future without one, achieved or removed."""
    status: GoalStatus = "ACTIVE" if inputs.target_on else "FUTURE"
    if inputs.is_achieved:
        status = "ACHIEVED"
    if inputs.is_removed:
        status = "REMOVED"
    found = date_words(inputs.target_on) if inputs.target_on else "not now"
    step = Step("target", "The day to reach it by", found, status)
    return Outcome("plan.goal_status", on, place, status, (step,), sentence=f"The goal is {status.lower()}.")


@dataclass(frozen=True, slots=True)
class GoalAct:
    """Something to be done with a goal, where it and its plan stand, and the reason given."""

    act: Act
    goal_status: GoalStatus
    plan_status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether it may be done; if not, the first reason why not."""

    is_allowed: bool
    refusal: Refusal | None = None


@rule("plan.goal_act", reads=(ACTS,))
def goal_act(inputs: GoalAct, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Allowed]:
    """Whether a goal may be changed, achieved, deleted, removed or taken up again."""
    value = (rulebook or national()).value(ACTS, on=on, place=place)
    row = value.value[inputs.act]
    refusal = _refusal(inputs, row)
    steps = (
        Step("goal", "Where the goal stands", inputs.goal_status.lower(), inputs.goal_status in row["goal"], value),
        Step("plan", "Where its plan stands", _plan(inputs), row.get("plan") in (None, _plan(inputs))),
        Step("reason", "A reason is given", "yes" if inputs.reason.strip() else "no", bool(inputs.reason.strip())),
    )
    answer = Allowed(refusal is None, refusal)
    sentence = "It may be done." if answer.is_allowed else "It may not be done."
    return Outcome("plan.goal_act", on, place, answer, steps, sentence=sentence)


def _plan(inputs: GoalAct) -> str:
    return "draft" if inputs.plan_status == DRAFT else "given"


def _refusal(inputs: GoalAct, row: dict[str, Any]) -> Refusal | None:
    if inputs.goal_status not in row["goal"]:
        return "wrong_goal"
    if row.get("plan") not in (None, _plan(inputs)):
        return "wrong_plan"
    return "no_reason" if row.get("needs_reason") and not inputs.reason.strip() else None


@dataclass(frozen=True, slots=True)
class GoalSteps:
    """A goal and where each of its steps stands."""

    goal_status: GoalStatus
    steps: tuple[str, ...] = ()


@rule("plan.offer_achieved")
def offer_achieved(
    inputs: GoalSteps, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether to ask if a goal is achieved: every one of its steps is completed. It stays a choice."""
    done = inputs.steps.count(COMPLETED)
    is_open = inputs.goal_status in IS_OPEN
    offers = is_open and bool(inputs.steps) and done == len(inputs.steps)
    steps = (
        Step("goal", "The goal is not over", inputs.goal_status.lower(), is_open),
        Step("steps", "Steps completed", f"{done} of {counted(len(inputs.steps), 'step')}", done),
    )
    sentence = "Every step is completed: ask whether the goal is reached." if offers else "There is nothing to ask yet."
    return Outcome("plan.offer_achieved", on, place, offers, steps, sentence=sentence)
