"""Load of places: summed, then divided; the spread; the people nobody holds; what a mean hides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.organisation.models import RoleHolding, Team
from rainer.policy.workload import LoadRow, RollupInputs, rollup
from rainer.rulebook.queries import rulebook_now
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_case_points, refresh_load
from rainer.workload.queries.people import exact_loads
from rainer.workload.queries.places import PlaceLoad, Where, hidden_by, spread
from rainer.workload.queries.spans import mentor_checks, span_of
from tests import make
from tests.cast import World

FIGURES = {"case_points": 0, "report_points": 0, "cms_points": 0, "contracted_hours": 37, "reduction_hours": 0,
           "cases": 1, "community_cases": 1, "custody_cases": 0, "licence_cases": 0}  # fmt: skip


def held(team: Team, total: int, available: int, today: date, **fields: Any) -> CurrentLoad:
    pt = make.practitioner_team(team=team, **fields)
    return CurrentLoad.objects.create(
        practitioner_team=pt, as_at=make.at(today), total_points=total, available_points=available, **FIGURES
    )


def of(where: Where, today: date, **more: Any) -> Any:
    return spread(where, rulebook=rulebook_now(), on=today, **more)


def test_points_are_summed_before_they_are_divided(world: World, today: date) -> None:
    held(world.fellside, 90, 100, today)
    held(world.fellside, 35, 70, today)
    whole = of(Where.of_team(world.fellside), today).whole
    assert round(whole.percent, 1) == 73.5
    assert (whole.median, whole.maximum) == (70, 90)


@pytest.mark.parametrize(("total", "over"), [(1099, 0), (1100, 1), (1101, 1)])
def test_over_counts_from_exactly_110(world: World, today: date, total: int, over: int) -> None:
    held(world.fellside, total, 1000, today)
    assert of(Where.of_team(world.fellside), today).whole.at_or_over == over


def test_people_without_hours_count_in_work_and_not_in_time(world: World, today: date) -> None:
    held(world.fellside, 100, 100, today)
    held(world.fellside, 50, 0, today)
    whole = of(Where.of_team(world.fellside), today).whole
    assert (whole.percent, whole.not_available, whole.points_without_time, whole.with_load) == (150, 1, 50, 1)


def test_those_nobody_holds_are_counted_beside(world: World, today: date) -> None:
    refresh_case_points(None, on=today)
    held(world.fellside, 100, 100, today)
    whole = of(Where.of_unit(world.harrowgate), today).whole
    assert (whole.percent, whole.nobody.people, whole.nobody.points) == (100, 2, 126)
    assert whole.percent_with_nobody == 226


def test_a_placeholders_cases_are_nobodys(world: World, today: date) -> None:
    pt = make.practitioner_team(team=world.moorgate, is_placeholder=True)
    make.case(held_by=pt, waiting_group=2)
    refresh_load(None, at=make.at(today))
    found = of(Where.of_team(world.moorgate), today).whole
    assert (found.people, found.nobody.people, found.nobody.must_not_wait, found.nobody.points) == (0, 1, 1, 63)


def test_an_empty_place_has_no_load_and_no_nought(world: World, today: date) -> None:
    whole = of(Where.of_team(world.moorgate), today).whole
    assert (whole.people, whole.percent, whole.median) == (0, None, None)


def test_each_level_adds_up_the_one_below(world: World, today: date) -> None:
    for team in (world.fellside, world.moorgate, world.tarnside):
        held(team, 120, 100, today)
    for where, children in (
        (Where.of_unit(world.harrowgate), 2), (Where.of_region(world.region), 2), (Where.of_nation(), 1),
    ):  # fmt: skip
        found = of(where, today)
        with_load = [load for load in found.children.values() if load.people]
        assert len(with_load) == children
        assert sum(load.points for load in with_load) == found.whole.points


def test_prison_court_and_seniors_have_their_own_lines(world: World, today: date) -> None:
    prison = make.team(unit=world.harrowgate, kind=Team.Kind.PRISON)
    held(prison, 84, 100, today)
    held(make.team(unit=world.harrowgate, kind=Team.Kind.COURT), 10, 100, today)
    held(world.fellside, 50, 100, today, practitioner=make.practitioner(grade="SPO"))
    groups = of(Where.of_unit(world.harrowgate), today).groups
    assert {name: load.percent for name, load in groups.items()} == {"prison": 84, "court": 10, "senior": 50}


def test_prison_teams_are_never_added_to_the_rest(world: World, today: date, page: Any) -> None:
    prison = make.team(unit=world.harrowgate, kind=Team.Kind.PRISON, name="Gate", code="HMGATE")
    held(prison, 300, 100, today)
    held(world.fellside, 90, 100, today)
    for where in (Where.of_unit(world.harrowgate), Where.of_region(world.region), Where.of_nation()):
        found = of(where, today)
        assert found.prison is not None
        assert (found.whole.percent, found.whole.maximum, found.prison.percent) == (90, 90, 300)
        assert exact_loads(where) == [90], "the chart shows what the figures count"
    assert of(Where.of_region(world.region), today).prison_children.keys() == {world.harrowgate.pk}
    assert of(Where.of_team(prison), today).whole.percent == 300, "alone it is its own whole"
    page("regional_director", "/load/region/NM/").says(
        "Prison teams stand apart", "300% of time", "Prison teams, apart"
    )
    page("head_of_unit", "/load/unit/HM/").says("Gate (prison, not in the sum)")
    page("head_of_unit", "/why/load-of/unit/HM/").says("300 ÷ 100, by weights of their own")
    page("head_of_unit", "/units/HM/").says("Load of prison teams, apart")


def test_a_unit_of_prison_teams_alone_is_their_sum(world: World, today: date) -> None:
    unit = make.unit(region=world.region)
    held(make.team(unit=unit, kind=Team.Kind.PRISON), 84, 100, today)
    held(world.fellside, 90, 100, today)
    assert of(Where.of_unit(unit), today).whole.percent == 84
    assert exact_loads(Where.of_unit(unit)) == [84]
    assert of(Where.of_region(world.region), today).prison_alone == {unit.pk}


def test_a_grade_can_be_looked_at_alone(world: World, today: date) -> None:
    held(world.fellside, 50, 100, today, practitioner=make.practitioner(grade="PSO"))
    held(world.fellside, 90, 100, today)
    assert of(Where.of_team(world.fellside), today, grades=["PSO"]).whole.percent == 50


@pytest.mark.parametrize(("part", "hidden"), [(139.9, None), (140, ("Fellside", 140.0))])
def test_a_part_20_points_above_is_hidden(part: float, hidden: Any) -> None:
    whole = PlaceLoad(points=120, available=100)
    parts = {
        "Fellside": PlaceLoad(points=int(part * 10), available=1000),
        "Moorgate": PlaceLoad(points=90, available=100),
    }
    assert hidden_by(whole, parts, points=20) == hidden


def test_the_page_says_which_team_the_unit_hides(world: World, today: date, page: Any) -> None:
    held(world.fellside, 150, 100, today)
    held(world.moorgate, 90, 100, today)
    page("head_of_unit", "/load/unit/HM/").says("Fellside is 150%; the 120% of Harrowgate Moor hides it")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 2500)), min_size=1, max_size=12))
@pytest.mark.django_db
def test_the_database_adds_up_as_the_rule_does(loads: list[tuple[int, int]]) -> None:
    today = date(2026, 11, 9)
    team = make.team()
    for total, available in loads:
        held(team, total, available, today)
    rule = rollup(RollupInputs(tuple(LoadRow(t, a) for t, a in loads)), on=today).answer
    found = of(Where.of_team(team), today).whole
    assert rule
    for mine, theirs in (
        (found.percent, rule.percent), (found.median, rule.median), (found.ninetieth, rule.ninetieth),
        (found.maximum, rule.maximum), (found.share_at_or_over, rule.share_at_or_over),
    ):  # fmt: skip
        assert mine == pytest.approx(theirs)
    assert (found.at_or_over, found.not_available, found.points_without_time) == (
        rule.at_or_over, rule.not_available, rule.points_without_time,
    )  # fmt: skip


def test_the_span_is_by_posts_and_by_people(world: World, today: date) -> None:
    refresh_load(None, at=make.at(today))
    for _ in range(10):
        held(world.fellside, 1, 1, today, hours=20)
    found = span_of(Where.of_team(world.fellside), on=today, rulebook=rulebook_now())
    assert found
    assert found.answer
    assert found.answer.warnings == ("fte_over_span", "headcount_over_span")
    assert found.sentence.endswith("full-time posts under 1 senior: over the span of control of 10 for each.")
    RoleHolding.objects.filter(role="senior").delete()
    alone = span_of(Where.of_team(world.fellside), on=today, rulebook=rulebook_now())
    assert alone
    assert "under no senior: over" in alone.sentence
    assert span_of(Where.of_region(world.region), on=today, rulebook=rulebook_now()) is None


def test_a_mentor_qualified_too_short_is_named(world: World, today: date) -> None:
    from rainer.workforce.models import Mentoring

    learner = make.practitioner_team(team=world.fellside).practitioner
    mentor = make.practitioner(qualified_on=date(2026, 1, 5))
    Mentoring.objects.create(kind="mentor", mentor=mentor, learner=learner, starts=today)
    (check,) = mentor_checks(Where.of_team(world.fellside), on=today, rulebook=rulebook_now())
    assert check.outcome.answer
    assert "qualified" in check.outcome.answer.breaches


def test_people_of_prison_teams_nobody_holds_are_in_no_sum_of_the_rest(world: World, today: date) -> None:
    prison = make.team(unit=world.harrowgate, kind=Team.Kind.PRISON)
    held(prison, 300, 100, today)
    held(world.fellside, 90, 100, today)
    before = of(Where.of_region(world.region), today).whole.nobody
    make.case(team=prison, points=500)
    after = of(Where.of_region(world.region), today).whole.nobody
    assert (after.here, after.points) == (before.here, before.points)
    assert (after.people, after.prison) == (before.people + 1, 1)
    alone = of(Where.of_team(prison), today).whole.nobody
    assert (alone.here, alone.points) == (1, 500)
