"""Every link followed, role by role, on a phone: each leads to a page, axe finds nothing there, and it fits the screen.

One page of each address pattern is opened, with and without a query, by the first role that meets a link to it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.journeys.addresses import ANALYST, HEAD, OFFICER, REGION, SENIOR
from tests.journeys.browser import PHONE, Site, axe_faults

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROLES = (OFFICER, HEAD, SENIOR, REGION, ANALYST, "admin", "information", "system")
# Files, and the way out.
NOT_PAGES = re.compile(r"sign-out|/static/|\.(svg|csv|xlsx|ods|pdf|ics|json|zip)\b|format=")
# Parts of an address that make another page of it.
KINDS = ("kind", "group", "part", "to", "role", "level")
MANY = 180
Pattern = tuple[str, tuple[str | None, ...], bool]


class Walk:
    """What was opened so far, by pattern, and what was found wrong."""

    def __init__(self, site: Site) -> None:
        self.site, self.seen, self.faults = site, set[Pattern](), list[str]()

    def follow(self, page: Page, who: str) -> None:
        todo = deque([page.url])
        while todo:
            url = todo.popleft()
            if (pattern := self._pattern(url)) in self.seen:
                continue
            self.seen.add(pattern)
            if self._open(page, who, url):
                todo += [link for link in self._links(page) if self._pattern(link) not in self.seen]

    def _pattern(self, url: str) -> Pattern:
        parts = urlsplit(url)
        try:
            found = resolve(parts.path)
        except Resolver404:
            return parts.path, (), bool(parts.query)
        return found.view_name, tuple(found.kwargs.get(name) for name in KINDS), bool(parts.query)

    def _open(self, page: Page, who: str, url: str) -> bool:
        """Whether it is a page. A download says so by an error."""
        try:
            answer = page.goto(url)
        except Error as error:
            if "Download" not in str(error):
                raise
            return False
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            return False
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = axe_faults(page)
        found += [f"{wide} pixels wide"] if wide > PHONE["width"] else []
        found += [f"answered {answer.status}"] if answer.status != 200 else []
        self.faults += [f"{who} {url}: {one}" for one in found]
        return True

    def _links(self, page: Page) -> list[str]:
        found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])")
        return [url for url in found if url.startswith(self.site.address) and not NOT_PAGES.search(url)]


def test_every_link_leads_to_a_page_that_fits(site: Site, as_role: Callable[..., Page]) -> None:
    walk = Walk(site)
    for who in ROLES:
        walk.follow(as_role(who, phone=True), who)
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.seen) > MANY
