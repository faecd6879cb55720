"""What is wrong in a unit and how much of it each cause explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.dates import date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

CauseName = Literal["empty_posts", "people_away", "more_work"]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit on a day. Points are a month; posts and people are full-time equivalents (FTE).

    `points` is work named and unnamed together, `available` what those at work can carry, `points_year_ago` the
    same work a year before (None where it is not known). `posts` is None where none are recorded;
    `posts_updated_on` is the last day a post or a holding changed. `left_share` is who left in twelve months, in per
    cent of those who were there (None: nobody was).
    """

    points: int
    available: int
    posts: float | None
    filled: float
    away: float
    points_year_ago: int | None = None
    posts_updated_on: date | None = None
    left_share: float | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause with the points it explains, and its share of the gap in per cent, never over 100."""

    name: CauseName
    points: int
    share: float


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """`gap` is points of work beyond the time there is, 0 where it fits. Causes come largest first. `many_left`: so
    many left that it is said beside the causes."""

    gap: int
    causes: tuple[Cause, ...]
    posts_are_stale: bool
    many_left: bool = False


@rule(
    "overview.unit_summary",
    reads=("workload.nominal_target", "overview.stale_posts_days", "overview.leavers_said_from"),
)
def unit_summary(
    inputs: UnitFacts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[UnitSummary]:
    """The gap between a unit's work and its time, and the causes ranked by how much of it each explains.

    A full-time equivalent is worth a full-time officer's points. Causes overlap: their shares need not add to 100.
    """
    book = rulebook or national()
    target = book.value("workload.nominal_target", on=on, place=place)
    limit = book.value("overview.stale_posts_days", on=on, place=place)
    gap = max(inputs.points - inputs.available, 0)
    full_time = target.value["PO"]
    sized = _sizes(inputs, full_time)
    causes = tuple(
        Cause(name, points, min(100.0, 100 * points / gap))
        for name, points in sorted(sized, key=lambda one: -one[1])
        if gap and points > 0
    )
    stale = posts_are_stale(inputs.posts_updated_on, on=on, limit=limit)
    said_from = book.value("overview.leavers_said_from", on=on, place=place)
    many_left = inputs.left_share is not None and inputs.left_share >= said_from.value
    left = "nobody was there" if inputs.left_share is None else f"{inputs.left_share:.1f}%"
    missing = () if inputs.posts is not None else ("posts of the unit",)
    steps = (
        Step("gap", "Work beyond the time there is", f"{inputs.points:,} − {inputs.available:,} points", gap),
        *(Step(c.name, LABELS[c.name], f"{c.points:,} points", f"{c.share:.1f}% of the gap", target) for c in causes),
        Step(
            "posts_are_stale",
            "Are the posts up to date?",
            date_words(inputs.posts_updated_on) if inputs.posts_updated_on else "never",
            "no" if stale else "yes",
            limit,
        ),
        Step("many_left", "Did many leave in twelve months?", left, "yes" if many_left else "no", said_from),
    )
    return Outcome("overview.unit_summary", on, place, UnitSummary(gap, causes, stale, many_left), steps, missing)


def posts_are_stale(updated_on: date | None, *, on: date, limit: Value) -> bool:
    """Whether the record of posts is out of date: never kept, or unchanged for so many days."""
    return updated_on is None or (on - updated_on).days >= limit.value


LABELS: dict[CauseName, str] = {
    "empty_posts": "Posts that are empty",
    "people_away": "People who are away",
    "more_work": "More work than a year ago",
}


def _sizes(inputs: UnitFacts, full_time: int) -> list[tuple[CauseName, int]]:
    empty = max((inputs.posts or 0) - inputs.filled, 0)
    sizes: list[tuple[CauseName, int]] = [
        ("empty_posts", round(empty * full_time)),
        ("people_away", round(inputs.away * full_time)),
    ]
    if inputs.points_year_ago is not None:
        sizes.append(("more_work", inputs.points - inputs.points_year_ago))
    return sizes
