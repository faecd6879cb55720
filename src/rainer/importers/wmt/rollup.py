"""The report added up by team, unit and region and overall: sum first, divide last, spread beside every sum.

Prison teams and the others are kept apart at every level, as the public tool keeps them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from rainer.importers.wmt.report import (
    VARIANTS,
    Floats,
    Integers,
    Lines,
    Table,
    one_decimal,
    plain,
    sum_columns,
)
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.rollup import HIGH_CENTILE
from rainer.policy.workload.rounding import half_up_to
from rainer.policy.workload.thresholds import threshold_rows

Level = Literal["team", "unit", "region", "overall"]
LEVELS: tuple[Level, ...] = ("team", "unit", "region", "overall")
MIDDLE = 0.5

# Codes keep two places of one name apart; where an extract has no code the name does.
_IDENTITY: dict[Level, tuple[str, ...]] = {
    "team": ("region_desc", "pdu_desc", "pdu_code", "team_desc", "team_code"),
    "unit": ("region_desc", "pdu_desc", "pdu_code"),
    "region": ("region_desc",),
    "overall": (),
}


@dataclass(frozen=True)
class _Groups:
    """Lines by group: `of` is each line's group number, `first` the first line of each group."""

    of: Integers
    first: list[int]

    def __len__(self) -> int:
        return len(self.first)

    def sums(self, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """`values` added up group by group, down the first axis."""
        added = np.zeros((len(self), *values.shape[1:]), dtype=values.dtype)
        np.add.at(added, self.of, values)
        return added


def rollup_table(
    lines: Lines, level: Level, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Table:
    """One row a place and variant: the columns of the public tool's totals first, then Rainer's own."""
    groups = _groups(lines, level)
    total, available = groups.sums(lines.total_points), groups.sums(lines.available_points)
    points = np.stack([lines.case_points, lines.report_points, lines.cms_points], axis=1)
    summed = np.column_stack([groups.sums(points), total])
    no_time = lines.available_points == 0
    projected = groups.sums(np.nan_to_num(lines.projected_licence_points))
    is_prison = [lines.variant[line] == "omic" for line in groups.first]
    return {
        "level": [level] * len(groups),
        "region": _names(lines, level, groups, "region_desc"),
        "variant": [lines.variant[line] for line in groups.first],
        "practitioner_teams": groups.sums(np.ones(len(lines), dtype=np.int64)).tolist(),
        "practitioner_teams_without_available_points": groups.sums(no_time.astype(np.int64)).tolist(),
        **sum_columns(groups.sums(lines.filtered), groups.sums(lines.t2a), groups.sums(lines.reports), summed),
        "available_points": plain(available),
        "capacity_percent": one_decimal(total, available),
        "projected_licence_points": [
            value if prison else None for value, prison in zip(plain(projected), is_prison, strict=True)
        ],
        "unit": _names(lines, level, groups, "pdu_desc"),
        "unit_code": _names(lines, level, groups, "pdu_code"),
        "team": _names(lines, level, groups, "team_desc"),
        "team_code": _names(lines, level, groups, "team_code"),
        "remaining_points": plain(available - total),
        **_spread(lines, groups, on=on, place=place, rulebook=rulebook),
        "cases_with_no_time": plain(groups.sums(np.where(no_time, lines.cases, 0))),
        "points_with_no_time": plain(groups.sums(np.where(no_time, lines.total_points, 0))),
        "untiered_cases": plain(groups.sums(lines.untiered)),
        "cases_with_no_weight": plain(groups.sums(lines.without_weight)),
    }


def _groups(lines: Lines, level: Level) -> _Groups:
    """Places in the order they first appear, standard before prison teams within each."""
    columns = [lines.identity[name] for name in _IDENTITY[level]]
    places = list(zip(*columns, strict=True)) if columns else [()] * len(lines)
    order = {place: number for number, place in enumerate(dict.fromkeys(places))}
    ranks = {variant: rank for rank, variant in enumerate(VARIANTS)}
    place_of = np.array([order[place] for place in places], dtype=np.int64)
    rank_of = np.array([ranks[variant] for variant in lines.variant], dtype=np.int64)
    _, first, of = np.unique(place_of * len(VARIANTS) + rank_of, return_index=True, return_inverse=True)
    return _Groups(of=of.astype(np.int64), first=first.tolist())


def _names(lines: Lines, level: Level, groups: _Groups, column: str) -> list[str]:
    if column not in _IDENTITY[level]:
        return [""] * len(groups)
    return [lines.identity[column][line] for line in groups.first]


def _spread(lines: Lines, groups: _Groups, *, on: date, place: Place, rulebook: Rulebook | None) -> Table:
    """How the loads inside each group lie: median, 90th centile, highest, and how many reach the line.

    The line is the level at which a senior must act. Loads are compared unrounded.
    """
    rows, _ = threshold_rows(on=on, place=place, rulebook=rulebook)
    line = next(row["level"] for row in rows if row["name"] == "act")
    percent = lines.percent
    measured = ~np.isnan(percent)
    counts = groups.sums(measured.astype(np.int64))
    over = groups.sums((measured & (np.nan_to_num(percent) >= line)).astype(np.int64))
    at = _centiles(percent, groups, counts)
    share = 100 * over / np.where(counts, counts, 1)
    return {
        "median_percent": _shown(at(MIDDLE), counts),
        "ninetieth_centile_percent": _shown(at(HIGH_CENTILE), counts),
        "highest_percent": _shown(at(1.0), counts),
        f"at_or_over_{line:g}": over.tolist(),
        f"at_or_over_{line:g}_share": _shown(share, counts),
    }


def _centiles(percent: Floats, groups: _Groups, counts: Integers) -> Callable[[float], Floats]:
    """A function from a share to that centile of every group, straight between neighbours."""
    measured = np.flatnonzero(~np.isnan(percent))
    order = measured[np.lexsort((percent[measured], groups.of[measured]))]
    ordered = np.append(percent[order], np.nan)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else counts

    def centile(share: float) -> Floats:
        place = share * np.maximum(counts - 1, 0)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(counts - 1, 0))
        # An empty group at the end starts past the last load; it is shown as None whatever stands here.
        below, above = (
            ordered[np.minimum(starts + low, len(order))],
            ordered[np.minimum(starts + high, len(order))],
        )
        value: Floats = below + (above - below) * (place - low)
        return value

    return centile


def _shown(values: Floats, counts: Integers) -> list[float | None]:
    """To one decimal; None for a group in which nobody has a load."""
    return [
        half_up_to(value, 1) if count else None for value, count in zip(values.tolist(), counts.tolist(), strict=True)
    ]
