"""One served world and one browser for all journeys. Without a Chromium they are skipped, and say so."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import browser as drive

MISSING = "no Chromium on this machine: the browser tests are skipped (install chromium, or set RAINER_CHROMIUM)"


@pytest.fixture(scope="session")
def _chromium() -> str:
    found = drive.chromium()
    if found is None:
        if os.environ.get("RAINER_REQUIRE_BROWSER") == "1":
            pytest.fail("RAINER_REQUIRE_BROWSER is set, and there is no Chromium on this machine.")
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
def site(_chromium: str) -> Iterator[drive.Site]:
    # A world of its own for each worker, should the journeys ever run on more than one.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    with drive.served(os.environ["DATABASE_URL"], database=f"rainer_journeys_{worker}") as site:
        yield site


@pytest.fixture(scope="session")
def chromium_browser(_chromium: str) -> Iterator[Browser]:
    with drive.browser() as started:
        yield started


@pytest.fixture
def as_role(chromium_browser: Browser, site: drive.Site) -> Iterator[Callable[..., Page]]:
    """A page of someone signed in: `as_role("head")`, `as_role("head", phone=True, scripts=False)`; "" is nobody."""
    opened: list[BrowserContext] = []

    def enter(username: str, *, phone: bool = False, scripts: bool = True) -> Page:
        context = chromium_browser.new_context(
            viewport=drive.PHONE if phone else drive.DESKTOP, java_script_enabled=scripts, bypass_csp=False
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if username:
            drive.sign_in(page, site, username)
        return page

    yield enter
    for context in opened:
        context.close()
