"""Hard units: settled within the gap of a proven bound, the same plan each time, and no law broken on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.problem import Problem, Verdict
from rainer.allocation.proposal.result import LOAD_LEVELS, Proposal, is_at
from tests.allocation.hard_units import SHAPES, hard_unit

# These are settled in a second or so; the limit is wide, for a slow machine.
QUICK = ("mixed sizes", "many excluded", "big cases", "equal cases", "all over already")
TIME_LIMIT = 120


@pytest.fixture(scope="module", params=QUICK)
def settled(request: pytest.FixtureRequest) -> tuple[Problem, Proposal]:
    problem = hard_unit(request.param, 1, time_limit=TIME_LIMIT)
    return problem, propose(problem)


def test_it_is_within_the_gap_of_the_proven_bound(settled: tuple[Problem, Proposal]) -> None:
    problem, proposal = settled
    assert proposal.gap <= problem.settings.gap
    assert not proposal.stopped_early


def test_no_value_is_better_than_its_bound(settled: tuple[Problem, Proposal]) -> None:
    for level in settled[1].levels:
        if level.name in ("must", "placed", "order", "continuity", "place"):
            assert level.value <= level.bound + 1e-6
        else:
            assert level.value >= level.bound - 1e-6


def test_the_guard_and_the_caps_are_kept(settled: tuple[Problem, Proposal]) -> None:
    problem, proposal = settled
    people = {p.ref: p for p in problem.people}
    heads = Counter(proposal.given.values())
    for ref, to in proposal.given.items():
        candidate = problem.candidate(to)
        assert problem.may_take(people[ref], candidate)
        assert people[ref].verdicts[to] not in (Verdict.NO, Verdict.CONVERSATION)
        assert candidate.most_new is None or heads[to] <= candidate.most_new


def test_everyone_is_accounted_for_once_and_every_point_too(settled: tuple[Problem, Proposal]) -> None:
    problem, proposal = settled
    placed = [p.person for p in proposal.placements]
    left = [n.person for n in proposal.not_placed]
    assert sorted([*placed, *left]) == sorted(p.ref for p in problem.people)
    given = sum(problem.points(p) for p in problem.people if p.ref in proposal.given)
    before = {c.ref: c for c in problem.candidates}
    added = sum(
        round(((load.after or 0) - (load.before or 0)) * (before[load.candidate].available_points or 0) / 100)
        for load in proposal.summary.loads
    )
    assert added == given


def test_nobody_who_can_wait_pushes_anyone_to_the_act_level(settled: tuple[Problem, Proposal]) -> None:
    problem, proposal = settled
    added: Counter[str] = Counter()
    people = {p.ref: p for p in problem.people}
    for ref, to in proposal.given.items():
        added[to] += problem.points(people[ref])
    for ref, to in proposal.given.items():
        if not problem.must_place(people[ref]) and problem.points(people[ref]):
            assert not is_at(problem, to, added[to], problem.settings.act_level)


def test_what_the_plan_says_of_pushing_is_what_was_settled(settled: tuple[Problem, Proposal]) -> None:
    proposal = settled[1]
    levels = {level.name: level.value for level in proposal.levels}
    assert proposal.summary.points_over_act <= levels["over"]
    assert set(LOAD_LEVELS) <= set(levels)
    assert levels["placed"] == len(proposal.placements)


@pytest.mark.parametrize("name", ["equal cases", "all over already"])
def test_the_same_unit_gives_the_same_plan(name: str) -> None:
    problem = hard_unit(name, 2, time_limit=TIME_LIMIT)
    assert propose(problem).given == propose(problem).given


def test_a_fifth_more_time_for_everyone_never_pushes_more_or_places_fewer() -> None:
    problem = hard_unit("equal cases", 1, time_limit=TIME_LIMIT)
    more = tuple(replace(c, available_points=(c.available_points or 0) * 6 // 5) for c in problem.candidates)
    now, then = propose(problem), propose(replace(problem, candidates=more))
    assert len(then.placements) >= len(now.placements)
    assert then.summary.points_over_act <= now.summary.points_over_act


def test_every_shape_is_a_unit_with_someone_to_place_and_someone_to_take_them() -> None:
    for name in SHAPES:
        problem = hard_unit(name, 1, time_limit=1)
        assert any(p.must_not_wait for p in problem.people)
        assert any(c.can_be_chosen for c in problem.candidates)
