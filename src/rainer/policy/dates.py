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
