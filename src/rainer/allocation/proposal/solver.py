"""A thin face on HiGHS for objectives taken strictly in order: settle one, hold it, go on to the next.

Two threads, one process. OR-tools must not be loaded beside it: the two clash.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
THREADS = 2
# Every objective counts people, points or weeks: whole numbers.
ROUNDING = 1e-3
# No one objective may eat the time of those after it.
SHARE = 0.3
SHARE_FOR_PEAK = 0.05
# Aims that only choose among equals: searched with at most this many whole columns, and this many nodes.
MOST_FOR_TIES = 400
NODES_FOR_TIES = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands: which objective, the best plan so far for it and its proven bound, seconds gone."""

    level: str
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Level:
    """One objective of the order as settled: its value, the proven bound, and whether it was stopped early."""

    name: str
    value: float
    bound: float
    seconds: float
    stopped: bool = False

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound)


@dataclass(slots=True)
class Watch:
    """The clock, the reader of progress and the hand on the brake."""

    deadline: float
    started: float
    report: Callable[[Progress], None] | None = None
    should_stop: Callable[[], bool] | None = None

    def left(self) -> float:
        return self.deadline - time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def is_over(self) -> bool:
        return self.left() <= 0 or (self.should_stop is not None and self.should_stop())


def relative_gap(value: float, bound: float) -> float:
    """Distance to the bound as a share of the value; 0 when they agree to a millionth."""
    distance = abs(value - bound)
    return 0.0 if distance < 1e-6 else distance / max(abs(value), abs(bound), 1.0)


