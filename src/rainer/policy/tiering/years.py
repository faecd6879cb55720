"""Whole years before and after a day."""

from __future__ import annotations

from datetime import date, timedelta


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February for a 29 February that year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def first_day_outside(start: date, years: int) -> date:
    """The first day on which `start` lies more than so many whole years back."""
    day = first_day_of_whole_years(start, years)
    while years_before(day, years) <= start:
        day += timedelta(days=1)
    return day


def first_day_of_whole_years(start: date, years: int) -> date:
    """The first day on which so many whole years have passed: the anniversary, 1 March for a 29 February."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
