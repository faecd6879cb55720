"""Laws of the workforce: nobody is lost, nothing happens by itself, and the worked table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import workforce
from rainer.policy.refusals import RefusedInputError, refusal_code
from rainer.policy.workforce import Cohort, ForecastInputs

ON = date(2026, 6, 15)
WORKED = ForecastInputs(
    experienced_fte=100,
    target_fte=160,
    demand_fte=120,
    annual_leaving_rate=0.074,
    sickness_rate=0.06,
    newly_qualified_productivity=0.6,
    mentor_fte_per_trainee=0.1,
    cohorts=(Cohort(0, 20, 15, 0.85), Cohort(0, 40, 21, 0.85)),
    months=36,
)
# Month, qualified, newly qualified, effective, vacancy and workload, rounded as given: posts to two decimals.
TABLE = [
    (0, 100.0, 0.0, 88.0, 37.5, 136.4),
    (12, 92.6, 0.0, 81.04, 42.1, 148.1),
    (15, 107.84, 17.0, 90.97, 32.6, 131.9),
    (21, 137.77, 50.36, 110.57, 13.9, 108.5),
    (24, 135.15, 49.4, 108.46, 15.5, 110.6),
    (33, 127.58, 0.0, 119.92, 20.3, 100.1),
    (36, 125.15, 0.0, 117.64, 21.8, 102.0),
]
shares = st.floats(0, 1)
cohorts = st.builds(Cohort, st.integers(-5, 30), st.floats(0, 100), st.integers(6, 30), shares)
inputs = st.builds(
    ForecastInputs,
    st.floats(0, 500),
    st.floats(1, 500),
    st.floats(0, 500),
    shares,
    shares,
    shares,
    shares,
    st.lists(cohorts, max_size=4).map(tuple),
    st.integers(0, 60),
)


def run(given_inputs: ForecastInputs) -> workforce.Forecast:
    answer = workforce.forecast(given_inputs, on=ON).answer
    assert answer is not None
    return answer


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"month {row[0]}")
def test_the_worked_table(row: tuple[Any, ...]) -> None:
    month = run(WORKED).at(row[0])
    assert month.workload_percent is not None
    posts = (month.qualified_fte, month.newly_qualified_fte, month.effective_fte)
    assert posts == pytest.approx(row[1:4], abs=0.005)
    assert (month.vacancy_percent, month.workload_percent) == pytest.approx(row[4:], abs=0.05)


def test_with_twice_the_leaving_the_load_ends_near_125() -> None:
    month = run(replace(WORKED, annual_leaving_rate=0.148)).at(36)
    assert month.workload_percent == pytest.approx(125, abs=1)


def test_halving_the_leaving_is_worth_about_23_officers() -> None:
    more = run(replace(WORKED, annual_leaving_rate=0.148)).at(36)
    assert run(WORKED).at(36).qualified_fte - more.qualified_fte == pytest.approx(23, abs=0.5)


def test_where_nobody_comes_or_goes_nothing_changes_for_120_months() -> None:
    still = replace(WORKED, annual_leaving_rate=0, sickness_rate=0, cohorts=(), months=120)
    months = run(still).months
    assert len(months) == 121
    assert all(replace(month, month=0) == months[0] for month in months)


@given(inputs)
def test_nobody_is_lost(given_inputs: ForecastInputs) -> None:
    whole = given_inputs.experienced_fte + sum(cohort.intake for cohort in given_inputs.cohorts)
    for month in run(given_inputs).months:
        held = month.experienced_fte + month.newly_qualified_fte + month.in_training
        assert held + month.left + month.dropped_out + month.not_started == pytest.approx(whole, rel=1e-12, abs=1e-9)


@given(inputs)
def test_a_load_is_worked_out_only_where_somebody_works(given_inputs: ForecastInputs) -> None:
    for month in run(given_inputs).months:
        assert (month.workload_percent is None) == (month.effective_fte <= 0) == (month.problem == "no_capacity")


@given(inputs, shares)
def test_more_leaving_never_leaves_more_officers(given_inputs: ForecastInputs, other: float) -> None:
    fewer, more = sorted((given_inputs.annual_leaving_rate, other))
    ends = [run(replace(given_inputs, annual_leaving_rate=rate)).months[-1].qualified_fte for rate in (fewer, more)]
    assert ends[1] <= ends[0] + 1e-9


def test_work_may_differ_by_month_and_the_last_goes_on() -> None:
    months = run(
        replace(WORKED, cohorts=(), sickness_rate=0, annual_leaving_rate=0, demand_fte=(100.0, 150.0), months=3)
    )
    assert [month.workload_percent for month in months.months] == pytest.approx([100, 150, 150, 150])


def test_a_cohort_trains_from_its_start_and_arrives_after_its_length() -> None:
    months = run(replace(WORKED, annual_leaving_rate=0, cohorts=(Cohort(2, 10, 3, 1.0),), months=18)).months
    assert [month.in_training for month in months[:7]] == [0, 0, 10, 10, 10, 0, 0]
    assert [month.newly_qualified_fte for month in months[4:6]] == [0, 10]
    # Newly qualified for twelve months, and experienced from the thirteenth on.
    assert [month.newly_qualified_fte for month in months[16:18]] == [10, 0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"annual_leaving_rate": -0.01}, "rate_out_of_range"),
        ({"sickness_rate": 1.01}, "rate_out_of_range"),
        ({"newly_qualified_productivity": float("nan")}, "rate_out_of_range"),
        ({"mentor_fte_per_trainee": -1}, "rate_out_of_range"),
        ({"target_fte": 0}, "target_zero"),
        ({"demand_fte": ()}, "fte_below_zero"),
        ({"experienced_fte": -1}, "fte_below_zero"),
        ({"months": -1}, "months_out_of_range"),
        ({"cohorts": (Cohort(0, 5, 15, -0.1),)}, "completion_out_of_range"),
        ({"cohorts": (Cohort(0, -5, 15, 0.5),)}, "fte_below_zero"),
        ({"cohorts": (Cohort(0, 5, 0, 0.5),)}, "length_out_of_range"),
        ({"cohorts": (Cohort(-15, 5, 15, 0.5),)}, "cohort_in_the_past"),
    ],
)
def test_a_forecast_of_nonsense_is_refused(change: dict[str, Any], code: str) -> None:
    assert refusal_code(workforce.forecast(replace(WORKED, **change), on=ON)) == code


def fan(seed: str) -> workforce.Fan:
    given_inputs = workforce.FanInputs(WORKED, (0.05, 0.12), (0.75, 0.95), (0.04, 0.08), seed)
    answer = workforce.forecast_fan(given_inputs, on=ON).answer
    assert answer is not None
    return answer


def test_a_fan_is_the_same_twice_and_holds_the_line_within_its_ranges() -> None:
    first = fan("spring")
    assert fan("spring") == first
    assert fan("autumn") != first
    for month, line in zip(first.months, run(WORKED).months, strict=True):
        low, middle, high = (load for load in month.workload_percent if load is not None)
        assert low <= middle <= high
        assert line.workload_percent is not None
        assert low - 5 < line.workload_percent < high + 5
    widths = [month.workload_percent[-1] - month.workload_percent[0] for month in first.months]  # type: ignore[operator]
    assert widths[36] > widths[0]


@pytest.mark.parametrize(
    ("fte", "span", "headcount", "expected"),
    [
        (35, 10, None, (4, None, None)),
        (35, 14, None, (3, None, None)),
        (40, 10, None, (4, None, None)),
        (40.1, 10, None, (5, None, None)),
        (10, 10, 10, (1, 10, None)),
        (10, 10, 11, (1, 11, "headcount_over_span")),
        (0, 10, 0, (0, None, None)),
    ],
)
def test_seniors_by_posts_and_people(fte: float, span: int, headcount: int | None, expected: tuple[Any, ...]) -> None:
    found = workforce.seniors_for(staff_fte=fte, span=span, headcount=headcount)
    assert (found.seniors, found.people_per_senior, found.warn) == expected


def test_shares_of_units_and_of_posts() -> None:
    assert workforce.share_percent(8, 12) == 67
    assert workforce.share_percent(1, 200) == 1
    assert workforce.other_percent(workforce.other_percent(43)) == 43
    for part, whole in ((1, 0), (13, 12), (-1, 12)):
        with pytest.raises(RefusedInputError):
            workforce.share_percent(part, whole)
    for percent in (-1, 101):
        with pytest.raises(RefusedInputError):
            workforce.other_percent(percent)
    with pytest.raises(RefusedInputError):
        workforce.seniors_for(staff_fte=5, span=0)
