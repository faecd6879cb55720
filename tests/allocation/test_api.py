"""The API of allocation: the same answers as the pages, problems as problem details, limited records as a CRN."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import path
from ninja import NinjaAPI

from rainer.allocation.api import router
from rainer.allocation.models import Allocation
from rainer.common.errors import RainerError
from rainer.config import urls as site
from rainer.web import errors
from tests.cast import World

_api = NinjaAPI(urls_namespace="allocation-test", docs_url=None)
_api.add_router("", router)


@_api.exception_handler(RainerError)
def _problem(request: Any, error: RainerError) -> Any:
    return errors.problem(error.status, error.code, error.message, error.facts)


urlpatterns = [*site.urlpatterns, path("api/tried/", _api.urls)]


@pytest.fixture(autouse=True)
def _mounted(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def send(client: Client, url: str, **data: Any) -> Any:
    return client.post(f"/api/tried{url}", data, content_type="application/json")


def test_the_list_shows_a_limited_record_as_its_crn(world: World, loads: Any) -> None:
    answer = world.client_for("head_of_unit").get("/api/tried/units/HM/nobody-named")
    body = answer.json()
    assert body["people"] == 2
    limited = next(row for row in body["rows"] if row["crn"] == "X100003")
    assert (limited["restricted"], limited["name"], limited["rosh"], limited["facts"]) == (True, None, None, [])
    assert "Robin" not in answer.content.decode()


@pytest.mark.parametrize("role", ["practitioner", "analyst", "elsewhere"])
def test_not_for_everyone(world: World, role: str) -> None:
    assert world.client_for(role).get("/api/tried/units/HM/nobody-named").status_code == 404
    assert send(world.client_for(role), "/proposals", unit="HM").status_code == 403
    assert world.client_for("nobody").get("/api/tried/units/HM/nobody-named").status_code == 401


def test_naming_and_being_second(world: World, loads: Any) -> None:
    client = world.client_for("senior")
    found = client.get("/api/tried/people/X100002/candidates").json()
    assert found[0]["staff_code"] == "N01A001"
    given = {"staff_code": "N01A001", "team": "HMFELL", "notes": "Known here", "version": 1}
    named = send(client, "/people/X100002/practitioner", **given)
    assert named.status_code == 200, named.content
    assert named.json()["changed"] is True
    assert send(client, "/people/X100002/practitioner", **given).json()["changed"] is False
    assert Allocation.objects.count() == 1
    moved = send(client, "/people/X100002/practitioner", **given, move_reason="other", from_staff_code="N01B001")
    assert moved.status_code in (200, 409)
    assert Allocation.objects.count() == 1


def test_refusals_are_problems_with_their_reason(world: World, loads: Any) -> None:
    client = world.client_for("senior")
    unknown = send(client, "/people/X100002/practitioner", staff_code="N99", team="HMFELL")
    assert unknown.status_code == 404
    assert unknown["Content-Type"].startswith("application/problem+json")
    links = send(client, "/people/X100002/practitioner", staff_code="N01A001", team="HMFELL", notes="www.example.org")
    assert (links.status_code, "links" in links.json()["detail"]) == (422, True)
    limited = send(
        world.client_for("head_of_unit"), "/people/X100003/practitioner", staff_code="N01A001", team="HMFELL"
    )
    assert limited.status_code == 403
    assert "Robin" not in limited.content.decode()


def test_a_proposal_through_the_api(world: World, ready: Any) -> None:
    head = world.client_for("head_of_unit")
    asked = send(head, "/proposals", unit="HM")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    proposal = ready()
    body = head.get(f"/api/tried/proposals/{proposal.pk}").json()
    placed = [row for row in body["rows"] if row["state"] == "placed"]
    assert (placed[0]["crn"], placed[0]["to"]) == ("X100002", "N01A001")
    limited = next(row for row in body["rows"] if row["crn"] == "X100003")
    assert limited["reason"] == ""
    assert world.client_for("senior").get(f"/api/tried/proposals/{proposal.pk}").status_code == 404
    done = send(head, f"/proposals/{proposal.pk}/decision", accept=[placed[0]["id"]])
    assert done.json()["state"] == "decided"
    assert Allocation.objects.count() == 1
    assert send(head, f"/proposals/{proposal.pk}/decision", accept=[]).status_code == 409


def test_every_person_and_candidate_says_their_unit(world: World, loads: Any) -> None:
    client = world.client_for("senior")
    assert {r["unit"] for r in client.get("/api/tried/units/HM/nobody-named").json()["rows"]} == {"HM"}
    assert client.get("/api/tried/people/X100002/candidates").json()[0]["unit"] == "HM"


@pytest.mark.parametrize(
    ("role", "given", "status"),
    [
        ("senior", {"team": "HMFELL"}, 202),
        ("head_of_unit", {"unit": "HM"}, 202),
        ("regional_director", {"region": "NM", "across": True}, 202),
        ("senior", {"region": "NM"}, 404),
        ("head_of_unit", {}, 422),
        ("head_of_unit", {"unit": "HM", "team": "HMFELL"}, 422),
    ],
)
def test_a_proposal_is_asked_for_a_team_a_unit_or_a_region(
    world: World, loads: Any, role: str, given: dict[str, Any], status: int
) -> None:
    assert send(world.client_for(role), "/proposals", **given).status_code == status
