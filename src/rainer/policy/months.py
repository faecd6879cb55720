"""Periods of whole months, as Acts count them: "12 months beginning with" a day end on the eve of that day's anniversary."""

from __future__ import annotations

from datetime import date, timedelta


def first_day_after(start: date, months: int) -> date:
    """The first day after the months that begin with `start`: its like in the later month, or the first of the next."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    try:
        return date(year, month, start.day)
    except ValueError:
        # Only a month after which another follows in the same year is short of days.
        return date(year, month + 1, 1)


def last_day(start: date, months: int) -> date:
    """The last day of the months that begin with `start`."""
    return first_day_after(start, months) - timedelta(days=1)


def is_within(day: date, start: date, months: int) -> bool:
    """Whether a day lies in the months that begin with `start`, `start` itself included."""
    return start <= day < first_day_after(start, months)
