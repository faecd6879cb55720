"""What the person says of their plan: yes, no, or that they could not be asked; once, and once more where they could not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.transitions import Move, check_move

AGREEMENT = "plan.agreement"
DRAFT = "DRAFT"
Refusal = Literal["conflict", "no_goal", "goal_without_step", "no_details"]


@dataclass(frozen=True, slots=True)
class Agree:
    """What the person says of the plan. `steps` holds, for each active goal, how many steps it has."""

    status: str
    to: str
    steps: tuple[int, ...] = ()
    details: str = ""


@dataclass(frozen=True, slots=True)
class AgreeAnswer:
    """Whether it may be recorded; if not, every reason. A conflict is an answer that was given already."""

    is_allowed: bool
    refusals: tuple[Refusal, ...]
    may_follow: tuple[str, ...]


def agreement_labels(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, str]:
    """The name of every state of agreement, by code."""
    labels: dict[str, str] = (rulebook or national()).value(AGREEMENT, on=on, place=place).value["labels"]
    return labels


@rule("plan.may_agree", reads=(AGREEMENT,))
def may_agree(
    inputs: Agree, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[AgreeAnswer]:
    """Whether what the person says of the plan may be recorded."""
    value = (rulebook or national()).value(AGREEMENT, on=on, place=place)
    move = check_move(
        Move(inputs.status, inputs.to),
        rule="plan.may_agree",
        key=AGREEMENT,
        on=on,
        place=place,
        rulebook=rulebook,
    )
    assert move.answer is not None
    refusals = tuple(_refusals(inputs, move.answer.is_allowed, value.value))
    bare = inputs.steps.count(0)
    steps = (
        *move.steps,
        Step("goals", "Active goals", counted(len(inputs.steps), "goal"), len(inputs.steps)),
        Step("bare", "Active goals without a step", counted(bare, "goal"), bare),
        Step("details", "A reason is given", "yes" if inputs.details.strip() else "no", bool(inputs.details.strip()), value),
    )  # fmt: skip
    answer = AgreeAnswer(not refusals, refusals, move.answer.may_follow)
    sentence = "This may be recorded." if answer.is_allowed else "This cannot be recorded."
    return Outcome("plan.may_agree", on, place, answer, steps, sentence=sentence)


def _refusals(inputs: Agree, is_a_move: bool, table: dict[str, Any]) -> Iterator[Refusal]:
    if not is_a_move:
        yield "conflict"
    if not inputs.steps:
        yield "no_goal"
    if 0 in inputs.steps:
        yield "goal_without_step"
    if inputs.to in table["needs_details"] and not inputs.details.strip():
        yield "no_details"
