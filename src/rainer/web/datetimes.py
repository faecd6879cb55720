"""A day and a time as people type them, in one text: `tue 17 nov 15.30`, `1/1/26 9:30`, `fri 9.30`, `tomorrow half 2`.

An hour said without its half of the day is the afternoon's from one to five, as no office is open in the night; other
hours are asked about ("10 in the morning or the evening?"), never guessed.
The time is wall time here. On the night the clocks change one hour is not there and another comes twice: a time in
the first is refused, and in the second asked about ("write 01:30 BST or 01:30 GMT"), never guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rainer.web import words
from rainer.web.dates import DateNotUnderstoodError, Near, understand

HERE = ZoneInfo("Europe/London")

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_ZONES = {"bst": 0, "gmt": 1}  # which of the two hours is meant where one comes twice
_TIME = (
    r"(?P<word>noon|midday|midnight)"
    r"|(?P<spoken>half(?: past)?|quarter past|quarter to) (?P<of>\d{1,2})(?: ?(?P<of_part>[ap])\.?m\.?)?"
    r"|(?P<half>\d{1,2})(?:[.:](?P<past>\d{2}))? ?(?P<part>[ap])\.?m\.?"
    r"|(?P<hour>\d{1,2})[.:h](?P<minute>\d{2})(?::\d{2})?"
    r"|(?P<four>(?!20)\d{4})(?:h|hrs)?"
)
_LAST = re.compile(rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=\d)t(?=\d)))?(?:{_TIME})")
_FIRST = re.compile(rf"(?:{_TIME})(?:,? on |, ?| )(?P<day>.+)")

_BARE = re.compile(r"(?P<day>.+?)(?:,? at |, ?| )(?P<bare>\d{1,2})(?: ?o['’]?clock)?")
_SPOKEN = {"half": 30, "half past": 30, "quarter past": 15, "quarter to": -15}
_AFTERNOON, _AFTER_NOON = range(1, 6), range(13, 24)


class MomentNotUnderstoodError(ValueError):
    """The text is no day and time that can be read. `message` says what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def understand_moment(text: str, *, today: date, near: Near = "nearest") -> datetime:
    """The moment meant, aware. A time alone is today's. Raises MomentNotUnderstoodError."""
    typed, fold = _zone(re.sub(r"\s+", " ", text.strip().lower()))
    said = ""
    for pattern in (_LAST, _FIRST, _BARE):
        if (found := pattern.fullmatch(typed)) is None:
            continue
        try:
            day = understand(found["day"], today=today, near=near) if found["day"] else today
            clock = _hour_alone(found, today) if pattern is _BARE else _time(found)
            return at_wall_time(day, clock, fold=fold)
        except DateNotUnderstoodError as error:
            said = said or error.message
    raise MomentNotUnderstoodError(said or _what_is_missing(typed, today))


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
    if found["spoken"]:
        return _spoken(found)
    if found["half"]:
        return _twelve(int(found["half"]), int(found["past"] or 0), found["part"])
    hour, minute = (found["four"][:2], found["four"][2:]) if found["four"] else (found["hour"], found["minute"])
    return _exists(int(hour), int(minute))


def _spoken(found: re.Match[str]) -> time:
    """ "Half 2" is half past two; which half of the day follows from the hour, where it is not said."""
    hour, minutes = int(found["of"]), _SPOKEN[found["spoken"]]
    if not 1 <= hour <= 12:
        raise DateNotUnderstoodError
    total = hour % 12 * 60 + minutes
    clock = _exists(total // 60 % 12, total % 60)
    if found["of_part"]:
        return _twelve(clock.hour or 12, clock.minute, found["of_part"])
    if clock.hour in _AFTERNOON:
        return clock.replace(hour=clock.hour + 12)
    raise _which_half(f"{clock.hour or 12}.{clock.minute:02}")


def _hour_alone(found: re.Match[str], today: date) -> time:
    """An hour with nothing after it, where that can only mean one time."""
    hour = int(found["bare"])
    if day := _also_a_date(found["day"], hour, today):
        facts = {"date": f"{day:%A} {day.day} {day:%B}", "day": f"{day:%A}", "hour": hour}
        raise DateNotUnderstoodError(
            message=_("%(date)s, or %(day)s at %(hour)s? Write the day and the time, like tue 17 Nov 15.30") % facts
        )
    if hour in _AFTERNOON:
        return time(hour + 12)
    if hour in _AFTER_NOON:
        return time(hour)
    if hour == 12:
        raise DateNotUnderstoodError(message=_("12 at midday or midnight? Write noon or midnight"))
    if not hour or hour > 12:
        raise DateNotUnderstoodError
    raise _which_half(str(hour))


def _also_a_date(day: str, number: int, today: date) -> date | None:
    """ "Fri 13": the Friday of the coming month that falls on the 13th, if one does."""
    if not day.isalpha() or not day.startswith(_DAYS):
        return None
    coming = (today + timedelta(days=n) for n in range(31))
    return next((one for one in coming if one.day == number and f"{one:%a}".lower() == day[:3]), None)


def _which_half(hour: str) -> DateNotUnderstoodError:
    said = _("%(hour)s in the morning or the evening? Write %(hour)sam or %(hour)spm") % {"hour": hour}
    return DateNotUnderstoodError(message=said)


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
    except DateNotUnderstoodError as error:
        return error.message or _("Enter a day and a time, like tue 17 Nov 15.30")
    return _("Enter the time too, like 15.30 or 3.30pm")
