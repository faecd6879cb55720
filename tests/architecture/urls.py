"""Every address of the site, walked once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            # The API has a table of its own: see test_every_api.py.
            if each.namespace != "api":
                yield from patterns(each)
        else:
            yield each


def where(view: Callable[..., Any]) -> str:
    """File and function of a view, through its decorators."""
    bare = inspect.unwrap(view)
    bare = getattr(bare, "view_class", bare)
    return f"{inspect.getsourcefile(bare)}: {getattr(bare, '__qualname__', bare)}"
