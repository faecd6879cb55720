"""What spot checks say about the service: two figures, each with its count, cohort, day and interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from rainer.policy.dates import date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import Interval, percent_text, wilson
from rainer.policy.refusals import RefusedInputError, need_counts, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

ESTIMATES = "spotchecks.estimates"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One practitioner's check: how many eligible cases they held, and whether the one drawn was wrong."""

    eligible: int
    wrong: int


@dataclass(frozen=True, slots=True)
class RatesInputs:
    """Checks of one cohort ("medium RoSH, London, autumn 2022"). Random checks and campaigns are never put together."""

    results: tuple[CheckResult, ...]
    cohort: str
    origins: frozenset[Literal["random", "campaign"]] = frozenset({"random"})


@dataclass(frozen=True, slots=True)
class Rates:
    """The two figures, as proportions.

    `practitioners`: the share whose drawn case was wrong. `cases`: the estimated share of all their cases, for which
    each counts by the cases held; None where there are too few practitioners for an interval. `is_published` is false
    where there are too few to show either to anybody outside.
    """

    n: int
    unweighted: float
    weighted: float
    estimated_wrong_cases: int
    eligible_cases: int
    practitioners: Interval
    cases: Interval | None
    is_published: bool


@rule("spotcheck.rates", reads=(ESTIMATES,))
@refusing("spotcheck.rates")
def check_rates(
    inputs: RatesInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Rates]:
    """The share of practitioners whose drawn case was wrong, and the estimated share of cases, with their intervals."""
    value = (rulebook or national()).value(ESTIMATES, on=on, place=place)
    _need_sound(inputs)
    limits, results, n = value.value, inputs.results, len(inputs.results)
    confidence = limits["confidence_percent"] / 100
    wrong = sum(result.wrong for result in results)
    cases = sum(result.eligible for result in results)
    wrong_cases = sum(result.eligible * result.wrong for result in results)
    answer = Rates(
        n=n,
        unweighted=wrong / n,
        weighted=wrong_cases / cases,
        estimated_wrong_cases=wrong_cases,
        eligible_cases=cases,
        practitioners=Interval(wrong / n, *wilson(wrong, n, confidence)),
        cases=weighted_interval(results, confidence) if n >= limits["fewest_for_interval"] else None,
        is_published=n >= limits["smallest_shown"],
    )
    steps = (
        Step("unweighted", "Practitioners whose drawn case was wrong", f"{wrong} of {n}", answer.unweighted),
        Step("weighted", "Cases, each practitioner by the cases held", f"{wrong_cases} of {cases}", answer.weighted),
        Step("interval", f"{limits['confidence_percent']}% interval of the cases", _interval_words(answer, limits),
             None if answer.cases is None else [answer.cases.low, answer.cases.high], value),
        Step("published", f"At least {limits['smallest_shown']} to be shown", str(n), answer.is_published, value),
    )  # fmt: skip
    sentence = _sentence(answer, inputs.cohort, limits, on)
    return Outcome("spotcheck.rates", on, place, answer, steps, sentence=sentence)


def _need_sound(inputs: RatesInputs) -> None:
    if not inputs.results:
        raise RefusedInputError("no_cases", "No check is concluded yet.")
    if not inputs.cohort.strip():
        raise RefusedInputError("cohort_required", "Say whom the checks were of: a rate without that says nothing.")
    if len(inputs.origins) > 1:
        raise RefusedInputError("origins_pooled", "Random checks and campaigns are never put together.")
    for result in inputs.results:
        need_counts(result.eligible, result.wrong)
        need_within(result.wrong, low=0, high=1, code="wrong_out_of_range", what="Whether a case was wrong")
        if result.eligible == 0:
            raise RefusedInputError("no_eligible_cases", "A case was drawn, so its practitioner held at least one.")


def weighted_interval(results: Sequence[CheckResult], confidence: float) -> Interval:
    """The interval of the weighted share, from practitioners paired with those of like caseload.

    One case of each practitioner leaves no spread within; so the differences in pairs of like caseload stand for it
    (collapsed strata). Wilson's interval then takes the number of cases that would have that spread, so that it never
    leaves 0 to 1 and never shrinks to nothing when no case was wrong.
    """
    total = sum(result.eligible for result in results)
    share = sum(result.eligible * result.wrong for result in results) / total
    kish = total**2 / sum(result.eligible**2 for result in results)
    variance = _paired_variance(results) / total**2
    number = share * (1 - share) / variance if variance > 0 and 0 < share < 1 else kish
    return Interval(share, *wilson(share * number, number, confidence))


def _paired_variance(results: Sequence[CheckResult]) -> float:
    """The variance of the weighted sum; an odd one out is put with the last pair."""
    ordered = sorted(results, key=lambda result: (result.eligible, result.wrong))
    edges = [*range(0, len(ordered) - 1, 2), len(ordered)]
    groups = (ordered[start:end] for start, end in pairwise(edges))
    return sum(_spread([result.eligible * result.wrong for result in group]) for group in groups)


def _spread(sums: Sequence[int]) -> float:
    if len(sums) < 2:
        return 0.0
    mean = sum(sums) / len(sums)
    return len(sums) / (len(sums) - 1) * sum((one - mean) ** 2 for one in sums)


def _interval_words(answer: Rates, limits: dict[str, Any]) -> str:
    if answer.cases is None:
        return f"too few: {answer.n} practitioners, fewer than {limits['fewest_for_interval']}"
    return f"{percent_text(answer.cases.low)} to {percent_text(answer.cases.high)}"


def _sentence(answer: Rates, cohort: str, limits: dict[str, Any], on: date) -> str:
    """Never a rate without its count, its cohort, its day and its interval."""
    about = f"{cohort}, to {date_words(on)}"
    if not answer.is_published:
        return f"{about}: too few to show ({answer.n}, fewer than {limits['smallest_shown']})."
    cases = (
        "too few practitioners to estimate the share of cases"
        if answer.cases is None
        else f"estimated share of cases {answer.cases.words}, {answer.eligible_cases:,} cases held"
    )
    said = f"of {answer.n} practitioners, {answer.practitioners.words} had a drawn case that was wrong"
    return f"{about}: {said}; {cases}; {limits['confidence_percent']}% intervals."
