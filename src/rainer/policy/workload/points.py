"""Points of cases and tasks: the formulas, on plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

WHOLE = 100


def share_removed(retained_percent: float) -> float:
    """The per cent of its points that an inactive case loses: all at 0 or below, none at 100 or above."""
    return min(max(WHOLE - retained_percent, 0), WHOLE)


def cell_points(
    *,
    total: int,
    weight: float,
    inactive: Mapping[str, int],
    retained_percent: Mapping[str, float],
    subtract_inactive: bool,
) -> float:
    """Points of all cases of one tier in one state, less what inactive cases among them do not keep.

    `inactive` counts cases by kind (warrant, upw, overdue). A case listed under two kinds is taken off twice,
    so the result may fall below zero; see `Compatibility.double_flags`.
    """
    points = total * weight
    if not subtract_inactive:
        return points
    removed = sum(n * weight * share_removed(retained_percent[kind]) for kind, n in inactive.items())
    return points - removed / WHOLE


def count_points(*, count: int, points_each: float, enabled: bool = True) -> float:
    """Points of so many reports of one kind; none where the kind is switched off."""
    return count * points_each if enabled else 0


def arms_points(*, community: int, licence: int, community_points: float, licence_points: float) -> float:
    """Points of assessments for sexual offending, in the rule sets that count them."""
    return community * community_points + licence * licence_points


def support_points(*, for_others: Iterable[str], by_others: Iterable[str], points: Mapping[str, int]) -> int:
    """Case management support: work done for others less work others did; an unknown code carries nothing."""
    return sum(points.get(code, 0) for code in for_others) - sum(points.get(code, 0) for code in by_others)
