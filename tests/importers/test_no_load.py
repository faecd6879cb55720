"""People of an extract who are in no practitioner's load: an import and the report with no database say the same of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from rainer.config import cli
from rainer.importers import command
from rainer.importers.wmt import output, report, rows
from rainer.importers.wmt.no_load import NoLoad, Why, why_no_load, without_load
from rainer.importers.wmt.renaming import GRADE, Renaming
from rainer.importers.wmt.rows import Extract
from rainer.workforce.models import ContractedHours, PractitionerTeam
from tests import pages
from tests.cast import World
from tests.importers import workbooks
from tests.importers.test_import_pages import newest, upload
from tests.importers.workbooks import DAY, person

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "wmt" / "region.xlsx"
NOBODY = (
    "6 people are in 1 row that stands for nobody (no grade, or a staff code ending in U). They are in no "
    "practitioner's load until somebody is named."
)
NOT_KNOWN = (
    "12 people are held by 2 practitioners whose grade is not known. They are in no practitioner's load until the "
    "grade is told."
)
SENIOR = (
    "1 person is held by 1 practitioner with no available time: no hours are known, or all are taken off. That person "
    "is in no practitioner's load until there is time."
)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """K2 has no grade; L1 and L2 have a code that is not listed; S1 is a senior, whose grade has no hours."""
    sheets = workbooks.extract()
    for name in ("wmt_extract", "wmt_extract_filtered"):
        sheets[name] += [person(key, grade="XYZ", commtiera3=6) for key in ("L1", "L2")]
        sheets[name].append(person("S1", grade="NPSB", commtierd2=1))
    return workbooks.write(tmp_path / "nightly.xlsx", sheets)


def said_not_known() -> tuple[Renaming, ...]:
    return (Renaming(GRADE, "XYZ", "DMY"),)


def load(path: Path) -> Extract:
    return rows.load(path, on=DAY, renamed=said_not_known())


def test_each_reason_is_counted_and_who_has_a_load_is_not() -> None:
    found = [(Why.GRADE, 7), (None, 30), (Why.NOBODY, 2), (Why.GRADE, 5), (Why.TIME, 0)]
    assert without_load(found) == [NoLoad(Why.NOBODY, 1, 2), NoLoad(Why.GRADE, 2, 12)]


@pytest.mark.parametrize(
    ("is_nobody", "grade", "available", "why"),
    [
        (False, "PO", 1, None), (False, "PO", 0, Why.TIME), (False, "DMY", 0, Why.GRADE), (True, "DMY", 0, Why.NOBODY),
        (True, "PO", 2176, Why.NOBODY),
    ],
)  # fmt: skip
def test_why_there_is_no_load(is_nobody: bool, grade: str, available: int, why: Why | None) -> None:
    assert why_no_load(is_nobody=is_nobody, grade=grade, available_points=available) is why


def test_the_report_says_who_is_in_no_load(extract: Path) -> None:
    built = output.build(load(extract), report.score(load(extract), on=DAY), source="x", on=DAY)
    assert list(built.notes)[:3] == [NOBODY, NOT_KNOWN, SENIOR]
    assert built.notes[3].startswith("Their work is in these sums, with no time beside it.")


def test_the_report_says_it_of_codes_left_as_they_are(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["workload", str(extract), "--on", DAY.isoformat(), "--level", "region"]) == 0
    assert NOT_KNOWN in capsys.readouterr().out


def test_a_file_in_which_everyone_has_a_load_says_nothing(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    for name in ("wmt_extract", "wmt_extract_filtered"):
        sheets[name] = [row for row in sheets[name] if row["om_key"] != "K2"]
    path = workbooks.write(tmp_path / "nightly.xlsx", sheets)
    built = output.build(load(path), report.score(load(path), on=DAY), source="x", on=DAY)
    assert not any("no practitioner's load" in note or "in these sums" in note for note in built.notes)


def test_the_page_says_it_before_and_after_applying(world: World, extract: Path) -> None:
    client = world.client_for("analyst")
    upload(client, extract)
    looked = client.post(reverse("import_names", args=[newest().pk]), {"name:grade.XYZ": "DMY"}, follow=True)
    pages.read_page(looked).says(NOBODY, NOT_KNOWN, SENIOR, "leaves out rows that stand for nobody", "Load by unit")
    applied = client.post(reverse("import_apply", args=[newest().pk]), follow=True)
    pages.read_page(applied).says(NOBODY, NOT_KNOWN, SENIOR)
    known = PractitionerTeam.objects.filter(practitioner__code__in=("L1", "L2"))
    assert list(known.values_list("is_placeholder", "practitioner__grade")) == [(False, "DMY")] * 2


def test_the_command_says_it(db: None, extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "wmt", str(extract), "--on", DAY.isoformat(), "--grade", "XYZ=DMY", "--simulate"]) == 0
    out = capsys.readouterr().out
    assert all(said in out for said in (NOBODY, NOT_KNOWN, SENIOR))


def loads_of_the_report(path: Path, *, on: date) -> dict[tuple[str, str], float | None]:
    extract = rows.load(path, on=on, renamed=said_not_known())
    table = output.build(extract, report.score(extract, on=on), source="x", on=on).rollups["unit"]
    kinds = ["prison" if variant == "omic" else "community" for variant in table["variant"]]
    return dict(zip(zip(table["unit_code"], kinds, strict=True), table["capacity_percent"], strict=True))


def loads_of_the_import(path: Path, *, on: date) -> dict[tuple[str, str], float | None]:
    result = command.simulate("wmt", path, covers=on, reason="", names=said_not_known())
    assert result.plan
    return {(unit["code"], unit["kind"]): unit["after_all"] for unit in result.plan["units"]}


def test_the_load_counting_all_is_that_of_the_report(db: None, extract: Path) -> None:
    assert loads_of_the_import(extract, on=DAY) == loads_of_the_report(extract, on=DAY)


@pytest.mark.skipif(not GOLDEN.exists(), reason=f"{GOLDEN} is absent: the synthetic region cannot be compared")
def test_the_same_of_a_whole_region(db: None) -> None:
    day = date(2024, 5, 1)
    assert loads_of_the_import(GOLDEN, on=day) == loads_of_the_report(GOLDEN, on=day)


def test_hours_of_their_own_are_said_to_make_the_difference(world: World, tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "nightly.xlsx", workbooks.extract())
    result = command.bring_in("wmt", path, covers=None, reason="", say=lambda _text: None)
    assert not any("of their own" in warning for warning in result.warnings)
    ContractedHours.objects.filter(practitioner_team__practitioner__code="K1").update(hours=30)
    again = command.simulate("wmt", path, covers=None, reason="")
    assert any("1 practitioner has hours of their own or reductions in Rainer" in text for text in again.warnings)
