"""Laws of a proposal, on random small units; on tiny ones, the same answer as trying every plan there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.problem import (
    Candidate,
    Held,
    Mode,
    PersonWaiting,
    Problem,
    Settings,
    Verdict,
)
from rainer.allocation.proposal.result import Proposal, is_at, summarise
from rainer.allocation.proposal.whom import place_score

MONDAY = date(2026, 11, 9)
POINTS = st.sampled_from([0, 24, 29, 51, 63, 102, 146, 206])


@st.composite
def candidates(draw: st.DrawFn, *, most: int) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            ref=f"P{at}",
            grade="PO",
            available_points=draw(st.sampled_from([None, 300, 500, 700])),
            total_points=draw(st.integers(0, 800)),
            team=draw(st.sampled_from(["t0", "t1"])),
            office=draw(st.sampled_from(["o0", "o1"])),
            most_new=draw(st.sampled_from([None, None, 1])),
            left_out=draw(st.sampled_from(["", "", "", "on hold"])),
        )
        for at in range(draw(st.integers(1, most)))
    )


@st.composite
def problems(draw: st.DrawFn, *, people: int, staff: int, most_new: int | None = None) -> Problem:
    chosen = draw(candidates(most=staff))
    refs = [c.ref for c in chosen]
    return Problem(
        on=MONDAY,
        people=tuple(
            PersonWaiting(
                ref=f"X{at}",
                group=(group := draw(st.integers(1, 4))),
                must_not_wait=group <= 2,
                points=draw(POINTS),
                order=at + 1,
                team=draw(st.sampled_from(["t0", "t1"])),
                office=draw(st.sampled_from(["o0", "o1"])),
                verdicts={ref: draw(st.sampled_from([Verdict.YES, *Verdict])) for ref in refs},
                held=tuple(Held(ref, date(2024, 1, 1)) for ref in refs if draw(st.integers(0, 3)) == 0),
                restricted=frozenset(ref for ref in refs if draw(st.integers(0, 7)) == 0),
            )
            for at in range(draw(st.integers(0, people)))
        ),
        candidates=chosen,
        settings=Settings(
            mode=draw(st.sampled_from(list(Mode))),
            act_level=110,
            stop_level=140,
            starts_a_week=draw(st.integers(1, 3)),
            points_when_not_scored=206,
            full_time_points=2176,
            gap=0,
            time_limit_seconds=30,
            most_new_in_one_plan=most_new,
        ),
    )


def load_worth(problem: Problem, chosen: dict[str, str]) -> tuple[float, ...] | None:
    """How good a plan is by the load objectives, larger is better; None when it may not be."""
    people = {p.ref: p for p in problem.people}
    added: Counter[str] = Counter()
    for ref, to in chosen.items():
        added[to] += problem.points(people[ref])
    heads = Counter(chosen.values())
    staff = {c.ref: c for c in problem.candidates}
    if any(heads[c.ref] > c.most_new for c in problem.candidates if c.most_new is not None):
        return None
    for ref, to in chosen.items():
        if not problem.asked_for(people[ref]) or not problem.may_take(people[ref], staff[to]):
            return None
        if not problem.must_place(people[ref]) and is_at(problem, to, 0, 110):
            return None
    over, over_stop, peak = 0, 0, 0.0
    for to, extra in added.items():
        candidate = staff[to]
        total = candidate.total_points + extra
        base = max(candidate.total_points, problem.most_under(candidate, 110))
        stop = max(base, problem.most_under(candidate, 140))
        over += max(0, total - base)
        over_stop += max(0, total - stop)
        if total > base:
            peak = max(peak, 100 * total / (candidate.available_points or 1))
    must = [people[r] for r in chosen if problem.must_place(people[r])]
    groups = [sum(p.group == 1 for p in must), sum(p.group == 2 for p in must), sum(p.group > 2 for p in must)]
    reasons = sum(p.verdicts[chosen[p.ref]] is Verdict.REASON for p in must)
    last = max((p.order for p in problem.people), default=0)
    order = sum(last + 1 - people[r].order for r in chosen)
    return (*groups, -over_stop, -reasons, -over, -round(peak, 6), len(chosen), order)


def whom_worth(problem: Problem, chosen: dict[str, str]) -> tuple[float, ...]:
    people = {p.ref: p for p in problem.people}
    heads = Counter(chosen.values())
    back = sum(any(h.by == to for h in people[ref].held) for ref, to in chosen.items())
    near = sum(place_score(people[ref], problem.candidate(to)) for ref, to in chosen.items())
    weeks = sum(at // problem.settings.starts_a_week for count in heads.values() for at in range(count))
    return (back, near, -weeks)


def every_plan(problem: Problem) -> list[dict[str, str]]:
    choices = [None, *(c.ref for c in problem.candidates)]
    plans = product(choices, repeat=len(problem.people))
    refs = [p.ref for p in problem.people]
    return [{r: to for r, to in zip(refs, plan, strict=True) if to is not None} for plan in plans]


@settings(max_examples=60, deadline=None)
@given(problems(people=5, staff=3))
def test_a_tiny_proposal_is_the_best_of_every_plan_there_is(problem: Problem) -> None:
    worths = [(worth, plan) for plan in every_plan(problem) if (worth := load_worth(problem, plan)) is not None]
    best = max(worth for worth, _ in worths)
    proposal = propose(problem)
    assert load_worth(problem, proposal.given) == best

    same_people = [p for worth, p in worths if worth == best and p.keys() == proposal.given.keys()]
    assert whom_worth(problem, proposal.given) == max(whom_worth(problem, p) for p in same_people)
    assert proposal.gap == 0
    assert not proposal.stopped_early


@settings(max_examples=60, deadline=None)
@given(problems(people=25, staff=6))
def test_what_always_holds(problem: Problem) -> None:
    problem = replace(problem, settings=replace(problem.settings, gap=0.002, time_limit_seconds=5))
    proposal = propose(problem)
    people = {p.ref: p for p in problem.people}
    placed, left = [p.person for p in proposal.placements], [n.person for n in proposal.not_placed]
    assert len(set(placed)) == len(placed)
    assert len(placed) + len(left) + proposal.not_asked == len(problem.people)
    assert sum(proposal.not_placed_by_reason.values()) == len(left)
    assert load_worth(problem, proposal.given) is not None
    for row in proposal.placements:
        if not problem.must_place(people[row.person]) and problem.points(people[row.person]):
            assert row.load_after < 110
        assert row.starts_on >= problem.on
        assert row.starts_on.weekday() < 5


@settings(max_examples=40, deadline=None)
@given(problems(people=25, staff=4, most_new=3))
def test_nobody_who_can_wait_takes_one_practitioner_past_the_most_one_plan_gives(problem: Problem) -> None:
    given_to = propose(problem).given
    people, heads = {p.ref: p for p in problem.people}, Counter(given_to.values())
    assert all(heads[to] <= 3 for ref, to in given_to.items() if not problem.must_place(people[ref]))


@settings(max_examples=25, deadline=None)
@given(problems(people=20, staff=5))
def test_the_same_problem_gives_the_same_proposal(problem: Problem) -> None:
    first, second = propose(problem), propose(problem)
    assert first.placements == second.placements
    assert first.not_placed == second.not_placed


@settings(max_examples=40, deadline=None)
@given(problems(people=15, staff=4), st.data())
def test_one_practitioner_more_never_places_fewer_who_must_not_wait(problem: Problem, data: st.DataObject) -> None:
    more = Candidate("P9", "PO", 700, data.draw(st.integers(0, 800)), "t0", "o0")
    people = tuple(
        replace(p, verdicts={**p.verdicts, "P9": data.draw(st.sampled_from(list(Verdict)))}) for p in problem.people
    )
    bigger = replace(problem, people=people, candidates=(*problem.candidates, more))

    def placed(proposal: Proposal) -> int:
        return sum(p.must_not_wait for p in problem.people if p.ref in proposal.given)

    assert placed(propose(bigger)) >= placed(propose(problem))


@settings(max_examples=40, deadline=None)
@given(problems(people=15, staff=4), st.randoms())
def test_accepting_in_any_order_leaves_the_same_loads(problem: Problem, random: object) -> None:
    rows = list(propose(problem).given.items())
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert summarise(problem, dict(rows)) == summarise(problem, dict(shuffled))


def test_nobody_who_must_not_wait_is_left_out_for_being_few_among_many() -> None:
    """One in six hundred is less than the gap. Only P1 may take X0, one new person at most; all may go to P2."""
    staff = (
        Candidate("P1", "PO", 2176, 0, "t0", "o0", most_new=1),
        Candidate("P2", "PO", 2176, 2176, "t0", "o0"),
    )
    both = {"P1": Verdict.YES, "P2": Verdict.YES}
    people = (
        PersonWaiting("X0", 2, 24, 1, "t0", "o0", {"P1": Verdict.YES}, must_not_wait=True),
        *(PersonWaiting(f"X{at}", 1, 206, at + 1, "t0", "o0", both, must_not_wait=True) for at in range(1, 600)),
    )
    proposal = propose(Problem(MONDAY, people, staff, Settings(Mode.FILL, 110, 140, 3, 206, 2176, 0.002, 60)))
    assert proposal.given["X0"] == "P1"
    assert len(proposal.placements) == 600
