from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import resolve_url

from rainer.common import log
from rainer.common.errors import BadInputError, RainerError
from rainer.policy.rulebook import NoValueInForceError
from rainer.web import errors

logger = logging.getLogger("rainer.web")


class SecurityHeadersMiddleware:
    """Headers Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class NulBytesMiddleware:
    """A NUL byte means nothing in a name, a CRN or a note, and the database can hold none: it is dropped from what is
    asked and typed, and an address with one leads nowhere. Stands before whatever reads a cookie or a query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request.GET):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        request.COOKIES = {name: value.replace("\0", "") for name, value in request.COOKIES.items()}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: dict[str, Any]) -> None:
        if "\0" in request.path:
            raise Http404
        # A view that takes files reads its post itself: to read it here would be too early for its upload handlers.
        if request.content_type == "multipart/form-data":
            return
        # A post that broke off is told by the view's own reading of it.
        with suppress(UnreadablePostError):
            if request.method == "POST" and _has_nul(request.POST):
                request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _has_nul(given: QueryDict) -> bool:
    return any("\0" in text for name, values in given.lists() for text in (name, *values) if isinstance(text, str))


def _without_nul(given: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=given.encoding)
    for name, values in given.lists():
        clean.setlist(name.replace("\0", ""), [str(value).replace("\0", "") for value in values])
    clean._mutable = False
    return clean


class KeptTypedMiddleware:
    """A session that ended while somebody wrote must not lose what they wrote: instead of the bare way to sign-in,
    a page gives it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent_to = response.get("Location", "")
        if request.method != "POST" or not sent_to or sent_to.split("?")[0] != resolve_url(settings.LOGIN_URL):
            return response
        kept = errors.typed(request)
        return errors.signed_out(request, sent_to, kept) if kept else response


class ErrorPagesMiddleware:
    """Turns the named errors into pages, in one place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RainerError):
            return errors.answer(request, exception)
        if isinstance(exception, Http404) and errors.is_api(request):
            return errors.problem(404, "not_there", "Not there, or not yours.")
        if isinstance(exception, DataError) and any(nul in str(exception) for nul in ("NUL", "\\u0000")):
            # In the JSON of a call: what comes by address and form was cleaned on the way in.
            return errors.answer(request, BadInputError("There is a NUL byte in a text. Leave it out."))
        if isinstance(exception, NoValueInForceError):
            return errors.answer(request, errors.nothing_in_force(exception))
        if isinstance(exception, OperationalError | InterfaceError):
            return self._unavailable(request, exception)
        return None

    def _unavailable(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        logger.error("The database did not answer (request %s)", log.request_id.get(), exc_info=exception)
        if errors.is_api(request):
            return errors.problem(503, "not_available", "Not available just now. Nothing was saved.")
        return errors.not_now(request)
