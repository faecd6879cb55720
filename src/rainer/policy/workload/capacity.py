"""Time in points: what a practitioner can carry, and the load as a share of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from rainer.policy.workload.rounding import half_up_to


class Hours(NamedTuple):
    """Hours a week: `base` contracted (recorded, else the grade's default), `divisor` a full week."""

    base: float
    reductions: float
    divisor: float

    @property
    def available(self) -> float:
        """Contracted hours less reductions, never below zero."""
        return max(float(Decimal(str(self.base)) - Decimal(str(self.reductions))), 0.0)


def hours_of(
    *,
    grade: str,
    contracted_hours: float | None,
    reduction_hours: float,
    default_hours: Mapping[str, float],
    divisor: Mapping[str, float],
) -> Hours:
    """The hours of one practitioner-team; a grade that is not known has none."""
    base = default_hours.get(grade, 0) if contracted_hours is None else contracted_hours
    return Hours(base, reduction_hours, divisor.get(grade, 0))


def available_points(*, nominal_target: float, hours: Hours, allow_negative: bool = False) -> int:
    """Points the hours leave room for: nominal x (base - reductions) / full week, the fraction dropped.

    0 without hours or a full week to measure them by. Reductions above the hours leave 0, or a negative
    figure with `allow_negative`, as the public nightly worker gives.
    """
    if not hours.base or not hours.divisor:
        return 0
    left = Decimal(str(hours.base)) - Decimal(str(hours.reductions))
    points = int(Decimal(str(nominal_target)) * left / Decimal(str(hours.divisor)))
    return points if allow_negative else max(points, 0)


def load_percent(total_points: float, available: float) -> float | None:
    """Load in per cent of available time, unrounded; None where no time is available, which is never 0%."""
    return WHOLE * total_points / available if available > 0 else None


def remaining_points(total_points: float, available: float) -> float:
    """Room left, below zero when over."""
    return available - total_points


def live_percent(total_points: float, available: float) -> float:
    """The live public service's figure: the ratio half up to three decimals, 0 where either part is 0."""
    if not total_points or not available:
        return 0.0
    return half_up_to(WHOLE * half_up_to(total_points / available, 3), 1)


WHOLE = 100
