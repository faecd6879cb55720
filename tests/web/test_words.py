"""Figures and days read the same everywhere."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rainer.web import words


@pytest.mark.parametrize(
    ("percent", "one", "none"),
    [
        (Decimal("111.22"), "111.2%", "111%"),
        (0, "0.0%", "0%"),
        (1234.5, "1,234.5%", "1,234%"),
        (None, "Not available", "Not available"),
    ],
)
def test_load(percent, one, none):
    assert (words.load1(percent), words.load0(percent)) == (one, none)


@pytest.mark.parametrize(("number", "text"), [(2092, "2,092"), (-9, "−9"), (0, "0"), (None, "Not available")])
def test_whole_numbers(number, text):
    assert words.whole(number) == text


def test_days_and_times():
    at = datetime(2026, 7, 9, 5, 0, tzinfo=UTC)
    assert words.day(date(2026, 11, 9)) == "Mon 9 Nov 2026"
    assert words.short_day(date(2026, 11, 9)) == "9 Nov"
    assert words.clock(at) == "06:00", "the time here, not at Greenwich"
    assert words.moment(at) == "06:00 Thu 9 Jul 2026"
    assert words.day(None) == "Not known"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "Not available"),
        (True, "Yes"),
        (1358, "1,358"),
        (111.2, "111.2"),
        ([], "None"),
        (["B2", 3], "B2, 3"),
        ({"A": 2}, "A: 2"),
        (date(2026, 11, 9), "Mon 9 Nov 2026"),
    ],
)
def test_results_of_any_shape(value, text):
    assert words.result(value) == text
