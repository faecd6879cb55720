"""Why so many must not wait: people by fact, how the facts overlap, and the list of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import make
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]
WHY, LIST = "/units/HM/nobody-named/why/", "/units/HM/nobody-named/"


@pytest.fixture
def many(world: World, loads: Callable[[], None]) -> None:
    make.case(team=world.fellside, rosh="medium", mappa_level=2)
    both = make.case(team=world.fellside, rosh="very_high", mappa_level=3)
    make.registration(both.person, "RCPR")
    child = make.case(team=world.fellside, rosh="low")
    make.registration(child.person, "RCPR")
    make.case(team=world.fellside, rosh="low", mappa_level=1)
    make.case(team=world.fellside, rosh="low")
    loads()


def test_each_fact_is_counted_and_the_overlap_said(world: World, many: None, page: Open) -> None:
    shown = page("senior", WHY)
    shown.says("must not wait. Each fact is counted with everyone it is true of", "1 people stand under more than one")
    steps = world.client_for("senior").get(WHY + "?download=json").json()["steps"]
    found = {step["name"]: step["result"] for step in steps}
    assert (found["mappa"], found["rosh_very_high"], found["RCPR"], found["other_mappa"]) == (2, 1, 2, 1)
    assert found["several"] == 1
    assert shown.link("MAPPA level 2 or 3: group 1") == LIST + "?must_not_wait=1&fact=mappa"


def test_a_fact_narrows_the_list_and_tells_nothing_of_the_limited(world: World, many: None, page: Open) -> None:
    make.registration(world.limited.person, "RCPR")
    shown = page("head_of_unit", LIST + "?must_not_wait=1&fact=RCPR")
    shown.says("2 people")
    shown.lacks("X100003", "Robin Vale")
    page("head_of_unit", WHY).says("1 case you may not open is counted.")
