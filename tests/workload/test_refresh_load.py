"""Load now: worked out from the record, kept, and kept right when facts change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rainer.organisation.models import Team
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import ContractedHours
from rainer.workload.models import CurrentLoad, ExtractCount, ReportTally, SupportContact
from rainer.workload.operations import refresh_case_points, refresh_load
from rainer.workload.queries.own import own_load
from rainer.workload.views.own_words import sum_words
from tests import make

pytestmark = pytest.mark.django_db


def load_of(practitioner_team: Any, today: date) -> CurrentLoad:
    refresh_load([practitioner_team.pk], at=make.at(today))
    return CurrentLoad.objects.get(pk=practitioner_team.pk)


def worked_example(today: date) -> Any:
    """Cases, reports, support and hours that come to 2,092 points of 1,881."""
    pt = make.practitioner_team()
    make.reduction(pt, on=today, hours=5)
    for count, tier, state in ((6, "B2", "community"), (8, "C2", "community"), (4, "D2", "community"),
                               (3, "B1", "licence"), (2, "A1", "custody")):  # fmt: skip
        for _ in range(count):
            make.case(held_by=pt, tier_v2=tier, state=state)
    ReportTally.objects.create(practitioner_team=pt, as_at=today, sdr=1, fdr=2)
    colleague = make.practitioner_team(team=pt.team)
    SupportContact.objects.create(on=today, type_code="CMS01", done_by=colleague, holder=pt)
    return pt


def test_the_worked_example_comes_to_111_2(today: date) -> None:
    load = load_of(worked_example(today), today)
    assert (load.case_points, load.report_points, load.cms_points) == (1833, 268, -9)
    assert (load.total_points, load.available_points) == (2092, 1881)
    assert round(load.percent or 0, 1) == Decimal("111.2")
    assert (load.cases, load.community_cases, load.licence_cases, load.custody_cases) == (23, 18, 3, 2)
    assert load.weights_from == date(2021, 1, 1)


def test_without_hours_the_load_is_not_available(today: date) -> None:
    pt = make.practitioner_team(hours=0)
    make.case(held_by=pt)
    assert load_of(pt, today).percent is None


def test_hours_not_recorded_are_the_default_of_the_grade(today: date) -> None:
    assert load_of(make.practitioner_team(hours=None), today).contracted_hours == 37


@pytest.mark.parametrize(("after_start", "hours"), [(-1, 37), (0, 30)])
def test_new_hours_hold_from_their_day(today: date, after_start: int, hours: int) -> None:
    pt = make.practitioner_team()
    ContractedHours.objects.create(practitioner_team=pt, starts=today - timedelta(days=after_start), hours=30)
    assert load_of(pt, today).contracted_hours == hours


@pytest.mark.parametrize(("starts", "ends", "applies"), [(1, 9, False), (0, 9, True), (-9, 0, True), (-9, -1, False)])
def test_a_reduction_applies_on_its_first_and_its_last_day(today: date, starts: int, ends: int, applies: bool) -> None:
    pt = make.practitioner_team()
    make.reduction(pt, on=today, hours=7, starts=today + timedelta(days=starts), ends=today + timedelta(days=ends))
    assert load_of(pt, today).reduction_hours == (7 if applies else 0)


@pytest.mark.parametrize(("days_ago", "points"), [(6, 26), (7, 0)])
def test_a_support_contact_counts_on_its_day_and_the_six_after(today: date, days_ago: int, points: int) -> None:
    helper, holder = make.practitioner_team(), make.practitioner_team()
    SupportContact.objects.create(on=today - timedelta(days=days_ago), type_code="CMS06", done_by=helper, holder=holder)
    assert (load_of(helper, today).cms_points, load_of(holder, today).cms_points) == (points, -points)


def test_support_on_ones_own_case_never_counts(today: date) -> None:
    officer = make.practitioner()
    here, there = make.practitioner_team(practitioner=officer), make.practitioner_team(practitioner=officer)
    SupportContact.objects.create(on=today, type_code="CMS06", done_by=here, holder=there)
    assert load_of(here, today).cms_points == 0


@pytest.mark.parametrize(("ends_in", "points"), [(0, 63), (-1, 0)])
def test_a_case_past_its_end_keeps_no_points(today: date, ends_in: int, points: int) -> None:
    pt = make.practitioner_team()
    make.case(held_by=pt, ends_expected=today + timedelta(days=ends_in))
    assert load_of(pt, today).case_points == points


def test_a_case_without_a_weight_is_counted_and_not_scored(today: date) -> None:
    pt = make.practitioner_team()
    make.case(held_by=pt, tier_v2="", tier_v3="D")
    load = load_of(pt, today)
    assert (load.cases, load.unscored_cases, load.case_points) == (1, 1, 0)


def test_a_prison_team_has_a_load(today: date) -> None:
    pt = make.practitioner_team(team=make.team(kind=Team.Kind.PRISON))
    make.case(held_by=pt, tier_v2="A3", state="custody")
    assert load_of(pt, today).percent is not None


def test_a_placeholder_has_points_and_no_time(today: date) -> None:
    pt = make.practitioner_team(is_placeholder=True)
    make.case(held_by=pt)
    load = load_of(pt, today)
    assert (load.total_points, load.available_points, load.percent) == (63, 0, None)


def test_an_extract_is_the_base_for_those_it_covers(today: date) -> None:
    pt, giver = make.practitioner_team(), make.practitioner_team()
    extract_day = today - timedelta(days=2)
    make.case(held_by=pt)  # inside the extract's counts already: held since March
    make.case(held_by=pt, tier_v2="A3", held_since=make.at(today - timedelta(days=1)))
    counts = {"filtered": {"community": {"C2": 10}}, "all": {"community": {"C2": 12}}, "t2a": {"custody": {"A3": 1}}}
    ExtractCount.objects.create(practitioner_team=pt, on=extract_day, counts=counts, sdr=1)
    load = load_of(pt, today)
    assert load.case_points == 10 * 63 + 206 + 75
    assert load.report_points == 138
    assert load_of(giver, today).cases == 0


def test_a_case_moved_away_since_the_extract_leaves_the_count(today: date) -> None:
    pt = make.practitioner_team()
    case = make.case(held_by=pt)
    case.holdings.update(ends_at=make.at(today - timedelta(days=1)))
    case.practitioner_team = None
    case.save()
    counts = {"filtered": {"community": {"C2": 10}}, "all": {"community": {"C2": 10}}, "t2a": {}}
    ExtractCount.objects.create(practitioner_team=pt, on=today - timedelta(days=2), counts=counts)
    assert load_of(pt, today).case_points == 9 * 63


def test_whoever_left_with_nothing_has_no_load(today: date) -> None:
    pt = make.practitioner_team()
    load_of(pt, today)
    pt.ends = today - timedelta(days=1)
    pt.save()
    refresh_load(None, at=make.at(today))
    assert not CurrentLoad.objects.filter(pk=pt.pk).exists()


def test_whoever_left_with_cases_has_work_and_no_time(today: date) -> None:
    pt = make.practitioner_team(ends=today - timedelta(days=1))
    make.case(held_by=pt)
    assert (load_of(pt, today).total_points, load_of(pt, today).percent) == (63, None)


def test_case_points_are_those_of_the_rule(today: date) -> None:
    plain, warrant = make.case(tier_v2="A3"), make.case(tier_v2="A3", on_warrant=True)
    t2a, none = make.case(tier_v2="A3", is_t2a=True), make.case(tier_v2="")
    assert refresh_case_points(None, on=today) == 3
    for case, points in ((plain, 206), (warrant, 0), (t2a, 75), (none, None)):
        case.refresh_from_db()
        assert case.points == points
    assert refresh_case_points(None, on=today) == 0


def test_as_many_queries_for_many_as_for_one(today: date) -> None:
    team = make.team()
    counts = []
    for more in (1, 20):
        for _ in range(more):
            make.case(held_by=make.practitioner_team(team=team))
        with CaptureQueriesContext(connection) as captured:
            refresh_load(None, at=make.at(today))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_work_for_others_and_by_others_is_told_apart(today: date) -> None:
    """The worked example, with one longer piece of work for a colleague: 26 for others, 9 by others, 17 in the sum."""
    pt = worked_example(today)
    colleague = make.practitioner_team(team=pt.team)
    SupportContact.objects.create(on=today, type_code="CMS06", done_by=pt, holder=colleague)
    found = own_load(pt, on=today, rulebook=rulebook_now())
    assert found is not None
    assert "work for others 26 · by others −9 = 2,118 of 1,881 points" in sum_words(found, 110)
