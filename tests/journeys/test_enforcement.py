"""From a missed appointment to its decision to the letter, counted; and the pages of enforcement, looked at by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.addresses import HEAD
from tests.journeys.browser import Site, axe_faults

# All journeys share a world, so they run on one worker.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LIMIT = 9
PHONE_WIDTH = 360


class Counting:
    """Presses and fills, each one interaction."""

    def __init__(self, page: Page) -> None:
        self.page, self.interactions = page, 0

    def press(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        self.interactions += 1

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.interactions += 1

    def fill(self, label: str, text: str) -> None:
        self.page.locator("label:visible", has_text=label).last.click()
        self.page.keyboard.type(text)
        self.interactions += 1


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_missed_to_decision_to_letter(phone: bool, site: Site, as_role: Callable[..., Page]) -> None:
    contact, officer = _waiting(site)
    page = as_role(officer, phone=phone)
    counting = Counting(page)
    page.goto(site.url("/outcomes/"))
    page.locator(f'a[href^="/appointments/{contact}/outcome/"]').first.click()
    counting.interactions += 1
    counting.choose("Missed")
    counting.press("button", "Save")
    expect(page.get_by_text("Nothing is decided for you")).to_be_visible()
    faults = _faults(page, phone)
    counting.choose("No good reason")
    counting.fill("Because", "No word, and no answer to two calls")
    counting.press("button", "Save the decision")
    expect(page.get_by_text("No warning in force")).to_be_visible()
    expect(page.get_by_label("First warning letter")).to_be_checked()
    faults += _faults(page, phone)
    counting.fill("Answer wanted by", "in 2 weeks")
    counting.press("button", "Go on")
    expect(page.get_by_text("brought before a court").first).to_be_visible()
    faults += _faults(page, phone)
    counting.press("button", "Send the letter")
    expect(page.get_by_text("Letter sent")).to_be_visible()
    expect(page.get_by_text("It gave a warning")).to_be_visible()
    faults += _faults(page, phone)
    assert counting.interactions <= LIMIT
    assert not faults
    given = site.ask("SELECT count(*) FROM enforcement_warning WHERE failure_id = %s AND withdrawn_on IS NULL", contact)
    assert given == [(1,)]


def test_the_decision_is_made_without_scripts(site: Site, as_role: Callable[..., Page]) -> None:
    contact, officer = _waiting(site)
    page = as_role(officer, scripts=False)
    page.goto(site.url(f"/appointments/{contact}/outcome/?choose=awaiting"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Had a good reason", exact=True).check()
    page.get_by_label("Frightened to come", exact=True).check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Decision saved")).to_be_visible()
    found = site.ask("SELECT outcome_code FROM supervision_contact WHERE id = %s", contact)
    assert found == [("AAAA",)]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_compliance_letters_and_breach_are_clean(phone: bool, site: Site, as_role: Callable[..., Page]) -> None:
    contact, officer, crn, event = _failure(site)
    page = as_role(str(officer), phone=phone)
    faults = []
    for path in (
        f"/people/{crn}/compliance/?order={event}&show=failures",
        f"/people/{crn}/compliance/{event}/why/",
        f"/appointments/{contact}/next/",
        f"/appointments/{contact}/breach/",
        f"/appointments/{contact}/decision/",
        "/letters/",
    ):
        page.goto(site.url(path))
        faults += [f"{path}: {found}" for found in _faults(page, phone)]
    page.goto(site.url(f"/appointments/{contact}/breach/"))
    if page.get_by_role("button", name="Start breach").count():
        page.get_by_role("button", name="Start breach").click()
        address = page.url
        for path in ("", "view/", "notice/", "pack/"):
            page.goto(address + path)
            faults += [f"{path}: {found}" for found in _faults(page, phone)]
    assert not faults


def test_a_pack_is_checked_by_the_head_on_a_phone(site: Site, as_role: Callable[..., Page]) -> None:
    here = (
        "AND pt.team_id IN (SELECT t.id FROM organisation_team t "
        "JOIN organisation_deliveryunit d ON d.id = t.unit_id WHERE d.code = 'NMHM')"
    )
    recent = "AND a.outcome_code = 'UAAB' AND a.at > now() - interval '330 days'"
    contact, officer, *_rest = site.ask(f"{OWN} {recent} {here} ORDER BY a.id DESC LIMIT 1")[0]
    page = as_role(str(officer), phone=True)
    page.goto(site.url(f"/appointments/{contact}/breach/"))
    page.get_by_role("button", name="Start breach").click()
    address = page.url
    page.goto(address + "view/")
    page.get_by_label("Low level of compliance").check()
    page.get_by_label("Why", exact=True).fill("Two of nine kept")
    page.get_by_role("button", name="Save the view").click()
    page.goto(address + "pack/")
    page.get_by_role("button", name="Make the pack").click()
    for move in ("Draft the pack", "Ask a manager to check"):
        page.goto(address)
        page.get_by_label(move).check()
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Not checked yet")).to_be_visible()
    head = as_role(HEAD, phone=True)
    head.goto(address)
    head.get_by_role("link", name="Check the pack").click()
    assert _faults(head, phone=True) == []
    head.get_by_label("What did you look at").fill("Dates against the record")
    head.get_by_role("button", name="The pack is checked").click()
    expect(head.get_by_text("Checked by")).to_be_visible()
    assert _faults(head, phone=True) == []


def test_the_answer_to_a_letter_is_recorded_from_today(site: Site, as_role: Callable[..., Page]) -> None:
    contact, officer, *_rest = _failure(site)
    page = as_role(str(officer), phone=True)
    page.goto(site.url(f"/appointments/{contact}/next/"))
    page.get_by_label("A different action").check()
    page.get_by_label("Which action").select_option(label="Other enforcement letter")
    page.get_by_label("Why this one").fill("To ask what happened")
    page.get_by_label("Answer wanted by").fill("tomorrow")
    page.locator("#main-content button[type=submit]").first.click()
    page.get_by_label("Given by hand").check()
    page.get_by_role("button", name="Send the letter").click()
    action = site.ask("SELECT max(id) FROM enforcement_enforcementaction WHERE contact_id = %s", contact)[0][0]
    page.goto(site.url("/today/"))
    page.locator(f"a[href='/enforcement-actions/{action}/answer/']").first.click()
    assert _faults(page, phone=True) == []
    page.get_by_label("An answer came").check()
    page.get_by_label("What was said").fill("Rang: he had been in hospital")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("Answer saved for")).to_be_visible()
    page.goto(site.url("/today/"))
    expect(page.locator(f"a[href='/enforcement-actions/{action}/answer/']")).to_have_count(0)


def _faults(page: Page, phone: bool) -> list[str]:
    found = list(axe_faults(page))
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{page.url} is {wide} wide"] if phone and wide > PHONE_WIDTH else [])]


OWN = """
    SELECT a.id, lower(s.code), p.crn, a.event_id FROM supervision_contact a
    JOIN workforce_practitionerteam pt ON pt.id = a.practitioner_team_id
    JOIN organisation_practitioner s ON s.id = pt.practitioner_id
    JOIN cases_person p ON p.id = a.person_id
    JOIN cases_case c ON c.person_id = p.id AND c.practitioner_team_id = pt.id AND c.closed_on IS NULL
    JOIN cases_sentence o ON o.event_id = a.event_id AND o.terminated_on IS NULL
    JOIN organisation_user u ON u.id = s.user_id AND u.username = lower(s.code)
    WHERE a.is_appointment AND a.cancelled_at IS NULL AND p.date_of_death IS NULL
    AND o.kind IN ('community_order', 'suspended_sentence_order')
    AND NOT EXISTS (SELECT 1 FROM cases_restriction r WHERE r.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion e WHERE e.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM cases_breach b WHERE b.event_id = a.event_id)
"""


def _waiting(site: Site) -> tuple[object, str]:
    """An appointment on an order without a warning, over, of which nobody said what came of it; and whose it is."""
    unwarned = "AND NOT EXISTS (SELECT 1 FROM enforcement_warning w WHERE w.event_id = a.event_id)"
    over = "AND a.outcome_code = '' AND a.at < now() - interval '2 hours'"
    contact, officer, *_rest = site.ask(f"{OWN} {unwarned} {over} ORDER BY a.id LIMIT 1")[0]
    return contact, str(officer)


def _failure(site: Site) -> tuple[object, ...]:
    recent = "AND a.outcome_code = 'UAAB' AND a.at > now() - interval '330 days'"
    return site.ask(f"{OWN} {recent} ORDER BY a.id LIMIT 1")[0]
