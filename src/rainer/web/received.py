"""Tells a browser that what was sent arrived, so that it forgets its own copy (static/web/kept.js) then and not before."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import resolve_url

# The field by which a form is sent, and the cookie that gives it back; the script knows both by these names.
SENT_AS = "sent_as"
RECEIVED = "rainer_received"
_LIKE_OURS = re.compile(r"[0-9a-z]{1,40}")
SAVED, CHANGED_MEANWHILE = (302, 303), 409


class ReceivedMiddleware:
    """Takes the field out before anyone reads the post, and answers it once the typing is safe: saved, or shown
    beside what somebody else wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent_as = _take(request)
        response = self.get_response(request)
        if sent_as and _is_safe(response):
            response.set_cookie(RECEIVED, sent_as, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


def _take(request: HttpRequest) -> str:
    # Forms with files are not kept by the browser, and are read by their own views.
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return ""
    with suppress(UnreadablePostError):
        if SENT_AS in request.POST:
            rest = request.POST.copy()
            (sent_as,) = rest.pop(SENT_AS)[-1:] or [""]
            rest._mutable = False
            request.POST = rest  # type: ignore[assignment]
            return str(sent_as) if _LIKE_OURS.fullmatch(str(sent_as)) else ""
    return ""


def _is_safe(response: HttpResponse) -> bool:
    to_sign_in = response.get("Location", "").split("?")[0] == resolve_url(settings.LOGIN_URL)
    return response.status_code == CHANGED_MEANWHILE or (response.status_code in SAVED and not to_sign_in)
