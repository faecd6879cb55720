"""Since when a requirement is off track, worked out from the same contacts and dates as whether it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from rainer.policy.requirements.progress import requirement_progress
from rainer.policy.requirements.progress_facts import ProgressInputs
from rainer.policy.rulebook import NATION, Place, Rulebook

DAY = timedelta(days=1)
REMEMBERED = 20_000  # requirements, each with its contacts as they stand


@lru_cache(maxsize=REMEMBERED)
def off_track_since(
    inputs: ProgressInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> date | None:
    """A day on which it went off track and from which it is off track today; None while it is not.

    Remembered: every page about a caseload asks it of the same contacts all day. The days looked at lie twice as far back each time, so that years take a dozen looks: a day or two on track
    between two longer stretches off it may be stepped over.
    """

    def is_off(day: date) -> bool:
        known = replace(inputs, contacts=tuple(one for one in inputs.contacts if one.day <= day))
        answer = requirement_progress(known, on=day, place=place, rulebook=rulebook).answer
        return answer is not None and answer.is_on_track is False

    if not is_off(on):
        return None
    before = _begins(inputs, on) - DAY
    off, back = on, DAY
    while (day := on - back) > before:
        if not is_off(day):
            before = day
            break
        off, back = day, back * 2
    while off - before > DAY:
        middle = before + (off - before) // 2
        if is_off(middle):
            off = middle
        else:
            before = middle
    return off


def _begins(inputs: ProgressInputs, on: date) -> date:
    """Nothing is off track before it begins, or before the first that is known of it."""
    known = [one.day for one in inputs.contacts] + [one.due_on for one in inputs.reviews]
    return min(inputs.starts_on or min(known, default=on), on)
