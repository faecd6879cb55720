"""Every page in a real browser: axe is clean at desktop and phone width, nothing runs over the edge of a phone, and
without scripts the page is there all the same.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.addresses import addresses
from tests.journeys.browser import Site, axe_faults
from tests.journeys.made import NOT_PAGES, lacking, names_of

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_every_page_has_an_address(site: Site) -> None:
    """What is not looked at here is named, with what it is, in NOT_PAGES; what is only posted to is no page."""
    found = names_of(path for _name, _who, path in addresses(site))
    assert not lacking(found), "Name an address in tests/journeys/addresses.py for these"
    assert not found & set().union(*NOT_PAGES.values())


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing(phone: bool, site: Site, as_role: Callable[..., Page]) -> None:
    faults, opened = {}, {}
    for name, who, path in addresses(site):
        page = opened.setdefault(who, None) or opened.update({who: as_role(who, phone=phone)}) or opened[who]
        answer = page.goto(site.url(path))
        assert answer is not None
        found = axe_faults(page)
        if answer.status != (404 if name == "not-there" else 200):
            found.append(f"answered {answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if phone and wide > 360:
            found.append(f"{wide} pixels wide on a phone of 360")
        if found:
            faults[name] = found
    assert not faults, "\n".join(f"{name}: {found}" for name, found in faults.items())


def test_every_page_is_there_without_scripts(site: Site, as_role: Callable[..., Page]) -> None:
    lacking, opened = [], {}
    for name, who, path in addresses(site):
        page = opened.setdefault(who, None) or opened.update({who: as_role(who, scripts=False)}) or opened[who]
        page.goto(site.url(path))
        heading, title = page.locator("h1").first.inner_text(), page.title()
        if heading.strip() != title.strip():
            lacking.append(f"{name}: h1 “{heading}”, title “{title}”")
    assert not lacking


def test_no_page_asks_another_host_or_logs_an_error(site: Site, as_role: Callable[..., Page]) -> None:
    """No font, script or picture from elsewhere, and nothing that the content policy had to stop."""
    page = as_role("head")
    strange, errors = [], []
    page.on(
        "request",
        lambda request: strange.append(request.url) if not request.url.startswith((site.address, "data:")) else None,
    )
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for name, who, path in addresses(site):
        if who == "head" and name != "not-there":
            page.goto(site.url(path))
    assert not strange
    assert not errors


def test_the_first_load_is_under_100_kb(site: Site, as_role: Callable[..., Page]) -> None:
    """What comes over the wire for a first page, pictures of charts aside: they load as they are scrolled to."""
    page = as_role("head")
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.clearBrowserCache")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site.url("/help/"))
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 100 * 1024
