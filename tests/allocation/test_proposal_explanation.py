"""What a proposal says: reasons, next best, who could not be placed and why, posts short, start dates, stopping."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from rainer.allocation.proposal.explain import start_dates
from rainer.allocation.proposal.greedy import fill_in_order
from rainer.allocation.proposal.model import propose
from rainer.allocation.proposal.problem import (
    Candidate,
    Held,
    Mode,
    PersonWaiting,
    Problem,
    Settings,
    Verdict,
    settings_in_force,
)
from rainer.allocation.proposal.result import Why, shortage, summarise

MONDAY = date(2026, 11, 9)
SETTINGS = Settings(Mode.FILL, 110, 140, 3, 206, 2176, 0, 30)
DANIEL = Candidate("daniel", "PO", 2000, 2000, "fellside", "hill", months_in_grade=72)
GRACE = Candidate("grace", "PO", 2000, 1900, "moorgate", "town", months_in_grade=36)


def person(ref: str = "carl", **changes: object) -> PersonWaiting:
    yes = {"daniel": Verdict.YES, "grace": Verdict.YES}
    base = PersonWaiting(
        ref, group=2, points=100, order=1, team="fellside", office="hill", verdicts=yes, must_not_wait=True
    )
    return replace(base, **{"must_not_wait": changes.get("group", 2) in (1, 2), **changes})  # type: ignore[arg-type]


def problem(*people: PersonWaiting, staff: tuple[Candidate, ...] = (DANIEL, GRACE), **changes: object) -> Problem:
    return Problem(MONDAY, people, staff, replace(SETTINGS, **changes))  # type: ignore[arg-type]


def test_the_one_who_held_this_person_is_chosen_and_the_reason_says_so() -> None:
    held = (Held("daniel", date(2024, 1, 1), date(2025, 3, 1)),)
    (row,) = propose(problem(person(held=held))).placements
    assert (row.to, row.load_before, row.load_after) == ("daniel", 100, 105)
    assert row.reason == "Held this person 2024 to 2025, PO for 6 years, same team"
    assert row.next_best is not None
    assert (row.next_best.to, row.next_best.load_before, row.next_best.load_after) == ("grace", 95, 100)


@pytest.mark.parametrize(("points", "placed"), [(199, True), (200, False), (201, False)])
def test_one_who_can_wait_is_placed_only_under_110(points: int, placed: bool) -> None:
    proposal = propose(problem(person(group=3, points=points), staff=(DANIEL,)))
    assert bool(proposal.placements) is placed
    assert placed or proposal.not_placed_by_reason == {Why.NO_ROOM: 1}


@pytest.mark.parametrize(("points", "passes", "stops"), [(199, False, False), (200, True, False), (800, True, True)])
def test_one_who_must_not_wait_is_placed_whatever_the_load_and_it_says_so(
    points: int, passes: bool, stops: bool
) -> None:
    (row,) = propose(problem(person(points=points), staff=(DANIEL,))).placements
    assert (row.passes_act, row.at_stop) == (passes, stops)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verdicts": {"daniel": Verdict.NO}}, Why.NOBODY_QUALIFIED),
        ({"verdicts": {}}, Why.NOBODY_QUALIFIED),
        ({"verdicts": {"daniel": Verdict.CONVERSATION}}, Why.TALK_FIRST),
        ({"restricted": frozenset({"daniel", "grace"})}, Why.RESTRICTED),
    ],
)
def test_who_could_not_be_placed_and_why(changes: dict[str, object], why: Why) -> None:
    assert propose(problem(person(**changes))).not_placed_by_reason == {why: 1}


def test_nobody_is_proposed_who_has_no_available_points_or_is_left_out() -> None:
    staff = (replace(DANIEL, available_points=None), replace(GRACE, left_out="allocations on hold"))
    assert propose(problem(person(), staff=staff)).not_placed_by_reason == {Why.NOBODY_QUALIFIED: 1}


def test_a_cap_of_new_people_holds() -> None:
    staff = (replace(DANIEL, most_new=1),)
    proposal = propose(problem(person("a"), person("b", order=2), staff=staff))
    assert list(proposal.given) == ["a"]
    assert proposal.not_placed_by_reason == {Why.NO_START_LEFT: 1}


def test_posts_short_at_110_and_at_100() -> None:
    staff = (Candidate("unit", "PO", 89_651, 90_000, "t", "o"),)
    waiting = problem(person(points=70_000), staff=staff)
    assert [round(shortage(waiting, level).posts, 1) for level in (110, 100)] == [25.6, 32.3]


def test_urgent_only_leaves_the_rest_unasked() -> None:
    proposal = propose(problem(person("a"), person("b", order=2, group=4), mode=Mode.URGENT))
    assert (list(proposal.given), proposal.not_asked, proposal.not_placed) == (["a"], 1, ())


def test_starts_are_spread_over_days_and_weeks_and_skip_closed_days() -> None:
    people = tuple(person(str(at), order=at + 1, group=3) for at in range(4))
    waiting = problem(*people, closed_days=frozenset({date(2026, 11, 16)}))
    days = start_dates(waiting, {p.ref: "daniel" for p in people})
    assert list(days.values()) == [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 17)]


def test_one_with_no_weight_is_counted_cautiously_and_the_reason_says_so() -> None:
    (row,) = propose(problem(person(points=None))).placements
    assert "no weight in force, counted as 206 points" in row.reason


def test_cancelling_keeps_a_whole_plan() -> None:
    proposal = propose(problem(person()), should_stop=lambda: True)
    assert proposal.cancelled
    assert proposal.stopped_early
    assert len(proposal.placements) + len(proposal.not_placed) == 1


def test_greedy_takes_the_least_loaded_who_is_qualified() -> None:
    assert fill_in_order(problem(person())) == {"carl": "grace"}


def test_the_summary_counts_before_and_after() -> None:
    summary = summarise(problem(person(points=200)), {"carl": "daniel"})
    assert (summary.peak_before, summary.peak_after) == (100, 110)
    assert (summary.at_or_over_act_before, summary.at_or_over_act_after) == (0, 1)
    assert summary.passing_act == ("daniel",)


def test_settings_in_force_come_from_the_rulebook() -> None:
    found = settings_in_force(mode=Mode.FILL, act_level=110, stop_level=140, full_time_points=2176, on=MONDAY)
    assert (found.starts_a_week, found.gap) == (3, 0.002)
    assert found.value is not None
    assert found.most_new_in_one_plan == 12


def test_people_without_points_do_not_pile_up_on_one() -> None:
    """Suspended contact weighs nothing: without a limit one practitioner could be given all of them."""
    people = tuple(person(str(at), order=at + 1, group=3, points=0) for at in range(10))
    even = Counter(propose(problem(*people, most_new_in_one_plan=6)).given.values())
    assert even.total() == 10
    assert max(even.values()) <= 6
    waiting = propose(problem(*people, most_new_in_one_plan=3))
    assert max(Counter(waiting.given.values()).values()) <= 3
    assert {n.why for n in waiting.not_placed} == {Why.NO_START_LEFT}
    assert all("no points: contact suspended" in p.reason for p in waiting.placements)


def test_those_who_must_not_wait_keep_their_name_whatever_the_count() -> None:
    people = tuple(person(str(at), order=at + 1, group=1, points=10) for at in range(5))
    assert len(propose(problem(*people, most_new_in_one_plan=1)).placements) == 5


def test_a_load_that_does_not_change_is_not_counted_as_given_people_at_the_stop_level() -> None:
    full = replace(DANIEL, total_points=DANIEL.available_points * 2)
    nothing = problem(person(points=0), staff=(full,))
    assert summarise(nothing, {"carl": "daniel"}).at_stop == ()
    assert summarise(problem(person(points=1), staff=(full,)), {"carl": "daniel"}).at_stop == ("daniel",)
