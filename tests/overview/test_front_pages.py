"""The first screens: what is wrong, why, what helps, and what to do first."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from rainer.common import clock
from rainer.workload.operations import refresh_case_points, refresh_load
from tests.cast import World
from tests.pages import Page

UNIT = "/units/HM/"


@pytest.fixture(autouse=True)
def _loads(world: World) -> None:
    refresh_case_points(None, on=world.today)
    refresh_load(None, at=clock.now())


def test_the_unit_says_what_is_wrong_why_and_what_helps(page: Callable[..., Page]) -> None:
    opened = page("head_of_unit", UNIT)
    opened.says("What is wrong", "2 of 3 people have nobody named", "What helps", "Not worked out yet")


def test_posts_that_were_never_recorded_are_said_to_be_unknown(page: Callable[..., Page]) -> None:
    page("head_of_unit", UNIT).says("We cannot say why: no posts are recorded for this unit.", "Not known")


def test_the_count_that_leads_to_the_list_is_the_list_s_own(world: World, page: Callable[..., Page]) -> None:
    must = page("head_of_unit", UNIT)
    listed = page("head_of_unit", "/units/HM/nobody-named/?must_not_wait=1")
    must.says("Name someone for 1 person", "1 person who must not wait has nobody named.")
    listed.says("1 person")


def test_a_senior_reads_the_whole_unit_and_names_for_her_own_team(page: Callable[..., Page]) -> None:
    page("senior", UNIT).says("2 of 3 people have nobody named")
    page("senior", "/teams/HMFELL/").says("Needs a decision", "Name someone for 1 person")


def test_a_unit_elsewhere_looks_like_no_unit_at_all(client_for: Callable[[str], Client]) -> None:
    assert client_for("head_of_unit").get("/units/TV/").status_code == 404
    assert client_for("head_of_unit").get("/units/NONE/").status_code == 404


def test_the_region_lists_its_units_and_says_who_must_not_wait(page: Callable[..., Page]) -> None:
    page("regional_director", "/regions/NM/").says("Harrowgate Moor", "Tarn Valley", "Region, summed then divided")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("head_of_unit", UNIT),
        ("senior", "/teams/HMFELL/"),
        ("regional_director", "/regions/NM/"),
        ("practitioner", "/my/load/"),
        ("case_administrator", "/units/HM/nobody-named/"),
        ("analyst", "/imports/"),
        ("information_owner", "/access/"),
        ("system_administrator", "/health/"),
        ("victim_liaison", "/rulebook/"),
        ("person", "/help/"),
    ],
)
def test_each_role_starts_on_its_own_page(role: str, first: str, client_for: Callable[[str], Client]) -> None:
    answer = client_for(role).get("/")
    assert (answer.status_code, answer["Location"]) == (302, first)


def test_why_these_causes_opens_to_its_steps(page: Callable[..., Page]) -> None:
    page("head_of_unit", reverse("why_unit_summary", args=["HM"])).says("Work beyond the time there is")


def test_someone_not_signed_in_is_asked_to(client_for: Callable[[str], Client]) -> None:
    answer = client_for("nobody").get(UNIT)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
