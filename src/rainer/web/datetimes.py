"""A day and a time as people type them, in one text: `tue 17 nov 15.30`, `1/1/26 9:30`, `fri 9.30`, `tomorrow 2pm`.

The time is wall time here. On the night the clocks change one hour is not there and another comes twice: a time in
the first is refused, and in the second asked about ("write 01:30 BST or 01:30 GMT"), never guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rainer.web import words
from rainer.web.dates import DateNotUnderstoodError, Near, understand

HERE = ZoneInfo("Europe/London")

_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_ZONES = {"bst": 0, "gmt": 1}  # which of the two hours is meant where one comes twice
_TIME = (
    r"(?P<word>noon|midday|midnight)"
    r"|(?P<half>\d{1,2})(?:[.:](?P<past>\d{2}))? ?(?P<part>[ap])\.?m\.?"
    r"|(?P<hour>\d{1,2})[.:h](?P<minute>\d{2})(?::\d{2})?"
    r"|(?P<four>(?!20)\d{4})(?:h|hrs)?"
)
_LAST = re.compile(rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=\d)t(?=\d)))?(?:{_TIME})")
_FIRST = re.compile(rf"(?:{_TIME})(?:,? on |, ?| )(?P<day>.+)")


class MomentNotUnderstoodError(ValueError):
    """The text is no day and time that can be read. `message` says what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def understand_moment(text: str, *, today: date, near: Near = "nearest") -> datetime:
    """The moment meant, aware. A time alone is today's. Raises MomentNotUnderstoodError."""
    typed, fold = _zone(re.sub(r"\s+", " ", text.strip().lower()))
    for pattern in (_LAST, _FIRST):
        if (found := pattern.fullmatch(typed)) is None:
            continue
        try:
            day = understand(found["day"], today=today, near=near) if found["day"] else today
            return at_wall_time(day, _time(found), fold=fold)
        except DateNotUnderstoodError:
            continue
    raise MomentNotUnderstoodError(_what_is_missing(typed, today))


def at_wall_time(day: date, clock: time, *, fold: int | None = None) -> datetime:
    """That time of that day here. `fold` says which (0 the first, 1 the second) where the hour comes twice.

    Raises MomentNotUnderstoodError for a time that the clocks skip, or that comes twice with nothing said.
    """
    first, second = (datetime.combine(day, clock, HERE).replace(fold=n) for n in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    facts = {"time": f"{clock:%H:%M}", "day": words.long_day(day)}
    if first.astimezone(UTC).astimezone(HERE).time() != clock:
        raise MomentNotUnderstoodError(
            _("There is no %(time)s on %(day)s: the clocks go forward then. Choose another time") % facts
        )
    if fold is None:
        raise MomentNotUnderstoodError(
            _(
                "%(time)s comes twice on %(day)s: the clocks go back then. "
                "Write %(time)s BST for the first or %(time)s GMT for the second"
            )
            % facts
        )
    return second if fold else first


def _zone(typed: str) -> tuple[str, int | None]:
    """The text without BST or GMT at its end, and which of two like hours that says."""
    start, _space, last = typed.rpartition(" ")
    return (start, _ZONES[last]) if last in _ZONES else (typed, None)


def _time(found: re.Match[str]) -> time:
    if found["word"]:
        return _WORDS[found["word"]]
    if found["half"]:
        return _twelve(int(found["half"]), int(found["past"] or 0), found["part"])
    hour, minute = (found["four"][:2], found["four"][2:]) if found["four"] else (found["hour"], found["minute"])
    return _exists(int(hour), int(minute))


def _twelve(hour: int, minute: int, part: str) -> time:
    """A time of the twelve-hour clock; "15.30pm" is what it says without its letters."""
    if hour > 12 and part == "p":
        return _exists(hour, minute)
    if not 1 <= hour <= 12:
        raise DateNotUnderstoodError
    return _exists(hour % 12 + (12 if part == "p" else 0), minute)


def _exists(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise DateNotUnderstoodError from None


def _what_is_missing(typed: str, today: date) -> str:
    try:
        understand(typed, today=today)
    except DateNotUnderstoodError:
        return _("Enter a day and a time, like tue 17 Nov 15.30")
    return _("Enter the time too, like 15.30 or 3.30pm")