class Solver:
    """A mixed-integer model built once and solved for one objective after another.

    `best` is the best plan so far: it stays feasible for everything held, so that stopping early always leaves
    a whole plan.
    """

    def __init__(self, *, gap: float, seed: int, watch: Watch) -> None:
        self.gap, self.seed, self.watch = gap, seed, watch
        self.levels: list[Level] = []
        self._upper: list[Floats] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._rows: list[tuple[Ints, Floats, float, float]] = []
        self.size = 0
        self._nodes, self._may_search = highspy.kHighsIInf, True
        self.best: Floats = np.zeros(0)

    def columns(self, upper: Any, *, integer: bool) -> Ints:
        """Add non-negative columns with these upper bounds; their indices."""
        array = np.asarray(upper, dtype=float)
        self._upper.append(array)
        self._integer.append(np.full(len(array), integer))
        self.size += len(array)
        return np.arange(self.size - len(array), self.size)

    def row(self, columns: Any, values: Any, *, lower: float = -highspy.kHighsInf, upper: float) -> int:
        cols = np.asarray(columns, dtype=np.int64)
        self._rows.append((cols, np.broadcast_to(np.asarray(values, dtype=float), cols.shape), lower, upper))
        return len(self._rows) - 1

    def build(self, start: Floats | None = None) -> None:
        """Hand the model to HiGHS. `start` is a feasible plan (nobody placed, by default)."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.size, len(self._rows)
        lp.col_cost_, lp.col_lower_ = np.zeros(self.size), np.zeros(self.size)
        self.lower, self.upper = np.zeros(self.size), np.concatenate(self._upper)
        self._whole = np.concatenate(self._integer)
        lp.col_upper_ = self.upper
        lp.row_lower_ = np.array([r[2] for r in self._rows])
        lp.row_upper_ = np.array([r[3] for r in self._rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(r[0]) for r in self._rows])]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([r[0] for r in self._rows]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([r[1] for r in self._rows])
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(i)] for i in self._whole]
        self._highs = _highs(self.seed)
        self._highs.passModel(lp)
        self.best = np.zeros(self.size) if start is None else start

    def bound_columns(self, columns: Ints, lower: Any, upper: Any) -> None:
        lows, highs = (np.broadcast_to(np.asarray(a, dtype=float), columns.shape).copy() for a in (lower, upper))
        self.lower[columns], self.upper[columns] = lows, highs
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lows, highs)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        self._highs.changeRowBounds(row, lower, upper)

    def settle(
        self,
        name: str,
        columns: Ints,
        cost: Any,
        *,
        maximise: bool = False,
        first_fixed: Ints | None = None,
        by_hand: Callable[[float], None] | None = None,
        tie: bool = False,
        share: float = SHARE,
    ) -> Level:
        """Take `cost` on `columns` to its best and never let it get worse again.

        The relaxed model gives the bound; where the plan in hand is already within the gap of it, nothing more is
        searched. `by_hand` is told the bound and may better the plan in hand. `first_fixed` columns are held as
        they are in a first, far smaller search. `tie` marks an aim that only chooses among equals: it is searched in
        a small model alone, since a large one would take minutes to prove and the bound tells how far it is.
        `share` is the share of the time left that one search may take.
        """
        began = time.perf_counter()
        self._may_search = not tie or int(self._whole.sum()) <= MOST_FOR_TIES
        self._nodes = NODES_FOR_TIES if tie else highspy.kHighsIInf
        full = np.zeros(self.size)
        np.add.at(full, columns, cost)
        bound, stopped = self._settle(name, full, maximise, first_fixed, by_hand, share)
        value = round(float(full @ self.best))
        self._hold(full, value, maximise)
        level = Level(name, value, float(bound), time.perf_counter() - began, stopped)
        self.levels.append(level)
        return level

    def _settle(
        self,
        name: str,
        cost: Floats,
        maximise: bool,
        fixed: Ints | None,
        by_hand: Callable[[float], None] | None,
        share: float,
    ) -> tuple[float, bool]:
        """The proven bound, and whether time ran out. Leaves the best plan in `best`."""
        bound = float(cost @ self.upper) if maximise else 0.0
        self._objective(cost, maximise)
        for attempt in ("relaxed", "by hand", "around", "whole"):
            if self._is_close(cost, bound):
                return bound, False
            if self.watch.is_over():
                return bound, True
            if attempt == "by hand":
                if by_hand is not None:
                    by_hand(bound)
            elif attempt != "relaxed" and not self._may_search:
                continue
            elif attempt == "around":
                self._search_around(name, cost, maximise, fixed, share)
            else:
                self._run(name, relaxed=attempt == "relaxed", share=share)
                bound = self._tighter(bound, attempt == "relaxed", maximise)
                if attempt == "whole":
                    self._take_solution(cost, maximise)
        return bound, not self._is_close(cost, bound)

    def _search_around(self, name: str, cost: Floats, maximise: bool, fixed: Ints | None, share: float) -> None:
        """Search with some columns held as the best plan has them. Proves nothing."""
        if fixed is None or not fixed.size:
            return
        lower, upper = self.lower[fixed], self.upper[fixed]
        self.bound_columns(fixed, self.best[fixed], self.best[fixed])
        self._run(name, relaxed=False, share=share)
        self._take_solution(cost, maximise)
        self.bound_columns(fixed, lower, upper)

    def _is_close(self, cost: Floats, bound: float) -> bool:
        return relative_gap(round(float(cost @ self.best)), bound) <= self.gap

    def _tighter(self, known: float, relaxed: bool, maximise: bool) -> float:
        """The tighter of the bound known and the one this run proved. A bound on whole things is whole."""
        info = self._highs.getInfo()
        if relaxed and self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return known
        found = info.objective_function_value if relaxed else info.mip_dual_bound
        if abs(found) >= highspy.kHighsInf:
            return known
        slack = 1e-6 * max(1.0, abs(found))
        return min(known, float(np.floor(found + slack))) if maximise else max(known, float(np.ceil(found - slack)))

    def feasible(self, *, relaxed: bool) -> bool | None:
        """Whether a plan exists as bounded now; None when time ran out. A whole plan found becomes `best`."""
        self._objective(np.zeros(self.size), maximise=False)
        self._run("peak", relaxed=relaxed, share=SHARE_FOR_PEAK)
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return False
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        if not relaxed:
            self._take_solution()
        return True

    def _objective(self, cost: Floats, maximise: bool) -> None:
        self._highs.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), cost)
        sense = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        self._highs.changeObjectiveSense(sense)

    def _run(self, name: str, *, relaxed: bool, share: float = SHARE) -> None:
        highs = self._highs
        # A search starts HiGHS's clock anew; a relaxed run lets it count on.
        gone = highs.getRunTime() if relaxed else 0.0
        highs.setOptionValue("time_limit", gone + max(0.01, self.watch.left() * share))
        highs.setOptionValue("mip_rel_gap", self.gap)
        highs.setOptionValue("mip_max_nodes", self._nodes)
        highs.setOptionValue("solve_relaxation", relaxed)
        if not relaxed:
            start = highspy.HighsSolution()
            start.col_value = list(self.best)
            highs.setSolution(start)
        highs.setCallback(self._callback(name), None)
        for kind in _INTERRUPTS:
            highs.startCallback(kind)
        highs.run()
        highs.setCallback(None, None)

    def _callback(self, name: str) -> Callable[..., None]:
        def called(kind: Any, _message: str, seen: Any, answer: Any, _data: Any) -> None:
            if self.watch.is_over():
                answer.user_interrupt = True
            if kind == _IMPROVED and self.watch.report is not None:
                seconds = self.watch.seconds()
                self.watch.report(Progress(name, seen.objective_function_value, seen.mip_dual_bound, seconds))

        return called

    def _take_solution(self, cost: Floats | None = None, maximise: bool = False) -> None:
        """Make the plan just found the best, if there is one and it is no worse."""
        if self._highs.getInfo().primal_solution_status != _FEASIBLE:
            return
        found = np.array(self._highs.getSolution().col_value)
        found[self._whole] = np.round(found[self._whole])
        gain = 0.0 if cost is None else float(cost @ found) - float(cost @ self.best)
        if (gain if maximise else -gain) >= 0:
            self.best = found

    def _hold(self, cost: Floats, value: float, maximise: bool) -> None:
        columns = np.flatnonzero(cost)
        inf = highspy.kHighsInf
        lower, upper = (value - ROUNDING, inf) if maximise else (-inf, value + ROUNDING)
        self._highs.addRow(lower, upper, len(columns), columns.astype(np.int32), cost[columns])


_FEASIBLE = 2
_IMPROVED = highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
_INTERRUPTS = (
    _IMPROVED,
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
)


def _highs(seed: int) -> Any:
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", THREADS)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("mip_abs_gap", 1 - 1e-6)
    return highs
