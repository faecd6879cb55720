"""Better a plan a few practitioners at a time: all they hold of it is shared out anew, everyone else's stands.

So small a model is solved in a moment, and where the relaxed bound is near it is nearly always reached this way. Equal
plans are told apart by room: the scraps of a few are gathered with one of them until one more person fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from rainer.allocation.proposal.load_model import LoadModel
from rainer.allocation.proposal.matrix import Floats, Ints
from rainer.allocation.proposal.solver import ByHand
from rainer.allocation.proposal.watch import relative_gap

# So many people with points at a time; after so many rounds, or so many in a row with nothing gained, more of them.
SMALL, LARGE = (16, 24), (36, 54, 80)
MOST_ROUNDS, PATIENCE = 60, 30
MOST_AT_A_TIME = 16
SMALL_MODEL = 400


class FewAtATime:
    def __init__(self, model: LoadModel) -> None:
        self._model = model
        self._random = np.random.default_rng(model.problem.settings.seed)
        self._shared = np.zeros((0, 0))

    def better(self, cost: Floats, maximise: bool, bound: float, *, room: Floats, sizes: Sequence[int]) -> None:
        """Search until the plan is within the gap of the bound, or nothing more is gained. A small model needs none of it.

        `room` is what each could be given in all if scraps of it were not to be wasted.
        """
        solver = self._model.solver
        if self._model.heads.size <= SMALL_MODEL:
            return
        self._shared = self._people_shared()
        for size in sizes:
            waited = 0
            for at in range(MOST_ROUNDS):
                value = solver.worth(cost)
                if relative_gap(value, bound) <= solver.gap or solver.watch.is_over():
                    return
                self._share_out_anew(self._pick(cost, room, size, by_cost=at % 2 == 1), cost, maximise, room)
                waited = waited + 1 if solver.worth(cost) == value else 0
                if waited == PATIENCE:
                    break

    def small_then_large(self, room: Floats) -> list[ByHand]:
        return [partial(self.better, room=room, sizes=sizes) for sizes in (SMALL, LARGE)]

    def _share_out_anew(self, few: Ints, cost: Floats, maximise: bool, room: Floats) -> None:
        model, solver = self._model, self._model.solver
        gather = self._gathering(few[np.argmax(self._scraps(room)[few])], room)
        worth = cost - gather if maximise else cost + gather
        found = solver.around(model.at(few), worth, maximise=maximise)
        if found is None:
            return
        plan = model.plan(np.round(found[model.heads]))
        gain = float((worth * (plan - solver.best)).sum())
        if (gain if maximise else -gain) >= 0:
            solver.best = plan

    def _people_shared(self) -> Floats:
        """How many people any two practitioners could both take, as the model is bounded now."""
        model = self._model
        most = np.zeros((len(model.kinds), len(model.problem.candidates)))
        most[model.kind_of, model.to] = model.solver.upper[model.heads]
        return np.asarray(most.T @ (most > 0).astype(float))

    def _pick(self, cost: Floats, room: Floats, most: int, *, by_cost: bool) -> Ints:
        """One with scraps of room, or with some of the cost, and a few others with scraps who share people with them."""
        scraps = self._scraps(room)
        open_to_any = self._shared.diagonal() > 0
        first = open_to_any * (self._cost_of_each(cost) if by_cost else scraps)
        one = self._one_of(first if first.any() else open_to_any.astype(float))
        others = self._shared[one] > 0
        others[one] = False
        if not others.any():
            return np.array([one])
        weight = others * (1.0 + scraps)
        count = min(MOST_AT_A_TIME - 1, int(others.sum()))
        rest = self._random.choice(len(weight), count, replace=False, p=weight / weight.sum())
        few = np.array([one, *rest], dtype=np.int64)
        people = np.cumsum(self._model.people_with_points()[few])
        return few[: max(2, int(np.searchsorted(people, most)))]

    def _scraps(self, room: Floats) -> Floats:
        """Room not used yet, where it could be: with nobody who may take no more people."""
        model = self._model
        return np.where(model.heads_given() < model.most_new, np.maximum(0, room - model.given()), 0)

    def _one_of(self, weight: Floats) -> int:
        return int(self._random.choice(len(weight), p=weight / weight.sum()))

    def _cost_of_each(self, cost: Floats) -> Floats:
        """How much of the cost is each practitioner's."""
        model, worth = self._model, np.abs(cost) * self._model.solver.best
        each: Floats = np.bincount(model.to, weights=worth[model.heads], minlength=len(self._shared)).astype(float)
        for columns in (model.to_stop, model.over_stop, *([model.excess] if model.excess.size else [])):
            each = each + worth[columns]
        return np.asarray(each, dtype=float)

    def _gathering(self, target: int, room: Floats) -> Floats:
        """A weight too small to outdo one head or one point: the fewer points with `target`, the better."""
        model, weight = self._model, np.zeros(self._model.solver.size)
        mine = model.to == target
        weight[model.heads[mine]] = 0.5 / max(1.0, room[target]) * model.points[mine]
        return weight
