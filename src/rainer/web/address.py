"""The address of a page with some of its parameters changed: filters, order and page live there."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, QueryDict


def with_parameters(request: HttpRequest, changes: Mapping[str, str | int | None]) -> str:
    """This page's address with each parameter set, or dropped where None."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return written(request, query)


def without_value(request: HttpRequest, name: str, value: str) -> str:
    """This page's address less one value of a parameter that may have several."""
    query = request.GET.copy()
    query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
    query.pop("page", None)
    return written(request, query)


def written(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path
