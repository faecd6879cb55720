"""Home detention curfew (HDC): the first day somebody could go home on a curfew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national


@dataclass(frozen=True, slots=True)
class EligibilityInputs:
    """A sentence, as far as the curfew asks.

    `days_to_release_point` is not rounded. `remand_days` counts remand and tagged bail. `is_young` is someone
    held under section 91 or 250, whom the repeal for adults leaves alone.
    """

    sentenced_on: date
    days_to_release_point: Decimal
    remand_days: int = 0
    time_at_large_days: int = 0
    added_days: int = 0
    is_registered_sex_offender: bool = False
    has_sds_plus: bool = False
    is_detention_and_training: bool = False
    is_young: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The eligibility date with its scheme and its days from sentence; or None and the reason there is none."""

    day: date | None
    days: int | None = None
    scheme: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _SchemeDay:
    """One scheme's day before added days. `days` counts from the sentence."""

    name: str
    day: date
    step: Step


@rule("hdc.eligibility_date", reads=("hdc.schemes", "hdc.adult_repeal"))
def eligibility_date(
    inputs: EligibilityInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Eligibility]:
    """The HDC eligibility date of a sentence, by the scheme its own date falls under, or why there is none."""
    book = rulebook or national()
    schemes = book.value("hdc.schemes", on=on, place=place)
    repeal = book.get("hdc.adult_repeal", on=on, place=place)
    whole_days = int(inputs.days_to_release_point.to_integral_value(rounding=ROUND_CEILING))
    exclusions = _exclusions(inputs, whole_days, schemes)
    reason = "; ".join(step.label.lower() for step in exclusions if step.result)
    if reason:
        return _answer(Eligibility(None, reason=reason), exclusions, on, place)
    tried = [_scheme_day(inputs, whole_days, scheme, schemes) for scheme in schemes.value["schemes"]]
    chosen = _choose(tried, schemes.value["schemes"])
    day = chosen.day + timedelta(days=inputs.added_days)
    answer = Eligibility(day, (day - inputs.sentenced_on).days, chosen.name)
    steps = (*exclusions, *(one.step for one in tried), Step("chosen", "Scheme that decides", chosen.name, day))
    return _after_repeal(answer, inputs, steps, repeal, on, place)


def _exclusions(inputs: EligibilityInputs, whole_days: int, value: Value) -> tuple[Step, ...]:
    table = value.value
    least, first = table["least_days_to_release"], table["first_days_after_sentence"]
    released_in = whole_days - 1 - inputs.remand_days + inputs.time_at_large_days + inputs.added_days
    return (
        _fact("sex_offender", "Registered sex offender", inputs.is_registered_sex_offender),
        _fact("detention_and_training", "Detention and training order", inputs.is_detention_and_training),
        _fact("sds_plus", "Sentence released at two thirds (SDS+)", inputs.has_sds_plus),
        Step("too_short", f"Fewer than {least} days to the release point", counted(whole_days, "day"),
             whole_days < least, value),
        Step("released_at_once", f"Released within {first} days of sentence", counted(released_in, "day"),
             released_in < first, value),
    )  # fmt: skip


def _fact(name: str, label: str, holds: bool) -> Step:
    return Step(name, label, "yes" if holds else "no", holds)


def _scheme_day(inputs: EligibilityInputs, whole_days: int, scheme: dict[str, Any], value: Value) -> _SchemeDay:
    """Below the midpoint half the days, with a least; from it on the days less the deduction. Never before
    the first days after sentence; time at large is added last."""
    table, midpoint = value.value, scheme["midpoint_days"]
    if whole_days < midpoint:
        days = max(-(-whole_days // 2), table["least_days_below_midpoint"])
        found = f"{whole_days} days, below {midpoint}: half, at least {table['least_days_below_midpoint']}"
    else:
        days = whole_days - scheme["deduction_days"] - 1
        found = f"{whole_days} days, {midpoint} or more: less {scheme['deduction_days']} and 1"
    first: int = table["first_days_after_sentence"]
    days = max(days - inputs.remand_days, first)
    found += f", less {inputs.remand_days} remand, at least {first}"
    day = inputs.sentenced_on + timedelta(days=days + inputs.time_at_large_days)
    return _SchemeDay(
        scheme["name"], day, Step(f"scheme.{scheme['name']}", f"{scheme['name']} scheme", found, day, value)
    )


def _choose(tried: list[_SchemeDay], schemes: list[dict[str, Any]]) -> _SchemeDay:
    """The last scheme whose beginning is reached; somebody reaching it only by the older one goes on its first day."""
    chosen = tried[0]
    for newer, scheme in zip(tried[1:], schemes[1:], strict=True):
        begins: date = scheme["dates_from"]
        if chosen.day < begins:
            break
        chosen = _SchemeDay(newer.name, max(newer.day, begins), newer.step)
    return chosen


def _after_repeal(
    answer: Eligibility,
    inputs: EligibilityInputs,
    steps: tuple[Step, ...],
    repeal: Value | None,
    on: date,
    place: Place,
) -> Outcome[Eligibility]:
    """Take the date away from an adult where the repeal is switched on, or say that it is coming."""
    if repeal is None or inputs.is_young or answer.day is None or answer.day < repeal.value["no_dates_from"]:
        return _answer(answer, steps, on, place)
    first = date_words(repeal.value["no_dates_from"])
    is_on = repeal.value["switched_on"]
    step = Step("repeal", f"Adults have no date from {first}", date_words(answer.day), is_on, repeal)
    if not is_on:
        note = f"From {first} adults have no such date: this one falls away when the change is switched on."
        return _answer(answer, (*steps, step), on, place, (note,))
    return _answer(Eligibility(None, reason=f"adults have no date from {first}"), (*steps, step), on, place)


def _answer(
    answer: Eligibility, steps: tuple[Step, ...], on: date, place: Place, notes: tuple[str, ...] = ()
) -> Outcome[Eligibility]:
    if answer.day is None:
        sentence = f"No HDC eligibility date: {answer.reason}."
    else:
        sentence = f"HDC eligibility date {date_words(answer.day)}, {answer.scheme} scheme."
    return Outcome("hdc.eligibility_date", on, place, answer, steps, sentence=sentence, notes=notes)
