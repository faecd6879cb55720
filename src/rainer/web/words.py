"""How figures, dates and times read on a page. One place, so that the page and its download never differ."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

NOT_AVAILABLE = gettext_lazy("Not available")
Number = int | float | Decimal


def load1(percent: Number | None) -> str:
    """Load to one decimal, for tables and a person's page. None is "Not available", never 0%."""
    return _percent(percent, 1)


def load0(percent: Number | None) -> str:
    """Load without decimals, for front pages."""
    return _percent(percent, 0)


def _percent(percent: Number | None, digits: int) -> str:
    return str(NOT_AVAILABLE) if percent is None else f"{percent:,.{digits}f}%"


def whole(number: Number | None) -> str:
    """A whole number with thousands marked: "2,092"; a true minus sign below nought."""
    if number is None:
        return str(NOT_AVAILABLE)
    return f"{round(number):,}".replace("-", "−")


def day(when: date | datetime | None) -> str:
    """A day in full: "Mon 9 Nov 2026"."""
    return _day(when, "D j M Y")


def short_day(when: date | datetime | None) -> str:
    """A day in a table of this year: "9 Nov"."""
    return _day(when, "j M")


def _day(when: date | datetime | None, pattern: str) -> str:
    if when is None:
        return str(_("Not known"))
    here = local(when)
    return _written(here.date() if isinstance(here, datetime) else here, pattern, get_language())


@lru_cache(maxsize=4096)
def _written(when: date, pattern: str, _language: str | None) -> str:
    """Lists repeat their days, and writing one takes as long as the rest of its row."""
    return formats.date_format(when, pattern)


def long_day(when: date) -> str:
    """A day read back to whoever typed it: "Friday 27 November 2026"."""
    return formats.date_format(when, "l j F Y")


def long_moment(when: datetime) -> str:
    """A moment read back to whoever typed it: "Friday 27 November 2026, 15:30"."""
    return f"{long_day(local(when))}, {clock(when)}"


def month(when: date) -> str:
    """A month on a scale: "Nov 26"."""
    return formats.date_format(when, "M y")


def since(when: date | None) -> str:
    """The day a value holds from: "1 Jan 2021"."""
    return _day(when, "j M Y")


def clock(when: datetime | None) -> str:
    """The time of day here: "06:00"."""
    return str(_("Not known")) if when is None else local(when).strftime("%H:%M")


def moment(when: date | datetime | None) -> str:
    """When the facts were true: "06:00 Mon 9 Nov 2026", or the day alone where no time is known."""
    if isinstance(when, datetime):
        return f"{clock(when)} {day(when)}"
    return day(when)


def local(when: Any) -> Any:
    return timezone.localtime(when) if isinstance(when, datetime) and timezone.is_aware(when) else when


def result(value: Any) -> str:
    """A rule's result of any plain shape, in words."""
    if value is None:
        return str(NOT_AVAILABLE)
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, float | Decimal):
        return f"{value:,.4f}".rstrip("0").rstrip(".").replace("-", "−")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {result(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(result(one) for one in value) or str(_("None"))
    return str(value)


def in_groups(sha256: str) -> str:
    """A hash as people compare it, sixteen characters at a time: printed, it fits its column."""
    return " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))
