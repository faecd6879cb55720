"""The days of a plan: by when a goal may be reached, and when the plan is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.dates import add_months, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

TARGETS, LOOK_AGAIN, LATEST = "plan.target_months", "plan.look_again_months", "tasks.due.plan_review"


@dataclass(frozen=True, slots=True)
class SetOn:
    """The day on which days are chosen."""

    set_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    months: int
    day: date


@dataclass(frozen=True, slots=True)
class Offers:
    """The days offered for reaching a goal, the soonest first."""

    offers: tuple[Offer, ...]


@rule("plan.target_days", reads=(TARGETS,))
def target_days(inputs: SetOn, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Offers]:
    """The days that are offered for reaching a goal; any other from today on may be chosen."""
    value = (rulebook or national()).value(TARGETS, on=on, place=place)
    offers = tuple(Offer(months, add_months(inputs.set_on, months)) for months in value.value)
    steps = tuple(
        Step(f"months.{one.months}", f"In {one.months} months", date_words(inputs.set_on), one.day, value)
        for one in offers
    )
    return Outcome("plan.target_days", on, place, Offers(offers), steps, sentence="Or any other day from today on.")


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """A day chosen for looking at the plan again; None to ask which days there are."""

    set_on: date
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """Whether the day will do, the last one that does, and the one suggested."""

    is_allowed: bool
    latest: date
    suggested: date


@rule("plan.review_day", reads=(LATEST, LOOK_AGAIN))
def review_day(
    inputs: ReviewDay, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReviewAnswer]:
    """Whether a plan may be looked at again on the day chosen: after the day it is set, and within the months."""
    book = rulebook or national()
    limit, usual = (book.value(key, on=on, place=place) for key in (LATEST, LOOK_AGAIN))
    latest = add_months(inputs.set_on, limit.value)
    suggested = min(add_months(inputs.set_on, usual.value), latest)
    is_allowed = inputs.review_on is not None and inputs.set_on < inputs.review_on <= latest
    steps = (
        Step("latest", "The last day", f"{limit.value} months from {date_words(inputs.set_on)}", latest, limit),
        Step("suggested", "Unless another is chosen", f"{usual.value} months", suggested, usual),
        Step("chosen", "The day chosen", date_words(inputs.review_on) if inputs.review_on else "none", is_allowed),
    )
    sentence = f"It is looked at again by {date_words(latest)} at the latest."
    answer = ReviewAnswer(is_allowed, latest, suggested)
    return Outcome("plan.review_day", on, place, answer, steps, sentence=sentence)
