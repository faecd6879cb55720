"""MST: the maturity screen for young men."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.dates import whole_years
from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Problem, Sex, Strength
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.screens import items
from rainer.policy.predictors.shared import known, refused
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KEY = "predictors.screens.mst"


@dataclass(frozen=True, slots=True)
class MstInputs:
    """Who it is, and ten answers on thinking and behaviour; None is not answered."""

    sex: Sex | None = None
    born_on: date | None = None
    has_peer_group_influence: bool | None = None
    influence_of_associates: Problem | None = None
    recklessness: Problem | None = None
    coping: Problem | None = None
    attitude_to_self: Problem | None = None
    impulsivity: Problem | None = None
    temper: Problem | None = None
    problem_solving: Problem | None = None
    awareness_of_consequences: Strength | None = None
    understanding_of_others: Problem | None = None


@dataclass(frozen=True, slots=True)
class Maturity:
    """`is_flagged`: maturity should be looked at. All three are None where the screen could not be worked out."""

    score: int | None
    is_flagged: bool | None
    is_applicable: bool | None
    faults: tuple[Fault, ...] = ()


@rule("mst", reads=(KEY,))
def mst(inputs: MstInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Maturity]:
    """Whether the maturity of a young man needs a closer look (MST), from nine of ten answers at least.

    A known age outside the range settles it before anything is asked; that it is a woman, only once the answers
    are there.
    """
    value = (rulebook or national()).value(KEY, on=on, place=place)
    table = value.value
    age = whole_years(inputs.born_on, on) if inputs.born_on else None
    if age is not None and not table["ages"]["from"] <= age <= table["ages"]["to"]:
        return _not_applicable(f"aged {age}", value, on, place)
    faults = _faults(inputs, table)
    if faults:
        return refused("mst", Maturity(None, None, None, faults), faults, on, place)
    sex = known(inputs.sex)
    if sex.value != table["sex"]:
        return _not_applicable(sex.value, value, on, place)
    found = items.steps("mst", table["items"], inputs, value)
    score = items.total(found)
    is_flagged = score >= table["flagged_from"]
    last = Step("mst.flag", f"Flagged from {table['flagged_from']} points", f"{score} points", is_flagged, value)
    said = "look at maturity" if is_flagged else "no flag"
    return Outcome(
        "mst", on, place, Maturity(score, is_flagged, True), (*found, last), sentence=f"MST {score} points: {said}."
    )


def _faults(inputs: MstInputs, table: dict[str, Any]) -> tuple[Fault, ...]:
    names = [item["name"] for item in table["items"]]
    missing = items.unanswered(("sex", "born_on"), inputs)
    if len(items.answered(names, inputs)) < table["needed"]:
        missing = (*missing, *items.unanswered(names, inputs))
    return (Fault(FaultCode.MISSING_MANDATORY_INPUT, missing),) if missing else ()


def _not_applicable(found: str, value: Value, on: date, place: Place) -> Outcome[Maturity]:
    ages = value.value["ages"]
    label = f"Only for men aged {ages['from']} to {ages['to']}"
    step = Step("mst.applies", label, found, False, value)
    return Outcome("mst", on, place, Maturity(None, False, False), (step,), sentence="Not applicable.")
