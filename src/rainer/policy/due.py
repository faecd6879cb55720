"""Whether something was done by its time, and how a target without a figure is spoken of."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

T = TypeVar("T", date, datetime)
NOBODY_HAS_SET = "no limit is set"


def is_in_time(done: T | None, due: T | None, now: T) -> bool | None:
    """Whether something was done by its time; None while it is undone and there is time, or no time is set."""
    if due is None:
        return None
    if done is not None:
        return done <= due
    return False if now > due else None
