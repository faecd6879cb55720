"""Lists as files: CSV, XLSX and ODS with the same rows, order and filter as the page. Every download is logged."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock
from rainer.common.errors import BadInputError, NotAllowedError
from rainer.web import operations, page, words

# Above this many rows somebody must say what the file is for.
REASON_ABOVE = 500
KEY = {
    "[c]": gettext_lazy("hidden, so that nobody can be worked out"),
    "[x]": gettext_lazy("not available"),
    "[z]": gettext_lazy("does not apply"),
    "[e]": gettext_lazy("estimate"),
    "[f]": gettext_lazy("forecast"),
    "[p]": gettext_lazy("provisional"),
    "[b]": gettext_lazy("break: not comparable with what came before"),
}
# A spreadsheet runs a cell that starts with one of these (also in its full-width form) as a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
_DRAWN = re.compile(r"<(\w+)[^>]*\baria-hidden=\"true\"[^>]*>.*?</\1>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into the file. `facts` (as-of, filter, rule versions) are its first sheet."""

    name: str
    headings: Sequence[str]
    rows: Callable[[], Iterable[Sequence[Any]]]
    count: int
    count_words: str = ""
    facts: Mapping[Any, Any] = field(default_factory=dict)

    def all_facts(self) -> list[tuple[str, str]]:
        made = words.moment(timezone.localtime(clock.now()))
        named = {**self.facts, _("File made"): made}
        said = [(str(k), words.moment(v) if isinstance(v, date) else str(v)) for k, v in named.items()]
        return said + [(mark, str(meaning)) for mark, meaning in KEY.items()]


def text(value: Any) -> str:
    """A shown value without its markup, and without what is drawn for the eye alone (■■■□)."""
    if isinstance(value, SafeString):
        return " ".join(unescape(_MARKUP.sub(" ", _DRAWN.sub(" ", value))).split())
    return str(value)


def plain(value: Any, *, blank: Any = "[x]") -> Any:
    """A value fit for a file: numbers and dates stay themselves, everything else is text."""
    if value is None or value == "":
        return str(blank)
    if isinstance(value, bool):
        return words.result(value)
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float | date) else text(value)


def guarded(value: Any) -> Any:
    """Text that a spreadsheet might run as a formula, marked so that it is read as text."""
    if not isinstance(value, str):
        return value
    value = _CONTROL.sub("", value) if value[:1] not in "\t\r\n" else value
    if value.lstrip(" ").startswith(_RISKY) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value


def may(request: HttpRequest, capability: str | None) -> bool:
    acting = getattr(request, "acting", None)
    return capability is None or (acting is not None and acting.may(capability))


def respond(request: HttpRequest, sheet: Sheet, kind: str, capability: str | None) -> HttpResponse:
    """The file, or the page that asks what it is for. Raises NotAllowedError and BadInputError."""
    if not may(request, capability):
        raise NotAllowedError(_("You cannot download this. Your role does not include it."))
    if kind not in FORMATS:
        raise BadInputError(_("Choose CSV, XLSX or ODS."), errors={"download": kind})
    reason = " ".join(request.GET.get("reason", "").split())[:300]
    if sheet.count > REASON_ABOVE and len(reason) < 5:
        return _ask(request, sheet, kind, asked="reason" in request.GET)
    operations.record_download(actor=request.user, what=sheet.name, rows=sheet.count, kind=kind, reason=reason)
    mime, write = FORMATS[kind]
    response = HttpResponse(write(sheet), content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{file_name(sheet.name)}.{kind}"'
    return response


def file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "download"


def _ask(request: HttpRequest, sheet: Sheet, kind: str, *, asked: bool) -> HttpResponse:
    kept = [(n, v) for n, values in request.GET.lists() if n != "reason" for v in values]
    return page.render(
        request,
        "web/download_reason.html",
        title=_("What is this file for?"),
        back=request.path,
        sheet=sheet,
        kind=kind.upper(),
        kept=kept,
        error=_("Say what the file is for, in a few words") if asked else "",
    )


def to_csv(sheet: Sheet) -> bytes:
    """Headings and rows alone, so that any program reads it; UTF-8 with a mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(h) for h in sheet.headings])
    writer.writerows([_csv_cell(v) for v in row] for row in sheet.rows())
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else guarded(value)


def to_xlsx(sheet: Sheet) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        formats = {"day": book.add_format({"num_format": "d mmm yyyy"}), "bold": bold}
        about = book.add_worksheet(_("About"))
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 80)
        for number, (name, value) in enumerate(sheet.all_facts()):
            about.write_string(number, 0, guarded(name), bold)
            about.write_string(number, 1, guarded(value))
        _fill(book.add_worksheet(_("Rows")), sheet, formats)
    return out.getvalue()


def _fill(rows_sheet: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    for column, heading in enumerate(sheet.headings):
        rows_sheet.write_string(0, column, guarded(heading), formats["bold"])
    rows_sheet.set_column(0, len(sheet.headings) - 1, 18)
    rows_sheet.freeze_panes(1, 1)
    for number, row in enumerate(sheet.rows(), start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                rows_sheet.write_number(number, column, value)
            elif isinstance(value, date):
                rows_sheet.write_datetime(number, column, _naive(value), formats["day"])
            else:
                rows_sheet.write_string(number, column, guarded(str(value)))


def _naive(value: date) -> date:
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def to_ods(sheet: Sheet) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as OdsTable

    book = OpenDocumentSpreadsheet()
    about, rows = OdsTable(name=_("About")), OdsTable(name=_("Rows"))
    for fact in sheet.all_facts():
        about.addElement(_ods_row(fact))
    rows.addElement(_ods_row(sheet.headings))
    for row in sheet.rows():
        rows.addElement(_ods_row(row))
    book.spreadsheet.addElement(about)
    book.spreadsheet.addElement(rows)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _ods_row(values: Iterable[Any]) -> Any:
    from odf.table import TableCell, TableRow
    from odf.text import P

    row = TableRow()
    for value in values:
        if isinstance(value, int | float):
            cell, shown = TableCell(valuetype="float", value=value), str(value)
        elif isinstance(value, date):
            cell, shown = TableCell(valuetype="date", datevalue=_naive(value).isoformat()), value.isoformat()
        else:
            cell, shown = TableCell(valuetype="string"), guarded(str(value))
        cell.addElement(P(text=shown))
        row.addElement(cell)
    return row


def to_json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


FORMATS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", to_ods),
}
