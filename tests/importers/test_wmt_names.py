"""A file that calls a sheet or a column by another name: asked, never guessed, read again, kept with the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rainer.common.models import LogEntry
from rainer.config import cli
from rainer.importers.models import ImportRun
from rainer.importers.wmt import rows
from rainer.importers.wmt.faults import ExtractRefusedError, Fault, Kind
from rainer.importers.wmt.renaming import Renaming
from tests import pages
from tests.cast import World
from tests.importers import workbooks
from tests.importers.test_import_pages import newest, upload
from tests.importers.workbooks import DAY

State = ImportRun.State
TEAM, SHEET = "name:court_reports.team_desc", "name:cms."
Extract = Callable[..., Path]


@pytest.fixture
def extract(tmp_path: Path) -> Extract:
    """A workbook whose court reports call `team_desc` "Team name"; `more` spoils it further."""

    def made(**more: Any) -> Path:
        headings = {("court_reports", "team_desc"): "Team name", **more.pop("headings", {})}
        return workbooks.write(tmp_path / "nightly.xlsx", workbooks.extract(), headings=headings, **more)

    return made


def give(client: Client, **names: str) -> Any:
    return client.post(reverse("import_names", args=[newest().pk]), names, follow=True)


def faults_of(path: Path, *renamed: Renaming) -> list[Fault]:
    with pytest.raises(ExtractRefusedError) as caught:
        rows.load(path, on=DAY, renamed=renamed)
    return list(caught.value.faults)


def test_the_page_asks_for_the_name_and_guesses_nothing(world: World, extract: Extract) -> None:
    shown = pages.read_page(upload(world.client_for("analyst"), extract()))
    shown.says(
        "1 fault: nothing has been changed.", "Missing columns (1)", "Add the column.", "Or its name in this file"
    )
    shown.says("Names not used yet: “Team name”", "Read it again with this")
    assert f'name="{TEAM}" form="names" type="text" value=""' in shown.response.content.decode()


def test_the_kept_file_is_read_again_with_the_name(world: World, extract: Extract) -> None:
    client = world.client_for("analyst")
    upload(client, extract())
    shown = pages.read_page(give(client, **{TEAM: " team NAME "}))
    shown.says(
        "What it would change", "court_reports, column team_desc is “team NAME” in this file, said by National analyst"
    )
    run = newest()
    assert (run.state, [row["name"] for row in run.renamed]) == (State.CHECKED, ["team NAME"])
    entry = LogEntry.objects.get(name="import_names_given")
    assert entry.data["names"] == "court_reports, column team_desc is “team NAME” in this file"
    applied = pages.read_page(client.post(reverse("import_apply", args=[run.pk]), follow=True))
    applied.says("Read with", "applied for Mon 9 Nov 2026")


def test_a_renamed_sheet_the_same(world: World, extract: Extract) -> None:
    client = world.client_for("analyst")
    pages.read_page(upload(client, extract(titles={"cms": "Contacts"}))).says("Missing sheets (1)", "“Contacts”")
    give(client, **{TEAM: "Team name", SHEET: "CONTACTS"})
    assert newest().state == State.CHECKED
    assert {(row["sheet"], row["column"]) for row in newest().renamed} == {("cms", ""), ("court_reports", "team_desc")}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Office", "There is no column “Office” in court_reports. Not used yet: “Team name”."),
        ("om_key", "“om_key” is a column of its own: it cannot be team_desc as well."),
        ("", "Say what at least one of them is in this file"),
    ],
)
def test_a_name_that_cannot_be_is_told_at_its_field(world: World, extract: Extract, name: str, said: str) -> None:
    client = world.client_for("analyst")
    upload(client, extract())
    answer = give(client, **{TEAM: name})
    assert answer.status_code == 422
    pages.read_page(answer).says(said, "There is a problem")
    assert (newest().state, newest().renamed) == (State.FAULTY, [])


def test_one_name_cannot_be_two_columns(world: World, extract: Extract) -> None:
    client = world.client_for("analyst")
    upload(client, extract(headings={("court_reports", "pdu_desc"): "Unit name"}))
    answer = give(client, **{TEAM: "Unit name", "name:court_reports.pdu_desc": "unit name"})
    assert answer.status_code == 422
    pages.read_page(answer).says("This name is given for another one already")


def test_a_wrong_name_can_be_changed_after_it_was_read(world: World, extract: Extract) -> None:
    """The file has two columns more than it should; the first name given holds no numbers."""
    client = world.client_for("analyst")
    upload(client, extract(headings={("court_reports", "sdr_last_30"): "Standard"}))
    sdr = "name:court_reports.sdr_last_30"
    shown = pages.read_page(give(client, **{sdr: "Team name", TEAM: "Standard"}))
    shown.says("Not a number", "Names given before", "“Team name” in this file")
    give(client, **{sdr: "Standard", TEAM: "Team name"})
    assert newest().state == State.CHECKED


def test_other_faults_stay_and_so_does_the_name(world: World, extract: Extract) -> None:
    client = world.client_for("analyst")
    upload(client, extract(without=[("cms", "om_team_key")]))
    shown = pages.read_page(give(client, **{TEAM: "Team name"}))
    shown.says("Missing columns (1)", "om_team_key", "Names given before")
    assert newest().renamed[0]["by"] == "National analyst"


def test_the_same_file_under_other_names_is_not_the_same(world: World, extract: Extract) -> None:
    client, path = world.client_for("analyst"), extract()
    upload(client, path)
    give(client, **{TEAM: "Team name"})
    client.post(reverse("import_apply", args=[newest().pk]))
    pages.read_page(upload(client, path)).says("Missing columns (1)")
    pages.read_page(give(client, **{TEAM: "Team name"})).says("This is the same file as Mon 9 Nov 2026.")


def test_names_are_for_files_that_wait_with_faults(world: World, extract: Extract) -> None:
    client = world.client_for("analyst")
    upload(client, extract())
    give(client, **{TEAM: "Team name"})
    assert give(client, **{TEAM: "Team name"}).status_code == 409
    url = reverse("import_names", args=[newest().pk])
    assert world.client_for("case_administrator").post(url, {TEAM: "x"}).status_code == 404


def test_a_name_where_nothing_is_missing_is_a_fault(extract: Extract) -> None:
    found = faults_of(extract(), Renaming("court_reports", "team_desc", "Team name"), Renaming("cms", "crn", "x"))
    assert [(f.kind, f.sheet, f.column, f.advice) for f in found] == [
        (Kind.BAD_NAME, "cms", "crn", "crn is there under its own name: leave “x” out.")
    ]


def test_a_name_the_file_has_not_is_a_fault_beside_what_is_missing(extract: Extract) -> None:
    found = faults_of(extract(), Renaming("court_reports", "team_desc", "Office"))
    assert [f.kind for f in found] == [Kind.BAD_NAME, Kind.MISSING_COLUMN]
    assert found[0].words == (
        "court_reports, column team_desc: found “Office”. There is no column “Office” in court_reports. "
        "Not used yet: “Team name”."
    )


def test_one_name_given_twice_is_a_fault(extract: Extract) -> None:
    path = extract(without=[("court_reports", "pdu_desc")])
    found = faults_of(path, *(Renaming("court_reports", c, "Team name") for c in ("team_desc", "pdu_desc")))
    assert found[0].advice == "“Team name” is given for team_desc already."


def test_the_command_takes_names(db: None, extract: Extract, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["import", "wmt", str(extract(titles={"cms": "Contacts"})), "--on", "2026-11-09"]
    names = ["--column", "court_reports.team_desc=Team name", "--sheet", "cms=Contacts"]
    assert cli.main(words) == 1
    assert "found missing" in capsys.readouterr().err
    assert cli.main([*words, *names, "--simulate"]) == 0
    assert cli.main([*words, *names]) == 0
    assert "4 practitioners in teams" in capsys.readouterr().out
    run = newest()
    assert (run.state, [row["by"] for row in run.renamed]) == (State.APPLIED, ["", ""])


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--column", "court_reports.team_desc", "gives no name"),
        ("--column", "court_reports.office=x", "an extract has no column office in court_reports"),
        ("--sheet", "letters=x", "an extract has no sheet letters"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_name(
    extract: Extract, capsys: pytest.CaptureFixture[str], option: str, text: str, said: str
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["import", "wmt", str(extract()), option, text])
    assert said in capsys.readouterr().err
