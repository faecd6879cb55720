"""When a practitioner's next spot check is due, and which of their cases can be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.dates import add_months, counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

PERIOD, ELIGIBILITY, EXCLUSIONS = (
    "spotchecks.period_months",
    "spotchecks.eligibility",
    "spotchecks.exclusion_reasons",
)
DueStatus = Literal["not_due", "due", "overdue"]


@dataclass(frozen=True, slots=True)
class DueInputs:
    """A practitioner's last check, or the day of their first case where there was none yet."""

    last_check: date | None
    first_case_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The day a check is due and how it stands: `due` on that day alone, `overdue` after it."""

    due: date
    status: DueStatus


@rule("spotcheck.due", reads=(PERIOD, ELIGIBILITY))
@refusing("spotcheck.due")
def check_due(inputs: DueInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Due]:
    """When the next spot check of a practitioner is due: calendar months after the last, or days after the first case."""
    book = rulebook or national()
    for day in (inputs.last_check, inputs.first_case_on):
        if day is not None and day > on:
            raise RefusedInputError("bad_date", f"{date_words(day)} is still to come.")
    if inputs.last_check is not None:
        value = book.value(PERIOD, on=on, place=place)
        due = add_months(inputs.last_check, value.value)
        found = f"{counted(value.value, 'month')} after {date_words(inputs.last_check)}"
    elif inputs.first_case_on is not None:
        value = book.value(ELIGIBILITY, on=on, place=place)
        due = inputs.first_case_on + timedelta(days=value.value["named_days"])
        found = f"{counted(value.value['named_days'], 'day')} after the first case, {date_words(inputs.first_case_on)}"
    else:
        missing = ("the last check, or the day of the first case",)
        return Outcome("spotcheck.due", on, place, None, (), missing, "Nothing to count from.")
    answer = Due(due, "not_due" if on < due else "due" if on == due else "overdue")
    step = Step("due", "Check due", found, due, value)
    said = {"not_due": "Due on", "due": "Due today,", "overdue": "Overdue since"}[answer.status]
    return Outcome("spotcheck.due", on, place, answer, (step,), sentence=f"{said} {date_words(due)}.")


@dataclass(frozen=True, slots=True)
class EligibleInputs:
    """A case on the day the list is frozen.

    `named_since`: since when the practitioner has been its named practitioner, None if another is. Whoever leaves a
    case out gives a reason's code, and a second person agrees.
    """

    practitioner: str
    named_since: date | None
    is_current: bool
    checked_on: date | None = None
    excluded_because: str | None = None
    excluded_by: str | None = None
    exclusion_agreed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Eligible:
    """Whether a case goes on the list, and the codes of why not."""

    is_eligible: bool
    reasons: tuple[str, ...]


@rule("spotcheck.eligible", reads=(PERIOD, ELIGIBILITY, EXCLUSIONS))
@refusing("spotcheck.eligible")
def eligible(
    inputs: EligibleInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Eligible]:
    """Whether a case goes on the list that a spot check is drawn from."""
    book = rulebook or national()
    days = book.value(ELIGIBILITY, on=on, place=place)
    period = book.value(PERIOD, on=on, place=place)
    reasons = book.value(EXCLUSIONS, on=on, place=place)
    _need_sound_exclusion(inputs, reasons)
    held = None if inputs.named_since is None else (on - inputs.named_since).days
    checked = inputs.checked_on is not None and add_months(inputs.checked_on, period.value) > on
    out = inputs.excluded_because
    steps = (
        Step("not_named", f"Named practitioner for {days.value['named_days']} days",
             "not named" if held is None else counted(held, "day"),
             held is not None and held >= days.value["named_days"], days),
        Step("not_current", "Current sentence, licence or custody case", "yes" if inputs.is_current else "no",
             inputs.is_current),
        Step("checked_lately", f"Not checked in the last {period.value} months",
             "not checked" if inputs.checked_on is None else date_words(inputs.checked_on), not checked, period),
        Step("excluded", "Not left out by agreement", "no" if out is None else reasons.value[out], out is None, reasons),
    )  # fmt: skip
    failed = tuple(step.name for step in steps if not step.result)
    sentence = "It goes on the list." if not failed else f"Not on the list: {_why(steps)}."
    return Outcome("spotcheck.eligible", on, place, Eligible(not failed, failed), steps, sentence=sentence)


def _why(steps: tuple[Step, ...]) -> str:
    return "; ".join(f"{step.label.lower()}: {step.found}" for step in steps if not step.result)


def _need_sound_exclusion(inputs: EligibleInputs, reasons: Value) -> None:
    if inputs.excluded_because is None:
        return
    if inputs.excluded_because not in reasons.value:
        raise RefusedInputError("unknown_reason", f"No reason to leave a case out is {inputs.excluded_because}.")
    if not inputs.excluded_by or not inputs.exclusion_agreed_by:
        raise RefusedInputError("second_person_required", "A case is left out only if a second person agrees.")
    if inputs.excluded_by == inputs.exclusion_agreed_by or inputs.practitioner == inputs.exclusion_agreed_by:
        raise RefusedInputError(
            "second_person_required", "The second person is neither the first nor the practitioner."
        )
