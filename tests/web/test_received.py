"""A browser forgets its copy of what was typed only once the server has it: saved, or shown beside another's."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from rainer.web.received import RECEIVED, SENT_AS, ReceivedMiddleware


def answered(response, **posted):
    seen = {}

    def view(request):
        seen.update(request.POST.items())
        return response

    answer = ReceivedMiddleware(view)(
        RequestFactory().post(
            "/notes/",
            "&".join(f"{name}={value}" for name, value in posted.items()),
            content_type="application/x-www-form-urlencoded",
        )
    )
    return answer, seen


@pytest.mark.parametrize(
    ("response", "is_told"),
    [
        (HttpResponseRedirect("/today/"), True),
        (HttpResponse(status=409), True),
        (HttpResponse(status=200), False),
        (HttpResponse(status=422), False),
        (HttpResponse(status=500), False),
        (HttpResponseRedirect("/sign-in/?next=/notes/"), False),
    ],
    ids=["saved", "changed-meanwhile", "looked-at", "refused", "went-wrong", "signed-out"],
)
def test_only_what_is_safe_is_answered(response, is_told):
    answer, _seen = answered(response, **{SENT_AS: "m1abc"})
    assert (answer.cookies[RECEIVED].value if RECEIVED in answer.cookies else "") == ("m1abc" if is_told else "")


def test_no_view_reads_the_field():
    _answer, seen = answered(HttpResponseRedirect("/"), **{"note": "Came", SENT_AS: "m1abc"})
    assert seen == {"note": "Came"}


@pytest.mark.parametrize("sent_as", ["", "A;b", "x" * 41])
def test_what_no_page_of_ours_sends_is_not_given_back(sent_as):
    answer, _seen = answered(HttpResponseRedirect("/"), **{SENT_AS: sent_as})
    assert RECEIVED not in answer.cookies


def test_a_post_without_it_is_left_alone():
    answer, seen = answered(HttpResponseRedirect("/"), note="Came")
    assert RECEIVED not in answer.cookies
    assert seen == {"note": "Came"}
