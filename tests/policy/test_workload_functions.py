"""Workload functions that are not rules: formulas, weights, grades, rounding, the weights form."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rainer.policy import workload as w
from rainer.policy.allocation import whole_months
from rainer.policy.rulebook import NATION, NoValueInForceError, Place, Source, Status, Value, national

ON = date(2026, 11, 9)
SOURCE = Source("a test", "", ON)


# Points


def test_inactive_cases_are_taken_off_by_what_their_kind_keeps() -> None:
    points = w.cell_points(
        total=10,
        weight=24,
        inactive={"warrant": 1, "upw": 2, "overdue": 1},
        retained_percent={"warrant": 0, "upw": 100, "overdue": 0},
        subtract_inactive=True,
    )
    assert points == 192  # 240 - 24 - 0 - 24


@pytest.mark.parametrize(("retained", "points"), [(-5, 0), (0, 0), (25, 2.5), (99, 9.9), (100, 10), (120, 10)])
def test_the_share_kept_runs_from_none_to_all(retained: float, points: float) -> None:
    kept = w.cell_points(
        total=1,
        weight=10,
        inactive={"warrant": 1},
        retained_percent={"warrant": retained},
        subtract_inactive=True,
    )
    assert kept == pytest.approx(points)


# Weights


def test_a_missing_weight_is_none_and_never_zero() -> None:
    table = w.weight_table(on=ON, scheme="v3")
    assert len(table) == 3 * 7 * 2
    assert set(table.values()) == {None}


def test_every_v2_weight_is_set_and_those_of_contact_suspended_cases_are_zero() -> None:
    table = w.weight_table(on=date(2021, 1, 1))
    assert len(table) == 3 * 32 * 2
    assert None not in table.values()
    assert {points for (_, tier, _), points in table.items() if tier.endswith("S")} == {0}
    assert table["licence", "B3", w.PLAIN] == 161
    assert table["licence", "B3", w.T2A] == 59


def test_no_weight_is_in_force_before_the_first_day() -> None:
    with pytest.raises(NoValueInForceError, match="2020-12-31"):
        w.workload_tables(on=date(2020, 12, 31))


def test_the_bulk_tables_hold_what_the_single_rule_reads() -> None:
    bulk, tables = w.bulk_parameters(on=ON), w.workload_tables(on=ON)
    assert bulk.nominal_target == tables.nominal_target.value
    assert bulk.hours_divisor == {"PO": 37, "PSO": 37, "TPO": 37, "SPO": 37, "DMY": 0}
    assert bulk.cms_points["CMS06"] == 26
    assert {value.key for value in bulk.values} >= {"workload.weights_v2", "workload.cms_counting_days"}


def test_a_local_weight_holds_in_its_place_alone() -> None:
    there = Place(region="Northmarch")
    shipped = national().value("workload.weights_v3", on=ON)
    local = replace(
        shipped, value={"community": {"A": 200}}, place=there, status=Status.CHOSEN, source=SOURCE, starts=ON
    )
    book = national().with_local([local])
    case = w.CaseInputs(w.CaseLine("X000001", "A", w.CaseState.COMMUNITY, scheme="v3"))

    def points(on: date, place: Place) -> float | None:
        answer = w.case_points(case, on=on, place=place, rulebook=book).answer
        assert answer is not None
        return answer.points

    assert points(ON, Place(region="Northmarch", unit="Harrowgate Moor")) == 200
    assert points(ON - timedelta(days=1), there) is None
    assert points(ON, NATION) is None


def test_a_change_of_weights_holds_from_its_day() -> None:
    held = national().value("workload.weights_v2", on=ON)
    later = Value(held.key, {"community": {"B2": 120}}, ON, NATION, Status.CHOSEN, SOURCE)
    book = national().with_local([later])
    case = w.CaseInputs(w.CaseLine("X000001", "B2", w.CaseState.COMMUNITY))
    before = w.case_points(case, on=ON - timedelta(days=1), rulebook=book)
    after = w.case_points(case, on=ON, rulebook=book)
    assert before.answer is not None
    assert after.answer is not None
    assert (before.answer.points, after.answer.points) == (115, 120)
    assert before.rests_on_assumption
    assert not after.rests_on_assumption


def test_every_case_of_a_load_is_a_step_with_its_weight_and_where_it_comes_from() -> None:
    case = w.CaseLine("X000001", "B2", w.CaseState.COMMUNITY)
    outcome = w.practitioner_load(w.PractitionerLoadInputs(grade=w.Grade.PO, cases=(case,)), on=ON)
    (line,) = outcome.steps[0].parts
    assert (line.label, line.found, line.result) == ("X000001", "B2, community", 115)
    assert line.value is not None
    assert line.value.starts == date(2021, 1, 1)
    assert "5.3%" in outcome.sentence  # 115 of 2176


# Grades and tiers


@pytest.mark.parametrize(
    ("code", "grade"),
    [("PSO", "PO"), ("Q", "PSO"), ("NPSC", "SPO"), ("CRC - PQF", "TPO"), ("NPS—PQF", "TPO"),
     ("pso", "DMY"), (" ", "DMY"), ("", "DMY"), (None, "DMY"), ("NPQF", "DMY")],
)  # fmt: skip
def test_a_grade_code_is_read_exactly(code: str | None, grade: str) -> None:
    assert w.grade_from_code(code, on=ON).value == grade


@pytest.mark.parametrize(("number", "tier"), [(0, "UNTIERED"), (1, "A3"), (16, "D0"), (17, "A3S"), (32, "D0S")])
def test_a_tier_number_names_its_tier(number: int, tier: str) -> None:
    assert w.tier_from_number(number) == tier


@pytest.mark.parametrize("number", [-1, 33])
def test_a_number_that_is_no_tier_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="0 to 32"):
        w.tier_from_number(number)


def test_letters_are_totalled_with_contact_suspended_cases_apart() -> None:
    totals = w.letter_totals([{"A3": 1, "A0": 2, "A3S": 4, "UNTIERED": 3}, {"A1": 1, "D0S": 1}])
    assert (totals["A"], totals["AS"], totals["DS"], totals["untiered"], totals["B"]) == (4, 4, 1, 3, 0)


# Rounding


@pytest.mark.parametrize(("value", "whole"), [(0.4, 0), (0.5, 1), (1.5, 2), (2.5, 3), (-0.5, 0), (-2.5, -2)])
def test_half_goes_up(value: float, whole: int) -> None:
    assert w.half_up(value) == whole


def test_one_decimal_is_half_up_not_half_even() -> None:
    assert w.half_up_to(756.25, 1) == 756.3


@pytest.mark.parametrize(("percent", "words"), [(None, "not available"), (0.0, "0.0%"), (111.2174, "111.2%")])
def test_no_available_time_is_never_shown_as_nought(percent: float | None, words: str) -> None:
    assert w.percent_words(percent) == words


@pytest.mark.parametrize(
    ("number", "words"), [(1881, "1,881"), (1234567, "1,234,567"), (35.25, "35.25"), (-211, "-211")]
)
def test_numbers_are_written_out(number: float, words: str) -> None:
    assert w.number_words(number) == words


# Support work


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (6, True), (7, False)])
def test_a_contact_counts_on_its_day_and_the_six_after(days_ago: int, counts: bool) -> None:
    pair = w.adjustments("1", points=9, contact_date=ON - timedelta(days_ago), on=ON)
    assert [a.points for a in pair] == ([9, -9] if counts else [])


# Streaks and time in a grade


def test_a_streak_counts_back_from_the_last_reading() -> None:
    readings = [w.Reading(ON - timedelta(n), p) for n, p in enumerate((111, 112, None, 115, 90, 120))]
    found = w.streak(readings, level=110, comparison="above", on=ON)
    assert (found.days, found.since, found.weeks) == (3, ON - timedelta(3), 0)


@pytest.mark.parametrize(
    ("start", "months"),
    [(date(2025, 11, 9), 12), (date(2025, 11, 10), 11), (date(2026, 11, 9), 0), (date(2026, 12, 1), 0)],
)
def test_whole_months_in_a_grade(start: date, months: int) -> None:
    assert whole_months(start, ON) == months


def test_a_month_that_began_on_the_31st_ends_on_the_last_day_of_a_shorter_one() -> None:
    assert whole_months(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert whole_months(date(2026, 1, 31), date(2026, 2, 27)) == 0


@pytest.mark.parametrize(
    ("field", "typed", "accepted"),
    [("community.A3", "999", True), ("community.A3", "1000", False), ("community.A3", "5.5", False),
     ("default_hours.po", "37", True), ("default_hours.po", "37.5", False),
     ("nominal_target.po", "9999", True), ("nominal_target.po", "10000", False),
     ("retained_percent.warrants", "33.3", True),
     ("retained_percent.warrants", "100.1", False), ("arms_points.licence", "abc", False),
     ("arms_points.licence", "nan", False), ("is_t2a", "true", True), ("is_t2a", "", False)],
)  # fmt: skip
def test_what_the_weights_form_accepts(field: str, typed: str, accepted: bool) -> None:
    assert w.is_acceptable(field, typed, on=ON) is accepted
