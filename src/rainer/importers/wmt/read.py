"""Read the sheets of an extract as rows of cells, found by name, with the row numbers the workbook shows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from rainer.importers.wmt import archive
from rainer.importers.wmt.columns import SHEETS, normalised
from rainer.importers.wmt.faults import Fault, Faults, Kind

Cell = Any
"""Text, a number, True or False, or a date, time or duration; the empty text where the cell is empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: where each known column stands, its rows that hold anything, and their workbook row numbers."""

    name: str
    places: dict[str, int]
    rows: list[list[Cell]]
    row_numbers: list[int]

    def texts(self, column: str) -> list[str]:
        """The column as displayed text, never trimmed; a column the sheet lacks is empty."""
        place = self.places.get(column)
        if place is None:
            return [""] * len(self.rows)
        return [cell if type(cell) is str else as_text(cell) for cell in self.cells(column)]

    def cells(self, column: str) -> list[Cell]:
        place = self.places[column]
        return [row[place] for row in self.rows]


def as_text(cell: Cell) -> str:
    """A cell as a person sees it: 12.0 is 12."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def read_sheets(path: Path, faults: Faults, *, limits: archive.Limits = archive.LIMITS) -> dict[str, Sheet]:
    """The known sheets of the workbook by normalised name; what is missing is added to `faults`.

    Raises ExtractRefusedError where the file cannot be opened as a workbook at all or is too large to.
    """
    error_cells = archive.inspect(path, limits=limits)
    try:
        # From memory, so that the kind of file is told by what is in it and not by its name.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheets = dict(_sheets(workbook, faults))
    except (PasswordError, CalamineError, ValueError):
        raise archive.not_a_workbook() from None
    if error_cells:
        _add_error_cells(path, error_cells, sheets, faults)
    return sheets


def _sheets(workbook: CalamineWorkbook, faults: Faults) -> Iterator[tuple[str, Sheet]]:
    titles: dict[str, list[str]] = {}
    for title in workbook.sheet_names:
        titles.setdefault(normalised(title), []).append(title)
    unknown = [name for name in titles if name not in SHEETS]
    for name in SHEETS:
        found = titles.get(name, [])
        if not found:
            faults.add(_missing(Kind.MISSING_SHEET, name, "", unknown))
        elif len(found) > 1:
            faults.add(Fault(Kind.REPEATED_SHEET, "Keep one sheet of this name.", name, found=_quoted(found)))
        else:
            yield name, _sheet(workbook, name, found[0], faults)


def _sheet(workbook: CalamineWorkbook, name: str, title: str, faults: Faults) -> Sheet:
    sheet = workbook.get_sheet_by_name(title)
    cells = sheet.to_python()
    heading, rows = (cells[0], cells[1:]) if cells else ([], [])
    first = (sheet.start[0] if sheet.start else 0) + 2
    kept = [(number, row) for number, row in enumerate(rows, start=first) if any(row)]
    return Sheet(
        name=name,
        places=_places(name, heading, faults),
        rows=[row for _, row in kept],
        row_numbers=[number for number, _ in kept],
    )


def _places(name: str, heading: Iterable[Cell], faults: Faults) -> dict[str, int]:
    """Where each known column stands. Unknown ones are dropped; missing and repeated ones are faults."""
    columns = SHEETS[name]
    known = set(columns.known)
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(heading):
        column = normalised(as_text(cell))
        if column in places:
            faults.add(Fault(Kind.REPEATED_COLUMN, "Keep one column of this name.", name, column=column))
        elif column in known:
            places[column] = place
        elif column:
            unknown.append(column)
    for column in columns.required:
        if column not in places:
            faults.add(_missing(Kind.MISSING_COLUMN, name, column, unknown))
    return places


def _missing(kind: Kind, sheet: str, column: str, unknown: list[str]) -> Fault:
    what = "column" if column else "sheet"
    near = get_close_matches(column or sheet, unknown, n=1)
    hint = f" “{near[0]}” may be the {what}, renamed." if near else ""
    return Fault(kind, f"Add the {what}.{hint}", sheet, column=column, found="missing")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_TARGET_TAG = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def _add_error_cells(
    path: Path, cells: list[archive.ErrorCell], sheets: dict[str, Sheet], faults: Faults
) -> None:
    """A fault for each error cell that stands in a known column, below the heading."""
    names = _sheet_names_by_part(path)
    for cell in cells:
        sheet = sheets.get(names.get(cell.part, ""))
        column = sheet and {place: name for name, place in sheet.places.items()}.get(cell.column_index)
        if sheet and column:
            advice = "Mend the formula, or put the value itself there."
            faults.add(Fault(Kind.ERROR_CELL, advice, sheet.name, cell.row, column, "a spreadsheet error"))


def _sheet_names_by_part(path: Path) -> dict[str, str]:
    """The normalised name of the sheet that each part of an .xlsx archive holds."""
    with zipfile.ZipFile(path) as book:
        index = book.read("xl/workbook.xml").decode()
        links = book.read("xl/_rels/workbook.xml.rels").decode()
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _TARGET_TAG.findall(links)}
    names = {_attribute(tag, r"\w+:id"): _attribute(tag, "name") for tag in _SHEET_TAG.findall(index)}
    return {
        "xl/" + targets.get(key, "").removeprefix("/xl/"): normalised(name) for key, name in names.items()
    }


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=[\"']([^\"']*)[\"']", tag)
    return found.group(1) if found else ""
