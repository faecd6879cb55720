"""What is known to change in the next weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import ContractedHours
from rainer.workload.operations import refresh_case_points, refresh_load
from rainer.workload.queries.coming import coming_weeks, hour_changes, mondays
from tests import make
from tests.cast import World

MONDAY = date(2026, 11, 16)


def totals(world: World, today: date) -> list[int]:
    refresh_case_points(None, on=today)
    refresh_load(None, at=make.at(today))
    return [w.total for w in coming_weeks([world.aisha.pk], on=today, weeks=8, rulebook=rulebook_now())[world.aisha.pk]]


def test_the_weeks_are_the_next_eight_mondays(today: date) -> None:
    assert mondays(today, 8)[0] == MONDAY
    assert mondays(MONDAY - timedelta(days=1), 8)[0] == MONDAY
    assert len(mondays(today, 8)) == 8


def test_with_nothing_known_load_stays(world: World, today: date) -> None:
    assert totals(world, today) == [63] * 8


@pytest.mark.parametrize(("ends", "first"), [(MONDAY - timedelta(days=1), 63), (MONDAY, 126)])
def test_a_case_counts_on_its_last_day_and_not_after(world: World, today: date, ends: date, first: int) -> None:
    make.case(held_by=world.aisha, ends_expected=ends)
    assert totals(world, today) == [first, *[63] * 7]


@pytest.mark.parametrize(("released", "first"), [(MONDAY, 63 + 65), (MONDAY + timedelta(days=1), 63 + 24)])
def test_from_release_a_case_counts_as_licence(world: World, today: date, released: date, first: int) -> None:
    case = make.case(held_by=world.aisha, state="custody")
    make.sentence(case.person, kind="custodial", release_expected_on=released)
    assert totals(world, today) == [first, *[63 + 65] * 7]


def test_two_sentences_release_a_person_once(world: World, today: date) -> None:
    case = make.case(held_by=world.aisha, state="custody")
    for day in (MONDAY, MONDAY + timedelta(days=3)):
        make.sentence(case.person, kind="custodial", release_expected_on=day)
    assert totals(world, today)[-1] == 63 + 65


def test_hours_that_come_and_go_change_the_time(world: World, today: date) -> None:
    make.reduction(world.aisha, on=today, hours=7, starts=today, ends=MONDAY)
    ContractedHours.objects.create(practitioner_team=world.aisha, starts=MONDAY + timedelta(days=14), hours=18.5)
    refresh_load(None, at=make.at(today))
    weeks = coming_weeks([world.aisha.pk], on=today, weeks=4, rulebook=rulebook_now())[world.aisha.pk]
    assert [w.available for w in weeks] == [1764, 2176, 1088, 1088]
    changes = hour_changes(world.aisha.pk, on=today, until=today + timedelta(weeks=8))
    assert [(c.kind, c.on) for c in changes] == [("reduction_ends", MONDAY), ("hours", MONDAY + timedelta(days=14))]
