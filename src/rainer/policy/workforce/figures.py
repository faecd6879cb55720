"""Figures of the workforce: vacancy, gaps, and published figures that do not go together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.allocation.mentors import seniors_needed
from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import whole_percent
from rainer.policy.refusals import RefusedInputError, need_counts, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

RESTATED = "workforce.restated"


@dataclass(frozen=True, slots=True)
class VacancyInputs:
    """Target and staff in post as full-time posts, those lent, agency staff and overtime apart from the rest."""

    target_fte: float
    in_post_fte: float
    temporary_fte: float = 0


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Posts missing and per cents, unrounded. Temporary staff are shown beside, never taken off the gap."""

    gap_fte: float
    fill_percent: float
    vacancy_percent: float
    temporary_percent: float


@rule("workforce.vacancy")
@refusing("workforce.vacancy")
def vacancy(
    inputs: VacancyInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Vacancy]:
    """The share of target posts that nobody holds; below 0 where there are more staff than posts."""
    if inputs.target_fte <= 0:
        raise RefusedInputError("target_zero", "There are no target posts, so there is no vacancy.")
    if inputs.in_post_fte < 0 or inputs.temporary_fte < 0:
        raise RefusedInputError("fte_below_zero", "Staff in post cannot be fewer than none.")
    fill = 100 * inputs.in_post_fte / inputs.target_fte
    temporary = 100 * inputs.temporary_fte / inputs.target_fte
    answer = Vacancy(inputs.target_fte - inputs.in_post_fte, fill, 100 - fill, temporary)
    steps = (
        Step("fill", "In post", f"{inputs.in_post_fte:g} of {inputs.target_fte:g}", fill),
        Step("vacancy", "Vacant", f"{answer.gap_fte:g} of {inputs.target_fte:g}", answer.vacancy_percent),
        Step("temporary", "Lent, agency and overtime, apart", f"{inputs.temporary_fte:g}", temporary),
    )
    sentence = f"{answer.vacancy_percent:.1f}% vacant: {inputs.in_post_fte:g} of {inputs.target_fte:g} posts are held."
    return Outcome("workforce.vacancy", on, place, answer, steps, sentence=sentence)


def other_percent(percent: float) -> float:
    """The vacancy where the share in post is known, and the other way round. Raises RefusedInputError."""
    need_within(percent, low=0, high=100, code="percent_out_of_range", what="A percentage")
    return 100 - percent


@dataclass(frozen=True, slots=True)
class PublishedPair:
    """A figure now, its published change, and the earlier figure as it was published then."""

    now: float
    change: float
    earlier_as_published: float


@dataclass(frozen=True, slots=True)
class Restated:
    """The earlier figure that follows from now, and whether it was restated since. Each stays with its publication."""

    implied_earlier: float
    difference: float
    revised: bool


@rule("workforce.restated", reads=(RESTATED,))
@refusing("workforce.restated")
def restated(
    inputs: PublishedPair, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Restated]:
    """Whether an earlier published figure was restated: a small difference is rounding."""
    value = (rulebook or national()).value(RESTATED, on=on, place=place)
    implied = inputs.now - inputs.change
    difference = implied - inputs.earlier_as_published
    answer = Restated(implied, difference, abs(difference) > value.value)
    steps = (
        Step("implied", "Earlier figure that follows", f"{inputs.now:,g} less {inputs.change:,g}", implied),
        Step("difference", "Less the figure published then", f"{inputs.earlier_as_published:,g}", difference, value),
    )
    words = "was restated" if answer.revised else "still stands"
    sentence = f"The earlier figure {words}: {implied:,g} now, {inputs.earlier_as_published:,g} as first published."
    return Outcome("workforce.restated", on, place, answer, steps, sentence=sentence)


def share_percent(part: int, whole: int) -> int:
    """Units of some colour among all, in whole per cent. Raises RefusedInputError."""
    need_counts(part, whole)
    if whole == 0:
        raise RefusedInputError("no_units", "There are no units, so there is no share of them.")
    need_within(part, low=0, high=whole, code="units_out_of_range", what="How many of the units")
    return whole_percent(part, whole)


@dataclass(frozen=True, slots=True)
class SeniorsFor:
    """Seniors for so many staff, and people to each where the headcount is known; `warn` where that is over the span."""

    seniors: int
    people_per_senior: float | None = None
    warn: str | None = None


def seniors_for(*, staff_fte: float, span: float, headcount: int | None = None) -> SeniorsFor:
    """Seniors by posts, rounded up; part-time staff may still be more people than the span. Raises RefusedInputError."""
    if span <= 0:
        raise RefusedInputError("span_out_of_range", "A span of control is above 0.")
    if staff_fte < 0 or (headcount is not None and headcount < 0):
        raise RefusedInputError("staff_below_zero", "There cannot be fewer staff than none.")
    seniors = seniors_needed(staff_fte=staff_fte, span=span)
    if headcount is None or seniors == 0:
        return SeniorsFor(seniors)
    people = headcount / seniors
    return SeniorsFor(seniors, people, "headcount_over_span" if people > span else None)
