"""Read the sheets of an extract as rows of cells, found by name, with the row numbers the workbook shows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import get_close_matches
from html import unescape
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from rainer.importers.wmt import archive
from rainer.importers.wmt.columns import SHEETS, normalised
from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.importers.wmt.renaming import Renaming, accepted
from rainer.importers.wmt.unreadable import refusal

Cell = Any
"""Text, a number, a truth value, a date, a time or a duration; empty text where the cell is empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: where each known column stands, its rows that hold anything, and their row numbers."""

    name: str
    places: dict[str, int]
    rows: list[list[Cell]]
    row_numbers: list[int]

    def texts(self, column: str) -> list[str]:
        """The column as displayed text, never trimmed."""
        return [cell if type(cell) is str else as_text(cell) for cell in self.cells(column)]

    def cells(self, column: str) -> list[Cell]:
        """The column as the workbook has it; a column the sheet lacks is empty."""
        place = self.places.get(column)
        return [""] * len(self.rows) if place is None else [row[place] for row in self.rows]


def as_text(cell: Cell) -> str:
    """A cell as a person sees it: 12.0 is 12."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def sheets(
    path: Path, faults: Faults, *, renamed: Sequence[Renaming] = (), limits: archive.Limits = archive.LIMITS
) -> Iterator[Sheet]:
    """The known sheets of the workbook, one after another; what is missing or spoilt is added to `faults`.

    `renamed` says under which names this file has some of them.

    Raises ExtractRefusedError where the file cannot be opened as a workbook at all or is too large to.
    """
    found = archive.inspect(path, limits=limits)
    try:
        error_cells = _ErrorCells(path, found)
        # From memory, so that the kind of file is told by what is in it and not by its name.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name, title, sheet in _loaded(workbook, _titles(workbook, renamed, faults)):
            here = [one for one in renamed if one.column and one.sheet == name]
            faults.called[name, ""] = title
            yield _sheet(name, sheet, error_cells.of(title), here, faults)
    except PasswordError:
        raise refusal(path, has_password=True) from None
    except (CalamineError, *archive.UNREADABLE):
        raise refusal(path) from None


def _loaded(workbook: CalamineWorkbook, titles: dict[str, str]) -> Iterator[tuple[str, str, CalamineSheet]]:
    """Each sheet by name and title. The next is unpacked on another thread while one is being worked on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = [(name, title, pool.submit(workbook.get_sheet_by_name, title)) for name, title in titles.items()]
        for name, title, future in coming:
            yield name, title, future.result()


def _titles(workbook: CalamineWorkbook, renamed: Sequence[Renaming], faults: Faults) -> dict[str, str]:
    """The title in the workbook of each known sheet by its normalised name."""
    names = [normalised(title) for title in workbook.sheet_names]
    given = accepted([one for one in renamed if not one.column], workbook.sheet_names, SHEETS, faults)
    found: dict[str, list[str]] = {}
    for name, title in zip(names, workbook.sheet_names, strict=True):
        found.setdefault(given.get(name, name), []).append(title)
    unknown = [titles[0].strip() for name, titles in found.items() if name not in SHEETS]
    for name in SHEETS:
        if name not in found:
            faults.add(_missing(Kind.MISSING_SHEET, name, "", unknown))
        elif len(found[name]) > 1:
            titles = ", ".join(f"“{title}”" for title in found[name])
            faults.add(Fault(Kind.REPEATED_SHEET, "Keep one sheet of this name.", name, found=titles))
    return {name: found[name][0] for name in SHEETS if name in found}


def _sheet(
    name: str,
    sheet: CalamineSheet,
    error_cells: list[archive.ErrorCell],
    renamed: Sequence[Renaming],
    faults: Faults,
) -> Sheet:
    cells = sheet.to_python()
    heading, rows = (cells[0], cells[1:]) if cells else ([], [])
    first_row, first_column = sheet.start or (0, 0)
    kept = [(number, row) for number, row in enumerate(rows, start=first_row + 2) if any(row)]
    places = _places(name, heading, renamed, faults)
    columns = {place + first_column: column for column, place in places.items()}
    for cell in error_cells:
        if column := columns.get(cell.column_index):
            advice = "Mend the formula, or put the value itself there."
            faults.add(Fault(Kind.ERROR_CELL, advice, name, cell.row, column, "a spreadsheet error"))
    return Sheet(name, places, [row for _, row in kept], [number for number, _ in kept])


def _places(name: str, heading: Iterable[Cell], renamed: Sequence[Renaming], faults: Faults) -> dict[str, int]:
    """Where each known column stands. Unknown ones are dropped; missing and repeated ones are faults."""
    columns = SHEETS[name]
    known = set(columns.known)
    headings = [as_text(cell).strip() for cell in heading]
    given = accepted(renamed, headings, known, faults)
    places: dict[str, int] = {}
    unknown = []
    for place, headed in enumerate(headings):
        found = normalised(headed)
        column = given.get(found, found)
        if column in places:
            faults.add(Fault(Kind.REPEATED_COLUMN, "Keep one column of this name.", name, column=column))
        elif column in known:
            places[column] = place
            faults.called[name, column] = headed
        elif column:
            unknown.append(headed)
    for column in columns.required:
        if column not in places:
            faults.add(_missing(Kind.MISSING_COLUMN, name, column, unknown))
    return places


def _missing(kind: Kind, sheet: str, column: str, unknown: list[str]) -> Fault:
    what = "column" if column else "sheet"
    by_name = {normalised(name): name for name in unknown}
    near = get_close_matches(column or sheet, list(by_name), n=1)
    hint = f" “{by_name[near[0]]}” may be the {what}, renamed." if near else ""
    return Fault(kind, f"Add the {what}.{hint}", sheet, column=column, found="missing", unused=tuple(unknown))


_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_TARGET_TAG = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


class _ErrorCells:
    """Error cells by the title of their sheet, which only the archive's own index can tell."""

    def __init__(self, path: Path, cells: list[archive.ErrorCell]) -> None:
        titles = _titles_by_part(path) if cells else {}
        self._by_title: dict[str, list[archive.ErrorCell]] = {}
        for cell in cells:
            self._by_title.setdefault(titles.get(cell.part, ""), []).append(cell)

    def of(self, title: str) -> list[archive.ErrorCell]:
        return self._by_title.get(title, [])


def _titles_by_part(path: Path) -> dict[str, str]:
    """The title of the sheet that each part of an .xlsx archive holds."""
    with zipfile.ZipFile(path) as book:
        index = book.read("xl/workbook.xml").decode()
        links = book.read("xl/_rels/workbook.xml.rels").decode()
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _TARGET_TAG.findall(links)}
    titles = {_attribute(tag, r"\w+:id"): _attribute(tag, "name") for tag in _SHEET_TAG.findall(index)}
    return {"xl/" + targets.get(key, "").removeprefix("/xl/"): title for key, title in titles.items()}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=[\"']([^\"']*)[\"']", tag)
    return unescape(found.group(1)) if found else ""
