"""The lowest peak among those who are pushed over: a load nobody need pass, found by trying one load after another."""

from __future__ import annotations

import time

import numpy as np

from rainer.allocation.proposal.by_hand import shake_down
from rainer.allocation.proposal.few import LARGE, SMALL, FewAtATime
from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.watch import Level

# Two loads are apart when they differ by more than this, in percent: far less than a point of anybody's.
CLOSEST = 1e-7
SHARE = 0.6


def lowest_peak(model: LoadModel, few: FewAtATime) -> float | None:
    """Bring the highest pushed load as low as it can be; None when nobody is pushed over."""
    began, solver = time.perf_counter(), model.solver
    now = model.peak()
    if now is None:
        return None
    with solver.watch.only(SHARE):
        low = _relaxed(model, float(model.problem.settings.act_level), now)
        within = low * (1 + model.problem.settings.gap)
        if now > within:
            shake_down(model, within)
        low, high, stopped = _whole(model, few, low, model.peak() or now)
    model.cap_peak(high)
    solver.levels.append(Level("peak", high, low, time.perf_counter() - began, stopped))
    return high


def _relaxed(model: LoadModel, low: float, high: float) -> float:
    """A load that even the relaxed model cannot keep everyone under, near the lowest it can."""
    gap = model.problem.settings.gap / 4
    target = low + low * gap
    while high - low > max(high * gap, 2 * CLOSEST) and not model.solver.watch.is_over():
        target = min(max(target, low + CLOSEST), high - CLOSEST)
        model.cap_peak(target)
        answer = model.solver.feasible(relaxed=True)
        if answer is None:
            break
        low, high = (low, target) if answer else (target, high)
        target = (low + high) / 2
    return low


def _whole(model: LoadModel, few: FewAtATime, low: float, high: float) -> tuple[float, float, bool]:
    """The proven bound, the peak of the best plan, and whether they stay apart.

    First a load just within the gap of the bound is tried; then halfway to the best plan, and so on. `missed` is the
    highest tried in vain, proven or not.
    """
    gap, missed = model.problem.settings.gap, low
    target = low + 0.9 * gap * low
    while high - low > max(high * gap, 2 * CLOSEST):
        if high - missed <= max(high * gap, 2 * CLOSEST) or model.solver.watch.is_over():
            return low, high, True
        target = min(max(target, missed + CLOSEST), high - CLOSEST)
        found = _try(model, few, target, high)
        if found:
            high = model.peak() or target
        elif found is False:
            low = missed = target
        else:
            missed = target
        target = (missed + high) / 2
    return low, high, False


def _try(model: LoadModel, few: FewAtATime, target: float, high: float) -> bool | None:
    """Whether everyone can be kept at or under a load; None when neither found nor ruled out."""
    model.cap_peak(high)
    model.aim_under(target)
    excess = np.zeros(model.solver.size)
    excess[model.excess] = 1
    few.better(excess, False, 0, room=model.ceiling, sizes=(SMALL[0] // 2, *SMALL, *LARGE))
    model.cap_peak(target)
    return True if not model.solver.worth(excess) else model.solver.feasible(relaxed=False)
