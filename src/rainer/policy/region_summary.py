"""What is wrong in a region, which of its units hides behind the mean, and whether room elsewhere would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.unit_summary import LABELS, Cause, CauseName, UnitFacts, UnitSummary, unit_summary
from rainer.policy.workload import action_level, load_percent
from rainer.policy.workload.rounding import percent_words


@dataclass(frozen=True, slots=True)
class RegionUnit:
    """A delivery unit by code and name, with what its own summary rests on."""

    code: str
    name: str
    facts: UnitFacts


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region on a day: its units."""

    units: tuple[RegionUnit, ...]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One unit. `percent` counts everyone and is None without time; `share` is its part of the region's gap in per
    cent; `over` and `room` are points above and below the level at which a senior must act. The rest is the unit's own
    summary."""

    code: str
    percent: float | None
    gap: int
    share: float
    over: float
    room: float
    causes: tuple[Cause, ...]
    posts_are_stale: bool
    many_left: bool


@dataclass(frozen=True, slots=True)
class RegionSummary:
    """`gap` adds up the units' gaps: room in one does no work in another. `hidden` is the code of the unit that the
    region's own figure hides. `short` is full-time practitioners short when every unit's room is used."""

    percent: float | None
    gap: int
    hidden: str | None
    causes: tuple[Cause, ...]
    units: tuple[UnitPart, ...]
    over: float
    room: float
    short: float


@rule(
    "overview.region_summary",
    reads=(
        "workload.nominal_target",
        "overview.stale_posts_days",
        "overview.leavers_said_from",
        "workload.thresholds",
        "workload.load_pages",
    ),
)
def region_summary(
    inputs: RegionFacts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[RegionSummary]:
    """The gap of a region, the unit its mean hides, the causes over all units, and what moving work could do.

    Each unit is judged by `overview.unit_summary`, with the values that hold there. Units come by gap, largest first.
    """
    book = rulebook or national()
    level = action_level(on=on, place=place, rulebook=book)
    outcomes = {u.code: unit_summary(u.facts, on=on, place=_place(place, u), rulebook=book) for u in inputs.units}
    summaries = {code: outcome.answer for code, outcome in outcomes.items() if outcome.answer is not None}
    gap = sum(summary.gap for summary in summaries.values())
    parts = sorted((_part(u, summaries[u.code], gap, level) for u in inputs.units), key=lambda p: -p.gap)
    points, available = (sum(getattr(u.facts, name) for u in inputs.units) for name in ("points", "available"))
    percent = load_percent(points, available)
    hides = book.value("workload.load_pages", on=on, place=place)
    target = book.value("workload.nominal_target", on=on, place=place)
    answer = RegionSummary(
        percent=percent,
        gap=gap,
        hidden=_hidden(parts, percent, hides.value["hides_points"]),
        causes=_causes(summaries.values(), gap),
        units=tuple(parts),
        over=sum(part.over for part in parts),
        room=sum(part.room for part in parts),
        short=max(0.0, (points * 100 / level - available) / target.value["PO"]),
    )
    steps = _steps(inputs, answer, outcomes, level, hides, target)
    missing = tuple(f"posts of {u.name}" for u in inputs.units if u.facts.posts is None)
    return Outcome("overview.region_summary", on, place, answer, steps, missing)


def _place(region: Place, unit: RegionUnit) -> Place:
    return Place(nation=region.nation, region=region.region, unit=unit.code)


def _part(unit: RegionUnit, summary: UnitSummary, gap: int, level: float) -> UnitPart:
    beyond = unit.facts.points - unit.facts.available * level / 100
    return UnitPart(
        code=unit.code,
        percent=load_percent(unit.facts.points, unit.facts.available),
        gap=summary.gap,
        share=100 * summary.gap / gap if gap else 0.0,
        over=max(beyond, 0.0),
        room=max(-beyond, 0.0),
        causes=summary.causes,
        posts_are_stale=summary.posts_are_stale,
        many_left=summary.many_left,
    )


def _hidden(parts: list[UnitPart], percent: float | None, points: float) -> str | None:
    """The unit highest above the region's own figure, where it is that many points above it."""
    known = [part for part in parts if part.percent is not None]
    highest = max(known, key=lambda part: part.percent or 0, default=None)
    if highest is None or highest.percent is None or percent is None:
        return None
    return highest.code if highest.percent - percent >= points else None


def _causes(summaries: Iterable[UnitSummary], gap: int) -> tuple[Cause, ...]:
    """Each cause summed over the units it holds in, largest first."""
    sums: Counter[CauseName] = Counter()
    for cause in (cause for summary in summaries for cause in summary.causes):
        sums[cause.name] += cause.points
    return tuple(Cause(name, points, min(100.0, 100 * points / gap)) for name, points in sums.most_common())


def _steps(
    inputs: RegionFacts,
    answer: RegionSummary,
    outcomes: dict[str, Outcome[UnitSummary]],
    level: float,
    hides: Value,
    target: Value,
) -> tuple[Step, ...]:
    units = {unit.code: unit for unit in inputs.units}
    lines = (
        Step(
            f"unit.{part.code}",
            units[part.code].name,
            f"{units[part.code].facts.points:,} of {units[part.code].facts.available:,} points",
            percent_words(part.percent),
            None,
            outcomes[part.code].steps,
        )
        for part in answer.units
    )
    hidden = units[answer.hidden].name if answer.hidden else "none"
    return (
        *lines,
        Step("percent", "Region, summed then divided", "points of every unit ÷ time of every unit",
             percent_words(answer.percent)),
        Step("hidden", "Unit that this figure hides", f"{hides.value['hides_points']} points above it or more", hidden, hides),
        Step("gap", "Work beyond the time there is", "unit by unit: room in one does no work in another", answer.gap),
        *(Step(c.name, LABELS[c.name], f"{c.points:,} points", f"{c.share:.1f}% of the gap", target) for c in answer.causes),
        Step("over", f"Work over {level:g}%", "points, unit by unit", round(answer.over)),
        Step("room", f"Room under {level:g}%", "points, unit by unit", round(answer.room)),
        Step("short", "Full-time practitioners short", f"work ÷ {level:g}%, less the time there is, ÷ one post",
             round(answer.short, 1), target),
    )  # fmt: skip
