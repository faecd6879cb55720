"""Files hold the page's rows, say what they are, and run nothing in a spreadsheet."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from rainer.common.errors import BadInputError, NotAllowedError
from rainer.common.models import LogEntry
from rainer.web import downloads
from rainer.web.downloads import Sheet, guarded
from rainer.web.tables import Column, Table
from tests.web.markup import Acting, request

ROWS = [['=HYPERLINK("http://x")', 111.2, date(2026, 11, 9)], ["Łukasz, “Luk”", -9, date(2026, 11, 10)]]


def sheet(rows=ROWS):
    return Sheet(
        "load",
        ["Name", "Load", "Day"],
        lambda: iter(rows),
        len(rows),
        "2 people",
        {"As at": date(2026, 11, 9), "Rules": "2021-01-01"},
    )


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_holds_rows_alone():
    assert read_csv(downloads.to_csv(sheet())) == [
        ["Name", "Load", "Day"],
        ['\'=HYPERLINK("http://x")', "111.2", "2026-11-09"],
        ["Łukasz, “Luk”", "-9", "2026-11-10"],
    ]


@pytest.mark.parametrize("write", [downloads.to_xlsx, downloads.to_ods])
def test_workbooks_begin_with_what_they_are(write):
    book = CalamineWorkbook.from_filelike(io.BytesIO(write(sheet())))
    assert book.sheet_names == ["About", "Rows"]
    about = dict(row[:2] for row in book.get_sheet_by_name("About").to_python())
    assert about["As at"] == "Mon 9 Nov 2026"
    assert about["Rules"] == "2021-01-01"
    assert about["[c]"].startswith("hidden")
    assert "File made" in about
    rows = book.get_sheet_by_name("Rows").to_python()
    assert rows[0] == ["Name", "Load", "Day"]
    assert rows[1][:2] == ['\'=HYPERLINK("http://x")', 111.2]
    assert rows[2] == ["Łukasz, “Luk”", -9, date(2026, 11, 10)]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_text_that_a_spreadsheet_would_run_is_marked(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("value", ["Bo", "-9", "+3.5", "-12%", "2,092", "", 5, None, "a=b"])
def test_other_values_stay_as_they_are(value):
    assert guarded(value) == value


@given(st.text())
def test_nothing_guarded_starts_a_formula(text):
    made = guarded(text)
    assert not made.startswith(("=", "@", "\t", "\r"))


def table(count=2, url="/list/?download=csv", acting=None):
    rows = [{"pk": n, "name": f"Person {n}"} for n in range(count)]
    made = request(url, acting=acting or Acting("export"))
    made.user = None
    return Table(
        made,
        caption="People",
        columns=[Column("name", "Name", sort=True)],
        rows=rows,
        empty="None",
        export_name="people here",
        what=lambda n: f"{n} people",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_download_is_a_file_with_all_rows_and_is_logged(kind):
    response = table(120, f"/list/?download={kind}&page=2&sort=name").export_response()
    assert response["Content-Disposition"] == f'attachment; filename="people-here.{kind}"'
    entry = LogEntry.objects.get(name="list_downloaded")
    assert entry.data == {"what": "people here", "rows": 120, "kind": kind, "reason": ""}
    if kind == "csv":
        assert len(read_csv(response.content)) == 121


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "reason", "asks"), [(500, "", False), (501, "", True), (501, "abc", True), (501, "weekly check", False)]
)
def test_above_500_rows_the_reason_is_asked_and_kept(count, reason, asks):
    response = table(count, f"/list/?download=csv&reason={reason}").export_response()
    assert (b"What is this file for?" in response.content) is asks
    assert LogEntry.objects.filter(name="list_downloaded", data__reason=reason).exists() is not asks


def test_no_file_is_asked_for():
    assert table(url="/list/").export_response() is None


def test_those_without_the_right_and_unknown_kinds_are_refused():
    with pytest.raises(NotAllowedError):
        table(acting=Acting()).export_response()
    with pytest.raises(BadInputError):
        table(url="/list/?download=exe").export_response()


@pytest.mark.django_db
def test_own_figures_need_no_right():
    made = table(acting=Acting())
    made.export_needs = None
    assert made.export_response().status_code == 200
