"""What every predictor's answer looks like, and the arithmetic they share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from rainer.policy.predictors.answers import Band, Form
from rainer.policy.predictors.faults import Fault

HUNDRED, HUNDREDTH, NONE = Decimal(100), Decimal("0.01"), Decimal("0.00")
BandLimits = tuple[tuple[Decimal, Band], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A predictor's answer.

    `percent` is the estimated share of people with these characteristics who reoffend in two years, to two
    decimals, never a fact about one person; None with a `Fault` that is no warning. `parts` holds what each part
    added on the logit scale, or its points, by its name.
    """

    percent: Decimal | None
    band: Band | None
    form: Form | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class PointScore(Score):
    """A score reckoned in points: how many, and whether time in the community lowered its band.

    `is_band_reduced` is None where that was never a question: no score, nothing to lower, or another rule.
    """

    points: int | None = None
    is_band_reduced: bool | None = None


def logistic(z: float) -> float:
    """A probability from a logit, sure of itself at both ends."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    power = math.exp(z)
    return power / (1 + power)


def rounded(number: float, places: int = 2) -> Decimal:
    """Half up, as the published tables are."""
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent_of(probability: float, *, most: Decimal) -> Decimal:
    """A probability as the percentage shown: two decimals, half up, never below 0 and never quite 100."""
    percent = (Decimal(probability) * HUNDRED).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return most if percent >= HUNDRED else max(percent, NONE)


def band_limits(table: Mapping[str, float]) -> BandLimits:
    """A parameter's lower limits by band as they are compared, the highest first."""
    limits = ((Decimal(str(limit)), Band[name.upper()]) for name, limit in table.items())
    return tuple(sorted(limits, reverse=True))


def band_of(number: Decimal | int, limits: BandLimits) -> Band:
    """The band a percentage or points fall in: a number on the limit is in the higher band."""
    return next((band for limit, band in limits if number >= limit), Band.LOW)


def polynomial(coefficients: Sequence[float], at: int) -> float:
    """c1 x + c2 x squared + ..., without a constant."""
    total = 0.0
    for coefficient in reversed(coefficients):
        total = (total + coefficient) * at
    return total


def number(percent: Decimal | None) -> float | None:
    """A percentage as a step's result holds it."""
    return None if percent is None else float(percent)
