"""Fewer written reasons by packing anew: nobody leaves the plan, nobody reaches the stop level, reasons only fall."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.polish import Desk
from rainer.allocation.proposal.spare import spare_reasons
from rainer.config.benchmarks.proposal import uneven_world


def desk(points: list[int], at: list[int], room: list[int], reason: list[list[bool]]) -> Desk:
    """Everyone allowed everywhere; each practitioner holds nothing and reaches the stop level one point past `room`."""
    load = np.bincount(at, weights=points, minlength=len(room)).astype(float)
    return Desk(
        points=np.array(points, dtype=float),
        kind=np.arange(len(points)),
        at=np.array(at),
        allowed=np.ones((len(points), len(room)), dtype=bool),
        reason=np.array(reason),
        load=load,
        base=np.zeros(len(room)),
        stop=np.array(room, dtype=float),
        available=np.full(len(room), 1000.0),
        room_for=np.full(len(room), np.inf),
    )


def reasons(plan: Desk) -> int:
    return int(plan.reason[plan.kind, plan.at].sum())


def test_scraps_of_room_are_gathered_until_one_more_needs_no_reason() -> None:
    """60 + 40 fill one practitioner and 70 + 30 the other; as they stand, 70 + 40 leaves no place for 60 or 30."""
    plan = desk([60, 40, 70, 30], [2, 0, 0, 1], [110, 90, 500], [[False, False, True]] * 4)
    assert reasons(plan) == 1

    spare_reasons(plan, bound=0, seed=1)

    assert reasons(plan) == 0
    assert plan.load.tolist() == [110, 90, 0]


def test_the_bound_reached_leaves_the_plan_alone() -> None:
    plan = desk([60], [1], [0, 100], [[False, True]])
    spare_reasons(plan, bound=1, seed=1)
    assert plan.at.tolist() == [1]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nobody_leaves_the_plan_and_nobody_reaches_the_stop_level(data: st.DataObject) -> None:
    points = data.draw(st.lists(st.sampled_from([24, 51, 63, 102, 146]), min_size=1, max_size=9))
    at = [data.draw(st.integers(0, 2)) for _ in points]
    held = np.bincount(at, weights=points, minlength=3)
    room = [int(h) + data.draw(st.integers(0, 80)) for h in held]
    plan = desk(points, at, room, [[data.draw(st.booleans()) for _ in range(3)] for _ in points])
    before = reasons(plan)

    spare_reasons(plan, bound=0, seed=1)

    assert reasons(plan) <= before
    assert (plan.at >= 0).all()
    assert plan.load.tolist() == np.bincount(plan.at, weights=points, minlength=3).tolist()
    assert (plan.load <= plan.stop).all()


def test_an_uneven_unit_is_settled_within_the_gap_and_the_same_each_time() -> None:
    problem = uneven_world(people=910, staff=52, units=1, time_limit=60, seed=2)
    first, second = propose(problem), propose(problem)
    assert first.gap <= problem.settings.gap
    assert not first.stopped_early
    assert first.given == second.given
