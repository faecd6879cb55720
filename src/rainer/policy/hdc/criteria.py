"""Who may go home on a curfew: the criteria, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, RulebookError, Value, national

Group = Literal["excluded", "presumed_unsuitable"]
Standing = Literal["none", "passed", "failed"]
Status = Literal["NOT_STARTED", "IN_PROGRESS", "ELIGIBLE", "INELIGIBLE"]
STATUS_WORDS: dict[Status, str] = {
    "NOT_STARTED": "Not started.",
    "IN_PROGRESS": "In progress.",
    "ELIGIBLE": "Eligible: every criterion is passed.",
    "INELIGIBLE": "Not eligible: a criterion is failed.",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with its questions, from their names to their words.

    It fails when any answer is yes; where `fails_if` is `all`, only when every answer is.
    """

    code: str
    group: Group
    label: str
    questions: Mapping[str, str]
    fails_if: Literal["any", "all"] = "any"


def criteria(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[Criterion, ...]:
    """Every criterion in force, those that exclude first, in the order they are asked."""
    return _criteria((rulebook or national()).value("hdc.criteria", on=on, place=place))


def _criteria(value: Value) -> tuple[Criterion, ...]:
    return tuple(Criterion(**row) for row in value.value)


def address_checks(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, str]:
    """What is asked about the address, from a stable code to its words."""
    value = (rulebook or national()).value("hdc.address_checks", on=on, place=place)
    return dict(value.value)


@dataclass(frozen=True, slots=True)
class CriterionInputs:
    """A criterion's code and its answers by the question's name: yes, no, or None while unanswered."""

    criterion: str
    answers: Mapping[str, bool | None] = field(default_factory=dict)


@rule("hdc.criterion_met", reads=("hdc.criteria",))
def criterion_met(
    inputs: CriterionInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether a criterion is passed. Unanswered, it is neither passed nor failed unless the rest decides it."""
    value = (rulebook or national()).value("hdc.criteria", on=on, place=place)
    criterion = _find(inputs.criterion, value)
    answers = {name: inputs.answers.get(name) for name in criterion.questions}
    is_met = _is_met(criterion, answers)
    steps = tuple(
        Step(name, criterion.questions[name], _words(answer), answer, value) for name, answer in answers.items()
    )
    missing = () if is_met is not None else tuple(criterion.questions[n] for n, a in answers.items() if a is None)
    verdict = {True: "passed", False: "failed", None: "not yet answered"}[is_met]
    sentence = f"{criterion.label}: {verdict}."
    return Outcome("hdc.criterion_met", on, place, is_met, steps, missing, sentence)


def _find(code: str, value: Value) -> Criterion:
    for criterion in _criteria(value):
        if criterion.code == code:
            return criterion
    raise RulebookError(f"hdc.criteria holds no criterion called {code}.")


def _is_met(criterion: Criterion, answers: dict[str, bool | None]) -> bool | None:
    """One yes fails a criterion, or one no passes it, whatever is still open; else all must be answered."""
    given = set(answers.values())
    deciding = criterion.fails_if == "any"
    if deciding in given:
        return not deciding
    return None if None in given else deciding


def _words(answer: bool | None) -> str:
    return "not answered" if answer is None else "yes" if answer else "no"


@dataclass(frozen=True, slots=True)
class AggregateInputs:
    """How each criterion stands: those that exclude, and those that make unsuitable."""

    eligibility: tuple[Standing, ...]
    suitability: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the criteria come to, and whether the second group may be begun."""

    status: Status
    may_assess_suitability: bool


@rule("hdc.aggregate_status")
def aggregate_status(
    inputs: AggregateInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Aggregate]:
    """What all criteria come to together: one failed is not eligible, all passed is eligible."""
    status = _status(inputs.eligibility + inputs.suitability)
    may_assess = bool(inputs.eligibility) and all(one == "passed" for one in inputs.eligibility)
    steps = (
        Step("eligibility", "Criteria that exclude", _tally(inputs.eligibility), list(inputs.eligibility)),
        Step("suitability", "Criteria that make unsuitable", _tally(inputs.suitability), list(inputs.suitability)),
    )
    answer = Aggregate(status, may_assess)
    return Outcome("hdc.aggregate_status", on, place, answer, steps, sentence=STATUS_WORDS[status])


def _status(all_of_them: tuple[Standing, ...]) -> Status:
    standings: set[Any] = set(all_of_them)
    if "failed" in standings:
        return "INELIGIBLE"
    if standings <= {"none"}:
        return "NOT_STARTED"
    return "ELIGIBLE" if standings == {"passed"} else "IN_PROGRESS"


def _tally(standings: tuple[Standing, ...]) -> str:
    passed, failed = standings.count("passed"), standings.count("failed")
    return f"{passed} passed, {failed} failed, {standings.count('none')} open"
