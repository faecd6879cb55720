"""How old the nightly extract behind a load is, and from when on that is said as a warning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national


@dataclass(frozen=True, slots=True)
class ExtractAgeInputs:
    """The day of the extract that the figures of a day rest on; None where they rest on none."""

    extract_day: date | None


@dataclass(frozen=True, slots=True)
class ExtractAge:
    """Days from the extract to the day shown, and whether that is old."""

    days: int
    is_old: bool


@rule("workload.extract_age", reads=("workload.extract_old_after_days",))
def extract_age(
    inputs: ExtractAgeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ExtractAge]:
    """How old the figures are on the day: old once more days have passed than a weekend without a file takes."""
    limit = (rulebook or national()).value("workload.extract_old_after_days", on=on, place=place)
    day = inputs.extract_day
    if day is None or day > on:
        return Outcome("workload.extract_age", on, place, None, (), ("an extract of this day or an earlier one",))
    days = (on - day).days
    steps = (
        Step("days", "Days since the extract", day.isoformat(), days),
        Step("is_old", "Are they more than the limit?", f"{days} against {limit.value}", days > limit.value, limit),
    )
    return Outcome("workload.extract_age", on, place, ExtractAge(days, days > limit.value), steps)
