"""The API's own page: what it does, what each call needs, how a program signs in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rainer.config.views import calls
from rainer.organisation.capabilities import Capability
from tests.access_table import may
from tests.architecture.test_every_api import TABLE
from tests.cast import World
from tests.pages import Page

Open = Callable[..., Page]


def test_it_says_what_the_api_is_and_where_its_description_lies(world: World, page: Open) -> None:
    opened = page("nobody", "/api/")
    opened.says(
        "The API", "The waiting list of a unit, the riskiest first", "GET /api/units/{code}/nobody-named", "sessionid"
    )
    opened.lacks("Is it yours?")
    described = world.client_for("nobody").get(opened.link("Description of every call, as OpenAPI 3.1"))
    assert described.json()["openapi"] == "3.1.0"


def test_someone_signed_in_sees_which_calls_are_theirs(page: Open) -> None:
    page("senior", "/api/").says("Yes, where your role holds")
    mine = page("practitioner", "/api/")
    mine.says("Is it yours?")
    mine.lacks("Yes, where your role holds")
    assert (
        page("senior", "/help/").link("What the API does, what each call needs, and how a program signs in") == "/api/"
    )


def test_every_call_names_a_scope_that_a_role_can_hold() -> None:
    every = list(calls())
    assert len(every) == len(TABLE)
    for call in every:
        assert call.scopes, f"{call.method} {call.path} names no scope"
        assert set(call.scopes) <= set(Capability), call


@pytest.mark.parametrize("name", [name for name, (method, _needs, _statuses) in TABLE.items() if method == "get"])
def test_who_lacks_the_scope_finds_nothing_there(world: World, name: str) -> None:
    from django.urls import reverse

    from rainer.config.api import api

    _method, needs, _statuses = TABLE[name]
    address = reverse(f"api:{name}", kwargs=needs(world))
    facts = next(
        facts
        for path, methods in api.get_openapi_schema()["paths"].items()
        for facts in methods.values()
        if facts["operationId"].endswith(name) or path.endswith(name.replace("_", "-"))
    )
    lacking = [role for role, status in may(*map(Capability, facts["x-scopes"])).items() if status == 404]
    assert {role: world.client_for(role).get(address).status_code for role in lacking} == dict.fromkeys(lacking, 404)
