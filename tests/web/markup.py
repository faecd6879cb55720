"""Renders components without a database: a request as a role sees it, and a template string as a page would print it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.template import engines
from django.test import RequestFactory

TEAM = SimpleNamespace(code="FELL")
UNIT = SimpleNamespace(code="HM", region=SimpleNamespace(code="NM"))
TEAM.unit = UNIT


class Acting:
    """Someone with roles and capabilities, as the middleware sets them."""

    def __init__(self, *capabilities: str, roles: tuple[str, ...] = (), team: Any = TEAM, unit: Any = None) -> None:
        self._capabilities = set(capabilities)
        self.roles = frozenset(roles)
        self.holdings = (SimpleNamespace(team=team, unit=unit, region=None),)
        self.user = "Megan Price"

    def may(self, capability: str) -> bool:
        return capability in self._capabilities


def request(url: str = "/list/", *, acting: Acting | None = None) -> Any:
    made: Any = RequestFactory().get(url)
    made.acting = acting or Acting("export")
    made.user = SimpleNamespace(pk=1, is_authenticated=True)
    return made


def printed(source: str, *, url: str = "/list/", **context: Any) -> str:
    """A template string rendered as on a page; white space between tags is kept out of the way."""
    text = engines["django"].from_string(source).render(context, request(url))
    return " ".join(text.split())
