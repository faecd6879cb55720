"""What OGRS3, OGP and OVP share: the parts of a score, whole percentages of one and two years, and their band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors.answers import Band
from rainer.policy.predictors.faults import Fault
from rainer.policy.predictors.scoring import HUNDRED, band_limits, band_of, logistic
from rainer.policy.rulebook import Place, Value


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: a stable name, its words, what was found, and what it added (points, or logits)."""

    name: str
    label: str
    found: str
    added: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Whole percentages of people like this one who reoffend in one and in two years; the band is that of two years.

    None of them with a fault. `parts` as in a Score.
    """

    one_year: int | None = None
    two_years: int | None = None
    band: Band | None = None
    points: int | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def by_name(parts: Iterable[Part]) -> dict[str, float]:
    return {part.name: part.added for part in parts}


def steps(parts: Iterable[Part], value: Value) -> tuple[Step, ...]:
    return tuple(Step(part.name, part.label, part.found, part.added, value) for part in parts)


def half_up(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def whole_percent(probability: float, limits: Mapping[str, int]) -> int:
    """A probability as a whole percentage, half up, never below the least or above the most shown."""
    percent = half_up(Decimal(str(probability)) * HUNDRED)
    return min(max(percent, limits["least"]), limits["most"])


def percents(points: int, table: Mapping[str, Any], limits: Mapping[str, int]) -> tuple[int, int]:
    """What points come to in one year and in two."""
    one, two = (
        logistic(table["each_point"] * points + table["constant"][years]) for years in ("one_year", "two_years")
    )
    return whole_percent(one, limits), whole_percent(two, limits)


def rates_band(percent: int, table: Mapping[str, Any]) -> Band:
    """The band of a two-year percentage. Raises ValueError for one that nobody can have."""
    least, most = table["banded"]["least"], table["banded"]["most"]
    if not least <= percent <= most:
        raise ValueError(f"{percent} is not between {least} and {most} percent.")
    return band_of(percent, band_limits(table["bands"]))


def outcome(
    rule: str, name: str, parts: Sequence[Part], rates: Rates, value: Value, on: date, place: Place
) -> Outcome[Rates]:
    """The score as its rule gives it: every part, what they come to, and the band."""
    total = sum(part.added for part in parts)
    came_to = [rates.one_year, rates.two_years]
    last = (
        Step("total", "All parts together", f"{len(parts)} parts", total, value),
        Step("percent", "Share who reoffend in one year, and in two", f"from {total:g}", came_to, value),
        Step("band", "Band of two years", f"{rates.two_years}%", rates.band, value),
    )
    band = rates.band.value if rates.band else "no band"
    said = f"{name}: {rates.one_year}% of people with these characteristics within one year, {rates.two_years}% within two: {band}."
    return Outcome(rule, on, place, rates, (*steps(parts, value), *last), sentence=said)


def points_outcome(
    rule: str, name: str, parts: Sequence[Part], value: Value, limits: Mapping[str, int], on: date, place: Place
) -> Outcome[Rates]:
    """Points added up, as percentages of one and two years with their band."""
    points = int(sum(part.added for part in parts))
    one, two = percents(points, value.value, limits)
    rates = Rates(one, two, rates_band(two, value.value), points, by_name(parts))
    return outcome(rule, name, parts, rates, value, on, place)
