"""A thin face on HiGHS for objectives taken strictly in order: settle one, hold it, go on to the next.

OR-tools must not be loaded in the same process: the two clash.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import highspy
import numpy as np

from rainer.allocation.proposal.matrix import Floats, Ints, Matrix, new_highs
from rainer.allocation.proposal.watch import Level, Progress, Watch, relative_gap

# Every objective counts people, points or weeks: whole numbers.
ROUNDING = 1e-3
# No one objective may eat the time of those after it, nor one search the time of all there are for an objective.
SHARE = 0.5
SHARE_OF_SEARCH = 0.4
# Aims that only choose among equals: searched with at most this many whole columns, and this many nodes.
MOST_IN_SMALL = 400
NODES_FOR_TIES = 200
# A large model is searched by work done, not by the clock, so that the same unit ends with the same plan.
NODES_OF_LARGE = 40
# A search around a few practitioners is small: this many nodes, then on to the next few.
NODES_AROUND = 30

ByHand = Callable[[Floats, bool, float], None]


class Solver:
    """A mixed-integer model solved for one objective after another.

    `best` is the best plan so far: it stays feasible for everything held, so that stopping early always leaves
    a whole plan.
    """

    def __init__(self, *, gap: float, seed: int, watch: Watch) -> None:
        self.gap, self.seed, self.watch = gap, seed, watch
        self._enough = gap
        self.levels: list[Level] = []
        self._matrix = Matrix()
        self._nodes, self._may_search = highspy.kHighsIInf, True
        self.best: Floats = np.zeros(0)

    @property
    def size(self) -> int:
        return self._matrix.size

    @property
    def upper(self) -> Floats:
        return self._matrix.upper

    def columns(self, upper: Any, *, integer: bool) -> Ints:
        """Add non-negative columns with these upper bounds; their indices."""
        return self._matrix.columns(upper, whole=integer)

    def row(self, columns: Any, values: Any, *, lower: float = -highspy.kHighsInf, upper: float) -> int:
        return self._matrix.row(columns, values, lower, upper)

    def build(self) -> None:
        """Hand the model to HiGHS; again after adding columns or rows. The best plan is kept (nobody placed at first)."""
        self._highs = new_highs(self.seed)
        self._highs.passModel(self._matrix.lp())
        self.best = np.concatenate([self.best, np.zeros(self.size - self.best.size)])

    def bound_columns(self, columns: Ints, lower: Any, upper: Any) -> None:
        lows, highs = (np.broadcast_to(np.asarray(a, dtype=float), columns.shape).copy() for a in (lower, upper))
        self._matrix.lower[columns], self._matrix.upper[columns] = lows, highs
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lows, highs)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        self._matrix.bound_row(row, lower, upper)
        self._highs.changeRowBounds(row, lower, upper)

    def settle(
        self,
        name: str,
        columns: Ints,
        cost: Any,
        *,
        maximise: bool = False,
        by_hand: Sequence[ByHand] = (),
        tie: bool = False,
        exact: bool = False,
        share: float = SHARE,
    ) -> Level:
        """Take `cost` on `columns` to its best and never let it get worse again.

        The relaxed model gives the bound; where the plan in hand is already within the gap of it, nothing more is
        searched. `by_hand` is told cost, direction and bound and may better the plan in hand: the first before HiGHS
        looks for cuts, any others when those have made the bound tighter. `tie` marks an aim that only chooses among
        equals: HiGHS searches it in a small model alone, since a large one would take minutes to prove and the bound
        tells how far it is. `exact`: near is not enough. `share` is the share of the time left that it may take.
        """
        began = time.perf_counter()
        self._enough = 0.0 if exact else self.gap
        small = int(self._matrix.whole.sum()) <= MOST_IN_SMALL
        self._may_search = small or not tie
        self._nodes = NODES_FOR_TIES if tie else highspy.kHighsIInf if small else NODES_OF_LARGE
        full = np.zeros(self.size)
        np.add.at(full, columns, cost)
        with self.watch.only(share):
            bound, stopped = self._settle(name, full, maximise, by_hand)
        value = self.worth(full)
        self._hold(full, value, maximise)
        level = Level(name, value, float(bound), time.perf_counter() - began, stopped)
        self.levels.append(level)
        return level

    def _settle(self, name: str, cost: Floats, maximise: bool, by_hand: Sequence[ByHand]) -> tuple[float, bool]:
        """The proven bound, and whether time ran out. Leaves the best plan in `best`."""
        used = np.flatnonzero(cost)
        bound = float(cost[used] @ self.upper[used]) if maximise else 0.0
        self._objective(cost, maximise)
        for attempt in ("relaxed", *by_hand[:1], "root", *by_hand[1:], "whole"):
            if self._is_close(cost, bound):
                return bound, False
            if self.watch.is_over():
                return bound, True
            if callable(attempt):
                attempt(cost, maximise, bound)
                self._tell(name, self.worth(cost), bound)
            elif attempt == "relaxed" or self._may_search:
                self._run(name, relaxed=attempt == "relaxed", nodes=1 if attempt == "root" else self._nodes)
                bound = self._tighter(bound, attempt == "relaxed", maximise)
                if attempt != "relaxed":
                    self._take_solution(cost, maximise)
        return bound, not self._is_close(cost, bound)

    def around(self, free: Ints, cost: Floats, *, maximise: bool) -> Floats | None:
        """The best the `free` columns can do, all others standing as in the best plan."""
        highs = new_highs(self.seed)
        highs.passModel(self._matrix.part(free, self.best))
        highs.changeColsCost(free.size, np.arange(free.size, dtype=np.int32), cost[free])
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize)
        highs.setOptionValue("time_limit", max(0.01, self.watch.left()))
        highs.setOptionValue("mip_max_nodes", NODES_AROUND)
        highs.setOptionValue("mip_abs_gap", 1e-6)
        start = highspy.HighsSolution()
        start.col_value = list(self.best[free])
        highs.setSolution(start)
        highs.run()
        if highs.getInfo().primal_solution_status != _FEASIBLE:
            return None
        found = self.best.copy()
        found[free] = np.array(highs.getSolution().col_value)
        return found

    def worth(self, cost: Floats) -> int:
        """The objective of the best plan: all of them count whole things."""
        return round(float((cost * self.best).sum()))

    def _is_close(self, cost: Floats, bound: float) -> bool:
        return relative_gap(self.worth(cost), bound) <= self._enough

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
        self._run("peak", relaxed=relaxed, nodes=self._nodes)
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

    def _run(self, name: str, *, relaxed: bool, nodes: int) -> None:
        highs = self._highs
        with self.watch.only(1 if relaxed else SHARE_OF_SEARCH):
            # A search starts HiGHS's clock anew; a relaxed run lets it count on.
            gone = highs.getRunTime() if relaxed else 0.0
            highs.setOptionValue("time_limit", gone + max(0.01, self.watch.left()))
            highs.setOptionValue("simplex_strategy", _PRIMAL if relaxed else _DUAL)
            highs.setOptionValue("mip_rel_gap", self._enough)
            highs.setOptionValue("mip_max_nodes", nodes)
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
            if kind == _IMPROVED:
                self._tell(name, seen.objective_function_value, seen.mip_dual_bound)

        return called

    def _tell(self, name: str, value: float, bound: float) -> None:
        if self.watch.report is not None:
            self.watch.report(Progress(name, value, bound, self.watch.seconds()))

    def _take_solution(self, cost: Floats | None = None, maximise: bool = False) -> None:
        """Make the plan just found the best, if there is one and it is no worse."""
        if self._highs.getInfo().primal_solution_status != _FEASIBLE:
            return
        found = np.array(self._highs.getSolution().col_value)
        found[self._matrix.whole] = np.round(found[self._matrix.whole])
        gain = 0.0 if cost is None else float((cost * (found - self.best)).sum())
        if (gain if maximise else -gain) >= 0:
            self.best = found

    def _hold(self, cost: Floats, value: float, maximise: bool) -> None:
        columns = np.flatnonzero(cost)
        inf = highspy.kHighsInf
        lower, upper = (value - ROUNDING, inf) if maximise else (-inf, value + ROUNDING)
        self._matrix.row(columns, cost[columns], lower, upper)
        self._highs.addRow(lower, upper, len(columns), columns.astype(np.int32), cost[columns])


_FEASIBLE = 2
# Simplex strategies of HiGHS. Primal is the faster for relaxed runs: only objective and ceilings change.
_DUAL, _PRIMAL = 1, 4
_IMPROVED = highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
_INTERRUPTS = (
    _IMPROVED,
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
)
