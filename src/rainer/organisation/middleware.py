from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rainer.common import log
from rainer.organisation.access import Acting


class ActingUserMiddleware:
    """Sets `request.acting` for a signed-in user, and marks the log with the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        way = log.way_in.set("api" if request.path.startswith("/api/") else "page")
        identity = log.request_id.set(uuid.uuid4().hex)
        try:
            if request.user.is_authenticated:
                request.acting = Acting.of(request.user)  # type: ignore[attr-defined]
            return self.get_response(request)
        finally:
            log.way_in.reset(way)
            log.request_id.reset(identity)
