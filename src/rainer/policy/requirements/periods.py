"""A requirement's end against its length, and against the end of its order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy.dates import add_months, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

_PERIOD = re.compile(r"([0-9]+)(?:\s*(day|week|month)s?)?", re.IGNORECASE)


def last_day(start: date, period: str) -> date | None:
    """The last day of a period in words, the first day counted: "30", "90 Days", "1 weeks", "2 Months".

    A bare number is days and a month is a calendar month. None for what cannot be read or reached.
    """
    found = _PERIOD.fullmatch(period.strip())
    if not found:
        return None
    try:
        amount, unit = int(found[1]), (found[2] or "day").lower()
        if unit == "month":
            return add_months(start, amount) - timedelta(days=1)
        return start + timedelta(days=amount * (7 if unit == "week" else 1) - 1)
    except (OverflowError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class PeriodInputs:
    """A requirement's result code, start, length in words and recorded end. `start` is the day of the hearing
    for a kind that runs from it."""

    code: str
    start: date | None
    period: str | None
    end: date | None


@dataclass(frozen=True, slots=True)
class PeriodCheck:
    """Whether the recorded end is another day than the length gives, and that day if it is."""

    is_mismatch: bool
    calculated_end: date | None = None


@rule("requirement.end_matches_period", reads=("requirements.period_checks",))
def end_matches_period(
    inputs: PeriodInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[PeriodCheck]:
    """Whether a requirement's recorded end is its start and its length less a day; what is not known is skipped."""
    value = (rulebook or national()).value("requirements.period_checks", on=on, place=place)
    is_checked = inputs.code not in value.value["not_checked"]
    end = last_day(inputs.start, inputs.period) if is_checked and inputs.start and inputs.period else None
    is_mismatch = end is not None and inputs.end is not None and end != inputs.end
    answer = PeriodCheck(is_mismatch, end if is_mismatch else None)
    steps = (
        Step("checked", "Is this kind checked?", inputs.code, is_checked, value),
        Step("calculated", "Start and length, less a day", f"{inputs.start or 'no start'}, {inputs.period or 'none'}",
             end),
        Step("recorded", "End as recorded", str(inputs.end or "none"), inputs.end),
    )  # fmt: skip
    sentence = "The end and the length agree, or cannot be compared."
    if is_mismatch and end:
        sentence = f"By its length it ends on {date_words(end)}."
    return Outcome("requirement.end_matches_period", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class RequirementEnd:
    """A requirement's code and its end, None where not recorded."""

    code: str
    end: date | None


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """The end of an order and its requirements."""

    order_end: date | None
    requirements: tuple[RequirementEnd, ...]


@rule("order.requirement_outlasts_order")
def requirement_outlasts_order(
    inputs: OrderInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[str, ...]]:
    """The requirements that end after their order. Equal days are fine and missing ones are skipped."""
    order_end = inputs.order_end
    steps = tuple(
        Step(one.code, f"{one.code} ends no later than the order", str(one.end or "no end"), _lasts(one.end, order_end))
        for one in inputs.requirements
    )
    longer = tuple(step.name for step in steps if step.result is False)
    sentence = "No requirement outlasts the order."
    if longer:
        sentence = f"After the order ends: {', '.join(longer)}."
    return Outcome("order.requirement_outlasts_order", on, place, longer, steps, sentence=sentence)


def _lasts(end: date | None, order_end: date | None) -> bool | None:
    return None if end is None or order_end is None else end <= order_end
