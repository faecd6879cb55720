"""Files that must be refused: one clear message for each fault, with sheet, row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from rainer.importers.wmt import answers, archive, rows, unreadable
from rainer.importers.wmt.columns import SHEETS
from rainer.importers.wmt.faults import SHOWN, ExtractRefusedError, Fault, Kind
from tests.importers import workbooks
from tests.importers.workbooks import DAY, Sheets, contact, person

SPEC_COLUMNS = Path(__file__).parents[3] / "shared" / "spec" / "data" / "wmt-extract-columns.csv"


def refused(path: Path, **options: Any) -> list[Fault]:
    with pytest.raises(ExtractRefusedError) as caught:
        rows.load(path, on=DAY, **options)
    return list(caught.value.faults)


def write(folder: Path, sheets: Sheets | None = None, **options: Any) -> Path:
    return workbooks.write(folder / "extract.xlsx", sheets or workbooks.extract(), **options)


def only(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, [fault.words for fault in faults]
    return faults[0]


@pytest.mark.skipif(not SPEC_COLUMNS.exists(), reason=f"{SPEC_COLUMNS} is absent: the lists cannot be compared")
def test_the_columns_are_those_of_the_published_list() -> None:
    listed: dict[str, set[str]] = {}
    for line in SPEC_COLUMNS.read_text(encoding="utf-8").splitlines()[1:]:
        sheet, _, column = line.split(",")
        listed.setdefault(sheet, set()).add(column)
    assert {name: set(columns.known) for name, columns in SHEETS.items()} == listed


def test_a_whole_extract_has_no_fault(tmp_path: Path) -> None:
    assert len(rows.load(write(tmp_path), on=DAY).standard) == 3


def test_a_renamed_sheet_is_missing_and_its_new_name_is_offered(tmp_path: Path) -> None:
    fault = only(refused(write(tmp_path, titles={"court_reports": "Court_Report"})))
    assert (fault.kind, fault.sheet, fault.found) == (Kind.MISSING_SHEET, "court_reports", "missing")
    assert "“Court_Report” may be the sheet, renamed" in fault.advice


def test_a_sheet_nobody_knows_is_ignored_and_each_known_one_is_needed(tmp_path: Path) -> None:
    faults = refused(write(tmp_path, without_sheets=("cms", "flag_upw")))
    assert [(fault.kind, fault.sheet) for fault in faults] == [
        (Kind.MISSING_SHEET, "flag_upw"),
        (Kind.MISSING_SHEET, "cms"),
    ]


def test_a_missing_column(tmp_path: Path) -> None:
    fault = only(refused(write(tmp_path, without=[("court_reports", "team_desc")])))
    assert (fault.sheet, fault.row, fault.column) == ("court_reports", None, "team_desc")
    assert fault.words == "court_reports, column team_desc: found missing. Add the column."


def test_a_renamed_column_is_missing_and_its_new_name_is_offered(tmp_path: Path) -> None:
    fault = only(refused(write(tmp_path, headings={("t2a", "om_key"): "OM_Keys"})))
    assert (fault.kind, fault.sheet, fault.column) == (Kind.MISSING_COLUMN, "t2a", "om_key")
    assert "“OM_Keys” may be the column, renamed" in fault.advice


def test_a_column_there_twice(tmp_path: Path) -> None:
    fault = only(refused(_with_extra_heading(tmp_path)))
    assert (fault.kind, fault.sheet, fault.column) == (Kind.REPEATED_COLUMN, "cms", "crn")


def _with_extra_heading(folder: Path) -> Path:
    """`cms` with a second CRN column at its end."""
    path = folder / "twice.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, columns in SHEETS.items():
            heads = [*columns.known, " CRN"] if name == "cms" else columns.known
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heads)
            if name == "wmt_extract_filtered":
                sheet.write(1, columns.known.index("vcrn_count"), 1)
    return path


@pytest.mark.parametrize(
    ("cell", "kind", "found"),
    [
        ("twelve", Kind.NOT_A_NUMBER, "“twelve”"),
        (" ", Kind.NOT_A_NUMBER, "“ ”"),
        ("nan", Kind.NOT_A_NUMBER, "“nan”"),
        ("1e3", Kind.NOT_A_NUMBER, "“1e3”"),
        ("٣", Kind.NOT_A_NUMBER, "“٣”"),
        (True, Kind.NOT_A_NUMBER, "True"),
        (False, Kind.NOT_A_NUMBER, "False"),
        (date(9999, 12, 31), Kind.NOT_A_NUMBER, "a date, 9999-12-31"),
        (-1, Kind.NEGATIVE, "-1"),
        ("-4", Kind.NEGATIVE, "“-4”"),
        (2.5, Kind.NOT_WHOLE, "2.5"),
        (1_000_001, Kind.TOO_HIGH, "1e+06"),
    ],
)
def test_a_count_that_is_none(tmp_path: Path, cell: Any, kind: Kind, found: str) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][1]["commtiera2"] = cell
    fault = only(refused(write(tmp_path, sheets)))
    assert (fault.kind, fault.sheet, fault.row, fault.column) == (kind, "wmt_extract", 3, "commtiera2")
    assert fault.found == found


@pytest.mark.parametrize("cell", ["2", 2, 2.0, "2.0", 0, "", 1_000_000])
def test_a_count_as_digits_or_empty_is_a_count(tmp_path: Path, cell: Any) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][1]["commtiera2"] = cell
    extract = rows.load(write(tmp_path, sheets), on=DAY)
    assert extract.standard.all_cases[1].sum() == 6 + int(float(cell or 0))


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][0]["commtiera2"] = "twelve"
    sheets["court_reports"][0]["sdr_last_30"] = -3
    faults = refused(write(tmp_path, sheets, without=[("cms", "om_team_key")]))
    assert [(f.sheet, f.row, f.column) for f in faults] == [
        ("cms", None, "om_team_key"),
        ("wmt_extract", 2, "commtiera2"),
        ("court_reports", 2, "sdr_last_30"),
    ]


def test_rows_are_numbered_as_the_workbook_shows_them_past_blank_rows(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["t2a"] = [{}, {}, *sheets["t2a"], {}, {**person("K2"), "custtiera1": "x"}]
    assert only(refused(write(tmp_path, sheets))).row == 6


def test_a_spreadsheet_error_is_not_an_empty_cell(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["t2a"][0]["vcrn_count"] = workbooks.ERROR
    fault = only(refused(write(tmp_path, sheets)))
    assert (fault.kind, fault.sheet, fault.row, fault.column) == (Kind.ERROR_CELL, "t2a", 2, "vcrn_count")


def test_a_practitioner_twice_in_a_team(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract_filtered"].append(person("K2", commtiera1=1))
    fault = only(refused(write(tmp_path, sheets)))
    assert fault.words == (
        "wmt_extract_filtered, row 5, column om_key: found K2 in T1. "
        "Keep one row: row 3 has the same practitioner and team."
    )


def test_a_practitioner_in_two_teams_is_two_practitioner_teams(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"].append(person("K1", team="T2", commtiera1=1))
    assert len(rows.load(write(tmp_path, sheets), on=DAY).standard) == 4


def test_a_practitioner_with_no_team(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["omic_teams"].append(person("P2", team=""))
    fault = only(refused(write(tmp_path, sheets)))
    assert (fault.kind, fault.sheet, fault.row, fault.column) == (Kind.NO_TEAM, "omic_teams", 3, "team_code")


def test_an_unknown_grade_is_a_fault_of_an_import_and_a_warning_of_a_report(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][0]["om_grade_code"] = "npsm"
    path = write(tmp_path, sheets)
    fault = only(refused(path))
    assert (fault.kind, fault.row, fault.found) == (Kind.UNKNOWN_GRADE, 2, "“npsm”")
    assert rows.load(path, on=DAY, strict_grades=False).grade_warnings == [fault]


@pytest.mark.parametrize("code", ["", " "])
def test_a_blank_grade_is_no_fault(tmp_path: Path, code: str) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"][0]["om_grade_code"] = code
    assert rows.load(write(tmp_path, sheets), on=DAY).grade_warnings == []


@pytest.mark.parametrize("day", [DAY, date(9999, 12, 31), "01/05/2024", "2024-05-01", ""])
def test_contact_dates_that_are_dates(tmp_path: Path, day: Any) -> None:
    sheets = workbooks.extract()
    sheets["cms"] = [contact("CMS06", doer=("K2", "T1"), holder=("K1", "T1"), on=day)]
    expected = date(2024, 5, 1) if isinstance(day, str) and day else day or None
    assert rows.load(write(tmp_path, sheets), on=DAY).contacts[0].day == expected


@pytest.mark.parametrize("day", ["yesterday", "31/02/2024", 45_000])
def test_contact_dates_that_are_none(tmp_path: Path, day: Any) -> None:
    sheets = workbooks.extract()
    sheets["cms"] = [contact("CMS06", doer=("K2", "T1"), holder=("K1", "T1"), on=day)]
    fault = only(refused(write(tmp_path, sheets)))
    assert (fault.kind, fault.sheet, fault.row, fault.column) == (Kind.NOT_A_DATE, "cms", 2, "contact_date")


def test_many_faults_of_a_kind_are_counted_and_the_first_fifty_listed(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["t2a"] = [{**person(f"K{at}"), "commtiera0": "x"} for at in range(SHOWN + 7)]
    with pytest.raises(ExtractRefusedError) as caught:
        rows.load(write(tmp_path, sheets), on=DAY)
    lines = caught.value.faults.lines()
    assert lines[0] == f"Not a number ({SHOWN + 7})"
    assert len(lines) == SHOWN + 2
    assert lines[-1] == "  7 more like this"


def test_the_guard_refuses_as_many_t2a_cases_as_cases(tmp_path: Path) -> None:
    path = write(tmp_path, _with_t2a_cases(39))
    fault = only(refused(path))
    assert (fault.kind, fault.sheet, fault.column, fault.found) == (
        Kind.T2A_EXCESS,
        "t2a",
        "vcrn_count",
        "39",
    )
    assert "less than 39, the sum in wmt_extract_filtered" in fault.advice
    assert fault.may_be_overridden


def test_sheets_and_columns_are_written_as_the_file_has_them(tmp_path: Path) -> None:
    """And by their usual heading where the file has none."""
    sheets = workbooks.extract()
    sheets["t2a"][0]["vcrn_count"] = "many"
    path = workbooks.write(
        tmp_path / "extract.xlsx", sheets, titles={"t2a": "T2A"}, headings={("t2a", "vcrn_count"): "v-CRN_Count"},
        without=[("omic_teams", "vcrn_count")],
    )  # fmt: skip
    assert [fault.words for fault in refused(path)] == [
        "omic_teams, column V-CRN_Count: found missing. Add the column.",
        "T2A, row 2, column v-CRN_Count: found “many”. A whole number, 0 or more.",
    ]


def test_a_fault_says_where_it_is_answered_by_page_and_by_command(tmp_path: Path) -> None:
    sheets = _with_t2a_cases(39)
    sheets["wmt_extract"][0]["om_grade_code"] = "npsm"
    path = workbooks.write(
        tmp_path / "extract.xlsx", sheets, without=[("cms", "om_team_key")], without_sheets=["flag_upw"]
    )
    found = list(refused(path))
    flags = ('--sheet "flag_upw=NAME"', '--column "cms.om_team_key=NAME"', '--grade "npsm=PO"', "--accept-t2a-excess")
    assert len(found) == len(flags)
    for fault, flag in zip(found, flags, strict=True):
        assert flag in answers.on_command_line(fault)
        assert "--" not in answers.on_page(fault)
        assert fault.advice in answers.on_page(fault)


def test_the_guard_accepts_one_fewer(tmp_path: Path) -> None:
    guard = rows.load(write(tmp_path, _with_t2a_cases(38)), on=DAY).guard
    assert (guard.t2a_total, guard.filtered_total, guard.overridden) == (38, 39, False)


def test_the_override_accepts_the_excess_and_says_so(tmp_path: Path) -> None:
    extract = rows.load(write(tmp_path, _with_t2a_cases(40)), on=DAY, accept_t2a_excess=True)
    assert extract.guard.overridden


def test_the_guard_fails_closed_on_a_cell_that_is_no_count_even_when_overridden(tmp_path: Path) -> None:
    sheets = _with_t2a_cases(0)
    sheets["t2a"][0]["vcrn_count"] = "many"
    fault = only(refused(write(tmp_path, sheets), accept_t2a_excess=True))
    assert (fault.kind, fault.sheet, fault.row, fault.column) == (Kind.NOT_A_NUMBER, "t2a", 2, "vcrn_count")
    assert not fault.may_be_overridden


def _with_t2a_cases(number: int) -> Sheets:
    """The filtered sheet says 23 + 6 + 15 cases, less its own 5: 39 in all."""
    sheets = workbooks.extract()
    sheets["wmt_extract_filtered"][2]["vcrn_count"] = 39 - 23 - 6
    sheets["t2a"][0]["vcrn_count"] = number
    return sheets


def _truncated(folder: Path) -> Path:
    path = write(folder)
    path.write_bytes(path.read_bytes()[:3000])
    return path


def _cut_inside_a_part(folder: Path) -> Path:
    """The archive's directory is whole, but the data of its largest sheet is spoilt."""
    path = write(folder)
    with zipfile.ZipFile(path) as book:
        start = book.getinfo("xl/worksheets/sheet1.xml").header_offset
    data = bytearray(path.read_bytes())
    data[start + 80 : start + 400] = bytes(320)
    path.write_bytes(bytes(data))
    return path


