"""The forecast of officers month by month: who leaves, who qualifies, and what load that leaves.

Stocks are experienced officers, newly qualified ones by completed month, and trainees by cohort. Nobody is lost on
the way: whoever is not in a stock has left, dropped out or has not started.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

NEWLY_QUALIFIED = "workforce.newly_qualified_months"
NO_CAPACITY = "no_capacity"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Trainees who start in a month (below 0: they have started), qualify so many months later, and the share who do."""

    start_month: int
    intake: float
    length_months: int
    completion: float

    @property
    def arrives(self) -> int:
        return self.start_month + self.length_months

    def in_training(self, month: int) -> bool:
        return self.start_month <= month < self.arrives


@dataclass(frozen=True, slots=True)
class ForecastInputs:
    """Full-time officers and work, rates as proportions. `demand_fte` may be one figure or one for each month from now."""

    experienced_fte: float
    target_fte: float
    demand_fte: float | tuple[float, ...]
    annual_leaving_rate: float
    sickness_rate: float
    newly_qualified_productivity: float
    mentor_fte_per_trainee: float
    cohorts: tuple[Cohort, ...] = ()
    months: int = 36


@dataclass(frozen=True, slots=True)
class Month:
    """The end of a month. `workload_percent` is None where nobody is left to work, and `problem` says so."""

    month: int
    experienced_fte: float
    newly_qualified_fte: float
    in_training: float
    left: float
    dropped_out: float
    not_started: float
    effective_fte: float
    vacancy_percent: float
    workload_percent: float | None
    problem: str | None

    @property
    def qualified_fte(self) -> float:
        return self.experienced_fte + self.newly_qualified_fte


@dataclass(frozen=True, slots=True)
class Forecast:
    """Every month from now, the first being today's."""

    months: tuple[Month, ...]

    def at(self, month: int) -> Month:
        return self.months[month]


@rule("workforce.forecast", reads=(NEWLY_QUALIFIED,))
@refusing("workforce.forecast")
def forecast(
    inputs: ForecastInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Forecast]:
    """Officers, vacancy and load month by month, from who leaves, who qualifies and what mentoring takes."""
    value = (rulebook or national()).value(NEWLY_QUALIFIED, on=on, place=place)
    need_sound(inputs)
    answer = Forecast(run(inputs, newly_qualified_months=value.value))
    steps = _steps(inputs, answer, value)
    return Outcome("workforce.forecast", on, place, answer, steps, sentence=_sentence(answer))


def need_sound(inputs: ForecastInputs) -> None:
    """Rates are proportions, cohorts last at least a month, and there are posts to fill. Raises RefusedInputError."""
    for name, rate in (
        ("A leaving rate", inputs.annual_leaving_rate),
        ("A sickness rate", inputs.sickness_rate),
        ("Productivity", inputs.newly_qualified_productivity),
        ("A mentor's time for each trainee", inputs.mentor_fte_per_trainee),
    ):
        need_within(rate, low=0, high=1, code="rate_out_of_range", what=name)
    if inputs.target_fte <= 0:
        raise RefusedInputError("target_zero", "There are no target posts to be filled.")
    if inputs.experienced_fte < 0 or min(_series(inputs.demand_fte), default=-1) < 0:
        raise RefusedInputError("fte_below_zero", "Staff and work are not below 0, and work is not left out.")
    if inputs.months < 0:
        raise RefusedInputError("months_out_of_range", "A forecast looks ahead.")
    for cohort in inputs.cohorts:
        _need_sound_cohort(cohort)


def _need_sound_cohort(cohort: Cohort) -> None:
    need_within(cohort.completion, low=0, high=1, code="completion_out_of_range", what="The share who qualify")
    if cohort.length_months < 1:
        raise RefusedInputError("length_out_of_range", "Training takes at least a month.")
    if cohort.intake < 0:
        raise RefusedInputError("fte_below_zero", "A cohort cannot be smaller than nobody.")
    if cohort.arrives < 1:
        raise RefusedInputError("cohort_in_the_past", "A cohort that has qualified is among the officers already.")


