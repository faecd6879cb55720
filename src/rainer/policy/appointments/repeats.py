"""A series of appointments: same time on the clock, every day, week, 2 or 4 weeks, inside the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from rainer.policy.appointments.booking import BOOKING
from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

Every = Literal["day", "week", "2_weeks", "4_weeks"]
SeriesRefusal = Literal["after_sentence_end", "too_many", "none_in_it"]
EVERY_DAYS: dict[Every, int] = {"day": 1, "week": 7, "2_weeks": 14, "4_weeks": 28}
EVERY_WORDS: dict[Every, str] = {
    "day": "every day",
    "week": "every week",
    "2_weeks": "every 2 weeks",
    "4_weeks": "every 4 weeks",
}


@dataclass(frozen=True, slots=True)
class SeriesInputs:
    """A series: from its first appointment, so many times or until a day, that day counted.

    `first` is the time on the clock, without a zone: each one keeps it, also across the change of the clocks.
    """

    first: datetime
    every: Every
    times: int | None = None
    until: date | None = None
    sentence_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """When each takes place. Where it is refused, `starts` are those that fit, and `fits` how many."""

    starts: tuple[datetime, ...]
    fits: int
    refusal: SeriesRefusal | None = None

    @property
    def last(self) -> datetime | None:
        return self.starts[-1] if self.starts else None


@rule("appointments.series", reads=(BOOKING,))
def series(
    inputs: SeriesInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Series]:
    """When each appointment of a series takes place; refused if the last would be after the end of the sentence."""
    if inputs.first.tzinfo is not None:
        raise ValueError("A series is counted on the clock of the place: give its first time without a zone.")
    if (inputs.times is None) == (inputs.until is None):
        missing = ("either how many times, or until which day",)
        return Outcome("appointments.series", on, place, None, (), missing)
    limit = (rulebook or national()).value(BOOKING, on=on, place=place)
    most = limit.value["most_in_a_series"]
    wanted = _wanted(inputs)
    fitting = min(wanted, most, _until(inputs, inputs.sentence_ends) if inputs.sentence_ends else wanted)
    starts = tuple(_nth(inputs, n) for n in range(fitting))
    answer = Series(starts, fitting, _refusal(wanted, fitting, most))
    steps = (
        Step("wanted", f"Appointments, {EVERY_WORDS[inputs.every]}", _asked(inputs), wanted),
        Step("fits", "Up to the end of the sentence", str(inputs.sentence_ends or "no end known"), fitting, limit),
    )
    sentence = _sentence(answer, inputs, most)
    return Outcome("appointments.series", on, place, answer, steps, sentence=sentence)


def _nth(inputs: SeriesInputs, n: int) -> datetime:
    return inputs.first + timedelta(days=n * EVERY_DAYS[inputs.every])


def _wanted(inputs: SeriesInputs) -> int:
    if inputs.until is not None:
        return _until(inputs, inputs.until)
    return max(inputs.times or 0, 0)


def _until(inputs: SeriesInputs, last_day: date) -> int:
    """How many take place up to a day, that day counted."""
    days = (last_day - inputs.first.date()).days
    return 0 if days < 0 else days // EVERY_DAYS[inputs.every] + 1


def _refusal(wanted: int, fitting: int, most: int) -> SeriesRefusal | None:
    if wanted == 0:
        return "none_in_it"
    if fitting < min(wanted, most):
        return "after_sentence_end"
    return "too_many" if wanted > most else None


def _asked(inputs: SeriesInputs) -> str:
    return f"until {date_words(inputs.until)}" if inputs.until else f"{inputs.times} times"


def _sentence(answer: Series, inputs: SeriesInputs, most: int) -> str:
    if answer.refusal == "none_in_it":
        return "No appointment falls in this series."
    if answer.refusal == "too_many":
        return f"A series has at most {most} appointments: choose {most} or fewer."
    if answer.refusal is None:
        return f"{counted(answer.fits, 'appointment')}, the last on {date_words(_nth(inputs, answer.fits - 1).date())}."
    ends = f"The sentence ends {date_words(inputs.sentence_ends)}." if inputs.sentence_ends else ""
    if answer.fits == 0:
        return f"{ends} The first would be after it."
    return f"{ends} Number {answer.fits + 1} would be after it: choose {answer.fits} or fewer."
