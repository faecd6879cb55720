"""The mix of court reports by type, from counts or from published per cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import whole_percent
from rainer.policy.refusals import RefusedInputError, is_whole, need_counts, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.rounding import half_up

ESTIMATED = "percentages are rounded; counts are estimates"


@dataclass(frozen=True, slots=True)
class MixPercents:
    """All reports, and the published per cent of each type."""

    n: int
    percent: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MixEstimate:
    """What the per cents add up to, and the counts they mean, which are estimates and so said to be."""

    sum: float
    estimate: Mapping[str, int]
    note: str


@rule("court_report.mix_from_percent")
@refusing("court_report.mix_from_percent")
def mix_from_percent(
    inputs: MixPercents, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[MixEstimate]:
    """How many reports of each type published per cents mean, as estimates."""
    if not is_whole(inputs.n) or inputs.n < 1:
        raise RefusedInputError("no_reports", "There are no reports to take per cents of.")
    for percent in inputs.percent.values():
        need_within(percent, low=0, high=100, code="percent_out_of_range", what="A percentage")
    estimate = {kind: half_up(inputs.n * percent / 100) for kind, percent in inputs.percent.items()}
    answer = MixEstimate(sum(inputs.percent.values()), estimate, ESTIMATED)
    steps = tuple(
        _step(kind, f"{percent:g}% of {inputs.n:,}", estimate[kind]) for kind, percent in inputs.percent.items()
    )
    sentence = f"The percentages add up to {answer.sum:g}. They are rounded, so the counts are estimates."
    return Outcome("court_report.mix_from_percent", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class MixCounts:
    """How many reports there were of each type."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mix:
    """All reports, whole per cents by type, and what they add up to, which need not be 100."""

    n: int
    percent: Mapping[str, int]
    sum: int


@rule("court_report.mix_from_counts")
@refusing("court_report.mix_from_counts")
def mix_from_counts(
    inputs: MixCounts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Mix]:
    """The share of each type of report in whole per cent, from counts."""
    need_counts(*inputs.counts.values())
    n = sum(inputs.counts.values())
    if n == 0:
        raise RefusedInputError("no_reports", "There are no reports to take per cents of.")
    percent = {kind: whole_percent(count, n) for kind, count in inputs.counts.items()}
    answer = Mix(n, percent, sum(percent.values()))
    steps = tuple(_step(kind, f"{count:,} of {n:,}", percent[kind]) for kind, count in inputs.counts.items())
    rounded = "" if answer.sum == 100 else f" Rounded, they add up to {answer.sum}."
    shares = ", ".join(f"{kind} {share}%" for kind, share in percent.items())
    return Outcome("court_report.mix_from_counts", on, place, answer, steps, sentence=f"Of {n:,}: {shares}.{rounded}")


def _step(kind: str, found: str, result: Any) -> Step:
    return Step(kind, kind.replace("_", " ").capitalize(), found, result)
