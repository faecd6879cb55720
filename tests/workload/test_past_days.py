"""The people nobody held on a past day: by team where that night was kept so, and said where it was not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rainer.rulebook.queries import rulebook_now
from rainer.workload.models import PlaceReading
from rainer.workload.operations import refresh_case_points, refresh_load, take_place_readings, take_readings
from rainer.workload.queries.nobody import NobodyNamed, nobody_on
from rainer.workload.queries.places import Where, spread
from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]


@pytest.fixture
def night(world: World, today: date) -> date:
    """Yesterday's night, read as the nightly job reads it."""
    day = today - timedelta(days=1)
    refresh_case_points(None, on=day)
    refresh_load(None, at=make.at(day))
    take_readings(day, at=make.at(day))
    take_place_readings(day)
    return day


@pytest.fixture
def night_of_units(night: date) -> date:
    """A night kept before teams were."""
    PlaceReading.objects.update(teams=None)
    return night


def test_each_level_adds_up_the_one_below(world: World, night: date) -> None:
    here = NobodyNamed(people=2, points=126, must_not_wait=1)
    assert nobody_on(night, by="team", within="team", place_id=world.fellside.pk) == {world.fellside.pk: here}
    by_team = nobody_on(night, by="team", within="unit", place_id=world.harrowgate.pk)
    assert by_team == {world.fellside.pk: here, world.moorgate.pk: NobodyNamed()}
    assert nobody_on(night, by="unit", within="unit", place_id=world.harrowgate.pk) == {world.harrowgate.pk: here}
    assert sum(nobody_on(night, by="nation").values(), NobodyNamed()) == here


def test_a_night_kept_for_units_counts_the_same_for_units(world: World, night_of_units: date) -> None:
    here = NobodyNamed(people=2, points=126, must_not_wait=1)
    assert nobody_on(night_of_units, by="team", within="team", place_id=world.fellside.pk) == {}
    assert nobody_on(night_of_units, by="unit", within="unit", place_id=world.harrowgate.pk) == {
        world.harrowgate.pk: here
    }
    unit = spread(
        Where.of_unit(world.harrowgate), rulebook=rulebook_now(), on=night_of_units, reading_of=night_of_units
    )
    assert (unit.whole.nobody, unit.nobody_is_kept, unit.parts_are_kept) == (here, True, False)


def test_the_pages_of_a_past_day_count_by_team(world: World, night: date, page: Open) -> None:
    team = page("head_of_unit", f"/load/team/HMFELL/?on={night}")
    team.says("with the 2 people nobody holds")
    team.lacks("Not kept by team")
    assert page("head_of_unit", f"/why/nobody-named-points/team/HMFELL/?on={night}").title.startswith("Why 126 points?")
    page("head_of_unit", f"/load/unit/HM/?on={night}").lacks("Not kept by team")
    page("head_of_unit", f"/units/HM/?on={night}").lacks("Not kept by team")


@pytest.mark.parametrize("address", ["/load/team/HMFELL/", "/load/unit/HM/", "/units/HM/"])
def test_a_night_kept_for_units_says_so_by_team(night_of_units: date, page: Open, address: str) -> None:
    page("head_of_unit", f"{address}?on={night_of_units}").says("Not kept by team")


def test_a_past_count_opens_to_its_teams(world: World, night: date, page: Open) -> None:
    opened = page("head_of_unit", f"/units/HM/?on={night}")
    why = page("head_of_unit", opened.link("Why 2?"))
    why.says(
        "Why 2?", "You are looking at", "Fellside", "2 people had an open case and no named practitioner; 1 of them"
    )
    assert why.link("Back") == f"/units/HM/?on={night}"
    page("regional_director", f"/why/nobody-named/region/NM/?on={night}").says("Harrowgate Moor", "Why 2?")
    page("head_of_unit", f"/why/posts/unit/HM/?on={night}").says("You are looking at")


def test_a_past_count_kept_for_units_opens_to_the_unit(night_of_units: date, page: Open) -> None:
    opened = page("head_of_unit", f"/why/nobody-named/unit/HM/?on={night_of_units}")
    opened.says("Why 2?", "counted for the unit as a whole, not by team")


def test_a_night_without_any_count_is_not_read_as_none(night: date, page: Open) -> None:
    PlaceReading.objects.all().delete()
    page("head_of_unit", f"/units/HM/?on={night}").says("Not kept", "not counted here on that night")
    page("regional_director", f"/load/region/NM/?on={night}").says("Not kept")
    page("head_of_unit", f"/why/nobody-named/unit/HM/?on={night}", status=404)
