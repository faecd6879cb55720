"""Book, record, move, as it is done between two appointments: on a phone, and with scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.addresses import own_crn
from tests.journeys.browser import Site

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OFFICER = "nm00001"


def book(page: Page, site: Site, crn: str, when: str, **more: str) -> None:
    page.goto(site.url(f"/people/{crn}/book/"))
    page.get_by_label("What", exact=True).select_option(label="Planned office visit")
    page.get_by_label("When").fill(when)
    page.get_by_label("Where").fill("Moor House, room B")
    for label, value in more.items():
        field = page.get_by_label(label.replace("_", " "), exact=False)
        field.select_option(label=value) if label == "Repeat" else field.fill(value)
    page.get_by_role("button", name=re.compile(r"^Book( \d+)?$")).first.click()
    # What there is to look at first is seen once; then the same values pass.
    anyway = page.get_by_role("button", name="Seen these? Book anyway")
    if anyway.count():
        anyway.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_series_booked_moved_and_undone_on_a_phone(scripts: bool, site: Site, as_role: Callable[..., Page]) -> None:
    page, crn = as_role(OFFICER, phone=True, scripts=scripts), own_crn(site)
    day = "3/2" if scripts else "5/2"
    book(page, site, crn, f"{day}/27 19.10", Repeat="Every week", How_many="2 times")
    expect(page.get_by_text(re.compile(r"Booked 2 with .*February 2027, 19:10"))).to_be_visible()
    page.get_by_role("link", name="Undo").first.click()
    page.get_by_role("button", name="Undo the booking").click()
    expect(page.get_by_text("Booking undone")).to_be_visible()
    assert site.ask("SELECT count(*) FROM supervision_contact WHERE location = 'Moor House, room B' AND cancelled_at IS NULL") == [(0,)]  # fmt: skip


def test_a_kept_appointment_takes_three_interactions_from_a_list(site: Site, as_role: Callable[..., Page]) -> None:
    page, interactions = as_role(OFFICER), 0
    page.goto(site.url("/outcomes/"))
    link = page.get_by_role("link", name=re.compile("Something else came of it")).first
    name = re.search(r"came of it: (.+), \d\d:\d\d", link.inner_text())
    assert name is not None
    link.click()
    interactions += 1
    page.get_by_label("What happened").fill("Came on time. Talked about work.")
    interactions += 1
    page.get_by_role("button", name="Save", exact=True).click()
    interactions += 1
    expect(page.get_by_text(f"Outcome saved for {name[1]}")).to_be_visible()
    assert interactions <= 3
