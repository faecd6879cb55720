"""A NUL byte in an address, a query, a form or a cookie is never our fault to tell of."""

from __future__ import annotations

import pytest

from rainer.cases.models import BreakGlass
from rainer.common.models import LogEntry


@pytest.mark.parametrize("address", ["/people/%00/", "/units/%00/", "/find/%00", "/no/such/%00/", "/api/%00"])
def test_an_address_with_one_leads_nowhere(client_for, address):
    assert client_for("senior").get(address, follow=True).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=Jordan%00+Ellis", "%00=1", "on=%00", "page=%00", "sort=%00"])
@pytest.mark.parametrize("address", ["/find/", "/help/", "/duplicates/"])
def test_in_a_query_it_is_dropped(client_for, address, query):
    assert client_for("senior").get(f"{address}?{query}").status_code == 200


def test_the_words_around_it_still_count(client_for):
    client_for("senior").get("/find/?q=Jordan%00+Ellis")
    assert LogEntry.objects.get(name="searched").data == {"words": "Jordan Ellis", "found": 1}


def test_in_what_is_typed_it_is_dropped(client_for):
    given, form = "ground=harm&reason=His+mother%00+rang", "application/x-www-form-urlencoded"
    answer = client_for("practitioner").post("/people/X100003/open-restricted/", given, content_type=form)
    assert answer.status_code == 302
    assert BreakGlass.objects.get().reason == "His mother rang"


def test_at_sign_in_and_in_a_cookie_it_opens_nothing(client, db):
    assert client.post("/sign-in/?next=%00", {"login": "a\0", "password": "b\0"}).status_code < 500
    client.cookies["sessionid"] = "a\0b"
    assert client.get("/").status_code < 500
