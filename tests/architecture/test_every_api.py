"""The API walked for every role: the same answers as the pages give, and nothing for someone not signed in."""

import pytest
from django.urls import URLResolver, get_resolver

from rainer.organisation.capabilities import Capability as C
from tests.access_table import ROLES, a_proposal, may, nothing, waiting

# Name -> (method, what the address needs, {role: status}). A post with an empty body gets as far as its own checks.
TABLE = {
    "nobody_named": ("get", lambda w: {"code": "HM"}, may(C.SEE_NOBODY_NAMED)),
    "candidates": ("get", waiting, may(C.ALLOCATE)),
    "proposal": ("get", a_proposal, may(C.PROPOSE, senior=404)),
    "name_practitioner": ("post", waiting, dict.fromkeys(ROLES, 422)),
    "ask_for_proposal": ("post", nothing, {r: 422 if s == 200 else 403 for r, s in may(C.PROPOSE).items()}),
    "decide_proposal": ("post", a_proposal, dict.fromkeys(ROLES, 422)),
}
# The description of the API and its root say nothing about anyone.
OPEN = {"openapi-json", "api-root"}


def _names() -> set[str]:
    api = next(r for r in get_resolver().url_patterns if isinstance(r, URLResolver) and r.namespace == "api")
    return {str(p.name) for p in api.url_patterns}


def test_every_operation_has_a_row() -> None:
    assert _names() - OPEN == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_role_gets_what_the_table_says(world, name) -> None:
    from django.urls import reverse

    method, needs, statuses = TABLE[name]
    address = reverse(f"api:{name}", kwargs=needs(world))
    given = {}
    for role in ROLES:
        client = world.client_for(role)
        send = client.get if method == "get" else client.post
        more = {} if method == "get" else {"data": {}, "content_type": "application/json"}
        given[role] = send(address, **more).status_code
    expected = {**statuses, "nobody": 401}
    assert {r: s for r, s in given.items() if s != expected[r]} == {}
