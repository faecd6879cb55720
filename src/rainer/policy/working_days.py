"""Counting working days: Monday to Friday without bank holidays. Say which of the five functions a rule uses.

Each takes the holidays as anything that answers `day in holidays`: `bank_holidays()` for the calendar of a
place. A day an event falls on is day 0, whether or not it is a working day.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, timedelta

from rainer.policy.rulebook import NATION, Place, Rulebook, national

BANK_HOLIDAYS = "calendar.bank_holidays"
_DAY = timedelta(days=1)


class BankHolidays(Container[date]):
    """The bank holidays of a place, read from the rulebook year by year as they are asked for.

    Asking about a day in a year the rulebook does not hold raises NoValueInForceError: a deadline worked out
    without its holidays would be wrong without saying so.
    """

    def __init__(self, place: Place, rulebook: Rulebook) -> None:
        self._place, self._rulebook = place, rulebook
        self._years: dict[int, frozenset[date]] = {}

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self.in_year(day.year)

    def in_year(self, year: int) -> frozenset[date]:
        """Every bank holiday of one year."""
        if year not in self._years:
            value = self._rulebook.value(BANK_HOLIDAYS, on=date(year, 1, 1), place=self._place)
            self._years[year] = frozenset(value.value)
        return self._years[year]


def bank_holidays(place: Place = NATION, rulebook: Rulebook | None = None) -> BankHolidays:
    """The bank holidays of a place, to pass as `holidays`."""
    return BankHolidays(place, rulebook or national())


def is_working_day(day: date, *, holidays: Container[date]) -> bool:
    """Monday to Friday, and not a holiday."""
    return day.weekday() < 5 and day not in holidays


def add(day: date, n: int, *, holidays: Container[date]) -> date:
    """The nth working day after `day`; `day` itself for 0. All "within n working days" limits use this."""
    if n < 0:
        raise ValueError(f"Working days are added forwards: {n} is below 0.")
    while n:
        day += _DAY
        n -= is_working_day(day, holidays=holidays)
    return day


def working_days_before(day: date, n: int, *, holidays: Container[date]) -> date:
    """The nth working day before `day`; `day` itself for 0."""
    while n:
        day -= _DAY
        n -= is_working_day(day, holidays=holidays)
    return day


def count(first: date, last: date, *, holidays: Container[date]) -> int:
    """Working days from `first` to `last`, both ends counted; 0 if `last` is before `first`."""
    return sum(is_working_day(day, holidays=holidays) for day in _days(first, last + _DAY))


def complete(first: date, last: date, *, holidays: Container[date]) -> int:
    """Working days from `first` to `last`, both ends counted, less one."""
    return count(first, last, holidays=holidays) - 1


def working_days_between(first: date, last: date, *, holidays: Container[date]) -> int:
    """Working days from `first` up to `last`: the first day counted, the last not."""
    return sum(is_working_day(day, holidays=holidays) for day in _days(first, last))


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += _DAY
