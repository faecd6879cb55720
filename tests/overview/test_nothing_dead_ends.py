"""What a front or load page offers its reader, its reader can open: every link, picture and file of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client

from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.allocation.operations.waiting import refresh_waiting
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.workload.models import WorkloadAction
from rainer.workload.operations import refresh_case_points, refresh_load, take_place_readings, take_readings
from tests import make
from tests.cast import World
from tests.pages import read_page

OFFERED = re.compile(r'(?:href|src)="([^"#]+)"')
PAGES = {
    "senior": ["/", "/teams/HMFELL/", "/units/HM/", "/load/team/HMFELL/", "/load/actions/", "/units/HM/nobody-named/"],
    "head_of_unit": ["/", "/units/HM/", "/load/unit/HM/", "/load/actions/", "/units/HM/nobody-named/"],
    "regional_director": ["/", "/regions/NM/", "/units/HM/", "/load/region/NM/", "/load/actions/"],
    "inspector": ["/units/HM/", "/load/unit/HM/"],
    "quality_officer": ["/units/HM/", "/load/unit/HM/"],
}


@pytest.fixture
def strained(world: World, today: date) -> World:
    """A unit with a proposal for the whole of it, a team over the level, and a record that rose to the head."""
    make.practitioner_team(team=make.team(unit=world.harrowgate, code="HMOTHER", name="Other side"))
    for _ in range(60):
        make.case(held_by=world.aisha, tier_v2="A3")
    refresh_waiting(list(Case.objects.values_list("id", flat=True)), on=today)
    refresh_case_points(None, on=today)
    refresh_load(None, at=make.at(today, 6))
    take_readings(today - timedelta(days=1), at=make.at(today - timedelta(days=1)))
    take_place_readings(today - timedelta(days=1))
    due = {"practitioner_team": world.aisha, "threshold": "act", "from_reading": today, "percent": 200}
    first = WorkloadAction.objects.create(
        **due,
        level="team",
        due=today - timedelta(days=3),
        chosen="none",
        reason="No",
        chosen_by=world.users["senior"],
        chosen_at=make.at(today),
    )
    WorkloadAction.objects.create(**due, level="unit", due=today, rises_from=first)
    proposal = ask_for_proposal(acting=Acting.of(world.users["head_of_unit"]), place=world.harrowgate, mode="fill")
    assert run_proposal(proposal.pk)
    return world


def offered(client: Client, page: str) -> list[str]:
    """Addresses of this site that the page holds."""
    answer = client.get(page, follow=True)
    assert answer.status_code == 200, page
    here = answer.redirect_chain[-1][0] if answer.redirect_chain else page
    found = {urljoin(here, unescape(url)) for url in OFFERED.findall(answer.content.decode())}
    return sorted(url for url in found if url.startswith("/") and not url.startswith(("/static/", "/sign-out")))


@pytest.mark.parametrize("role", PAGES)
def test_every_link_of_the_page_opens(strained: World, role: str) -> None:
    client = strained.client_for(role)
    seen: set[str] = set()
    dead = []
    for page in PAGES[role]:
        for url in set(offered(client, page)) - seen:
            seen.add(url)
            if (status := client.get(url, follow=True).status_code) >= 400:
                dead.append(f"{page} → {url}: {status}")
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize(
    ("role", "lacks", "says"),
    [
        ("senior", "See the proposal", "Ask for a proposal for your part"),
        ("head_of_unit", "Ask for a proposal", "See the proposal"),
        ("inspector", "proposal for your part", "What helps"),
    ],
)
def test_what_helps_is_offered_as_far_as_the_reader_may_open_it(
    strained: World, role: str, lacks: str, says: str
) -> None:
    page = read_page(strained.client_for(role).get("/units/HM/"))
    page.says(says)
    page.lacks(lacks)


def test_who_holds_one_team_opens_the_sums_of_the_unit_and_not_its_people(strained: World) -> None:
    client = strained.client_for("senior")
    for url in ("/why/load-of/unit/HM/", "/why/load-of/unit/HM/?figure=all", "/load/unit/HM/charts/spread-720.svg"):
        assert client.get(url).status_code == 200, url
    assert client.get("/load/unit/HM/").status_code == 404
    assert strained.client_for("practitioner").get("/why/load-of/unit/HM/").status_code == 404
    assert client.get("/why/load-of/unit/TV/").status_code == 404
