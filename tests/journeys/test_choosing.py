"""Choosing a practitioner in a real browser: two compared without scripts, and the first five on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Site

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def crn(site: Site) -> str:
    """Someone of Harrowgate Moor nobody is named for, of low risk."""
    return str(
        site.ask(
            "SELECT p.crn FROM cases_case c JOIN cases_person p ON p.id = c.person_id "
            "JOIN organisation_team t ON t.id = c.team_id JOIN organisation_deliveryunit u ON u.id = t.unit_id "
            "WHERE u.code = 'NMHM' AND c.closed_on IS NULL AND c.practitioner_team_id IS NULL AND c.waiting_group = 3 "
            "AND NOT c.needs_staff_safety_talk ORDER BY c.id DESC LIMIT 1"
        )[0][0]
    )


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_are_compared_and_one_chosen_without_scripts(
    phone: bool, crn: str, site: Site, as_role: Callable[..., Page]
) -> None:
    page = as_role("head", phone=phone, scripts=False)
    page.goto(site.url(f"/people/{crn}/allocate/"))
    page.locator("input[name=to]").nth(2).check()
    page.get_by_role("button", name="Compare two").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Compare two practitioners for"))
    page.get_by_label("The other").select_option(index=5)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("The guard says")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Choose ")).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Name .+ for "))


@pytest.fixture
def of_all_teams(site: Site) -> str:
    """The query that shows the practitioners of every team: a small world has few in one unit."""
    return "?" + "&".join(f"team={code}" for (code,) in site.ask("SELECT code FROM organisation_team ORDER BY code"))


def test_a_phone_shows_five_then_all(crn: str, of_all_teams: str, site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role("region", phone=True, scripts=False)
    page.goto(site.url(f"/people/{crn}/allocate/{of_all_teams}"))
    shown = page.locator("input[name=to]:visible")
    expect(shown).to_have_count(5)
    page.get_by_role("link", name=re.compile(r"Show \d+ more")).click()
    assert shown.count() > 5
    expect(page.get_by_role("link", name=re.compile(r"Show \d+ more"))).to_be_hidden()


def test_a_desk_shows_all_at_once(crn: str, of_all_teams: str, site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role("region", scripts=False)
    page.goto(site.url(f"/people/{crn}/allocate/{of_all_teams}"))
    assert page.locator("input[name=to]:visible").count() > 5
    expect(page.get_by_role("link", name=re.compile(r"Show \d+ more"))).to_be_hidden()
