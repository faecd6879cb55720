"""The analyst's first page: is today's data good?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rainer.common import clock
from rainer.importers.models import ImportRun
from rainer.organisation.models import RoleHolding
from rainer.workforce.models import Post
from rainer.workload.models import ExtractCount, LineQuery
from rainer.workload.operations import refresh_load
from tests import make, pages
from tests.cast import World
from tests.importers import workbooks
from tests.importers.test_import_pages import newest, upload

URL = "/data/"
GOOD = "Yes. Today's extract is in, nothing was refused and nothing is old."
Extract = Callable[..., Path]


@pytest.fixture
def extract(tmp_path: Path) -> Extract:
    def made(name: str = "nightly.xlsx", **options: Any) -> Path:
        return workbooks.write(tmp_path / name, workbooks.extract(), **options)

    return made


@pytest.fixture
def fresh_posts(world: World) -> None:
    for unit in (world.harrowgate, world.tarn):
        Post.objects.create(unit=unit, role="practitioner", fte_target=1, starts=world.today)


def dispute(world: World, *, due: int) -> LineQuery:
    return LineQuery.objects.create(
        practitioner_team=world.aisha, line="reports", wrong="other", text="Two more", asked_by=world.users["practitioner"],
        asked_at=clock.now(), answer_due=world.today + timedelta(days=due),
    )  # fmt: skip


def test_it_is_the_first_page_of_an_analyst(world: World) -> None:
    first = world.client_for("analyst").get("/", follow=True)
    assert first.redirect_chain[-1][0] == URL
    assert pages.read_page(first).title == "Is today's data good?"


def test_an_empty_service_has_nothing_in_and_says_so(world: World, page: Any, fresh_posts: None) -> None:
    page("analyst", URL).says(
        "Yes. There is no extract: load is worked out from Rainer's own record",
        "Nothing has come in today, nor on any day before.",
        "Nothing was refused today.",
        "Nothing is old.",
        "Nobody disputes a line of their load.",
    )


def test_a_day_on_which_all_is_well(world: World, extract: Extract, page: Any, fresh_posts: None) -> None:
    client = world.client_for("analyst")
    upload(client, extract())
    shown = page("analyst", URL)
    shown.says("Not yet: 1 thing stands in the way.", "nightly.xlsx is checked and waits to be applied.")
    client.post(reverse("import_apply", args=[newest().pk]))
    shown = page("analyst", URL)
    shown.says(GOOD, "nightly.xlsx Nightly workload extract Mon 9 Nov 2026 Applied")
    shown.lacks("stands in the way")
    assert shown.link("nightly.xlsx") == reverse("import_run", args=[newest().pk])


def test_what_was_refused_says_why_until_another_comes(world: World, extract: Extract, page: Any) -> None:
    client = world.client_for("analyst")
    upload(client, extract("first.xlsx", without_sheets=["flag_upw"]))
    upload(client, extract("bad.xlsx", without=[("cms", "crn"), ("t2a", "trust")], without_sheets=["flag_upw"]))
    page("analyst", URL).says(
        "bad.xlsx was refused and nothing has come in its place.",
        "Missing sheets (1); Missing columns (2)",
        "Not yet: 1 thing stands in the way.",
    )
    upload(client, extract("good.xlsx"))
    client.post(reverse("import_apply", args=[newest().pk]))
    shown = page("analyst", URL)
    shown.says("Missing sheets (1); Missing columns (2)")
    shown.lacks("nothing has come in its place", "stands in the way", "stand in the way")


def test_what_is_old(world: World, page: Any) -> None:
    ExtractCount.objects.create(practitioner_team=world.aisha, on=world.today - timedelta(days=18), counts={})
    south = make.region(code="SM", name="Southmarch")
    refresh_load(None, at=clock.now())
    page("analyst", URL).says(
        "The newest extract is of Thu 22 Oct 2026, 18 days old: today's has not come.",
        "shown with a warning",
        f"{south.name} is not in the newest extract: its load is worked out from Rainer's own record.",
        "Posts of 2 of 2 units have not changed for so long that they may be out of date: Harrowgate Moor, Tarn Valley.",
        "Not yet: 1 thing stands in the way.",
    )


def test_files_being_read_are_one_thing_in_the_way(world: World, page: Any, fresh_posts: None) -> None:
    for n in range(2):
        ImportRun.objects.create(
            format="wmt",
            file_name=f"n{n}.xlsx",
            size=1,
            sha256=f"{n}" * 64,
            covers=world.today,
            uploaded_at=clock.now(),
        )
    page("analyst", URL).says("Not yet: 1 thing stands in the way.", "2 files are being read or applied.")


@pytest.mark.parametrize(("days", "said"), [(39, False), (40, True)])
def test_posts_are_old_from_their_fortieth_day(world: World, page: Any, days: int, said: bool) -> None:
    for unit in (world.harrowgate, world.tarn):
        Post.objects.create(unit=unit, role="practitioner", fte_target=1, starts=world.today - timedelta(days=days))
    assert ("may be out of date" in page("analyst", URL).text) is said


@pytest.mark.parametrize(("due", "late"), [(0, False), (-1, True)])
def test_lines_in_dispute(world: World, page: Any, due: int, late: bool) -> None:
    dispute(world, due=due)
    answered = dispute(world, due=-3)
    answered.answered_at = clock.now()
    answered.save()
    shown = page("analyst", URL)
    shown.says("1 line of a load is disputed and has no answer yet.")
    assert ("1 is past its day." in shown.text) is late


def test_whom_nobody_is_named_for_by_region(world: World, page: Any) -> None:
    shown = page("analyst", URL)
    shown.says("People with nobody named, by region", "Northmarch 2", "Total 2")
    assert shown.link("Northmarch") == reverse("load", args=["region", "NM"])


def test_an_analyst_of_one_region_sees_no_other(world: World) -> None:
    south = make.region(code="SM", name="Southmarch")
    make.case(team=make.team(unit=make.unit(region=south, name="Southmarch Coast")))
    user = make.user()
    RoleHolding.objects.create(user=user, role="analyst", region=world.region, starts=world.today)
    ImportRun.objects.create(
        format="wmt", file_name="theirs.xlsx", size=1, sha256="a" * 64, covers=world.today, uploaded_at=clock.now(),
        uploaded_by=world.users["analyst"], state=ImportRun.State.FAILED, progress="It stopped half way.",
    )  # fmt: skip

    client = Client()
    client.force_login(user)
    shown = pages.read_page(client.get(URL))
    shown.says("Northmarch 2")
    shown.lacks("Southmarch", "theirs.xlsx")


def test_the_page_asks_no_more_for_more_files_and_regions(world: World, page: Any) -> None:
    page("analyst", URL)
    few = page("analyst", URL).queries
    for n in range(4):
        make.case(team=make.team(unit=make.unit(region=make.region(code=f"R{n}", name=f"Region {n}"))))
        ImportRun.objects.create(
            format="wmt", file_name=f"n{n}.xlsx", size=1, sha256=f"{n}" * 64, covers=world.today, uploaded_at=clock.now(),
            state=ImportRun.State.FAILED, progress="It stopped half way.",
        )  # fmt: skip
    assert page("analyst", URL).queries <= few


def test_data_is_where_one_is_on_the_pages_of_imports(world: World, page: Any) -> None:
    for url in (URL, reverse("imports"), reverse("import_wmt")):
        items = page("analyst", url).response.context
        current = [item.url for item in items["furniture"]["navigation"] if item.current]
        assert current == [URL]
