"""Averages of nightly figures over periods, and the reporting day they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.capacity import load_percent
from rainer.policy.workload.rounding import half_up, half_up_to

WEDNESDAY = 2
GroupBy = Literal["practitioner", "team"]


@dataclass(frozen=True, slots=True)
class DailyRow:
    """One practitioner-team's stored figures of one night; `figures` by name, points and counts."""

    day: date
    report_id: int
    contracted_hours: float
    reduction_hours: float
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Average:
    """Means of a period: figures to whole numbers half up, hours to one decimal, load from those means.

    `days` are the nights averaged over; with none every figure is 0 and there is no load.
    """

    days: int
    figures: dict[str, int]
    contracted_hours: float
    reduction_hours: float
    percent: float | None
    cms_percent: float | None


def average(
    rows: Iterable[DailyRow],
    *,
    group_by: GroupBy,
    starts: date,
    days: int,
    figures: tuple[str, ...],
    last_day_left_out: bool = False,
) -> Average:
    """The mean of a period of so many days from `starts`, its last day included.

    A practitioner is averaged over days with data, a team over distinct nightly reports.
    `last_day_left_out` is what the public tool does.
    """
    ends = starts + timedelta(days=days - (2 if last_day_left_out else 1))
    held = [row for row in rows if starts <= row.day <= ends]
    by_day = group_by == "practitioner"
    nights = len({row.day.toordinal() if by_day else row.report_id for row in held})
    if not nights:
        return Average(0, dict.fromkeys(figures, 0), 0.0, 0.0, None, None)
    means = {name: half_up(sum(row.figures.get(name, 0) for row in held) / nights) for name in figures}
    available = means.get("available_points", 0)
    return Average(
        days=nights,
        figures=means,
        contracted_hours=half_up_to(sum(row.contracted_hours for row in held) / nights, 1),
        reduction_hours=half_up_to(sum(row.reduction_hours for row in held) / nights, 1),
        percent=load_percent(means.get("total_points", 0), available),
        cms_percent=load_percent(means.get("cms_points", 0), available),
    )


def reporting_day(
    now: datetime, *, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[datetime, datetime]:
    """Start and end of the reporting day that holds a local time; its exact end still belongs to it."""
    value = (rulebook or national()).value("workload.reporting_day", on=now.date(), place=place).value
    usual, wednesday = time.fromisoformat(value["usual"]), time.fromisoformat(value["wednesday"])

    def ends_on(day: date) -> datetime:
        at = wednesday if day.weekday() == WEDNESDAY else usual
        return datetime.combine(day, at, tzinfo=now.tzinfo)

    today = now.date()
    last = today if now <= ends_on(today) else today + timedelta(days=1)
    return ends_on(last - timedelta(days=1)), ends_on(last)
