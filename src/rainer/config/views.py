"""What the API is, for whoever writes a program against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.config.api import api
from rainer.web import page
from rainer.web.entry import open_to_all
from rainer.web.tables import Column, Table

METHODS = {"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the API does. `scopes` are capabilities, any of which will do."""

    what: str
    method: str
    path: str
    scopes: tuple[str, ...]


@open_to_all
@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    return page.render(
        request,
        "web/api.html",
        title=_("The API"),
        table=_table(request),
        schema_url=reverse("api:openapi-json"),
        sign_in_url=reverse("account_login"),
    )


def calls() -> Iterator[Call]:
    """Every call, from the API's own description."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, facts in methods.items():
            what = facts.get("description") or facts["summary"]
            yield Call(what, METHODS[method], path, tuple(facts.get("x-scopes", ())))


def _table(request: HttpRequest) -> Table:
    acting = getattr(request, "acting", None)
    yours = (
        Column("yours", _("Is it yours?"), value=lambda c: _yours(acting.may(s) for s in c.scopes)) if acting else None
    )
    columns = [
        Column("what", _("What it does")),
        Column("path", _("Call"), value=lambda c: f"{c.method} {c.path}"),
        Column("scopes", _("Scope"), value=lambda c: ", ".join(c.scopes)),
    ]
    return Table(
        request,
        caption=_("Calls and the scope each needs"),
        columns=[*columns, yours] if yours else columns,
        rows=list(calls()),
        empty=_("The API does nothing yet."),
        what=lambda n: _("%(n)s calls") % {"n": n},
    )


def _yours(held: Iterator[bool]) -> str:
    return _("Yes, where your role holds") if any(held) else _("No")
