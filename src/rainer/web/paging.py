"""Links to the pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from rainer.web.address import with_parameters


@dataclass(frozen=True, slots=True)
class PageLink:
    """A numbered link; without an address it is the gap between numbers."""

    number: int
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    links: tuple[PageLink, ...]
    previous: str
    next: str
    first: int
    last: int
    total: int


def pages_of(request: HttpRequest, page: Page[Any], parameter: str = "page") -> Pages:
    """The links of a page of a list; none where all of it fits on one."""

    def url(number: int) -> str:
        return with_parameters(request, {parameter: number if number > 1 else None})

    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1) if paginator.num_pages > 1 else ()
    links = (PageLink(n, url(n), n == page.number) if isinstance(n, int) else PageLink(0) for n in numbers)
    return Pages(
        links=tuple(links),
        previous=url(page.previous_page_number()) if page.has_previous() else "",
        next=url(page.next_page_number()) if page.has_next() else "",
        first=page.start_index(),
        last=page.end_index(),
        total=paginator.count,
    )
