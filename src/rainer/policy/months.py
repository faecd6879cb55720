"""Periods of whole months, as Acts count them: "12 months beginning with" a day end on the eve of that day's anniversary."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.policy.dates import add_months


def first_day_after(start: date, months: int) -> date:
    """The first day after the months that begin with `start`: its like in the later month, or the first of the next."""
    same = add_months(start, months)
    return same if same.day == start.day else same + timedelta(days=1)


def last_day(start: date, months: int) -> date:
    """The last day of the months that begin with `start`."""
    return first_day_after(start, months) - timedelta(days=1)


def is_within(day: date, start: date, months: int) -> bool:
    """Whether a day lies in the months that begin with `start`, `start` itself included."""
    return start <= day < first_day_after(start, months)