def _with_password(folder: Path) -> Path:
    return workbooks.with_password(folder / "extract.xlsx")


def _spoilt_xls(folder: Path) -> Path:
    path = folder / "extract.xls"
    path.write_bytes(unreadable.OLE + bytes(4096))
    return path


def _locked_archive(folder: Path) -> Path:
    """Every part marked as encrypted, as archivers with a password do."""
    path = write(folder)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at] |= 1
            start += 4
    path.write_bytes(bytes(data))
    return path


def _nothing(folder: Path) -> Path:
    path = folder / "extract.xlsx"
    path.write_bytes(b"")
    return path


def _text(folder: Path) -> Path:
    path = folder / "extract.xlsx"
    path.write_text("om_key,team_code\nK1,T1\n", encoding="utf-8")
    return path


def _another_archive(folder: Path) -> Path:
    path = folder / "extract.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("letter.txt", "nothing to read")
    return path


def _zeros(folder: Path) -> Path:
    """200 MB of nothing, not packed."""
    path = folder / "extract.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_truncated, unreadable.CUT_SHORT),
        (_cut_inside_a_part, unreadable.DAMAGED),
        (_with_password, unreadable.LOCKED),
        (_locked_archive, unreadable.LOCKED),
        (_spoilt_xls, unreadable.DAMAGED_XLS),
        (_nothing, unreadable.NOT_A_WORKBOOK),
        (_text, unreadable.NOT_A_WORKBOOK),
        (_another_archive, unreadable.OTHER_ARCHIVE),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, make: Callable[[Path], Path], says: str) -> None:
    assert only(refused(make(tmp_path))).words == says


