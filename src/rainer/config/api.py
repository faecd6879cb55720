"""The API: each app's endpoints, over the same operations and queries as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import django_auth

from rainer.common.errors import RainerError

api = NinjaAPI(title="Rainer", version="1", auth=django_auth, urls_namespace="api", docs_url=None)


def problem(request: HttpRequest, status: int, code: str, message: str, facts: dict[str, Any]) -> HttpResponse:
    """Problem details (RFC 9457)."""
    body = {"type": f"about:{code}", "title": message, "status": status, **facts}
    response: HttpResponse = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(RainerError)
def named_error(request: HttpRequest, error: RainerError) -> HttpResponse:
    return problem(request, error.status, error.code, error.message, error.facts)
