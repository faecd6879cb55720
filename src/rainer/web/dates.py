"""Dates as people type them: `27/11`, `27/11/2026`, `27.11.26`, `9 Nov`, `fri`, `next tue`, `today`, `2026-11-27`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

# `lately`: a weekday is the last one, but a day of the coming weeks is not taken for last year's.
Near = Literal["ahead", "behind", "lately", "nearest"]

# So long after a day without a year, "ahead" asks which year is meant.
JUST_PASSED = timedelta(days=60)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.?(?:,? ?(\d{4}|\d{2}))?")
_DAY_BEFORE = re.compile(rf"^(?:{'|'.join(_DAYS)})[a-z]*,? ")
_SPAN = re.compile(r"(?:in )?(\d{1,3}) (day|week)s?( ago)?")


class DateNotUnderstoodError(ValueError):
    """The text is no date that can be read. `message` says what it lacks, where that is known."""

    def __init__(self, text: str = "", *, message: str = "") -> None:
        super().__init__(text)
        self.message = message


def understand(text: str, *, today: date, near: Near = "nearest") -> date:
    """The day meant. `near` settles a year or a weekday left out. Raises DateNotUnderstoodError."""
    typed = re.sub(r"\s+", " ", text.strip().lower())
    try:
        found = (
            _said(typed, today) or _offset(typed, today) or _weekday(typed, today, near) or _dated(typed, today, near)
        )
    except DateNotUnderstoodError:
        raise
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise DateNotUnderstoodError(text)
    return found


def _offset(typed: str, today: date) -> date | None:
    if typed in _OFFSETS:
        return today + timedelta(days=_OFFSETS[typed])
    if not (span := _SPAN.fullmatch(typed)):
        return None
    days = int(span[1]) * (7 if span[2] == "week" else 1)
    return today + timedelta(days=-days if span[3] else days)


def _said(typed: str, today: date) -> date | None:
    """ "This" is the coming one. "Next" is next week's; while this week's is still to come, people mean either."""
    which, _space, name = typed.partition(" ")
    if which not in ("this", "next") or (coming := _weekday(name, today, "ahead")) is None:
        return None
    if which == "this":
        return coming
    later = coming + timedelta(days=7)
    if coming == today:
        return later
    if coming.weekday() > today.weekday():
        both = {"first": f"{coming:%A} {coming.day} {coming:%b}", "second": f"{later:%A} {later.day} {later:%b}"}
        raise DateNotUnderstoodError(typed, message=_("%(first)s or %(second)s? Write the date") % both)
    return coming


def _weekday(typed: str, today: date, near: Near) -> date | None:
    """The next such day, today included; the last one where the past is meant."""
    if not typed.isalpha() or typed[:3] not in _DAYS:
        return None
    ahead = (_DAYS.index(typed[:3]) - today.weekday()) % 7
    return today + timedelta(days=ahead - 7 if near in ("behind", "lately") and ahead else ahead)


def _dated(typed: str, today: date, near: Near) -> date | None:
    typed = _DAY_BEFORE.sub("", typed)
    if iso := _ISO.fullmatch(typed):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if numbers := _NUMBERS.fullmatch(typed):
        return _with_year(int(numbers[1]), int(numbers[2]), numbers[3], today, near)
    if (worded := _WORDS.fullmatch(typed)) and worded[2][:3] in _MONTHS:
        return _with_year(int(worded[1]), _MONTHS.index(worded[2][:3]) + 1, worded[3], today, near)
    return None


def _with_year(day: int, month: int, year: str | None, today: date, near: Near) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    possible = [found for y in range(today.year - 4, today.year + 5) if (found := _exists(y, month, day))]
    if near == "ahead":
        _must_not_have_just_passed(possible, today)
        return min(d for d in possible if d >= today)
    if near == "behind":
        return max(d for d in possible if d <= today)
    return min(possible, key=lambda d: abs(d - today))


def _must_not_have_just_passed(possible: list[date], today: date) -> None:
    """Of a day of the last weeks nobody means the one a year on, unless they write the year."""
    passed = max((d for d in possible if d < today), default=None)
    if passed is None or today - passed > JUST_PASSED or today in possible:
        return
    coming = min(d for d in possible if d > today)
    said = {"day": f"{passed.day} {passed:%B}", "year": coming.year}
    raise DateNotUnderstoodError(message=_("%(day)s has passed. Write the year too if you mean %(year)s") % said)


def _exists(year: int, month: int, day: int) -> date | None:
    """The day in that year; None for 29 February of a common year, ValueError for a day no year has."""
    try:
        return date(year, month, day)
    except ValueError:
        if (month, day) == (2, 29):
            return None
        raise
