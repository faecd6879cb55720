"""The life of an assessment: what may be done in each state, by whom, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, RulebookError, Value, national

STATES = "assessments.states"


@dataclass(frozen=True, slots=True)
class LifeInputs:
    """An assessment's state, whether its form is whole, how many sign besides its author, and who asks.

    `is_own`: whoever asks wrote it, or has signed it already.
    """

    state: str
    is_whole: bool = True
    signatures_needed: int = 0
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to an assessment: the state it leads to, or in words why it cannot be done now.

    `opens_fresh`: a new version to write in is opened with its answers.
    """

    code: str
    label: str
    to: str | None
    refusal: str = ""
    opens_fresh: bool = False

    @property
    def is_allowed(self) -> bool:
        return self.to is not None


@dataclass(frozen=True, slots=True)
class NextStates:
    """Every action in the table's order, allowed or refused."""

    state: str
    label: str
    actions: tuple[Action, ...]

    def action(self, code: str) -> Action:
        return next(one for one in self.actions if one.code == code)


@rule("assessment.next_states", reads=(STATES,))
def next_states(
    inputs: LifeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[NextStates]:
    """What may be done to an assessment in its state, what it becomes, and in words why the rest may not be."""
    value = (rulebook or national()).value(STATES, on=on, place=place)
    labels: dict[str, str] = value.value["states"]
    if inputs.state not in labels:
        raise RulebookError(f"{STATES} has no state called {inputs.state}.")
    actions = tuple(_action(row, inputs, labels) for row in value.value["actions"])
    answer = NextStates(inputs.state, labels[inputs.state], actions)
    steps = tuple(_step(action, labels, value) for action in actions)
    allowed = "; ".join(action.label for action in actions if action.is_allowed) or "nothing more is done to it"
    return Outcome("assessment.next_states", on, place, answer, steps, sentence=f"{answer.label}: {allowed}.")


def _action(row: Mapping[str, Any], inputs: LifeInputs, labels: Mapping[str, str]) -> Action:
    refusal = _refusal(row, inputs, labels)
    to = None if refusal else row["to"][inputs.signatures_needed]
    return Action(row["code"], row["label"], to, refusal, bool(to) and row.get("opens_fresh", False))


def _refusal(row: Mapping[str, Any], inputs: LifeInputs, labels: Mapping[str, str]) -> str:
    if inputs.state not in row["from"]:
        where = " or ".join(f"“{labels[state]}”" for state in row["from"])
        return f"It is “{labels[inputs.state]}”. This is done while it is {where}."
    if row["to"][inputs.signatures_needed] is None:
        return "It does not need this signature."
    if row.get("needs_whole") and not inputs.is_whole:
        return "Questions are still to be answered. Answer them, then sign."
    if row.get("by_another") and inputs.is_own:
        return "You wrote or signed this. Someone else must do it."
    return ""


def _step(action: Action, labels: Mapping[str, str], value: Value) -> Step:
    found = f"becomes “{labels[action.to]}”" if action.to else action.refusal
    return Step(f"action.{action.code}", action.label, found, action.is_allowed, value)