def _series(demand: float | tuple[float, ...]) -> tuple[float, ...]:
    return demand if isinstance(demand, tuple) else (demand,)


def run(inputs: ForecastInputs, *, newly_qualified_months: int) -> tuple[Month, ...]:
    """The months one by one: leavers go, stocks shift by a month, and a cohort that is through arrives."""
    stays = (1 - inputs.annual_leaving_rate) ** (1 / 12)
    experienced, left, dropped = float(inputs.experienced_fte), 0.0, 0.0
    newly = deque([0.0] * newly_qualified_months)
    months = [_month(0, inputs, experienced, sum(newly), left, dropped)]
    for number in range(1, inputs.months + 1):
        left += (1 - stays) * (experienced + sum(newly))
        newly = deque(stays * one for one in newly)
        experienced = stays * experienced + newly.pop()
        arriving = [cohort for cohort in inputs.cohorts if cohort.arrives == number]
        newly.appendleft(sum(cohort.intake * cohort.completion for cohort in arriving))
        dropped += sum(cohort.intake * (1 - cohort.completion) for cohort in arriving)
        months.append(_month(number, inputs, experienced, sum(newly), left, dropped))
    return tuple(months)


def _month(number: int, inputs: ForecastInputs, experienced: float, newly: float, left: float, dropped: float) -> Month:
    trainees = sum(cohort.intake for cohort in inputs.cohorts if cohort.in_training(number))
    working = (1 - inputs.sickness_rate) * (experienced + inputs.newly_qualified_productivity * newly)
    effective = working - inputs.mentor_fte_per_trainee * trainees
    demand = _series(inputs.demand_fte)
    has_capacity = effective > 0
    return Month(
        month=number,
        experienced_fte=experienced,
        newly_qualified_fte=newly,
        in_training=trainees,
        left=left,
        dropped_out=dropped,
        not_started=sum(cohort.intake for cohort in inputs.cohorts if cohort.start_month > number),
        effective_fte=effective,
        vacancy_percent=100 * (1 - (experienced + newly) / inputs.target_fte),
        workload_percent=100 * demand[min(number, len(demand) - 1)] / effective if has_capacity else None,
        problem=None if has_capacity else NO_CAPACITY,
    )


def _steps(inputs: ForecastInputs, answer: Forecast, value: Value) -> tuple[Step, ...]:
    monthly = 1 - (1 - inputs.annual_leaving_rate) ** (1 / 12)
    arrivals: Mapping[int, float] = {
        month: sum(c.intake * c.completion for c in inputs.cohorts if c.arrives == month)
        for month in sorted({cohort.arrives for cohort in inputs.cohorts})
    }
    last = answer.months[-1]
    return (
        Step("leaving", "Leave each month", f"{100 * inputs.annual_leaving_rate:g}% a year", monthly),
        Step("newly_qualified", "Newly qualified for", f"{value.value} months", value.value, value),
        Step("arrivals", "Qualify, by month", f"{len(arrivals)} months", dict(arrivals)),
        Step("vacancy", f"Vacancy in month {last.month}", f"{last.qualified_fte:.1f} officers", last.vacancy_percent),
        Step("workload", f"Load in month {last.month}", f"{last.effective_fte:.1f} at work", last.workload_percent),
    )


def _sentence(answer: Forecast) -> str:
    first, last = answer.months[0], answer.months[-1]
    return (
        f"Load {_load(first)} now, {_load(last)} in month {last.month}; "
        f"vacancy {first.vacancy_percent:.1f}% now, {last.vacancy_percent:.1f}% then."
    )


def _load(month: Month) -> str:
    return (
        "not available (nobody is left to work)" if month.workload_percent is None else f"{month.workload_percent:.0f}%"
    )
