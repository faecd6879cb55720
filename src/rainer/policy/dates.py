"""Calendar months, and days in words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier, below 0), or that month's last day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def date_words(day: date) -> str:
    """A day as pages write it: 4 March 2027."""
    return f"{day.day} {day:%B %Y}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 day, 2 days."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
