from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from rainer.common import log
from rainer.common.errors import RainerError
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
        if isinstance(exception, OperationalError | InterfaceError):
            return self._unavailable(request, exception)
        return None

    def _unavailable(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        logger.error("The database did not answer (request %s)", log.request_id.get(), exc_info=exception)
        if errors.is_api(request):
            return errors.problem(503, "not_available", "Not available just now. Nothing was saved.")
        return errors.not_now(request)
