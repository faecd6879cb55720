"""Working days: the four functions, and the calendar of England and Wales."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import working_days
from rainer.policy.rulebook import NoValueInForceError, Place, Status, national
from rainer.policy.working_days import (
    add,
    bank_holidays,
    complete,
    count,
    is_working_day,
    working_days_between,
)

NONE: frozenset[date] = frozenset()
MONDAY, FRIDAY = date(2026, 1, 5), date(2026, 1, 9)
days = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def test_the_four_functions_over_one_week() -> None:
    assert add(MONDAY, 4, holidays=NONE) == FRIDAY
    assert count(MONDAY, FRIDAY, holidays=NONE) == 5
    assert complete(MONDAY, FRIDAY, holidays=NONE) == 4
    assert working_days_between(MONDAY, FRIDAY, holidays=NONE) == 4


def test_five_working_days_over_christmas_end_after_new_year() -> None:
    assert add(date(2022, 12, 22), 5, holidays=bank_holidays()) == date(2023, 1, 3)
    assert add(date(2023, 1, 3), 15, holidays=bank_holidays()) == date(2023, 1, 24)


def test_the_days_own_day_is_day_nought_even_on_a_saturday() -> None:
    saturday = date(2026, 1, 3)
    assert add(saturday, 0, holidays=NONE) == saturday
    assert add(saturday, 1, holidays=NONE) == MONDAY


def test_days_are_never_added_backwards() -> None:
    with pytest.raises(ValueError, match="below 0"):
        add(MONDAY, -1, holidays=NONE)


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert count(FRIDAY, MONDAY, holidays=NONE) == 0
    assert working_days_between(FRIDAY, MONDAY, holidays=NONE) == 0


@given(days, st.integers(1, 30))
def test_adding_lands_on_a_working_day_with_that_many_on_the_way(day: date, n: int) -> None:
    end = add(day, n, holidays=bank_holidays())
    assert is_working_day(end, holidays=bank_holidays())
    assert count(day + timedelta(days=1), end, holidays=bank_holidays()) == n


@given(days, st.integers(0, 60))
def test_counting_both_ends_is_counting_one_end_and_the_last_day(day: date, gap: int) -> None:
    last = day + timedelta(days=gap)
    one_end = working_days_between(day, last, holidays=bank_holidays())
    both = count(day, last, holidays=bank_holidays())
    assert both == one_end + is_working_day(last, holidays=bank_holidays())
    assert complete(day, last, holidays=bank_holidays()) == both - 1


@pytest.mark.parametrize(
    "day",
    [
        date(2015, 12, 28),  # Boxing Day moved from a Saturday
        date(2016, 12, 27),  # Christmas Day moved from a Sunday
        date(2020, 5, 8),  # the early May holiday moved to VE Day
        date(2022, 1, 3),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
        date(2026, 4, 3),
        date(2026, 12, 28),
        date(2028, 1, 3),
    ],
)
def test_holidays_of_note(day: date) -> None:
    assert day in bank_holidays()


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30), date(2026, 12, 26), date(2022, 12, 28)])
def test_days_that_might_be_taken_for_holidays(day: date) -> None:
    assert day not in bank_holidays()


def test_every_holiday_falls_on_a_weekday_and_every_year_has_at_least_eight() -> None:
    extra = {2022: 10, 2023: 9}
    for year in range(2015, 2029):
        holidays = bank_holidays().in_year(year)
        assert len(holidays) == extra.get(year, 8), year
        assert all(day.weekday() < 5 and day.year == year for day in holidays)


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2029, 1, 1)])
def test_a_year_without_a_calendar_is_refused(day: date) -> None:
    with pytest.raises(NoValueInForceError):
        is_working_day(day if day.weekday() < 5 else MONDAY, holidays=bank_holidays())


def test_another_nation_has_no_calendar_until_it_is_given_one() -> None:
    with pytest.raises(NoValueInForceError):
        add(MONDAY, 1, holidays=bank_holidays(Place("Saint Alder")))


def test_worked_out_years_are_only_assumed() -> None:
    value = national().value(working_days.BANK_HOLIDAYS, on=date(2018, 6, 1))
    assert value.status is Status.ASSUMED
    assert national().value(working_days.BANK_HOLIDAYS, on=date(2019, 6, 1)).status is Status.PUBLISHED
