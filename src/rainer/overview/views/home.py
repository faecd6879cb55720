"""Where each role starts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from rainer.organisation.access import ActingRequest, signed_in
from rainer.web import navigation

# The first screen of each role, the first that the user holds wins: (role, address, which place it is of). Roles that
# are not here, or whose screen needs a place they have none of, start with the first item of their navigation.
FIRST_SCREENS = (
    ("head_of_unit", "unit_front", "unit"),
    ("senior", "team_front", "team"),
    ("regional_director", "region_front", "region"),
    ("practitioner", "today", ""),
    ("pom", "today", ""),
    ("court_officer", "my_load", ""),
    ("case_administrator", "queue", ""),
    ("analyst", "data", ""),
    ("information_owner", "access_log", ""),
    ("system_administrator", "health", ""),
)


@signed_in
def home(request: ActingRequest) -> HttpResponse:
    """Where the user starts."""
    for role, name, place in FIRST_SCREENS:
        address = _first_address(request, role, name, place)
        if address:
            return redirect(address)
    return redirect(navigation.main(request)[0].url)


def _first_address(request: ActingRequest, role: str, name: str, place: str) -> str:
    for holding in request.acting.holdings:
        if holding.role != role:
            continue
        thing = getattr(holding, place) if place else None
        if place and thing is None:
            continue
        try:
            return reverse(name, args=[thing.code] if thing else [])
        except NoReverseMatch:
            continue
    return ""
