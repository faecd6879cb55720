"""LDS: the screen for a learning disability or challenges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Problem
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.screens import items
from rainer.policy.predictors.shared import known, reached, refused
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

KEY = "predictors.screens.lds"


@dataclass(frozen=True, slots=True)
class LdsInputs:
    """Answers on education and work; None is not answered."""

    is_of_no_fixed_abode: bool | None = None
    work_skills: Problem | None = None
    reading_writing_numeracy: Problem | None = None
    has_reading_problems: bool | None = None
    has_numeracy_problems: bool | None = None
    learning_difficulties: Problem | None = None
    has_qualifications: bool | None = None


@dataclass(frozen=True, slots=True)
class LearningScreen:
    """0, 1 or 2: nothing noted, some, or strong signs of a learning disability or challenges."""

    score: int | None
    points: int | None = None
    faults: tuple[Fault, ...] = ()


@rule("lds", reads=(KEY,))
def lds(
    inputs: LdsInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[LearningScreen]:
    """Signs of a learning disability or challenges (LDS), from at least three of four main answers."""
    value = (rulebook or national()).value(KEY, on=on, place=place)
    table = value.value
    faults = _faults(inputs, table)
    if faults:
        return refused("lds", LearningScreen(None, faults=faults), faults, on, place)
    found = items.steps("lds", table["items"], inputs, value)
    points = items.total(found)
    result = int(known(reached(table["results"], points)))
    last = Step("lds.result", "Result", f"{points} points", result, value)
    return Outcome(
        "lds", on, place, LearningScreen(result, points), (*found, last), sentence=f"LDS {result}: {points} points."
    )


def _faults(inputs: LdsInputs, table: dict[str, Any]) -> tuple[Fault, ...]:
    """A mark on reading or numeracy says nothing where the question it belongs to is not answered."""
    faults = []
    marks = tuple(items.answered(table["marks"], inputs))
    if marks and getattr(inputs, table["parent_of_marks"]) is None:
        faults.append(Fault(FaultCode.MISSING_MANDATORY_INPUT, (table["parent_of_marks"], *marks)))
    if len(items.answered(table["main"], inputs)) < table["needed"]:
        faults.append(Fault(FaultCode.TOO_FEW_ANSWERS_LDS, tuple(table["main"])))
    return tuple(faults)
