"""Who gets a name, and under which loads: the first half of a proposal, people counted by kind.

In order: must-not-wait placed; none of it above the stop level; fewest written reasons; least load pushed above the
act level; lowest peak among those it is pushed to; most of the others below the act level; the earliest of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rainer.allocation.proposal.by_hand import even_out, pack, polish, spare, top_up
from rainer.allocation.proposal.few import FewAtATime
from rainer.allocation.proposal.kinds import Key, Kind, kinds
from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.matrix import Bools, Floats
from rainer.allocation.proposal.peak import lowest_peak
from rainer.allocation.proposal.problem import Mode, PersonWaiting, Problem
from rainer.allocation.proposal.solver import ByHand
from rainer.allocation.proposal.watch import Level, Watch

SHARE_FOR_PLACED = 0.8
SIZES_FOR_ORDER = (16,)
# The people some practitioner can take form a matroid (a transversal one), on which any falling weights give
# the lexicographic best: most of group 1, then of group 2, then of the rest.
# Which groups must not wait, and so come first, the rulebook says; the rest weigh alike.


@dataclass(frozen=True, slots=True)
class Who:
    """The people placed, the levels settled on the way, and what the second half must keep to.

    `most_new` is how many people each may be given, `closed` who may be given nobody who can wait.
    """

    people: tuple[PersonWaiting, ...]
    counts: dict[tuple[Key, int], int]
    levels: list[Level]
    over_stop: float
    reasons: float
    over_act: float
    peak: float | None
    most_new: Floats
    closed: Bools


def choose_who(problem: Problem, watch: Watch) -> Who:
    """Settle, in order, who is placed and the loads it may take."""
    asked = [p for p in problem.people if problem.asked_for(p)]
    found = kinds(problem, asked)
    if not found:
        return Who((), {}, [], 0, 0, 0, None, np.zeros(0), np.zeros(0, dtype=bool))
    model = LoadModel(problem, found, watch, all_placed=False)
    model.solver.build()
    few = FewAtATime(model)
    over_stop, reasons, over_act = _push_few(model, few)
    peak = lowest_peak(model, few)
    even_out(model)
    closed = _cap_new(model)
    if problem.settings.mode is Mode.FILL:
        _place_the_others(model, few)
    _take_the_earliest(model, few)
    if problem.settings.mode is Mode.FILL:
        _top_up(model)
    return Who(
        _placed(model), _counts(model), model.solver.levels, over_stop, reasons, over_act, peak, model.most_new, closed
    )


def _push_few(model: LoadModel, few: FewAtATime) -> tuple[float, float, float]:
    """Place those who must be: points above the stop level, written reasons, points above the act level."""
    solver, under_act = model.solver, model.limits.room
    under_stop = under_act + model.limits.between
    solver.bound_columns(model.heads[~model.must], 0, 0)
    polish(model, fill=True)
    _place_those_who_must(model)
    polish(model)
    over_stop = solver.settle("stop", model.over_stop, 1, by_hand=few.small_then_large(under_stop)).value
    if not over_stop:
        model.cap_at_stop()
    polish(model)
    fewer: list[ByHand] = [partial(spare, model), *few.small_then_large(under_stop)[1:]]
    reasons = solver.settle("reasons", model.heads[model.needs_reason], 1, by_hand=fewer).value
    if not reasons:
        model.close_reasons()
    polish(model)
    over_act = solver.settle("over", model.over_act, 1, by_hand=few.small_then_large(under_act)).value
    if not over_act:
        model.cap_pushing(np.zeros(under_act.size))
    polish(model)
    return over_stop, reasons, over_act


def _cap_new(model: LoadModel) -> Bools:
    """Nobody is given more people than one plan may give, unless those who must not wait alone are more.

    Such a one keeps them and is given nobody else: they are returned.
    """
    most, given = model.problem.settings.most_new_in_one_plan, model.heads_given()
    over = given > (np.inf if most is None else most)
    if most is not None:
        model.cap_new(np.minimum(model.most_new, np.maximum(most, given)), over)
    return over


def _place_the_others(model: LoadModel, few: FewAtATime) -> None:
    model.open_to_others()
    pack(model)
    by_hand = few.small_then_large(model.limits.room)
    model.solver.settle("placed", model.heads, 1, maximise=True, by_hand=by_hand, share=SHARE_FOR_PLACED)


def _take_the_earliest(model: LoadModel, few: FewAtATime) -> None:
    model.add_order()
    last = max((p.order for p in model.people), default=0)
    turns = np.array([last + 1 - p.order for p in model.people], dtype=float)
    by_hand: list[ByHand] = [partial(few.better, room=model.limits.room, sizes=SIZES_FOR_ORDER)]
    model.solver.settle("order", model.placed, turns, maximise=True, by_hand=by_hand, tie=True)


def _top_up(model: LoadModel) -> None:
    """A search that stops near its bound may leave a gap someone fits in: nobody is told "no room" while there is."""
    top_up(model)
    levels = model.solver.levels
    at = next(i for i, level in enumerate(levels) if level.name == "placed")
    levels[at] = replace(levels[at], value=round(float(model.solver.best[model.heads].sum())))


def _weights(kinds: list[Kind]) -> dict[int, int]:
    """Falling weights, above 1, of the groups that must not wait."""
    urgent = sorted({k.group for k in kinds if k.people[0].must_not_wait}, reverse=True)
    return {group: weight for weight, group in enumerate(urgent, start=2)}


def _place_those_who_must(model: LoadModel) -> None:
    solver = model.solver
    of_group = _weights(model.kinds)
    weights = np.array([of_group.get(k.group, 1) for k in model.kinds])[model.kind_of]
    everyone = sum(of_group.get(k.group, 1) * k.size for k in model.kinds if k.must_place)
    level = solver.settle("must", model.heads[model.must], weights[model.must], maximise=True, exact=True)
    if level.value == everyone:  # Said kind by kind this is tighter than the sum.
        for row, kind in zip(model.kind_rows, model.kinds, strict=True):
            if kind.must_place:
                solver.bound_row(row, kind.size, kind.size)


def _placed(model: LoadModel) -> tuple[PersonWaiting, ...]:
    placed: list[PersonWaiting] = []
    for at, kind in enumerate(model.kinds):
        count = round(float(model.solver.best[model.heads[model.kind_of == at]].sum()))
        placed.extend(kind.people[:count])
    return tuple(sorted(placed, key=lambda p: p.order))


def _counts(model: LoadModel) -> dict[tuple[Key, int], int]:
    heads = np.round(model.solver.best[model.heads]).astype(int)
    return {
        (model.kinds[model.kind_of[pair]].key, int(model.to[pair])): int(heads[pair]) for pair in np.flatnonzero(heads)
    }
