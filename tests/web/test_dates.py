"""Dates as people type them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.web.dates import DateNotUnderstoodError, understand

MONDAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27/11", date(2026, 11, 27)),
        ("27/11/2026", date(2026, 11, 27)),
        ("27.11.26", date(2026, 11, 27)),
        ("27-11-2026", date(2026, 11, 27)),
        ("2026-11-27", date(2026, 11, 27)),
        ("9 Nov", MONDAY),
        ("9 November 2026", MONDAY),
        ("27th nov", date(2026, 11, 27)),
        ("Fri 27 Nov", date(2026, 11, 27)),
        ("fri", date(2026, 11, 13)),
        ("Friday", date(2026, 11, 13)),
        ("mon", MONDAY),
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 10)),
        ("yesterday", date(2026, 11, 8)),
        ("in 3 days", date(2026, 11, 12)),
        ("2 weeks ago", date(2026, 10, 26)),
        ("  27 / 11 ", None),
        ("next Monday", date(2026, 11, 16)),
        ("this friday", date(2026, 11, 13)),
        ("next friday", None),
        ("next week", None),
    ],
)
def test_what_is_meant(text, day):
    if day is None:
        with pytest.raises(DateNotUnderstoodError):
            understand(text, today=MONDAY)
    else:
        assert understand(text, today=MONDAY) == day


@pytest.mark.parametrize(("near", "year"), [("ahead", 2027), ("behind", 2026), ("lately", 2026), ("nearest", 2026)])
def test_a_year_left_out_follows_what_the_field_is_about(near, year):
    assert understand("1 Sep", today=MONDAY, near=near) == date(year, 9, 1)


@pytest.mark.parametrize("typed", ["8 nov", "20 sep", "10/9"])
def test_a_day_that_has_just_passed_is_not_taken_for_next_year_s(typed):
    with pytest.raises(DateNotUnderstoodError) as asked:
        understand(typed, today=MONDAY, near="ahead")
    assert "has passed. Write the year too if you mean 2027" in asked.value.message


def test_today_and_a_day_with_its_year_are_as_written():
    assert understand("9 nov", today=MONDAY, near="ahead") == MONDAY
    assert understand("8 nov 2027", today=MONDAY, near="ahead") == date(2027, 11, 8)


@pytest.mark.parametrize(
    ("near", "day"), [("ahead", date(2026, 11, 13)), ("behind", date(2026, 11, 6)), ("lately", date(2026, 11, 6))]
)
def test_a_weekday_is_the_next_or_the_last(near, day):
    assert understand("fri", today=MONDAY, near=near) == day


@pytest.mark.parametrize("text", ["", "soon", "31/2", "32/1", "13/13/2026", "0/0", "99999 days", "²/3", "fri the 13th"])
def test_what_cannot_be_read_is_said_so(text):
    with pytest.raises(DateNotUnderstoodError):
        understand(text, today=MONDAY)


def test_a_leap_day_without_a_year():
    assert understand("29 Feb", today=date(2027, 1, 5), near="ahead") == date(2028, 2, 29)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text):
    with suppress(DateNotUnderstoodError):
        assert isinstance(understand(text, today=MONDAY), date)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_full_date_means_itself_whatever_the_day(day):
    assert understand(f"{day.day}/{day.month}/{day.year}", today=MONDAY) == day


def test_a_day_of_next_month_is_not_taken_for_last_year_s_where_the_past_is_near():
    assert understand("2 dec", today=date(2026, 11, 25), near="lately") == date(2026, 12, 2)
    assert understand("2 dec", today=date(2026, 11, 25), near="behind") == date(2025, 12, 2)
