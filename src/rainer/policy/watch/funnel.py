"""A funnel: each team's share beside the limits that chance alone gives a team of its size."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.watch.chance import binomial_at_most, how_often, wilson, years_between
from rainer.policy.watch.rates import STATISTICS
from rainer.policy.watch.suppression import Cells, Shown, hide

Standing = Literal["inside", "above", "far above", "below", "far below"]


@dataclass(frozen=True, slots=True)
class TeamCount:
    """A team by its code: how many levels were looked at, how many of them lowered."""

    team: str
    reviewed: int
    lowered: int


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams of a place that looked at any level."""

    teams: tuple[TeamCount, ...]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A team. Shares and interval in per cent, None where not shown. `p` is the chance of as many lowered or more."""

    team: str
    reviewed: int
    lowered: int
    share: float | None
    low: float | None
    high: float | None
    expected: float
    standing: Standing
    p: float
    years: float
    shown: Shown


@dataclass(frozen=True, slots=True)
class Funnel:
    """`base` is the share of all teams together, in per cent; None where nothing was looked at."""

    base: float | None
    points: tuple[FunnelPoint, ...]

    @property
    def outside(self) -> tuple[FunnelPoint, ...]:
        """Beyond the wider limits, of those shown."""
        return tuple(one for one in self.points if one.shown == "shown" and one.standing.startswith("far"))


@rule("watch.funnel", reads=(STATISTICS, "watch.smallest_shown"))
def funnel(inputs: Teams, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Funnel]:
    """Where each team stands against limits of 95% and 99.8%: exact binomial, between whole counts by Spiegelhalter."""
    book = rulebook or national()
    settings = book.value(STATISTICS, on=on, place=place)
    reviewed = sum(one.reviewed for one in inputs.teams)
    lowered = sum(one.lowered for one in inputs.teams)
    if not reviewed:
        step = Step("base", "Share of all teams", "no level was looked at", None, settings)
        return Outcome("watch.funnel", on, place, Funnel(None, ()), (step,), sentence="No level was looked at.")
    base = lowered / reviewed
    cells = Cells({one.team: one.reviewed for one in inputs.teams})
    shown = hide(cells, on=on, place=place, rulebook=book).answer or {}
    points = tuple(
        _point(one, base, shown[one.team], len(inputs.teams), settings.value) for one in inputs.teams if one.reviewed
    )
    answer = Funnel(100 * base, points)
    inner, outer = settings.value["funnel_limits"]
    steps = (
        Step("base", "Share of all teams", f"{lowered} of {reviewed}", 100 * base),
        *(
            Step(
                f"team.{one.team}",
                one.team,
                f"{one.lowered} of {one.reviewed}; limits {inner}% and {outer}%",
                one.standing,
                settings,
            )
            for one in points
            if one.shown == "shown"
        ),
    )
    far = [f"{one.team} ({how_often(one.years)} by chance alone)" for one in answer.outside]
    sentence = f"Outside {outer}%: {', '.join(far)}." if far else f"No team is outside {outer}%."
    return Outcome("watch.funnel", on, place, answer, steps, sentence=sentence)


def _point(one: TeamCount, base: float, shown: Shown, tests: int, settings: dict[str, Any]) -> FunnelPoint:
    inner, outer = settings["funnel_limits"]
    standing = _standing(one, base, inner, outer)
    p = at_least(one.reviewed, one.lowered, base)
    rare = at_most(one.reviewed, one.lowered, base) if "below" in standing else p
    share, low, high = None, None, None
    if shown == "shown":
        share = 100 * one.lowered / one.reviewed
        low, high = wilson(one.lowered, one.reviewed, settings["confidence"])
    return FunnelPoint(
        team=one.team,
        reviewed=one.reviewed,
        lowered=one.lowered,
        share=share,
        low=low,
        high=high,
        expected=base * one.reviewed,
        standing=standing,
        p=p,
        years=years_between(rare, tests=tests, looks_a_year=settings["looks_a_year"]),
        shown=shown,
    )


def at_least(of: int, count: int, share: float) -> float:
    """The chance of so many or more."""
    return 1.0 if count == 0 else max(1 - binomial_at_most(of, share)[count - 1], 1e-12)


def at_most(of: int, count: int, share: float) -> float:
    return max(binomial_at_most(of, share)[count], 1e-12)


def _standing(one: TeamCount, base: float, inner: float, outer: float) -> Standing:
    share = 100 * one.lowered / one.reviewed
    bounds: tuple[tuple[float, Standing, Standing], ...] = (
        (outer, "far above", "far below"),
        (inner, "above", "below"),
    )
    for confidence, above, below in bounds:
        low, high = limits(one.reviewed, 100 * base, confidence)
        if share > high:
            return above
        if share < low:
            return below
    return "inside"


def limits(of: int, base: float, confidence: float) -> tuple[float, float]:
    """The share, in per cent, below and above which chance puts a team of this size in (100 − confidence)% of looks."""
    tail = (100 - confidence) / 200
    return _limit(of, base / 100, tail), _limit(of, base / 100, 1 - tail)


def _limit(of: int, base: float, chance: float) -> float:
    """The exact binomial quantile, moved between whole counts so that limits are smooth (Spiegelhalter 2005)."""
    if base <= 0 or base >= 1:
        return 100 * base
    sums = binomial_at_most(of, base)
    count = min(bisect_left(sums, chance), of)
    below = sums[count - 1] if count else 0.0
    step = sums[count] - below
    part = (sums[count] - chance) / step if step else 0.0
    return min(max(100 * (count - part) / of, 0.0), 100.0)
