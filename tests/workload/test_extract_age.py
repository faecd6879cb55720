"""Pages of load say of which day the extract is that their figures rest on, and warn of an old one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from rainer.common import clock
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import ExtractCount
from rainer.workload.operations import refresh_load
from tests.cast import World

OLD, SAID = "No later one has come", "Load here is from the extract of"
WHOLE = "Load here is from the extract of Thu 22 Oct 2026 , 18 days old. No later one has come"
PART = (
    "Load of 2 of the 3 practitioners in teams here is from the extract of Thu 22 Oct 2026 , 18 days old; of the others, "
    "from Rainer's own record. No later one has come"
)
PAGES = (
    ("chief_officer", "load_nation", [], PART),
    ("regional_director", "load", ["region", "NM"], PART),
    ("regional_director", "region_front", ["NM"], PART),
    ("head_of_unit", "load", ["unit", "HM"], WHOLE),
    ("head_of_unit", "unit_front", ["HM"], WHOLE),
    ("senior", "load", ["team", "HMFELL"], WHOLE),
    ("senior", "team_front", ["HMFELL"], WHOLE),
    ("practitioner", "my_load", [], WHOLE),
)


def extract_of(day: date, world: World) -> None:
    """An extract that has those of Fellside and not Ben."""
    for pt in PractitionerTeam.objects.filter(team=world.fellside):
        ExtractCount.objects.create(practitioner_team=pt, on=day, counts={})
    refresh_load(None, at=clock.now())


@pytest.mark.parametrize(("role", "name", "args", "said"), PAGES)
def test_an_old_extract_is_a_warning_on_every_page_of_load(
    world: World, page: Any, role: str, name: str, args: list[str], said: str
) -> None:
    extract_of(world.today - timedelta(days=18), world)
    shown = page(role, reverse(name, args=args))
    shown.says(said)
    assert b'class="rainer-strip"' in shown.response.content


@pytest.mark.parametrize(
    ("days", "is_said", "is_old"), [(0, False, False), (1, True, False), (3, True, False), (4, True, True)]
)
def test_it_is_said_from_the_next_day_and_a_warning_past_the_limit(
    world: World, page: Any, days: int, is_said: bool, is_old: bool
) -> None:
    extract_of(world.today - timedelta(days=days), world)
    shown = page("head_of_unit", reverse("load", args=["unit", "HM"]))
    assert (SAID in shown.text) is is_said
    assert (OLD in shown.text) is is_old


def test_a_place_scored_from_the_record_has_no_extract(world: World, page: Any) -> None:
    extract_of(world.today - timedelta(days=18), world)
    page("chief_officer", reverse("load", args=["unit", "TV"])).lacks("from the extract of")


def test_a_past_day_has_the_extract_of_that_day_or_before(world: World, page: Any) -> None:
    for days in (10, 2):
        extract_of(world.today - timedelta(days=days), world)
    past = (world.today - timedelta(days=5)).isoformat()
    page("chief_officer", reverse("load_nation") + f"?on={past}").says(
        "Fri 30 Oct 2026 , 5 days old. No later one is kept for this day."
    )


def test_a_later_extract_takes_its_place(world: World, page: Any) -> None:
    for days in (18, 0):
        extract_of(world.today - timedelta(days=days), world)
    page("chief_officer", reverse("load_nation")).lacks("from the extract of")
