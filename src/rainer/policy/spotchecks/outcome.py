"""What came of a spot check, and what follows from it by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy import working_days
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

CONSEQUENCES = "spotchecks.consequences"
LEVELS = ("low", "medium", "high", "very_high")
LEVEL_WORDS: Mapping[str, str] = {"low": "low", "medium": "medium", "high": "high", "very_high": "very high"}
CheckOutcome = Literal[
    "confirmed", "awaiting_adjudication", "confirmed_after_adjudication", "misclassified_low", "misclassified_high"
]
OUTCOME_WORDS: Mapping[str, str] = {
    "confirmed": "Both assessors find the level right",
    "awaiting_adjudication": "The assessors differ: a third, senior, assessor decides. Nothing follows before that",
    "confirmed_after_adjudication": "The third assessor finds the level right",
    "misclassified_low": "The level was too low",
    "misclassified_high": "The level was too high",
}


@dataclass(frozen=True, slots=True)
class OutcomeInputs:
    """RoSH levels: as recorded, as the second assessor finds it without seeing that, and the third's where they differ."""

    recorded: str
    blind_second: str
    adjudicated: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """A task that opens by itself: who does it and by when. It is no disciplinary record."""

    code: str
    what: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class Checked:
    """The final level (None until it is adjudicated), the outcome and what follows."""

    final: str | None
    outcome: CheckOutcome
    actions: tuple[Consequence, ...]


@rule("spotcheck.outcome", reads=(CONSEQUENCES, working_days.BANK_HOLIDAYS))
@refusing("spotcheck.outcome")
def check_outcome(
    inputs: OutcomeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Checked]:
    """What came of a spot check from the levels found, and the tasks that follow, dated from the day."""
    value = (rulebook or national()).value(CONSEQUENCES, on=on, place=place)
    for level in (inputs.recorded, inputs.blind_second, inputs.adjudicated):
        if level is not None:
            need_level(level)
    final, came = _found(inputs)
    rows = [row for row in value.value if came in row["after"]]
    holidays = working_days.bank_holidays(place, rulebook)
    actions = tuple(_consequence(row, final, on, holidays) for row in rows)
    answer = Checked(final, came, actions)
    levels = ", ".join(
        f"{who} {LEVEL_WORDS[level]}"
        for who, level in (
            ("recorded", inputs.recorded),
            ("second", inputs.blind_second),
            ("third", inputs.adjudicated),
        )
        if level is not None
    )
    steps = (
        Step("outcome", "Levels found", levels, came, said=OUTCOME_WORDS[came]),
        _consequence_step(actions, value),
    )
    return Outcome("spotcheck.outcome", on, place, answer, steps, sentence=f"{OUTCOME_WORDS[came]}.")


def need_level(level: object) -> None:
    if level not in LEVELS:
        raise RefusedInputError("unknown_level", f"{level} is no level of risk of serious harm.")


def _found(inputs: OutcomeInputs) -> tuple[str | None, CheckOutcome]:
    if inputs.blind_second == inputs.recorded:
        return inputs.recorded, "confirmed"
    if inputs.adjudicated is None:
        return None, "awaiting_adjudication"
    if inputs.adjudicated == inputs.recorded:
        return inputs.adjudicated, "confirmed_after_adjudication"
    too_low = LEVELS.index(inputs.adjudicated) > LEVELS.index(inputs.recorded)
    return inputs.adjudicated, "misclassified_low" if too_low else "misclassified_high"


def _consequence(
    row: Mapping[str, Any], final: str | None, on: date, holidays: working_days.BankHolidays
) -> Consequence:
    urgent = final in row.get("same_day_for", ())
    days = 0 if urgent else row["within_working_days"]
    return Consequence(row["code"], row["what"], row["owner"], working_days.add(on, days, holidays=holidays))


def _consequence_step(actions: tuple[Consequence, ...], value: Value) -> Step:
    found = "; ".join(action.what for action in actions) or "nothing"
    return Step("actions", "What follows", found, [action.code for action in actions], value, said=found)