def test_a_file_of_200_megabytes_is_not_opened(tmp_path: Path) -> None:
    fault = only(refused(_zeros(tmp_path)))
    assert fault.kind is Kind.TOO_LARGE
    assert fault.found == "200 MB"


def test_a_small_file_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = write(tmp_path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/more.xml", "w") as part,
    ):
        for _ in range(40):
            part.write(bytes(10_000_000))
    assert path.stat().st_size < 1_000_000
    fault = only(refused(path))
    assert fault.kind is Kind.TOO_LARGE
    assert "400 MB unpacked" in fault.advice


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 0), (0, 16_383), (99_999, 0), (0, 256)])
def test_a_cell_in_a_far_corner_is_not_laid_out(tmp_path: Path, row: int, column: int) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("wmt_extract")
        sheet.write(0, 0, 1)
        sheet.write(row, column, 1)
    fault = only(refused(path))
    assert fault.kind is Kind.TOO_LARGE
    assert "99,999 rows and 256 columns" in fault.advice


def test_cells_up_to_the_limits_and_empty_styled_cells_past_them_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "near.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("wmt_extract")
        sheet.write(99_998, 0, 1)
        sheet.write(0, 255, 1)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert archive.inspect(path) == []


def test_cells_that_count_on_from_a_far_row_are_found(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("wmt_extract").write(0, 0, 1)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    row = b'<row r="1048576"><c><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", row)
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    assert only(refused(path)).kind is Kind.TOO_LARGE


def test_a_part_is_searched_across_the_blocks_it_is_read_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("wmt_extract")
        for line in range(40):
            sheet.write_row(line, 0, range(5))
        sheet.write(20, 300, 1)
        sheet.write_formula(30, 2, "=NA()", None, "#N/A")
    for size in range(40, 700, 23):
        monkeypatch.setattr(archive, "_CHUNK", size)
        monkeypatch.setattr(archive, "_OVERLAP", 32)
        assert "KO21" in only(refused(path)).found, size
        assert archive.inspect(path, limits=archive.Limits(columns=400)) == [
            archive.ErrorCell("xl/worksheets/sheet1.xml", "C31")
        ], size


def test_an_open_document_extract_gives_the_same(tmp_path: Path) -> None:
    path = _ods(tmp_path / "extract.ods", workbooks.extract())
    extract = rows.load(path, on=DAY)
    same = rows.load(write(tmp_path), on=DAY)
    assert extract.standard.filtered.tolist() == same.standard.filtered.tolist()
    assert extract.contacts == same.contacts


def test_an_open_document_that_repeats_a_filled_row_without_end_is_not_opened(tmp_path: Path) -> None:
    path = _ods(tmp_path / "far.ods", workbooks.extract(), repeat=1_048_576)
    assert only(refused(path)).kind is Kind.TOO_LARGE


def _ods(path: Path, sheets: Sheets, *, repeat: int = 1) -> Path:
    """A bare .ods: only what a reader needs."""
    tables = []
    for name, columns in SHEETS.items():
        lines = [
            list(columns.known),
            *([row.get(c, "") for c in columns.known] for row in sheets.get(name, ())),
        ]
        cells = ["".join(map(_ods_cell, line)) for line in lines]
        rows_xml = [f"<table:table-row>{line}</table:table-row>" for line in cells[:-1]]
        rows_xml.append(f'<table:table-row table:number-rows-repeated="{repeat}">{cells[-1]}</table:table-row>')
        tables.append(f'<table:table table:name="{name}">{"".join(rows_xml)}</table:table>')
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}>{body}</office:document-content>',
        )
    return path


def _ods_cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
