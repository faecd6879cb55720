"""A model's columns and rows, gathered one by one and handed to HiGHS whole or in part."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Matrix:
    """Non-negative columns with upper bounds, some of them whole, and rows over them between bounds."""

    def __init__(self) -> None:
        self.lower: Floats = np.zeros(0)
        self.upper: Floats = np.zeros(0)
        self.whole: Bools = np.zeros(0, dtype=bool)
        self._rows: list[tuple[Ints, Floats]] = []
        self._row_bounds: list[tuple[float, float]] = []
        self._entries: tuple[Ints, Floats, Ints] | None = None

    @property
    def size(self) -> int:
        return self.upper.size

    def columns(self, upper: Any, *, whole: bool) -> Ints:
        """Add columns with these upper bounds; their indices."""
        uppers = np.asarray(upper, dtype=float)
        self.lower = np.concatenate([self.lower, np.zeros(uppers.size)])
        self.upper = np.concatenate([self.upper, uppers])
        self.whole = np.concatenate([self.whole, np.full(uppers.size, whole)])
        self._entries = None
        return np.arange(self.size - uppers.size, self.size)

    def row(self, columns: Any, values: Any, lower: float, upper: float) -> int:
        cols = np.asarray(columns, dtype=np.int64)
        self._rows.append((cols, np.broadcast_to(np.asarray(values, dtype=float), cols.shape)))
        self._row_bounds.append((lower, upper))
        self._entries = None
        return len(self._rows) - 1

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        self._row_bounds[row] = (lower, upper)

    def lp(self) -> Any:
        """The whole model as HiGHS takes it, with no objective yet."""
        rows, values, starts = self._by_column()
        return _lp(self.lower, self.upper, self.whole, np.array(self._row_bounds), (rows, values, starts))

    def part(self, free: Ints, plan: Floats) -> Any:
        """The model of the `free` columns alone, all others standing as in the plan."""
        rows, values, starts = self._by_column()
        counts = starts[free + 1] - starts[free]
        ends = np.cumsum(counts)
        entries = np.repeat(starts[free] - ends + counts, counts) + np.arange(counts.sum())
        mine, amounts = rows[entries], values[entries]
        given = np.bincount(rows, values * np.repeat(plan, np.diff(starts)), minlength=len(self._rows))
        given -= np.bincount(mine, amounts * np.repeat(plan[free], counts), minlength=len(self._rows))
        touched = np.unique(mine)
        bounds = np.array(self._row_bounds)[touched] - given[touched][:, None]
        entry = (np.searchsorted(touched, mine), amounts, np.concatenate([[0], ends]))
        return _lp(self.lower[free], self.upper[free], self.whole[free], bounds, entry)

    def _by_column(self) -> tuple[Ints, Floats, Ints]:
        """Row and value of each entry, column by column, and where each column starts."""
        if self._entries is None:
            columns = np.concatenate([columns for columns, _ in self._rows])
            order = np.argsort(columns, kind="stable")
            rows = np.repeat(np.arange(len(self._rows)), [row.size for row, _ in self._rows])[order]
            values = np.concatenate([values for _, values in self._rows])[order]
            self._entries = (rows, values, np.searchsorted(columns[order], np.arange(self.size + 1)))
        return self._entries


def _lp(lower: Floats, upper: Floats, whole: Bools, row_bounds: Floats, entries: tuple[Ints, Floats, Ints]) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = lower.size, len(row_bounds)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(lower.size), lower, upper
    lp.row_lower_, lp.row_upper_ = row_bounds[:, 0].copy(), row_bounds[:, 1].copy()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    rows, lp.a_matrix_.value_, starts = entries
    lp.a_matrix_.index_, lp.a_matrix_.start_ = rows.astype(np.int32), starts.astype(np.int32)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(w)] for w in whole]
    return lp


def new_highs(seed: int) -> Any:
    """HiGHS, silent and the same every time: one thread, since its second waits far more than it helps."""
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("mip_abs_gap", 1 - 1e-6)
    return highs
