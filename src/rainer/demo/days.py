"""Days and moments of the demo world."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from rainer.policy import working_days

DAY = timedelta(days=1)


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time, summer or winter."""
    return datetime.combine(day, time(hour, minute), _zone())


@cache
def is_working_day(day: date) -> bool:
    return working_days.is_working_day(day, holidays=working_days.bank_holidays())


def working_day(day: date, *, back: bool = False) -> date:
    """The day itself, or the next working day; the one before with `back`."""
    while not is_working_day(day):
        day += -DAY if back else DAY
    return day


def working_days_from(day: date, count: int) -> date:
    """The working day `count` of them after `day`, before it where negative; 0 is the day itself or the next one."""
    day = working_day(day, back=count < 0)
    for _ in range(abs(count)):
        day = working_day(day + (DAY if count > 0 else -DAY), back=count < 0)
    return day
