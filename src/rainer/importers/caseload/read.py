"""Open a caseload and read its files: every cell as what its column holds, every one that is not as a fault."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from rainer.importers.caseload.cells import CellError, Identifier, Kind
from rainer.importers.caseload.columns import FILES, CsvFile
from rainer.importers.wmt.archive import LIMITS, UNREADABLE
from rainer.importers.wmt.faults import Fault, Faults, refuse
from rainer.importers.wmt.unreadable import DAMAGED, ZIP, look_into


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number as a spreadsheet shows it (the heading is 1), and its cells by column.

    A column the file does not have is absent; an empty cell is None.
    """

    file: str
    number: int
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)

    def has(self, column: str) -> bool:
        return column in self.cells


@dataclass(frozen=True)
class Files:
    """Rows by file, and warnings that refuse nothing. `unread` are files missing or not read, so that what others say
    of them cannot be looked at."""

    rows: dict[str, list[Row]]
    unread: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)

    def of(self, name: str) -> list[Row]:
        return self.rows.get(name, [])


def read(path: Path, faults: Faults) -> Files:
    """Every known file of the zip. Raises ExtractRefusedError where it cannot be opened at all."""
    texts = dict(_texts(path, faults))
    if not texts and not faults:
        raise refuse(Fault(Kind.NOT_A_ZIP, f"It has none of the files of a caseload. They are {', '.join(FILES)}."))
    for name, file in FILES.items():
        if file.needed and name not in texts:
            faults.add(
                Fault(Kind.MISSING_FILE, "Add the file, with its heading if it has no rows.", name, found="missing")
            )
    rows = {name: list(_rows(name, FILES[name], text, faults)) for name, text in texts.items()}
    found = Files(rows, frozenset(fault.sheet for fault in faults if fault.kind in _KEEP_A_FILE_UNREAD))
    for name in found.rows:
        _once_each(name, FILES[name], found.of(name), faults)
    found.warnings.extend(_doubts(found))
    return found


_KEEP_A_FILE_UNREAD = (Kind.MISSING_FILE, Kind.NOT_TEXT, Kind.MISSING_COLUMN, Kind.REPEATED_COLUMN)


def _texts(path: Path, faults: Faults) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > LIMITS.unpacked_bytes:
                raise refuse(Fault(Kind.NOT_A_ZIP, "The files in it are too large to open."))
            for info in archive.infolist():
                name = PurePosixPath(info.filename).name.lower()
                if name in FILES:
                    yield from _decoded(name, archive.read(info), faults)
    except UNREADABLE:
        raise refuse(Fault(Kind.NOT_A_ZIP, _why_not(path))) from None


def _why_not(path: Path) -> str:
    with path.open("rb") as file:
        is_zip = file.read(len(ZIP)) == ZIP
    return (look_into(path)[1] or DAMAGED) if is_zip else "A .zip of the CSV files, or the folder they are in."


def _decoded(name: str, content: bytes, faults: Faults) -> Iterator[tuple[str, str]]:
    try:
        yield name, content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        faults.add(Fault(Kind.NOT_TEXT, "Save the file as CSV UTF-8.", name, row))


def _rows(name: str, file: CsvFile, text: str, faults: Faults) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""))
    headed = [cell.strip() for cell in next(lines, [])]
    heading = [cell.lower() for cell in headed]
    faults.called.update({(name, column): cell for column, cell in zip(heading, headed, strict=True)})
    if not _heading_stands(name, file, heading, faults):
        return
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            found = f"{len(cells)} cells"
            faults.add(
                Fault(Kind.CUT_ROW, f"{len(heading)} cells, as in the heading.", name, lines.line_num, found=found)
            )
            continue
        yield Row(
            name, lines.line_num, _cells(name, file, dict(zip(heading, cells, strict=True)), lines.line_num, faults)
        )


def _heading_stands(name: str, file: CsvFile, heading: list[str], faults: Faults) -> bool:
    missing = [column for column, how in file.columns.items() if how.needed and column not in heading]
    twice = sorted({column for column in heading if column in file.columns and heading.count(column) > 1})
    for column in missing:
        faults.add(Fault(Kind.MISSING_COLUMN, "Add the column.", name, 1, column, "missing"))
    for column in twice:
        faults.add(Fault(Kind.REPEATED_COLUMN, "Keep one column of this name.", name, 1, column))
    return not missing and not twice


def _cells(name: str, file: CsvFile, given: dict[str, str], number: int, faults: Faults) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for column, how in file.columns.items():
        if column not in given:
            continue
        cell = given[column].strip()
        cells[column] = None
        try:
            if cell:
                cells[column] = how.read(cell)
            elif how.needed:
                raise CellError(Kind.EMPTY, "Fill it in.")
        except CellError as error:
            found = f"“{cell[:40]}”" if cell else "nothing"
            faults.add(Fault(error.kind, error.advice, name, number, column, found))
    return cells


def _once_each(name: str, file: CsvFile, rows: list[Row], faults: Faults) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[column] for column in file.key)
        if None in key:
            continue
        if (seen := first.setdefault(key, row.number)) != row.number:
            found = " ".join(_words(part) for part in key)
            faults.add(
                Fault(
                    Kind.REPEATED, f"Keep one row: row {seen} is the same one.", name, row.number, file.key[-1], found
                )
            )


def _words(part: Any) -> str:
    return part.isoformat() if isinstance(part, date | datetime) else str(part)


def _doubts(files: Files) -> Iterator[str]:
    """Police numbers whose check letter does not fit: kept as given, and said."""
    for row in files.of("people.csv"):
        for column in ("pnc", "cro"):
            if isinstance(number := row[column], Identifier) and number.doubt:
                yield f"people.csv, row {row.number}, column {column}: “{number.as_given}” is kept as given: {number.doubt}."
