"""Which pages and jobs use a value of the rulebook."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from rainer.common.jobs import jobs
from rainer.rulebook.code import keys_read_by
from rainer.rulebook.grid import key_words


@dataclass(frozen=True, slots=True)
class User:
    """A page or a job: what it is for in a sentence; of a page, its address as the address table writes it."""

    says: str
    address: str = ""


# A chart's picture and its figures stand in a page that is listed itself.
NO_PAGES = (".svg", ".csv", ".ics")
# Parts of an address that differ from one to the next, and the number of a page in front of what it is for.
_PART = re.compile(r"<[^>]*>|\(\?P<\w+>[^)]*\)")
_NUMBER = re.compile(r"^[PC]\d+\w?[:,]? ")


def pages_using(key: str) -> list[User]:
    """Pages that show the value or come to read it, by address.

    Derived, not kept by hand: each page's view and each job's function is followed through all that it refers to in
    Rainer's own source, and counts where the key of the value is written in what it reaches; the values a rule names
    in `reads` are among these. What is called through an object is followed by its class. Of a key put
    together while running both parts have to be written in what is reached. A page that can never come to the value may be listed; one that reads it straight is.
    """
    return [user for user, keys in _pages() if key in keys]


def jobs_using(key: str) -> list[User]:
    """Jobs that come to read the value, derived as for pages."""
    found = (User(job.summary) for job in jobs().values() if key in _keys(job.run))
    return sorted(found, key=lambda user: user.says)


@lru_cache(maxsize=1)
def _pages() -> tuple[tuple[User, frozenset[str]], ...]:
    found = {(address, view): _page(address, name, view) for address, name, view in _patterns(get_resolver(), "/")}
    pages = (page for page in found.values() if not page[0].address.endswith(NO_PAGES))
    return tuple(sorted(pages, key=lambda page: page[0].address))


def _page(address: str, name: str, view: Callable[..., Any]) -> tuple[User, frozenset[str]]:
    says = _NUMBER.sub("", (inspect.getdoc(view) or "").split("\n")[0]) or f"{key_words(name)}."
    return User(says[:1].upper() + says[1:], _PART.sub("…", address)), _keys(view)


def _patterns(resolver: URLResolver, before: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        address = before + str(one.pattern).lstrip("^").rstrip("$").replace("\\", "")
        if isinstance(one, URLResolver):
            yield from _patterns(one, address)
        elif isinstance(one, URLPattern) and one.name and one.callback.__module__.startswith("rainer."):
            yield address, one.name, one.callback


@lru_cache(maxsize=1_000)
def _keys(function: Callable[..., Any]) -> frozenset[str]:
    whole = inspect.unwrap(function)
    return keys_read_by(whole.__module__, whole.__qualname__.split(".")[0])
