"""A figure is the same wherever it stands: on the front page, on its why page, and as the count of its list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from rainer.common import clock
from rainer.organisation.models import Team
from rainer.web import words
from rainer.web.figures import Figure
from rainer.workforce.models import Post
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_case_points, refresh_load
from tests import make
from tests.cast import World
from tests.pages import read_page

# Each page that leads with figures, and a role that may open all that stands behind them.
FRONT_PAGES = (
    ("senior", "/teams/HMFELL/"),
    ("head_of_unit", "/units/HM/"),
    ("regional_director", "/regions/NM/"),
    ("head_of_unit", "/load/team/HMFELL/"),
    ("head_of_unit", "/load/unit/HM/"),
    ("regional_director", "/load/region/NM/"),
    ("chief_officer", "/load/"),
)


@pytest.fixture(autouse=True)
def _small_world(world: World, today: date) -> None:
    """Loads with decimals, people whom nobody holds in two teams, a prison team, and posts."""
    for n in range(4):
        make.case(held_by=world.aisha, tier_v2=f"A{n}")
    make.case(team=world.moorgate)
    prison = make.practitioner_team(team=make.team(unit=world.harrowgate, kind=Team.Kind.PRISON))
    make.case(held_by=prison, tier_v2="A3")
    Post.objects.create(unit=world.harrowgate, role="PO", grade="PO", fte_target=3, starts=date(2026, 1, 1))
    refresh_case_points(None, on=today)
    refresh_load(None, at=clock.now())
    assert CurrentLoad.objects.filter(total_points__gt=0).count() >= 2


@pytest.mark.parametrize(("role", "url"), FRONT_PAGES, ids=[url for _role, url in FRONT_PAGES])
def test_every_figure_is_its_why_page_s(client_for: Callable[[str], Client], role: str, url: str) -> None:
    client = client_for(role)
    response = client.get(url, follow=True)
    figures: list[Figure] = response.context["figures"]
    assert figures
    for figure in figures:
        assert figure.why_url, f"{figure.label} has no why page"
        why = read_page(client.get(figure.why_url))
        if figure.why == f"Why {figure.value}?":
            assert why.title == figure.why, f"{figure.label} on {url}"
        elif (count := figure.value.split(" ")[0]).isdigit():
            why.says(f"{count} of ")


@pytest.mark.parametrize(("role", "url"), FRONT_PAGES[1:2], ids=["unit"])
def test_people_with_nobody_named_are_as_many_as_their_list(
    client_for: Callable[[str], Client], role: str, url: str
) -> None:
    client = client_for(role)
    figures = {str(f.label): f for f in client.get(url).context["figures"]}
    listed = client.get(f"{url}nobody-named/")
    assert re.search(rf"\b{figures['Nobody named'].value} people\b", read_page(listed).text)


def test_the_units_of_a_region_have_their_own_pages_figures(client_for: Callable[[str], Client]) -> None:
    client = client_for("regional_director")
    table = client.get("/regions/NM/").context["table"]
    for line in table.rows:
        figures = {str(f.label): f.value for f in client.get(f"/units/{line.unit.code}/").context["figures"]}
        assert f"{line.load.nobody.people:,}" == figures["Nobody named"]
        assert words.load0(line.load.percent) == figures["Load, named only"]
