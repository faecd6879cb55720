"""Errors are pages in our words, with a way on; under /api/ they are problem details."""

import json

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import include, path

from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
    RestrictedError,
)
from rainer.web.entry import open_to_all
from tests.pages import read_page

ERRORS = {
    "there": NotThereError("You cannot open this. It may be restricted, or not yours, or not there."),
    "restricted": RestrictedError("This record is restricted.", crn="X009921"),
    "allowed": NotAllowedError("You cannot do this. Your role does not include it."),
    "changed": ChangedMeanwhileError("Priya Nandakumar named Grace Adeyemi at 10:02."),
    "refused": RefusedError("High risk needs a probation officer.", rule="allocation.guard"),
    "input": BadInputError("The file cannot be used.", errors={"team_desc": "missing"}),
    "database": OperationalError("connection refused"),
    "bug": ValueError("x"),
}


@open_to_all
def broken(request, what):
    raise ERRORS[what]


urlpatterns = [
    path("broken/<str:what>/", broken),
    path("api/broken/<str:what>/", broken),
    path("people/<str:crn>/open-restricted/", lambda r, crn: HttpResponse(), name="open_restricted"),
    path("", include("rainer.web.urls")),
]
handler404 = "rainer.web.views.not_found"
handler500 = "rainer.web.views.server_error"


@pytest.fixture
def senior(world, settings):
    settings.ROOT_URLCONF = __name__
    client = world.client_for("senior")
    client.raise_request_exception = False
    return client


CASES = [
    ("there", 404, "You cannot open this"),
    ("restricted", 403, "Restricted record, X009921"),
    ("allowed", 403, "You cannot do this"),
    ("changed", 409, "Someone changed this while you were writing"),
    ("refused", 422, "Check what the address asks for"),
    ("input", 422, "Check what the address asks for"),
    ("database", 503, "Rainer is not available just now"),
    ("bug", 500, "Something went wrong here"),
]


@pytest.mark.parametrize(("what", "status", "title"), CASES)
def test_an_error_is_a_page(senior, what, status, title):
    response = senior.get(f"/broken/{what}/")
    found = read_page(response)
    assert response.status_code == status
    assert found.h1 == [title]
    found.lacks("please", "invalid", "Traceback")
    found.says("Go to your first page")


@pytest.mark.parametrize(("what", "status", "title"), CASES)
def test_under_the_api_it_is_problem_details(senior, what, status, title):
    response = senior.get(f"/api/broken/{what}/")
    body = json.loads(response.content)
    assert (response.status_code, body["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"
    assert body["detail"]


def test_an_address_that_leads_nowhere(senior):
    found = read_page(senior.get("/no/such/place/"))
    assert found.h1 == ["You cannot open this"]
    assert senior.get("/api/nothing/")["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("what", ["refused", "input"])
def test_what_was_sent_and_refused_was_not_saved(senior, what):
    assert read_page(senior.post(f"/broken/{what}/")).h1 == ["This was not saved"]


def test_what_was_typed_is_given_back_but_never_a_password(senior):
    found = read_page(senior.post("/broken/changed/", {"note": "three lines of thought", "password": "hunter2"}))
    found.says("What you typed is here", "three lines of thought", "Nothing of it was saved")
    found.lacks("hunter2")


def test_break_glass_is_offered_to_roles_that_have_it(senior, world):
    assert (
        read_page(senior.get("/broken/restricted/")).link("Say why and open it") == "/people/X009921/open-restricted/"
    )
    without = world.client_for("analyst").get("/broken/restricted/")
    assert b"Say why and open it" not in without.content


def test_an_error_before_signing_in_is_a_page_too(client, db, settings):
    settings.ROOT_URLCONF = __name__
    found = read_page(client.get("/broken/there/"))
    found.says("You cannot open this")


def test_a_form_out_of_date_gives_back_what_was_typed(world, settings):
    from django.test import Client

    settings.ROOT_URLCONF = __name__
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/broken/there/", {"note": "half a page"})
    assert response.status_code == 403
    read_page(response).says("This form is out of date", "half a page")


def test_a_session_that_ended_does_not_lose_what_was_typed(client, db):
    """The address is one that needs sign-in; the form was filled in before the session ended."""
    response = client.post("/drafts/1/forget/", {"note": "half a page of thought", "password": "hunter2"})
    assert response.status_code == 403
    found = read_page(response)
    assert found.h1 == ["You were signed out, and we kept what you typed"]
    found.says("half a page of thought", "Not saved: nothing changed.")
    found.lacks("hunter2")
    assert found.link("Sign in").endswith("?next=/drafts/1/forget/")
    assert client.post("/drafts/1/forget/").status_code == 302, "with nothing typed, straight to sign-in"


def test_a_session_left_too_long_gives_back_what_was_typed(world):
    client = world.client_for("senior")
    session = client.session
    session["since"] = session["seen"] = 1
    session.save()
    response = client.post("/drafts/1/forget/", {"note": "half a page of thought"})
    found = read_page(response)
    found.says("You were signed out, and we kept what you typed", "half a page of thought")
    assert not response.wsgi_request.user.is_authenticated
