"""Nightly readings: taken, taken again, and opened on a later day to the byte."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from rainer.policy.outcome import as_data
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import rulebook_now
from rainer.workload.jobs import read_loads, refresh_loads_of_people
from rainer.workload.models import CurrentLoad, LoadFacts, LoadReading, PlaceReading
from rainer.workload.operations import refresh_case_points, refresh_load, take_place_readings, take_readings
from rainer.workload.queries.history import own_days, place_days, weekly
from rainer.workload.queries.own import load_on, own_load
from rainer.workload.queries.places import Where
from tests import make
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_every_load_is_read_once_a_day(world: World, today: date) -> None:
    for _ in range(2):
        assert take_readings(today, at=make.at(today, 6)) == 3
    assert LoadReading.objects.filter(on=today).count() == 3
    assert LoadReading.objects.get(practitioner_team=world.aisha).total_points == 63


def test_facts_that_did_not_change_are_kept_once(world: World, today: date) -> None:
    take_readings(today, at=make.at(today))
    kept = LoadFacts.objects.count()
    take_readings(today + timedelta(days=1), at=make.at(today + timedelta(days=1)))
    assert LoadFacts.objects.count() == kept
    assert LoadReading.objects.filter(practitioner_team=world.aisha).values("facts").distinct().count() == 1


def test_kept_facts_cannot_be_changed(world: World, today: date) -> None:
    take_readings(today, at=make.at(today))
    with pytest.raises(DatabaseError):
        LoadFacts.objects.update(facts={})


def test_a_past_day_opens_to_the_byte(world: World, today: date) -> None:
    take_readings(today, at=make.at(today))
    then = own_load(world.aisha, on=today, rulebook=rulebook_now())
    make.case(held_by=world.aisha, tier_v2="A3")
    make.reduction(world.aisha, on=today, hours=9)
    again = load_on(world.aisha, on=today, rulebook=rulebook_now())
    assert then
    assert again
    assert as_data(again.outcome) == as_data(then.outcome)
    assert not again.differs


def local_weights(world: World, today: date, points: int) -> None:
    """Harrowgate Moor's own weight for a C2 community case, approved, from a week ago."""
    weights = rulebook_now().value("workload.weights_v2", on=today).value
    value = {**weights, "community": {**weights["community"], "C2": points}}
    LocalValue.objects.create(
        key="workload.weights_v2", region_code="NM", unit_code="HM", value=value, starts=today - timedelta(days=7),
        source_title="Paper 14", source_read_on=today, state="approved", proposed_by=world.users["analyst"],
        proposed_at=make.at(today), decided_by=world.users["chief_officer"], decided_at=make.at(today),
    )  # fmt: skip


def test_a_past_day_taken_again_uses_the_values_of_that_day(world: World, today: date) -> None:
    take_readings(today, at=make.at(today))
    make.case(held_by=world.aisha)
    local_weights(world, today, 100)
    shown = load_on(world.aisha, on=today, rulebook=rulebook_now())
    assert shown
    assert (shown.differs, shown.load.total_points) == (True, 100)
    take_readings(today, at=make.at(today + timedelta(days=3)))
    assert LoadReading.objects.get(practitioner_team=world.aisha, on=today).total_points == 100
    assert LoadReading.objects.get(practitioner_team=world.ben, on=today).total_points == 63


@pytest.mark.parametrize(("days", "points"), [(-8, 63), (-7, 100), (0, 100)])
def test_a_local_value_holds_in_its_unit_from_its_day(world: World, today: date, days: int, points: int) -> None:
    local_weights(world, today, 100)
    on = today + timedelta(days=days)
    refresh_load(None, at=make.at(on))
    assert CurrentLoad.objects.get(pk=world.aisha.pk).total_points == points
    assert CurrentLoad.objects.get(pk=world.ben.pk).total_points == 63


def test_the_rulebook_is_the_same_object_until_a_value_changes(world: World, today: date) -> None:
    first = rulebook_now()
    assert rulebook_now() is first
    local_weights(world, today, 100)
    assert rulebook_now() is not first


def test_a_units_reading_counts_everyone(world: World, today: date) -> None:
    refresh_case_points(None, on=today)
    refresh_load(None, at=make.at(today))
    take_place_readings(today)
    take_place_readings(today)
    reading = PlaceReading.objects.get(unit=world.harrowgate)
    assert (reading.people, reading.nobody_named, reading.must_not_wait, reading.nobody_named_points) == (3, 2, 1, 126)
    assert [(fact["people"], fact["in_team"]) for fact in reading.facts] == [(2, world.fellside.pk)]
    assert reading.teams == [
        {"team": world.fellside.pk, "people": 2, "points": 126, "urgent": 1},
        {"team": world.moorgate.pk, "people": 0, "points": 0, "urgent": 0},
    ]


def test_the_night_in_one_job_twice_is_the_same(world: World) -> None:
    read_loads()
    first = list(LoadReading.objects.order_by("pk").values())
    read_loads()
    assert list(LoadReading.objects.order_by("pk").values()) == first


def test_a_changed_tier_reaches_the_case_and_the_load(world: World) -> None:
    world.held.tier_v2 = "A3"
    world.held.save()
    refresh_loads_of_people(person_ids=[world.held.person_id])
    world.held.refresh_from_db()
    assert (world.held.points, CurrentLoad.objects.get(pk=world.aisha.pk).total_points) == (206, 206)


def test_history_of_a_person_and_of_a_place(world: World, today: date) -> None:
    for day in range(9):
        take_readings(today + timedelta(days=day), at=make.at(today + timedelta(days=day)))
    end = today + timedelta(days=8)
    assert len(own_days(world.aisha.pk, on=end, weeks=52)) == 9
    assert len(own_days(world.aisha.pk, on=end, weeks=1)) == 7
    days = place_days(Where.of_region(world.region), on=end, weeks=52)
    assert [d.total for d in days] == [126] * 9
    by_week = weekly(Where.of_unit(world.harrowgate), on=end, weeks=13)
    assert [d.on for d in by_week[world.fellside.pk].values()] == [today, today + timedelta(days=7)]


def test_as_many_queries_for_many_as_for_few(world: World, today: date) -> None:
    counts: list[Any] = []
    for more in (2, 30):
        for _ in range(more):
            make.case(held_by=make.practitioner_team(team=world.fellside))
        with CaptureQueriesContext(connection) as captured:
            take_readings(today, at=make.at(today))
            take_place_readings(today)
        counts.append(len(captured))
    assert counts[0] == counts[1]
