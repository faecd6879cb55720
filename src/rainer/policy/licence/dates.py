"""The dates of a licence: when it starts, when the prison takes over, how early release may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.working_days import (
    BANK_HOLIDAYS,
    BankHolidays,
    bank_holidays,
    is_working_day,
    working_days_before,
)

Kind = Literal["release", "post_recall", "hdc", "hard_stop", "time_served", "variation", "hdc_variation"]


def last_working_day(day: date, *, holidays: BankHolidays) -> date:
    """The day, or the last working day before it."""
    return day if is_working_day(day, holidays=holidays) else working_days_before(day, 1, holidays=holidays)


@dataclass(frozen=True, slots=True)
class StartInputs:
    """What is known of a release. `release_point` is the conditional release date, after recall the
    post-recall release date."""

    kind: Kind
    release_point: date | None
    confirmed_release: date | None = None
    hdc_actual_date: date | None = None


@rule("licence.start_date", reads=(BANK_HOLIDAYS,))
def start_date(
    inputs: StartInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """The day a licence starts: a confirmed release up to the release point, else its last working day."""
    if inputs.kind in ("hdc", "hdc_variation"):
        step = Step("hdc", "Actual HDC date", _words(inputs.hdc_actual_date), inputs.hdc_actual_date)
        return _start(inputs.hdc_actual_date, (step,), "actual HDC date", on, place)
    if inputs.release_point is None:
        return _start(None, (), "release date", on, place)
    last = last_working_day(inputs.release_point, holidays=bank_holidays(place, rulebook))
    confirmed = inputs.confirmed_release
    wins = confirmed is not None and confirmed <= inputs.release_point
    steps = (
        Step("confirmed", "Release confirmed up to the release point", _words(confirmed), wins),
        Step("last_working_day", "Release point, or the working day before it", _words(inputs.release_point), last),
    )
    return _start(confirmed if wins else last, steps, "", on, place)


def _start(day: date | None, steps: tuple[Step, ...], lacking: str, on: date, place: Place) -> Outcome[date]:
    if day is None:
        return Outcome("licence.start_date", on, place, None, steps, missing=(lacking,))
    return Outcome("licence.start_date", on, place, day, steps, sentence=f"The licence starts on {date_words(day)}.")


def _words(day: date | None) -> str:
    return date_words(day) if day else "not known"


@dataclass(frozen=True, slots=True)
class HardStopInputs:
    """The licence's start and its kind."""

    licence_start: date | None
    kind: Kind = "release"


@rule("licence.hard_stop_date", reads=("licence.hard_stop", BANK_HOLIDAYS))
def hard_stop_date(
    inputs: HardStopInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """From when the prison makes a minimum licence that probation must review. None for time served."""
    return _hard_stop(inputs, rule_name="licence.hard_stop_date", warn=False, on=on, place=place, rulebook=rulebook)


@rule("licence.hard_stop_warning_date", reads=("licence.hard_stop", BANK_HOLIDAYS))
def hard_stop_warning_date(
    inputs: HardStopInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """The day to warn that the hard stop is near."""
    return _hard_stop(
        inputs, rule_name="licence.hard_stop_warning_date", warn=True, on=on, place=place, rulebook=rulebook
    )


def _hard_stop(
    inputs: HardStopInputs, *, rule_name: str, warn: bool, on: date, place: Place, rulebook: Rulebook | None
) -> Outcome[date]:
    value = (rulebook or national()).value("licence.hard_stop", on=on, place=place)
    if inputs.kind in value.value["none_for"]:
        step = Step("kind", "Kinds without a hard stop", inputs.kind, None, value)
        return Outcome(rule_name, on, place, None, (step,), sentence="A licence of this kind has no hard stop.")
    if inputs.licence_start is None:
        return Outcome(rule_name, on, place, None, (), missing=("licence start date",))
    holidays = bank_holidays(place, rulebook)
    start = last_working_day(inputs.licence_start, holidays=holidays)
    stop = working_days_before(start, value.value["working_days_before_start"], holidays=holidays)
    steps = [
        Step("start", "Start, or the working day before it", date_words(inputs.licence_start), start),
        _before("hard_stop", "Hard stop", value.value["working_days_before_start"], stop, value),
    ]
    if not warn:
        sentence = f"From {date_words(stop)} the prison makes a minimum licence."
        return Outcome(rule_name, on, place, stop, tuple(steps), sentence=sentence)
    ahead = value.value["warning_working_days_before"]
    warning = working_days_before(stop, ahead, holidays=holidays)
    steps.append(_before("warning", "Warning", ahead, warning, value))
    sentence = f"Warn from {date_words(warning)}: the hard stop is {date_words(stop)}."
    return Outcome(rule_name, on, place, warning, tuple(steps), sentence=sentence)


def _before(name: str, label: str, days: int, day: date, value: Value) -> Step:
    return Step(name, label, f"{counted(days, 'working day')} before", day, value)
