"""Calendar dates: months and weeks after a day, and days and counts in words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier, below 0), or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def whole_months(start: date, end: date) -> int:
    """Whole calendar months from one day to another; below 0 where the end comes first by a month or more."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    return months + 1 if months < 0 and end.day > start.day else months


def whole_years(start: date, end: date) -> int:
    """Whole years from one day to another: an age. Somebody born on 29 February is a year older on 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def add_period(day: date, period: Mapping[str, int]) -> date:
    """A day some `months`, `weeks` or `days` later, as parameters write a period."""
    later = add_months(day, period.get("months", 0))
    return later + timedelta(weeks=period.get("weeks", 0), days=period.get("days", 0))


def period_words(period: Mapping[str, int]) -> str:
    """As a sentence says it: every week, every 8 weeks, every month."""
    (unit, number), *_ = period.items()
    return f"every {unit.removesuffix('s')}" if number == 1 else f"every {number} {unit}"


def date_words(day: date) -> str:
    """As a sentence says it: 9 November 2026."""
    return f"{day.day} {day:%B %Y}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 day, 2 days."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
