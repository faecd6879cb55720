"""A forecast as a fan: many seeded runs with rates from their ranges, never one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workforce.forecast import NEWLY_QUALIFIED, ForecastInputs, Month, need_sound, run

FAN = "workforce.forecast_fan"
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FanInputs:
    """A forecast, the ranges its rates may lie in, and the seed of the runs."""

    forecast: ForecastInputs
    annual_leaving_rate: Range
    completion: Range
    sickness_rate: Range
    seed: str


@dataclass(frozen=True, slots=True)
class FanMonth:
    """Quantiles of a month, lowest first. A load is None at a quantile where nobody is left to work."""

    month: int
    vacancy_percent: tuple[float, ...]
    workload_percent: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """The quantiles asked for and every month's values at them."""

    percentiles: tuple[int, ...]
    months: tuple[FanMonth, ...]


@rule("workforce.forecast_fan", reads=(FAN, NEWLY_QUALIFIED))
@refusing("workforce.forecast_fan")
def forecast_fan(
    inputs: FanInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Fan]:
    """How far vacancy and load may lie apart by month, from seeded runs over ranges of leaving, completion and sickness."""
    book = rulebook or national()
    value = book.value(FAN, on=on, place=place)
    newly = book.value(NEWLY_QUALIFIED, on=on, place=place)
    _need_ranges(inputs)
    chance = Random(inputs.seed)  # noqa: S311 - figures that can be worked out again, and no secret
    runs = [run(_one(inputs, chance), newly_qualified_months=newly.value) for _ in range(value.value["runs"])]
    percentiles = tuple(value.value["percentiles"])
    months = tuple(_fan_month([one[number] for one in runs], percentiles) for number in range(len(runs[0])))
    step = Step("runs", "Runs, each with rates from their ranges", f"seed {inputs.seed}", len(runs), value)
    answer = Fan(percentiles, months)
    return Outcome("workforce.forecast_fan", on, place, answer, (step,), sentence=_sentence(answer))


def _need_ranges(inputs: FanInputs) -> None:
    if not inputs.seed.strip():
        raise RefusedInputError("seed_required", "A simulation needs a seed, so that it can be run again.")
    need_sound(inputs.forecast)
    for low, high in (inputs.annual_leaving_rate, inputs.completion, inputs.sickness_rate):
        need_within(low, low=0, high=1, code="rate_out_of_range", what="The lower end of a range")
        need_within(high, low=low, high=1, code="rate_out_of_range", what="The upper end of a range")


def _one(inputs: FanInputs, chance: Random) -> ForecastInputs:
    leaving, completion, sickness = (
        chance.uniform(*ends) for ends in (inputs.annual_leaving_rate, inputs.completion, inputs.sickness_rate)
    )
    return replace(
        inputs.forecast,
        annual_leaving_rate=leaving,
        sickness_rate=sickness,
        cohorts=tuple(replace(cohort, completion=completion) for cohort in inputs.forecast.cohorts),
    )


def _fan_month(months: Sequence[Month], percentiles: Sequence[int]) -> FanMonth:
    vacancies = sorted(month.vacancy_percent for month in months)
    # Nobody left to work is beyond every load.
    loads = sorted((m.workload_percent for m in months), key=lambda load: float("inf") if load is None else load)
    places = [round((len(months) - 1) * percentile / 100) for percentile in percentiles]
    return FanMonth(months[0].month, tuple(vacancies[at] for at in places), tuple(loads[at] for at in places))


def _sentence(answer: Fan) -> str:
    last = answer.months[-1]
    low, high = (_words(load) for load in (last.workload_percent[0], last.workload_percent[-1]))
    return f"In month {last.month} load lies from {low} to {high} in {answer.percentiles[-1] - answer.percentiles[0]} runs of 100."


def _words(load: float | None) -> str:
    return "not available" if load is None else f"{load:.0f}%"
