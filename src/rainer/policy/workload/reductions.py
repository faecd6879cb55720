"""Reductions: hours a week taken off a practitioner's contracted hours, with a reason and dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.rounding import half_up_to


class ReductionStatus(StrEnum):
    """Where a reduction is in its life. `DELETED` stays deleted and is not listed."""

    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    DELETED = "DELETED"


LISTED = (ReductionStatus.ACTIVE, ReductionStatus.SCHEDULED, ReductionStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Reduction:
    """One reduction, hours a week, from `starts` to `ends`, both days included."""

    hours: float
    starts: date
    ends: date
    status: ReductionStatus | None = None
    reason: str = ""
    reason_enabled: bool = True

    def covers(self, on: date) -> bool:
        return self.starts <= on <= self.ends


@dataclass(frozen=True, slots=True)
class ReductionHoursInputs:
    """Every reduction of one practitioner-team."""

    reductions: tuple[Reduction, ...]


@dataclass(frozen=True, slots=True)
class ReductionHours:
    """Hours a week that apply on the day, the sum of those of each reduction that does."""

    hours: float
    applying: int


@rule("workload.reduction_hours")
def reduction_hours(
    inputs: ReductionHoursInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReductionHours]:
    """Hours of reduction that apply on a day: within its dates, not deleted, its reason switched on."""
    found = [(reduction, why_not(reduction, on=on)) for reduction in inputs.reductions]
    applying = [reduction for reduction, reason in found if not reason]
    hours = total_hours(applying)
    steps = tuple(
        Step(
            "reduction",
            reduction.reason or "Reduction",
            f"{reduction.starts.isoformat()} to {reduction.ends.isoformat()}, {reduction.hours:g} h"
            + (f": {reason}" if reason else ""),
            0 if reason else reduction.hours,
        )
        for reduction, reason in found
    )
    sentence = f"{hours:g} hours a week are taken off by {len(applying)} of {len(found)} reductions."
    answer = ReductionHours(hours, len(applying))
    return Outcome("workload.reduction_hours", on, place, answer, steps, sentence=sentence)


def why_not(reduction: Reduction, *, on: date) -> str:
    """Why a reduction does not apply on a day, in words; empty where it does."""
    if reduction.status is ReductionStatus.DELETED:
        return "deleted"
    if not reduction.reason_enabled:
        return "its reason is switched off"
    if on < reduction.starts:
        return "not started"
    return "ended" if reduction.ends < on else ""


def total_hours(reductions: Iterable[Reduction]) -> float:
    """Their hours added up, to the hundredth, without a cap."""
    return half_up_to(float(sum(reduction.hours for reduction in reductions)), 2)


def hours_by_status(reductions: Iterable[Reduction]) -> float:
    """The public nightly rule: hours of those marked active, reason switched on, whatever their dates."""
    return total_hours(r for r in reductions if r.status is ReductionStatus.ACTIVE and r.reason_enabled)


def status_on_entry(*, starts: date, ends: date, on: date) -> ReductionStatus:
    """The status a reduction has when it is saved."""
    if starts > on:
        return ReductionStatus.SCHEDULED
    return ReductionStatus.ARCHIVED if ends < on else ReductionStatus.ACTIVE


def roll(reduction: Reduction, *, on: date) -> Reduction:
    """The reduction after the nightly roll: an active one that ended is archived, a scheduled one starts."""
    if reduction.status is ReductionStatus.ACTIVE and reduction.ends < on:
        return replace(reduction, status=ReductionStatus.ARCHIVED)
    if reduction.status is ReductionStatus.SCHEDULED and reduction.covers(on):
        return replace(reduction, status=ReductionStatus.ACTIVE)
    return reduction


def next_change(reductions: Iterable[Reduction], *, on: date) -> date | None:
    """The nearest day after `on` on which a reduction starts or has its last day; None if none does."""
    gone = (ReductionStatus.ARCHIVED, ReductionStatus.DELETED)
    days = [day for r in reductions if r.status not in gone for day in (r.starts, r.ends) if day > on]
    return min(days, default=None)


def allowance_hours(
    *, contracted_hours: float, allowance_percent: float | None, max_percent: float | None
) -> tuple[float, float]:
    """The hours a reason starts from and the most it allows, from its shares of the contracted hours."""
    return (
        _share(contracted_hours, allowance_percent),
        _share(contracted_hours, max_percent),
    )


def _share(hours: float, percent: float | None) -> float:
    if percent is None:
        return hours
    return min(hours, half_up_to(hours * percent / 100, 2))


@dataclass(frozen=True, slots=True)
class ReductionFault:
    """A field of a reduction that cannot be saved, and what to do about it."""

    field: str
    message: str


def check_reduction(
    *,
    reason: str | None,
    hours: float | None,
    starts: date | None,
    ends: date | None,
    notes: str,
    contracted_hours: float,
    most_for_reason: float,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> tuple[ReductionFault, ...]:
    """What stands in the way of saving a reduction. `most_for_reason` is 0 where the reason sets none."""
    limits = (rulebook or national()).value("workload.reduction_limits", on=on, place=place).value
    faults = []
    if not contracted_hours:
        faults.append(ReductionFault("hours", "Record contracted hours first: there are none to reduce."))
    if not reason:
        faults.append(ReductionFault("reason", "Choose a reason."))
    faults += _check_hours(hours, limits["least_hours"], limits["most_hours"], most_for_reason)
    faults += _check_dates(starts, ends)
    if len(notes) > limits["longest_notes"]:
        faults.append(ReductionFault("notes", f"Keep the notes to {limits['longest_notes']:,} characters."))
    return tuple(faults)


def _check_hours(hours: float | None, least: float, most: float, most_for_reason: float) -> list[ReductionFault]:
    if hours is None:
        return [ReductionFault("hours", "Enter the hours a week.")]
    if not least <= hours <= most:
        return [ReductionFault("hours", f"Enter hours from {least:g} to {most:g}.")]
    if most_for_reason and hours > most_for_reason:
        return [ReductionFault("hours", f"This reason allows {most_for_reason:g} hours at most.")]
    return []


def _check_dates(starts: date | None, ends: date | None) -> list[ReductionFault]:
    faults = []
    if starts is None:
        faults.append(ReductionFault("starts", "Enter the first day."))
    if ends is None:
        faults.append(ReductionFault("ends", "Enter the last day."))
    if starts is not None and ends is not None and ends <= starts:
        faults.append(ReductionFault("ends", "The last day must be after the first."))
    return faults
