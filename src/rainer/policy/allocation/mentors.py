"""How many staff one senior may oversee, and who may mentor a trainee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.rounding import percent_words


@dataclass(frozen=True, slots=True)
class SpanInputs:
    """The staff that `seniors` oversee between them, as full-time posts and as people."""

    setting: Literal["community", "prison"]
    staff_fte: float
    headcount: int
    seniors: float = 1


@dataclass(frozen=True, slots=True)
class Span:
    """How the staff compare with the span of control.

    `warnings` are `fte_over_span` and `headcount_over_span`. Supervision is due for people, not posts.
    """

    span: int
    seniors_needed: int
    fte_per_senior: float | None
    people_per_senior: float | None
    supervisions_due: int
    warnings: tuple[str, ...]


def seniors_needed(*, staff_fte: float, span: float) -> int:
    """Seniors for so many full-time staff, rounded up."""
    return int((Decimal(str(staff_fte)) / Decimal(str(span))).to_integral_value(rounding=ROUND_CEILING))


@rule("workforce.span", reads=("workforce.span_of_control",))
def span_of_control(
    inputs: SpanInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Span]:
    """Whether the seniors oversee more staff than the span of control, by posts and by people."""
    value = (rulebook or national()).value("workforce.span_of_control", on=on, place=place)
    span = value.value[inputs.setting]
    fte = inputs.staff_fte / inputs.seniors if inputs.seniors else None
    people = inputs.headcount / inputs.seniors if inputs.seniors else None
    warnings = _warnings(inputs, span * inputs.seniors)
    answer = Span(
        span=span,
        seniors_needed=seniors_needed(staff_fte=inputs.staff_fte, span=span),
        fte_per_senior=fte,
        people_per_senior=people,
        supervisions_due=inputs.headcount,
        warnings=warnings,
    )
    steps = (
        Step("fte", "Full-time posts", f"{inputs.staff_fte:g} for {inputs.seniors:g} seniors", fte, value),
        Step("people", "People", f"{inputs.headcount} for {inputs.seniors:g} seniors", people, value),
    )
    over = "over the span of control" if warnings else "within the span of control"
    sentence = (
        f"{inputs.headcount} people in {inputs.staff_fte:g} full-time posts under {_seniors(inputs.seniors)}: "
        f"{over} of {span} for each."
    )
    return Outcome("workforce.span", on, place, answer, steps, sentence=sentence)


def _seniors(seniors: float) -> str:
    if not seniors:
        return "no senior"
    return "1 senior" if seniors == 1 else f"{seniors:g} seniors"


def _warnings(inputs: SpanInputs, room: float) -> tuple[str, ...]:
    found = []
    if inputs.staff_fte > room:
        found.append("fte_over_span")
    if inputs.headcount > room:
        found.append("headcount_over_span")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MentorInputs:
    """Someone who may mentor. `load_percent` is unrounded, None where it is not available.

    `trainees` counts the one in question. `casework_rating` is the unit's rating for casework, if it has one.
    """

    months_qualified: int | None
    load_percent: float | None
    trainees: int
    casework_rating: str | None = None
    has_compensating_plan: bool = False


@dataclass(frozen=True, slots=True)
class Mentor:
    """Whether someone may mentor. Each of `breaches` needs a reason to go ahead, and is counted."""

    eligible: bool
    breaches: tuple[str, ...]


@rule("workforce.mentor", reads=("workforce.mentor_limits",))
def mentor(
    inputs: MentorInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Mentor]:
    """Whether someone may mentor a trainee: long enough qualified, with room, in a unit that can teach."""
    value = (rulebook or national()).value("workforce.mentor_limits", on=on, place=place)
    steps = tuple(
        Step(name, label, found, is_met, value) for name, label, found, is_met in _conditions(inputs, value.value)
    )
    breaches = tuple(step.name for step in steps if not step.result)
    answer = Mentor(not breaches, breaches)
    failing = "; ".join(f"{step.label.lower()}: {step.found}" for step in steps if not step.result)
    sentence = "May mentor." if answer.eligible else f"May mentor only with a reason. {failing.capitalize()}."
    return Outcome("workforce.mentor", on, place, answer, steps, sentence=sentence)


def _conditions(inputs: MentorInputs, limits: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    months, load = inputs.months_qualified, inputs.load_percent
    is_poor = inputs.casework_rating in limits["poor_casework_ratings"]
    rating = inputs.casework_rating or "none"
    return [
        ("qualified", f"Qualified at least {limits['least_months_qualified']} months",
         "not known" if months is None else f"{months} months",
         months is not None and months >= limits["least_months_qualified"]),
        ("load", f"Load below {limits['load_below']}%", percent_words(load),
         load is not None and load < limits["load_below"]),
        ("trainees", f"At most {limits['most_trainees']} trainees", str(inputs.trainees),
         inputs.trainees <= limits["most_trainees"]),
        ("casework", "Unit's casework rating",
         f"{rating}, with a compensating plan" if is_poor and inputs.has_compensating_plan else rating,
         not is_poor or inputs.has_compensating_plan),
    ]  # fmt: skip
