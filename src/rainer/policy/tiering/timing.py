"""When a tier may change though nothing happens, and when a changed tier is worth telling somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.steps_v3 import years_before

ASSESSMENT, LIFER, REDUCTION, ENFORCEMENT = (
    "tiering.eligible_assessment",
    "tiering.lifer_release",
    "tiering.sexual_band_reduction",
    "tiering.enforcement_activity",
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The dates in a case that a tier's time limits run from. None: that clock does not run.

    `sexual_reduction_runs_from`: the latest of start of follow-up, most recent offence and most recent sexual
    offence, of a man in the community whose DC-SRP band is medium or above and not yet reduced.
    `enforced_conviction_ended_on`: when the conviction ended on which a woman was breached or recalled.
    """

    assessment_completed_on: date | None = None
    lifer_released_on: date | None = None
    sexual_reduction_runs_from: date | None = None
    enforced_conviction_ended_on: date | None = None


@rule("tiering.next_change_by_time", reads=(ASSESSMENT, LIFER, REDUCTION, ENFORCEMENT))
def next_change_by_time(
    inputs: Clocks, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[date]:
    """The next day, after the one asked about, on which a tier can change with time alone.

    None when no clock runs. The tier is to be worked out again on that day; it need not come out differently.
    """
    book = rulebook or national()
    assessment, lifer, reduction, enforcement = (
        book.value(key, on=on, place=place) for key in (ASSESSMENT, LIFER, REDUCTION, ENFORCEMENT)
    )
    steps = [
        *_assessment_step(inputs.assessment_completed_on, assessment),
        *(
            _step("lifer_release", f"Released {row['years']} years ago or less", inputs.lifer_released_on,
                  row["years"], lifer)
            for row in lifer.value["released_within"] if inputs.lifer_released_on
        ),
        *_reduction_step(inputs.sexual_reduction_runs_from, reduction),
    ]  # fmt: skip
    if inputs.enforced_conviction_ended_on:
        ended, years = inputs.enforced_conviction_ended_on, enforcement.value["years"]
        day = first_day_of_whole_years(ended, years)
        label = "Enforcement on an ended conviction"
        steps.append(Step("clock.enforcement", label, ended.isoformat(), day, enforcement))
    ahead = [step.result for step in steps if step.result > on]
    answer = min(ahead, default=None)
    sentence = f"The tier may change on {answer.isoformat()}." if answer else "No clock runs on this tier."
    return Outcome("tiering.next_change_by_time", on, place, answer, tuple(steps), sentence=sentence)


def first_day_outside(start: date, years: int) -> date:
    """The first day on which `start` lies more than so many whole years back."""
    day = first_day_of_whole_years(start, years)
    while years_before(day, years) <= start:
        day += timedelta(days=1)
    return day


def first_day_of_whole_years(start: date, years: int) -> date:
    """The first day on which so many whole years have passed: the anniversary, 1 March for a 29 February."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def _assessment_step(completed_on: date | None, value: Value) -> tuple[Step, ...]:
    if completed_on is None:
        return ()
    first_day_too_old = completed_on + timedelta(weeks=value.value["weeks"], days=1)
    label, found = "Assessment too old", f"completed {completed_on.isoformat()}"
    return (Step("clock.assessment", label, found, first_day_too_old, value),)


def _step(name: str, label: str, start: date, years: int, value: Value) -> Step:
    return Step(f"clock.{name}", label, start.isoformat(), first_day_outside(start, years), value)


def _reduction_step(runs_from: date | None, value: Value) -> tuple[Step, ...]:
    if runs_from is None:
        return ()
    day = first_day_of_whole_years(runs_from, value.value["years"])
    found = f"in the community since {runs_from.isoformat()}"
    return (Step("clock.sexual_reduction", "Sexual reoffending band reduced", found, day, value),)


@dataclass(frozen=True, slots=True)
class StoredTier:
    """What of a stored tier is compared with the one before. A change in points alone is no news."""

    v3_tier: str | None
    is_provisional: bool
    protect_level: str | None
    change_level: int | None
    is_contact_suspended: bool


def is_worth_a_notice(*, before: StoredTier | None, after: StoredTier) -> bool:
    """Whether a "tier changed" notice is due: a first tier, or one that differs in any part."""
    return before != after
