"""`rainer workload FILE`: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.importers import workbooks
from tests.importers.test_wmt_report import GOLDEN, GOLDEN_DAYS, needs_golden

from rainer.config import cli

ON = ("--on", workbooks.DAY.isoformat())


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return workbooks.write(tmp_path / "extract.xlsx", workbooks.extract())


def workload(*words: object) -> int:
    return cli.main(["workload", *map(str, words)])


def csv_rows(path: Path) -> list[dict[str, str]]:
    return [_texts(row) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def test_a_grade_can_be_said_for_a_code_that_is_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"].append(workbooks.person("K9", grade="XYZ", commtierb2=1))
    path = workbooks.write(tmp_path / "odd.xlsx", sheets)
    assert workload(path, *ON) == 0
    assert "1 row has a grade code that is not listed" in capsys.readouterr().err
    assert workload(path, *ON, "--grade", "XYZ=PO") == 0
    assert "not listed" not in capsys.readouterr().err


def test_a_column_and_a_sheet_can_be_named_as_the_fault_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbooks.write(
        tmp_path / "odd.xlsx",
        workbooks.extract(),
        headings={("t2a", "vcrn_count"): "Count"},
        titles={"cms": "Contacts"},
    )
    assert workload(path, *ON) == 1
    err = capsys.readouterr().err
    assert '--sheet "cms=NAME"' in err
    assert '--column "t2a.V-CRN_Count=NAME"' in err
    assert workload(path, *ON, "--sheet", "cms=Contacts", "--column", "t2a.V-CRN_Count=Count") == 0


def test_it_prints_every_level_the_widest_first(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(extract, *ON) == 0
    out = capsys.readouterr().out
    assert out.startswith("Load from extract.xlsx, as at 1 May 2024\n")
    titles = [line for line in out.splitlines() if line and not line.startswith((" ", "Load", "Values"))]
    assert titles == [
        "Regions, summed then divided",
        "Units, summed then divided",
        "Teams, summed then divided",
        "Practitioners, in the order of the extract",
    ]
    assert re.search(r"121\.2%\s+115\.9%", out), "a sum never stands without the median"
    assert "1 of 2" in out, "nor without how many are at or over the line"
    assert "not available" in out
    assert " 0.0%" not in out, "no time is never 0%"
    assert "2 cases have no tier: not scored." in out
    assert "are assumed, or in force from an assumed day" in out


def test_one_level_alone(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(extract, *ON, "--level", "unit") == 0
    out = capsys.readouterr().out
    assert "Units, summed then divided" in out
    assert "Regions" not in out
    assert "Practitioners" not in out


def test_without_a_day_it_is_today_and_says_so(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(extract) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert ", today" in first
    assert first.endswith("the extract is of 1 May 2024")


@needs_golden
@pytest.mark.parametrize("name", GOLDEN_DAYS)
def test_the_csv_begins_with_the_known_results(name: str, tmp_path: Path) -> None:
    out = tmp_path / "report.csv"
    assert workload(GOLDEN / f"{name}.xlsx", "--on", GOLDEN_DAYS[name], "--out", out) == 0
    for written, known in ((out, "expected"), (tmp_path / "report.totals.csv", "totals")):
        expected = list(csv.reader((GOLDEN / f"{name}.{known}.csv").read_text(encoding="utf-8").splitlines()))
        got = list(csv.reader(written.read_text(encoding="utf-8").splitlines()))
        assert [row[: len(expected[0])] for row in got] == expected


def test_csv_xlsx_and_json_hold_the_same(extract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("csv", "xlsx", "json"):
        assert workload(extract, *ON, "--out", tmp_path / f"report.{suffix}") == 0
    printed = capsys.readouterr().out
    assert f"Written: {tmp_path / 'report.csv'}, {tmp_path / 'report.totals.csv'}" in printed
    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert book.sheet_names == ["Practitioners", "Teams", "Units", "Regions", "Notes"]
    files = {
        "report.csv": [("practitioners", "Practitioners")],
        "report.totals.csv": [("regions", None), ("overall", None)],
        "report.places.csv": [("units", "Units"), ("teams", "Teams")],
    }
    for name, parts in files.items():
        from_csv = csv_rows(tmp_path / name)
        assert from_csv == [_texts(row) for part, _ in parts for row in data[part]]
        for part, sheet in parts:
            if sheet:
                assert _sheet_rows(book, sheet) == [_texts(row) for row in data[part]]
    assert _sheet_rows(book, "Regions") == csv_rows(tmp_path / "report.totals.csv")
    assert data["on"] == "2024-05-01"
    assert any(value["key"] == "workload.weights_v2" for value in data["values"])


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    """A value as text, the same whichever file it was read from: 50 for 50.0, nothing for None."""
    return "" if value is None else str(value).removesuffix(".0")


def _sheet_rows(book: CalamineWorkbook, name: str) -> list[dict[str, str]]:
    heads, *lines = book.get_sheet_by_name(name).to_python()
    return [dict(zip(heads, map(_text, line), strict=True)) for line in lines]


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    path = workbooks.write(tmp_path / "extract.xlsx", sheets, headings={})
    sheets["wmt_extract"][0]["om_surname"] = "'=1+1"
    workbooks.write(path, sheets)
    assert workload(path, *ON, "--out", tmp_path / "report.xlsx") == 0
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert _sheet_rows(book, "Practitioners")[0]["surname"] == "'=1+1"


def test_a_file_with_faults_is_refused_with_each_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][1]["commtiera2"] = "twelve"
    path = workbooks.write(tmp_path / "extract.xlsx", sheets, without=[("cms", "om_team_key")])
    assert workload(path, *ON, "--out", tmp_path / "report.csv") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "is refused; nothing of it is used." in captured.err
    assert "2 faults" in captured.err
    assert "wmt_extract, row 3, column commtiera2: found “twelve”. A whole number, 0 or more." in captured.err
    assert "cms, column om_team_key: found missing. Add the column." in captured.err
    assert not (tmp_path / "report.csv").exists()


def test_the_guard_refuses_with_both_sums_and_the_flag_overrides_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = workbooks.extract()
    sheets["t2a"][0]["vcrn_count"] = 1044
    path = workbooks.write(tmp_path / "extract.xlsx", sheets)
    assert workload(path, *ON) == 1
    captured = capsys.readouterr()
    assert "1,044" in captured.err
    assert "44, the sum in wmt_extract_filtered" in captured.err
    assert workload(path, *ON, "--accept-t2a-excess") == 0
    assert "The import guard was overridden: 1,044 T2A cases against 44 filtered" in capsys.readouterr().out


def test_the_flag_overrides_the_guard_and_nothing_else(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["t2a"][0]["vcrn_count"] = "many"
    path = workbooks.write(tmp_path / "extract.xlsx", sheets)
    assert workload(path, *ON, "--accept-t2a-excess") == 1


def test_an_unlisted_grade_is_a_warning_and_has_no_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][0]["om_grade_code"] = "XYZ"
    path = workbooks.write(tmp_path / "extract.xlsx", sheets)
    assert workload(path, *ON, "--out", tmp_path / "report.csv") == 0
    err = capsys.readouterr().err
    assert "1 row has a grade code that is not listed" in err
    assert "wmt_extract, row 2, column om_grade_code: found “XYZ”" in err
    row = csv_rows(tmp_path / "report.csv")[0]
    assert (row["grade"], row["available_points"], row["capacity_percent"]) == ("DMY", "0", "")


def test_a_day_to_come_is_refused(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(extract, "--on", "2999-01-01") == 1
    assert "2999-01-01 is still to come" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--on", "1 May"), "1 May is not a day; write it like 2026-11-27"),
        (("--out", "report.pdf"), "report.pdf does not end in .csv, .xlsx or .json"),
        (("--out", "no/such/folder/report.csv"), "there is no folder no/such/folder"),
    ],
)
def test_words_it_cannot_use(
    extract: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        workload(extract, *words)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(tmp_path / "none.xlsx", *ON) == 2
    assert "none.xlsx cannot be read: No such file or directory." in capsys.readouterr().err


def test_the_report_is_never_written_over_the_extract(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = extract.read_bytes()
    assert workload(extract, *ON, "--out", extract) == 2
    assert "written over the extract" in capsys.readouterr().err
    assert extract.read_bytes() == before


def test_a_report_that_cannot_be_written(extract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").mkdir()
    assert workload(extract, *ON, "--out", tmp_path / "report.json") == 2
    assert "report.json cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.glob(".*.part")] == []


def test_a_day_before_any_value_is_in_force(extract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workload(extract, "--on", date(2020, 12, 31)) == 2
    assert "in force on 2020-12-31" in capsys.readouterr().err


def test_it_needs_neither_django_nor_a_database(extract: Path) -> None:
    script = (
        "import sys; from rainer.config.cli import main\n"
        f"code = main(['workload', {str(extract)!r}, '--on', '2024-05-01'])\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(code or bool(loaded & {'django', 'psycopg'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
