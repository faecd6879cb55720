"""The filter last chosen for a list is offered as a link, kept per user and list, and never applied unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from rainer.common.models import LastView
from rainer.web.filters import KEPT, LIST
from tests.cast import World
from tests.pages import Page, read_page

Open = Callable[..., Page]
NOBODY = "/units/HM/nobody-named/"


def press(client: Client, path: str = NOBODY, **fields: object) -> str:
    """Press the filter's button; the address it leads to."""
    kept = " ".join(name for name in fields if name not in ("q", "sort"))
    answer = client.post("/lists/show/", {LIST: path, KEPT: kept, **fields})
    assert answer.status_code == 302
    return answer["Location"]


def test_the_button_leads_to_the_filtered_address(world: World) -> None:
    client = world.client_for("head_of_unit")
    address = press(client, team=["HMFELL", "HMMOOR"], no_watcher="1", q=" Ca ", sort="waiting", page="")
    assert address == f"{NOBODY}?team=HMFELL&team=HMMOOR&no_watcher=1&q=Ca&sort=waiting"


def test_the_page_posts_its_own_fields(world: World, page: Open) -> None:
    html = page("head_of_unit", f"{NOBODY}?sort=waiting").response.content.decode()
    assert f'name="{LIST}" value="{NOBODY}"' in html
    assert '<input type="hidden" name="sort" value="waiting">' in html
    assert "csrfmiddlewaretoken" in html


def test_it_is_offered_where_nothing_is_chosen_and_not_applied(world: World, page: Open) -> None:
    press(world.client_for("head_of_unit"), team="HMFELL", no_watcher="1")
    opened = page("head_of_unit", NOBODY)
    opened.says("Your last view: Team: Fellside · No watcher", "2 people")
    opened.lacks("Remove this filter")
    assert opened.link("Team: Fellside · No watcher") == f"{NOBODY}?team=HMFELL&no_watcher=1"
    page("head_of_unit", f"{NOBODY}?team=HMMOOR").lacks("Your last view")


def test_its_link_keeps_the_order_of_the_page(world: World, page: Open) -> None:
    press(world.client_for("head_of_unit"), team="HMFELL")
    opened = page("head_of_unit", f"{NOBODY}?sort=waiting&page=2")
    assert opened.link("Team: Fellside") == f"{NOBODY}?sort=waiting&team=HMFELL"


def test_it_is_the_users_own_and_of_that_list_alone(world: World, page: Open) -> None:
    press(world.client_for("head_of_unit"), team="HMFELL")
    page("regional_director", NOBODY).lacks("Your last view")
    page("head_of_unit", "/load/unit/HM/").lacks("Your last view")


def test_words_looked_for_are_not_kept(world: World) -> None:
    """They may name a person."""
    press(world.client_for("head_of_unit"), team="HMFELL", q="Callum Reid")
    assert LastView.objects.get().query == "team=HMFELL"


@pytest.mark.parametrize("chosen", [{}, {"q": "Callum"}, {"team": ""}, {"team": "x" * 1000}])
def test_an_empty_choice_forgets_it(world: World, chosen: dict[str, str]) -> None:
    client = world.client_for("head_of_unit")
    press(client, team="HMFELL")
    press(client, **chosen)
    assert not LastView.objects.exists()


def test_a_newer_choice_takes_its_place(world: World) -> None:
    client = world.client_for("head_of_unit")
    press(client, team="HMFELL")
    press(client, no_watcher="1")
    assert [view.query for view in LastView.objects.all()] == ["no_watcher=1"]


def test_options_that_are_gone_are_left_out(world: World, page: Open) -> None:
    press(world.client_for("head_of_unit"), team=["HMGONE", "HMFELL"])
    page("head_of_unit", NOBODY).says("Your last view: Team: Fellside")
    press(world.client_for("head_of_unit"), team="HMGONE")
    page("head_of_unit", NOBODY).lacks("Your last view")


@pytest.mark.parametrize(
    "path", ["", "https://elsewhere.example/", "//elsewhere.example/", "/no/such/list/", "/" + "x" * 300]
)
def test_it_leads_nowhere_but_to_a_list_of_this_site(world: World, path: str) -> None:
    client = world.client_for("head_of_unit")
    assert client.post("/lists/show/", {LIST: path, KEPT: "team", "team": "x"}).status_code == 404
    assert not LastView.objects.exists()


def test_it_needs_the_token_of_the_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["head_of_unit"])
    answer = client.post("/lists/show/", {LIST: NOBODY, KEPT: "team", "team": "HMFELL"})
    assert read_page(answer).title == "This form is out of date"
    assert not LastView.objects.exists()


def test_opening_a_list_writes_nothing(world: World, page: Open) -> None:
    page("head_of_unit", f"{NOBODY}?team=HMFELL")
    assert not LastView.objects.exists()
