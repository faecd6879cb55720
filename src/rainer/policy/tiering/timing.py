"""When a tier may change though nothing happens, and when a changed tier is worth telling somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.years import first_day_of_whole_years, first_day_outside

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
    steps: list[Step] = []
    for key, start, clock in (
        (ASSESSMENT, inputs.assessment_completed_on, _assessment_clock),
        (LIFER, inputs.lifer_released_on, _lifer_clocks),
        (REDUCTION, inputs.sexual_reduction_runs_from, _reduction_clock),
        (ENFORCEMENT, inputs.enforced_conviction_ended_on, _enforcement_clock),
    ):
        value = book.get(key, on=on, place=place)
        if start is not None and value is not None:
            steps += clock(start, value)
    answer = min((step.result for step in steps if step.result > on), default=None)
    sentence = f"The tier may change on {answer.isoformat()}." if answer else "No clock runs on this tier."
    return Outcome("tiering.next_change_by_time", on, place, answer, tuple(steps), sentence=sentence)


def _assessment_clock(completed_on: date, value: Value) -> list[Step]:
    first_day_too_old = completed_on + timedelta(weeks=value.value["weeks"], days=1)
    found = f"completed {completed_on.isoformat()}"
    return [Step("clock.assessment", "Assessment too old", found, first_day_too_old, value)]


def _lifer_clocks(released_on: date, value: Value) -> list[Step]:
    found = f"released {released_on.isoformat()}"
    return [
        Step(
            f"clock.lifer_release_{row['years']}",
            f"Years since release above {row['years']}",
            found,
            first_day_outside(released_on, row["years"]),
            value,
        )
        for row in value.value["released_within"]
    ]


def _reduction_clock(runs_from: date, value: Value) -> list[Step]:
    day = first_day_of_whole_years(runs_from, value.value["years"])
    found = f"in the community since {runs_from.isoformat()}"
    return [Step("clock.sexual_reduction", "Sexual reoffending band reduced", found, day, value)]


def _enforcement_clock(ended_on: date, value: Value) -> list[Step]:
    day = first_day_of_whole_years(ended_on, value.value["years"])
    found = f"conviction ended {ended_on.isoformat()}"
    return [Step("clock.enforcement", "Enforcement before no longer counts", found, day, value)]


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
