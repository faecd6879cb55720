"""Rollups: sum first, divide last, and never a mean alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.capacity import load_percent
from rainer.policy.workload.rounding import number_words, percent_words
from rainer.policy.workload.thresholds import is_over, threshold_rows

T = TypeVar("T")
HIGH_CENTILE = 0.9


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What a rollup needs of one practitioner-team, or of one unit already added up. Hours are a week."""

    total_points: float
    available_points: float
    cms_points: float = 0
    contracted_hours: float = 0
    reduction_hours: float = 0
    cases: int = 0

    @property
    def percent(self) -> float | None:
        return load_percent(self.total_points, self.available_points)

    def __add__(self, other: LoadRow) -> LoadRow:
        return LoadRow(
            self.total_points + other.total_points,
            self.available_points + other.available_points,
            self.cms_points + other.cms_points,
            self.contracted_hours + other.contracted_hours,
            self.reduction_hours + other.reduction_hours,
            self.cases + other.cases,
        )


EMPTY = LoadRow(0, 0)


@dataclass(frozen=True, slots=True)
class RollupInputs:
    """The practitioner-teams of a team, unit, region or nation."""

    rows: tuple[LoadRow, ...]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A set of practitioner-teams added up, with how their loads are spread. Percentages are unrounded.

    `percent` is of the sums. `median`, `ninetieth` and `maximum` are over those with a load;
    `at_or_over` of them are at or over the level at which a senior must act. `not_available` have no time,
    and hold `points_without_time`.
    """

    totals: LoadRow
    percent: float | None
    cms_percent: float | None
    reduction_percent: float | None
    remaining: float
    count: int
    with_load: int
    not_available: int
    points_without_time: float
    median: float | None
    ninetieth: float | None
    maximum: float | None
    at_or_over: int
    share_at_or_over: float | None


def add_up(rows: Iterable[LoadRow]) -> LoadRow:
    """The rows added together."""
    return sum(rows, EMPTY)


def centile(values: Sequence[float], share: float) -> float | None:
    """The value a share of the way through the sorted values, straight between neighbours; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@rule("workload.rollup", reads=("workload.thresholds",))
def rollup(
    inputs: RollupInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Rollup]:
    """The load of a set of practitioner-teams: points summed, then divided, and how the loads are spread."""
    rows, value = threshold_rows(on=on, place=place, rulebook=rulebook)
    act = next(row for row in rows if row["name"] == "act")
    totals = add_up(inputs.rows)
    loads = [row.percent for row in inputs.rows if row.percent is not None]
    over = sum(is_over(load, act["level"], act["comparison"]) for load in loads)
    without = [row for row in inputs.rows if row.percent is None]
    answer = Rollup(
        totals=totals,
        percent=totals.percent,
        cms_percent=load_percent(totals.cms_points, totals.available_points),
        reduction_percent=load_percent(totals.reduction_hours, totals.contracted_hours),
        remaining=totals.available_points - totals.total_points,
        count=len(inputs.rows),
        with_load=len(loads),
        not_available=len(without),
        points_without_time=sum(row.total_points for row in without),
        median=median(loads) if loads else None,
        ninetieth=centile(loads, HIGH_CENTILE),
        maximum=max(loads, default=None),
        at_or_over=over,
        share_at_or_over=100 * over / len(loads) if loads else None,
    )
    held, room = number_words(totals.total_points), number_words(totals.available_points)
    holding = f"holding {number_words(answer.points_without_time)} points"
    spread = [answer.median, answer.ninetieth, answer.maximum]
    over_words = f"{over} of {len(loads)}"
    steps = (
        Step("load", "Load", f"{held} ÷ {room}, {len(inputs.rows)} added up", answer.percent),
        Step("spread", "Median, 90th centile, highest", f"{len(loads)} with a load", spread),
        Step("over", f"At or over {act['level']:g}%", over_words, answer.share_at_or_over, value),
        Step("not_available", "No time available", holding, len(without)),
    )
    sentence = f"Load is {percent_words(answer.percent)}; {over} of {len(loads)} are at or over {act['level']:g}%."
    return Outcome("workload.rollup", on, place, answer, steps, sentence=sentence)


def group_rows(items: Iterable[T], *, key: Callable[[T], str]) -> dict[str, list[T]]:
    """Items by key, keys in the order they first appear."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
