"""The main job as its user does it: from what is wrong, to a proposal, to names."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Site

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(
    ("who", "unit", "scripts"),
    [("head", "NMHM", True), ("head-wrenfield", "NMWF", False)],
    ids=["scripts", "no-scripts"],
)
def test_from_nobody_named_to_a_proposal_to_names(
    who: str, unit: str, scripts: bool, site: Site, as_role: Callable[..., Page]
) -> None:
    page = as_role(who, scripts=scripts)
    expect(page.get_by_text("nobody named").first).to_be_visible()
    before = _nobody(site, unit)
    page.goto(site.url(f"/proposals/new/?unit={unit}"))
    page.get_by_role("button", name="Work it out").click()
    _wait_for_the_plan(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    assert re.search(r"\d+ (people|person) can have a name today", heading)

    # With scripts the button counts; without, its words hold for any number.
    accept = r"^Accept the \d+ ticked$" if scripts else "^Accept the ticked ones$"
    page.get_by_role("button", name=re.compile(accept)).click()
    page.get_by_role("button", name=re.compile("Name")).first.click()
    _wait_until_decided(page)
    expect(page.get_by_text(re.compile(r"now (has|have) a named practitioner")).first).to_be_visible()
    named = before - _nobody(site, unit)
    assert named > 0
    assert _double_holders(site) == 0


def test_a_load_opens_down_to_its_source(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role("head")
    page.goto(site.url("/units/NMHM/"))
    page.get_by_role("link", name=re.compile(r"Why \d+%\?")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Why \d+"))
    page.goto(site.url("/units/NMHM/"))
    page.get_by_role("link", name=re.compile(r"Why \d+%\?")).first.click()
    page.get_by_role("link", name=re.compile(r"\d+ practitioners")).first.click()
    page.get_by_role("link", name="Fellside").first.click()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name=re.compile(r"Why \d")).first.click()
    expect(page.get_by_text("Seen in public code").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Points for one case|Points of")).first.click()
    expect(page.get_by_text("1 Jan 2021").first).to_be_visible()


def test_a_practitioner_sees_her_own_load_and_nobody_sideways(site: Site, as_role: Callable[..., Page]) -> None:
    page = as_role("nm00001")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    page.goto(site.url("/my/load/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your load")
    answer = page.goto(site.url("/staff/NM00002/load/"))
    assert answer is not None
    assert answer.status == 404


def _wait_for_the_plan(page: Page) -> None:
    """The worker works it out; Check now is a plain link, so that it works without scripts."""
    for _ in range(60):
        if page.get_by_role("button", name=re.compile("Accept")).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the plan never came")


def _wait_until_decided(page: Page) -> None:
    for _ in range(60):
        if page.get_by_text(re.compile(r"now (has|have) a named practitioner")).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the names were never given")


def _nobody(site: Site, unit: str) -> int:
    return int(
        str(
            site.ask(
                "SELECT count(*) FROM cases_case c JOIN organisation_team t ON t.id = c.team_id "
                "JOIN organisation_deliveryunit u ON u.id = t.unit_id "
                "WHERE u.code = %s AND c.closed_on IS NULL AND c.practitioner_team_id IS NULL",
                unit,
            )[0][0]
        )
    )


def _double_holders(site: Site) -> int:
    return len(site.ask("SELECT case_id FROM cases_caseholding WHERE ends_at IS NULL GROUP BY 1 HAVING count(*) > 1"))
