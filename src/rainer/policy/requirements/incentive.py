"""Time off for time worked: the incentive scheme of unpaid work. Worked out when asked, never stored as true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.requirements.unpaid_work import hours_words
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

SchemeStatus = Literal["INELIGIBLE", "ELIGIBLE", "QUALIFYING", "DISQUALIFIED"]
STATUS_WORDS: dict[SchemeStatus, str] = {
    "INELIGIBLE": "not in the scheme",
    "ELIGIBLE": "not yet at the threshold",
    "QUALIFYING": "earning time off",
    "DISQUALIFIED": "ended; what was earned is kept",
}


@dataclass(frozen=True, slots=True)
class SchemeEvent:
    """Something that happened, in order. `minutes` may be below 0 for a correction."""

    minutes: int
    is_qualifying: bool
    is_disqualifying: bool = False


@dataclass(frozen=True, slots=True)
class ProgressOfScheme:
    """The order's minutes and what happened under it."""

    required_minutes: int
    events: tuple[SchemeEvent, ...]


@dataclass(frozen=True, slots=True)
class SchemeProgress:
    """Qualifying minutes worked, and where the person stands in the scheme."""

    qualifying_minutes: int
    status: SchemeStatus


@rule("upw.incentive_progress", reads=("unpaid_work.incentive",))
def incentive_progress(
    inputs: ProgressOfScheme, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SchemeProgress]:
    """Where somebody stands in the incentive scheme: minutes up to the first event that ends it."""
    value = (rulebook or national()).value("unpaid_work.incentive", on=on, place=place)
    threshold = _threshold(inputs.required_minutes, value)
    minutes, is_ended = _worked(inputs.events)
    status: SchemeStatus = "DISQUALIFIED" if is_ended else "QUALIFYING" if minutes >= threshold else "ELIGIBLE"
    steps = (
        Step("threshold", "Minutes from which time is earned", hours_words(inputs.required_minutes), threshold, value),
        Step("worked", "Qualifying minutes", hours_words(minutes), minutes),
        Step("ended", "Ended by an event", "yes" if is_ended else "no", is_ended),
    )
    sentence = f"{hours_words(minutes)} worked: {STATUS_WORDS[status]}."
    return Outcome("upw.incentive_progress", on, place, SchemeProgress(minutes, status), steps, sentence=sentence)


def _worked(events: tuple[SchemeEvent, ...]) -> tuple[int, bool]:
    minutes = 0
    for event in events:
        if event.is_disqualifying:
            return max(minutes, 0), True
        minutes += event.minutes if event.is_qualifying else 0
    return max(minutes, 0), False


@dataclass(frozen=True, slots=True)
class DiscountInputs:
    """The order's minutes, the qualifying minutes worked, and where the person stands."""

    required_minutes: int
    qualifying_minutes: int
    status: SchemeStatus


@dataclass(frozen=True, slots=True)
class Discount:
    """Minutes: from which time is earned, the most that can be, what is earned now, and what will be at this rate."""

    threshold: int
    most: int
    current: int
    projected: int


@rule("upw.incentive_discount", reads=("unpaid_work.incentive",))
def incentive_discount(
    inputs: DiscountInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Discount]:
    """Time off earned in the incentive scheme, now and at most."""
    value = (rulebook or national()).value("unpaid_work.incentive", on=on, place=place)
    threshold, award = _threshold(inputs.required_minutes, value), _ratio(value, "award_ratio")
    most = _half_up(inputs.required_minutes * _most_share(_ratio(value, "threshold_ratio"), award))
    current = 0
    if inputs.status != "INELIGIBLE":
        current = _half_up(max(award * (inputs.qualifying_minutes - threshold), Fraction(0)))
    projected = {"INELIGIBLE": 0, "DISQUALIFIED": current}.get(inputs.status, most)
    steps = (
        Step("threshold", "Minutes from which time is earned", hours_words(inputs.required_minutes), threshold, value),
        Step("most", "The most that can be earned", hours_words(inputs.required_minutes), most, value),
        Step("current", "Earned so far", hours_words(inputs.qualifying_minutes), current, value),
        Step("projected", "Earned in the end", STATUS_WORDS[inputs.status], projected),
    )
    answer = Discount(threshold, most, current, projected)
    sentence = f"{hours_words(current)} earned, {hours_words(projected)} in the end."
    return Outcome("upw.incentive_discount", on, place, answer, steps, sentence=sentence)


def _most_share(threshold: Fraction, award: Fraction) -> Fraction:
    """The share earned by somebody who works until work and time off together make up the order."""
    return 1 - (1 + award * threshold) / (1 + award)


def _threshold(required_minutes: int, value: Value) -> int:
    return _half_up(required_minutes * _ratio(value, "threshold_ratio"))


def _ratio(value: Value, name: str) -> Fraction:
    return Fraction(Decimal(str(value.value[name])))


def _half_up(minutes: Fraction) -> int:
    return floor(minutes + Fraction(1, 2))
