"""A person at a glance on a phone, with scripts and without: what is done stands right under the name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Site, axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HELD = """
    SELECT lower(s.code), p.crn FROM cases_case c
    JOIN cases_person p ON p.id = c.person_id AND p.date_of_death IS NULL AND p.mobile <> ''
    JOIN workforce_practitionerteam pt ON pt.id = c.practitioner_team_id
    JOIN organisation_practitioner s ON s.id = pt.practitioner_id
    JOIN organisation_user u ON u.id = s.user_id AND u.username = lower(s.code)
    WHERE c.closed_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases_restriction r WHERE r.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion e WHERE e.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM cases_registration g WHERE g.person_id = p.id)
    ORDER BY c.id LIMIT 1
"""


def _top(found: Locator) -> float:
    box = found.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("scripts", [True, False])
def test_call_record_and_book_stand_under_the_name_and_the_pages_fold(
    site: Site, as_role: Callable[..., Page], scripts: bool
) -> None:
    officer, crn = site.ask(HELD)[0]
    page = as_role(str(officer), phone=True, scripts=scripts)
    page.goto(site.url(f"/people/{crn}/"))
    more = page.locator("summary", has_text="More pages")
    tops = [_top(page.get_by_role("button", name=name)) for name in ("Call", "Record a contact", "Book")]
    assert len(set(tops)) == 1
    name = _top(page.locator("h1"))
    assert name < tops[0] < _top(more)
    assert tops[0] - name < 120
    timeline = page.locator(f"main a[href='/people/{crn}/timeline/']:visible").get_by_text("Timeline")
    expect(timeline).to_have_count(0)
    more.click()
    expect(timeline).to_have_count(1)
    if scripts:
        assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360 if scripts else True


def test_at_a_desk_the_pages_stand_under_the_heading(site: Site, as_role: Callable[..., Page]) -> None:
    officer, crn = site.ask(HELD)[0]
    page = as_role(str(officer))
    page.goto(site.url(f"/people/{crn}/"))
    expect(page.locator("summary", has_text="More pages")).to_be_hidden()
    pages = page.locator(".moj-sub-navigation").bounding_box()
    assert pages is not None
    assert _top(page.locator("h1")) < pages["y"] < _top(page.get_by_role("button", name="Record a contact"))
    assert pages["height"] < 130
    assert axe_faults(page) == []
