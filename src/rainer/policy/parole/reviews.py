"""Parole reviews: which one is current, what its outcome reads, when parole is near."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.dates import add_months, counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

View = Literal["plain", "current", "historic"]
ApproachingType = Literal["THD", "TED", "PED"]
DATE_WORDS: dict[ApproachingType, str] = {
    "THD": "target hearing date",
    "TED": "tariff expiry date",
    "PED": "parole eligibility date",
}
_KEPT_WORD = re.compile(r"[A-Z]{2,}|Parole|Board")
_LISTED_MARK = " [*]"


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """A parole review as recorded. `outcome` is the hearing's, as sent; `received_on` the day it came."""

    status: str | None
    outcome: str | None = None
    received_on: date | None = None


def has_outcome(text: str | None, *, value: Value) -> bool:
    """Whether a hearing outcome says anything: some words in the records mean that there is none."""
    return bool(text and text.strip()) and text not in value.value["means_none"]


@rule("parole.review_is_current", reads=("parole.current_review", "parole.outcome_words"))
def review_is_current(
    inputs: ReviewInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[bool]:
    """Whether a review is the current one: its outcome is fresh, or it is active and has none."""
    book = rulebook or national()
    value = book.value("parole.current_review", on=on, place=place)
    words = book.value("parole.outcome_words", on=on, place=place)
    is_fresh = _is_fresh(inputs.received_on, on, value.value["fresh_days"])
    is_open = inputs.status in value.value["active_statuses"] and not has_outcome(inputs.outcome, value=words)
    steps = (
        Step("fresh", "Outcome came lately, or is still to come", _day(inputs.received_on), is_fresh, value),
        Step("open", "Active and without an outcome", _review_words(inputs), is_open, words),
    )
    is_current = is_fresh or is_open
    sentence = "This is a current review." if is_current else "This is a review of the past."
    return Outcome("parole.review_is_current", on, place, is_current, steps, sentence=sentence)


def _is_fresh(received_on: date | None, on: date, days: int) -> bool:
    return received_on is not None and received_on > on - timedelta(days=days)


def _day(day: date | None) -> str:
    return date_words(day) if day else "no date"


def _review_words(inputs: ReviewInputs) -> str:
    return f"{inputs.status or 'no status'}, {inputs.outcome or 'no outcome'}"


@dataclass(frozen=True, slots=True)
class OutcomeTextInputs:
    """A hearing outcome and where it is read. `plain` is Rainer's own; the others are a public tool's views."""

    outcome: str | None
    view: View = "plain"


@rule("parole.outcome_text", reads=("parole.outcome_words",))
def outcome_text(
    inputs: OutcomeTextInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[str]:
    """How the outcome of a hearing reads on a page."""
    value = (rulebook or national()).value("parole.outcome_words", on=on, place=place)
    is_there = has_outcome(inputs.outcome, value=value)
    text = _tidy(inputs.outcome or "") if is_there else value.value["no_outcome"][inputs.view]
    step = Step("outcome", "Outcome as recorded", inputs.outcome or "none", text, value)
    return Outcome("parole.outcome_text", on, place, text, (step,), sentence=text)


def _tidy(outcome: str) -> str:
    """The record's words without its mark and its capitals: names and initials keep theirs."""
    words = outcome.strip().removesuffix(_LISTED_MARK).replace("-", "–").split()
    text = " ".join(word if _KEPT_WORD.search(word) else word.lower() for word in words)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class ApproachingInputs:
    """The dates from which a parole hearing may be near, as far as they are known."""

    target_hearing_date: date | None = None
    tariff_expiry_date: date | None = None
    parole_eligibility_date: date | None = None


@dataclass(frozen=True, slots=True)
class Approaching:
    """Whether parole is near, by which date, and that date."""

    is_approaching: bool
    by: ApproachingType | None = None
    day: date | None = None


@rule("parole.approaching", reads=("parole.approaching_months",))
def approaching(
    inputs: ApproachingInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Approaching]:
    """Whether a parole date lies between today and some months ahead; the earliest that does names it."""
    value = (rulebook or national()).value("parole.approaching_months", on=on, place=place)
    last = add_months(on, value.value)
    dates: dict[ApproachingType, date | None] = {
        "THD": inputs.target_hearing_date,
        "TED": inputs.tariff_expiry_date,
        "PED": inputs.parole_eligibility_date,
    }
    steps = tuple(
        Step(name, DATE_WORDS[name].capitalize(), _day(day), day is not None and on <= day <= last, value)
        for name, day in dates.items()
    )
    near = [(day, name) for name, day in dates.items() if day is not None and on <= day <= last]
    answer = Approaching(False)
    sentence = f"No parole date in the next {counted(value.value, 'month')}."
    if near:
        day, name = min(near, key=lambda one: one[0])
        answer = Approaching(True, name, day)
        sentence = f"Parole is near: {DATE_WORDS[name]} {date_words(day)}."
    return Outcome("parole.approaching", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class OutcomeImportInputs:
    """What is recorded of a review, and what a file brings. `is_daily`: one day's file, not a bulk load."""

    recorded_outcome: str | None
    recorded_received_on: date | None
    imported_outcome: str | None
    is_daily: bool
    file_date: date | None


@dataclass(frozen=True, slots=True)
class ReceivedOn:
    """The day the outcome counts as received. `ask`: there is an outcome and nobody knows since when."""

    day: date | None
    ask: bool


@rule("parole.import_outcome_received_on", reads=("parole.outcome_words",))
def import_outcome_received_on(
    inputs: OutcomeImportInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReceivedOn]:
    """The day an outcome came, when a file is read: the day it first appears in a daily file, never moved."""
    value = (rulebook or national()).value("parole.outcome_words", on=on, place=place)
    brings = has_outcome(inputs.imported_outcome, value=value)
    is_new = brings and not has_outcome(inputs.recorded_outcome, value=value)
    day = inputs.recorded_received_on
    if day is None and inputs.is_daily and is_new:
        day = inputs.file_date
    steps = (
        Step("recorded", "Day already recorded", _day(inputs.recorded_received_on), inputs.recorded_received_on),
        Step("new", "The file brings an outcome for the first time", inputs.imported_outcome or "none", is_new, value),
        Step("daily", "One day's file", "daily" if inputs.is_daily else "bulk", inputs.is_daily),
    )
    answer = ReceivedOn(day, ask=brings and day is None)
    sentence = f"Received on {date_words(day)}." if day else "No day of receipt."
    return Outcome("parole.import_outcome_received_on", on, place, answer, steps, sentence=sentence)


def review_order(*, target_hearing_date: date | None, report_due: date | None) -> date | None:
    """The day by which reviews are put in order; None for one that has neither date and cannot be placed."""
    return target_hearing_date or report_due
