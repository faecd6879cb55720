"""Two practitioners side by side for one person: facts of work and of the person, and what the guard says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rainer.cases.models import CaseHolding
from rainer.workforce.models import PractitionerTeam
from tests import make
from tests.cast import World
from tests.pages import Page, read_page

Open = Callable[..., Page]
URL = "/people/X100002/compare/"


@pytest.fixture
def grace(world: World) -> PractitionerTeam:
    """Seventeen months qualified, in the other team of the same office; held the person before."""
    since = date(2025, 6, 1)
    who = make.practitioner(forename="Grace", surname="Adeyemi", qualified_on=since, in_grade_since=since)
    grace = make.practitioner_team(practitioner=who, team=world.moorgate)
    CaseHolding.objects.create(
        case=world.waiting,
        practitioner_team=grace,
        starts_at=make.at(date(2026, 1, 5)),
        ends_at=make.at(date(2026, 3, 2)),
    )
    return grace


@pytest.fixture
def new(world: World) -> PractitionerTeam:
    since = date(2026, 5, 9)
    who = make.practitioner(forename="Jo", surname="Brandt", grade="PSO", in_grade_since=since, qualified_on=None)
    return make.practitioner_team(practitioner=who, team=world.fellside)


def key(pt: PractitionerTeam) -> str:
    return f"{pt.practitioner.code}|{pt.team.code}"


def test_two_stand_side_by_side(world: World, grace: PractitionerTeam, loads: object, page: Open) -> None:
    shown = page("head_of_unit", f"{URL}?one={key(grace)}&two={key(world.aisha)}&team=HMMOOR&team=HMFELL")
    shown.says(
        "Compare two practitioners for Callum Reid", "Aisha Rahman, PO", "Load now", "Load with Callum",
        "Highest load in the next 8 weeks, with this person", "The highest load is that of the fullest of those weeks",
        "New in 7 days", "High risk held", "Office", "Knew Callum", "The guard says", "Good to know",
    )  # fmt: skip


def test_what_each_knows_and_has_is_said(world: World, grace: PractitionerTeam, loads: object, page: Open) -> None:
    shown = page("head_of_unit", f"{URL}?one={key(grace)}&two={key(world.aisha)}")
    shown.says("Knew Callum 2026 No", "Qualified 17 months", "Office Same Same", "The guard says Yes Yes")
    assert shown.link("Choose Grace Adeyemi") == f"/people/X100002/allocate/{grace.practitioner.code}/?team=HMMOOR"


def test_someone_against_the_rule_says_why_and_the_way_through(
    world: World, new: PractitionerTeam, loads: object, page: Open
) -> None:
    shown = page("senior", f"{URL}?one={key(new)}&two={key(world.aisha)}")
    shown.says(
        "Not to be chosen without a senior's reason: services officer in their first year: not for RoSH high",
        "Jo Brandt, PSO, Fellside (cannot be chosen)",
    )
    assert "Go ahead with Jo Brandt and say why" in shown.links
    assert "Choose Aisha Rahman" in shown.links


def test_someone_who_can_never_be_chosen_has_no_way_on(
    world: World, new: PractitionerTeam, loads: object, page: Open
) -> None:
    make.exclusion(world.waiting.person, world.users["practitioner"])
    shown = page("senior", f"{URL}?one={key(world.aisha)}&two={key(new)}")
    shown.says("Cannot be chosen: limited access keeps them out of this record")
    assert not [words for words in shown.links if "Aisha" in words]


def test_the_same_one_twice_is_pointed_at(world: World, grace: PractitionerTeam, loads: object, page: Open) -> None:
    shown = page("head_of_unit", f"{URL}?one={key(grace)}&two={key(grace)}", status=422)
    shown.says("Choose two different people")
    shown.lacks("Load now")


def test_from_the_choice_with_what_was_ticked_and_typed(
    world: World, grace: PractitionerTeam, loads: object, page: Open
) -> None:
    client = world.client_for("head_of_unit")
    answer = client.post(
        "/people/X100002/allocate/?team=HMMOOR", {"compare": "1", "to": key(grace), "notes": "Knows the street"}
    )
    assert answer.url == f"{URL}?team=HMMOOR&one={grace.practitioner.code}%7CHMMOOR"
    page("head_of_unit", answer.url).says("There are not two practitioners to compare in these teams")
    back = page("head_of_unit", "/people/X100002/allocate/")
    assert "Knows the street" in back.response.content.decode()


def test_a_case_that_is_held_goes_on_to_moving(
    world: World, grace: PractitionerTeam, new: PractitionerTeam, loads: object
) -> None:
    shown = read_page(world.client_for("head_of_unit").get("/people/X100001/compare/"))
    assert shown.link("Choose Grace Adeyemi").startswith("/people/X100001/reallocate/")


def test_as_many_queries_for_forty_as_for_four(
    world: World, grace: PractitionerTeam, loads: Callable[[], None], page: Open
) -> None:
    few = page("head_of_unit", URL).queries
    for _ in range(30):
        make.practitioner_team(team=world.fellside)
    loads()
    assert page("head_of_unit", URL).queries == few


def test_no_trait_of_staff_is_a_row(world: World, grace: PractitionerTeam, loads: object, page: Open) -> None:
    shown = page("head_of_unit", URL)
    shown.lacks("Age", "Sex", "Ethnicity", "Disability", "Born in")
