"""What was typed is not lost: with the line down, with the session gone; and nothing of it stays after sign-out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.addresses import OFFICER, SENIOR, own_crn
from tests.journeys.browser import Site, sign_in

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NOTE = "Rang from the bus. The college has a place for the spring."
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('rainer-typed:')).length"


def typed(page: Page, site: Site, *, offline: bool = False) -> str:
    path = f"/people/{own_crn(site)}/contacts/add/"
    page.goto(site.url(path))
    page.context.set_offline(offline)
    page.get_by_label("What", exact=True).select_option(label="Phone call from the person")
    page.get_by_label("What happened", exact=True).fill(NOTE)
    page.wait_for_timeout(800)  # it is kept when typing pauses
    assert page.evaluate(KEPT) == 1
    return path


def is_back(page: Page) -> None:
    expect(page.get_by_text("had not saved, is back")).to_be_visible()
    expect(page.get_by_label("What happened", exact=True)).to_have_value(NOTE)


def test_a_lost_line_loses_nothing(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role(OFFICER, phone=True)
    path = typed(page, site, offline=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("There is no connection")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    is_back(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Contact saved")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    page.goto(site.url(path))
    expect(page.get_by_label("What happened", exact=True)).to_have_value("")


def test_a_lost_session_loses_nothing(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role(OFFICER)
    path = typed(page, site)
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("we kept what you typed").first).to_be_visible()
    sign_in(page, site, OFFICER)
    page.goto(site.url(path))
    is_back(page)


def test_sign_out_leaves_nothing(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role(OFFICER)
    typed(page, site)
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/sign-out/" not in url)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_another_user_of_the_browser_sees_nothing_of_it(site: Site, as_role: Callable[..., Page]) -> None:
    """The session was lost, so nobody signed out."""
    page = as_role(OFFICER)
    path = typed(page, site)
    page.context.clear_cookies(name=re.compile("session"))
    sign_in(page, site, SENIOR)
    assert page.evaluate(KEPT) == 0
    assert NOTE not in page.evaluate("JSON.stringify(localStorage)")
    page.goto(site.url(path))
    expect(page.get_by_label("What happened", exact=True)).to_have_value("")


def test_typing_is_kept_until_the_server_has_it_also_where_it_changes_what_stood_there(
    site: Site, as_role: Callable[..., Page]
) -> None:
    """The line breaks while the browser takes itself for connected; and the form is not blank to begin with."""
    page, path = as_role(OFFICER), f"/people/{own_crn(site)}/book/"
    page.goto(site.url(path))
    stood = page.get_by_label("Where").input_value()
    page.get_by_label("Where").fill("Moor House, room C")
    page.get_by_label("When").fill("10/2/27 19.10")
    page.get_by_label("What", exact=True).select_option(label="Planned office visit")
    page.route("**/book/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    book = page.get_by_role("button", name=re.compile(r"^Book( \d+)?$")).first
    book.click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/book/")
    page.goto(site.url("/today/"))
    page.goto(site.url(path))
    expect(page.get_by_text("had not saved, is back")).to_be_visible()
    expect(page.get_by_label("Where")).to_have_value("Moor House, room C")
    page.get_by_label("When").fill("never")
    book.click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert page.evaluate(KEPT) == 1, "what was refused is still only here"
    page.goto(site.url(path))
    expect(page.get_by_label("When")).to_have_value("never")
    page.get_by_role("button", name="Forget what was kept").click()
    expect(page.get_by_label("Where")).to_have_value(stood)
    assert page.evaluate(KEPT) == 0


def test_a_tab_left_open_keeps_nothing_after_sign_out_in_another(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role(OFFICER)
    typed(page, site)
    other = page.context.new_page()
    other.goto(site.url("/sign-out/"))
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(lambda url: "/sign-out/" not in url)
    page.get_by_label("What happened", exact=True).fill("More of it")
    page.wait_for_timeout(800)
    assert page.evaluate(KEPT) == 0
