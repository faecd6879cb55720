"""The import pages and the command: upload, faults, what would change, apply, override, and who may."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rainer.common import clock
from rainer.config import cli
from rainer.importers import forms, jobs, views
from rainer.importers.models import ImportRun
from rainer.workforce.models import PractitionerTeam
from tests import pages
from tests.importers import workbooks
from tests.importers.test_caseload import EXAMPLE
from tests.importers.workbooks import person

State = ImportRun.State


@pytest.fixture
def extract(tmp_path):
    def made(sheets=None, name="nightly.xlsx", **options):
        return workbooks.write(tmp_path / name, sheets or workbooks.extract(), **options)

    return made


def upload(client, path: Path, url="import_wmt", name="", **fields):
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    return client.post(reverse(url), {"file": file, **fields}, follow=True)


def newest():
    return ImportRun.objects.latest("pk")


def test_a_good_file_is_looked_at_then_applied(world, extract, page):
    client, path = world.client_for("analyst"), extract()
    shown = pages.read_page(upload(client, path))
    shown.says("What it would change", "Fellside", "New practitioners (4)", "Unit U1")
    shown.says("K1 Robin Surname K1, grade: Probation officer", "3 contracted hours recorded")
    assert not PractitionerTeam.objects.filter(practitioner__code="K1").exists()
    run = newest()
    applied = pages.read_page(client.post(reverse("import_apply", args=[run.pk]), follow=True))
    applied.says(
        "nightly.xlsx applied for Mon 9 Nov 2026",
        "by National analyst",
        "in one step",
        "The same file again changes nothing",
    )
    page("analyst", reverse("imports")).says("Extracts by day", "Mon 9 Nov 2026", "nightly.xlsx")
    again = pages.read_page(upload(client, path))
    again.says("This is the same file as Mon 9 Nov 2026. Nothing has been changed.")
    page("analyst", reverse("import_list", args=[run.pk, "in_team_new"])).says("K1", "placeholder")


def test_faults_are_grouped_with_the_first_fifty(world, extract):
    sheets = workbooks.extract()
    sheets["wmt_extract"] += [person(f"L{n}", grade="XYZ") for n in range(60)]
    sheets["wmt_extract"][0]["commtiera2"] = "twelve"
    client = world.client_for("analyst")
    shown = pages.read_page(upload(client, extract(sheets)))
    shown.says(
        "61 faults: nothing has been changed",
        "Grade codes not listed (60)",
        "10 more like this",
        "“twelve”",
        "A whole number, 0 or more.",
    )
    shown.lacks("Use it all the same")
    lines = client.get(shown.link("Download faults")).content.decode().splitlines()
    assert len(lines) == 62
    assert lines[0].startswith("Kind,")


def test_the_guard_is_overridden_with_a_reason(world, extract):
    sheets = workbooks.extract()
    sheets["t2a"][0] = {**sheets["t2a"][0], "vcrn_count": 900}
    client = world.client_for("analyst")
    pages.read_page(upload(client, extract(sheets))).says("Use it all the same", "T2A cases are a part of all cases")
    url = reverse("import_override", args=[newest().pk])
    empty = client.post(url, {"reason": " "})
    assert empty.status_code == 422
    pages.read_page(empty).says("Say why this file is to be used")
    kept = pages.read_page(client.post(url, {"reason": "The column is known to be wrong"}, follow=True))
    kept.says("Used all the same because", "The column is known to be wrong", "What it would change")


def test_the_override_stands_beside_its_fault_and_a_grade_is_asked_for(world, extract):
    sheets = workbooks.extract()
    sheets["t2a"][0] = {**sheets["t2a"][0], "vcrn_count": 900}
    sheets["wmt_extract"] += [person(f"L{n}", grade="XYZ", commtierb2=1) for n in range(2)]
    client = world.client_for("analyst")
    headings = {("t2a", "vcrn_count"): "V-CRN_Count"}
    shown = pages.read_page(upload(client, extract(sheets, headings=headings, titles={"t2a": "T2A"})))
    shown.says("T2A None V-CRN_Count", "Use it all the same", "Any other fault still has to be mended")
    shown.says("say which grade it means, or that it is not known, in the field beside the first row that has it")
    shown.lacks("--accept-t2a-excess", "--grade", "vcrn_count")
    assert b"--" not in client.get(shown.link("Download faults")).content
    assert shown.text.count("Which grade does “XYZ” mean?") == 1
    run = newest()
    client.post(reverse("import_override", args=[run.pk]), {"reason": "The column is known to be wrong"})
    named = client.post(reverse("import_names", args=[run.pk]), {"name:grade.XYZ": "PO"}, follow=True)
    pages.read_page(named).says("What it would change", "grade code “XYZ” means probation officer")


def test_the_second_to_apply_is_told_kindly(world, extract):
    client = world.client_for("analyst")
    upload(client, extract())
    url = reverse("import_apply", args=[newest().pk])
    client.post(url)
    second = client.post(url)
    assert second.status_code == 409
    pages.read_page(second).says("National analyst applied this file at", "there is nothing more to do")


@pytest.mark.parametrize(("name", "content"), [("nightly.xlsx", b"not a workbook"), ("nightly.pdf", b"PK\x03\x04")])
def test_what_is_no_workbook_is_refused_at_the_door(world, name, content, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    answer = upload(world.client_for("analyst"), path, name=name)
    assert answer.status_code == 422
    pages.read_page(answer).says("This is not an .xlsx, .xls or .ods file. Choose another file")
    assert not ImportRun.objects.exists()


def test_a_workbook_with_a_password_is_told_so(world, tmp_path):
    client = world.client_for("analyst")
    upload(client, workbooks.with_password(tmp_path / "nightly.xlsx"))
    shown = pages.read_page(client.get(reverse("import_run", args=[newest().pk])))
    shown.says("Not a workbook. This file has a password.")
    shown.lacks("None None", "What to do")


def test_a_day_to_come_is_refused_beside_its_field(world, extract):
    answer = upload(world.client_for("analyst"), extract(), covers=str(clock.today() + timedelta(days=1)))
    assert answer.status_code == 422
    pages.read_page(answer).says("Choose today or an earlier day")


def test_a_file_past_the_limit_is_not_taken_in(world, extract, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", 1_000)
    monkeypatch.setattr(views, "MOST_BYTES", 1_000)
    answer = upload(world.client_for("analyst"), extract())
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    shown = pages.read_page(answer)
    shown.says("This file is larger than 0.001 MB. Choose a smaller one")
    shown.lacks("Choose the file")
    assert shown.response.content.count(b"govuk-error-message") == 1


def test_a_large_file_waits_for_the_worker(world, extract, monkeypatch):
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client = world.client_for("analyst")
    waiting = pages.read_page(upload(client, extract()))
    waiting.says("Reading and checking it", "You can leave", "Check now")
    run = newest()
    assert run.state == State.READING
    progress = reverse("import_progress", args=[run.pk])
    assert b"Reading and checking it" in client.get(progress, headers={"HX-Request": "true"}).content
    jobs.check_import(run_id=run.pk)
    assert client.get(progress, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    pages.read_page(client.post(reverse("import_apply", args=[run.pk]), follow=True)).says("Applying it now")
    assert client.post(reverse("import_apply", args=[run.pk])).status_code == 409
    jobs.apply_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.applied_by) == (State.APPLIED, world.users["analyst"])


def test_a_run_that_breaks_changes_nothing_and_says_so(world, extract, monkeypatch):
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client = world.client_for("analyst")
    upload(client, extract())
    run = newest()
    jobs.check_import(run_id=run.pk)
    client.post(reverse("import_apply", args=[run.pk]))
    Path(ImportRun.objects.get(pk=run.pk).file.path).write_bytes(b"gone bad")
    jobs.apply_import(run_id=run.pk)
    pages.open_page(client, reverse("import_run", args=[run.pk])).says("The file kept is not the file that was checked")
    assert not PractitionerTeam.objects.filter(practitioner__code="K1").exists()


def test_a_file_whose_reading_breaks_is_not_read_for_ever(world, extract, monkeypatch):
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client = world.client_for("analyst")
    upload(client, extract())
    run = newest()
    Path(run.file.path).unlink()
    with pytest.raises(OSError, match="No such file"):
        jobs.check_import(run_id=run.pk)
    shown = pages.open_page(client, reverse("import_run", args=[run.pk]))
    shown.says("It could not be read to its end; nothing was changed. Check it again.", "Check again")


def test_the_caseload_page_has_the_same_furniture(world, tmp_path, page):
    from rainer.importers.command import as_file

    client = world.client_for("analyst")
    with as_file(EXAMPLE) as path:
        shown = pages.read_page(upload(client, path, "import_caseload"))
    shown.says("What it would change", "New people (4)", "Carl Fenwick", "Sentences (4)", "N01A101, HMFELL: 37.0")
    applied = pages.read_page(client.post(reverse("import_apply", args=[newest().pk]), follow=True))
    applied.says("4 people", "applied for Mon 9 Nov 2026")


def test_only_who_may_bring_in_may_look(world, extract, page):
    upload(world.client_for("analyst"), extract())
    run = reverse("import_run", args=[newest().pk])
    page("analyst", run)
    for role in ("senior", "practitioner", "system_administrator"):
        page(role, run, status=404)
    page("case_administrator", run, status=404)  # may bring in a caseload, and sees only their own
    page("case_administrator", reverse("imports")).lacks("nightly.xlsx")
    page("case_administrator", reverse("import_wmt"), status=404)
    page("case_administrator", reverse("import_caseload"))


def test_the_list_asks_no_more_for_more_files(world, extract, page):
    client = world.client_for("analyst")
    upload(client, extract())
    few = page("analyst", reverse("imports")).queries
    for n in range(5):
        sheets = workbooks.extract()
        sheets["wmt_extract"][0]["commtiera3"] = n + 1
        upload(client, extract(sheets, name=f"n{n}.xlsx"))
    assert page("analyst", reverse("imports")).queries <= few


def test_the_command_applies_and_says_what(db, extract, capsys):
    words = ["import", "wmt", str(extract()), "--on", "2026-11-09"]
    assert cli.main(words) == 0
    out = capsys.readouterr()
    assert "4 practitioners in teams" in out.out
    assert "Reading nightly.xlsx" in out.err
    assert cli.main(words) == 0
    assert "the same file again" in capsys.readouterr().out


def test_the_command_names_faults_and_ends_with_one(db, extract, capsys):
    sheets = workbooks.extract()
    sheets["wmt_extract"][0]["commtiera2"] = "twelve"
    assert cli.main(["import", "wmt", str(extract(sheets))]) == 1
    assert "wmt_extract, row 2, column commtiera2: found “twelve”" in capsys.readouterr().err
    assert not PractitionerTeam.objects.exists()


def test_the_command_ends_with_two_for_what_is_not_there(capsys):
    assert cli.main(["import", "wmt", "nowhere.xlsx"]) == 2


def test_the_command_asks_why_the_guard_is_overridden(extract, capsys):
    assert cli.main(["import", "wmt", str(extract()), "--accept-t2a-excess"]) == 1
    assert "--reason" in capsys.readouterr().err


def test_the_command_simulates(db, capsys):
    assert cli.main(["import", "caseload", str(EXAMPLE), "--simulate"]) == 0
    assert "Simulated: nothing has been changed." in capsys.readouterr().out
    assert not ImportRun.objects.exists()
