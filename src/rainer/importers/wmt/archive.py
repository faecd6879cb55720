"""Look at a workbook's parts before it is opened, so that no file can exhaust the machine.

The reader lays a sheet out as one block from its first cell to its last: two cells in far corners would ask
it for hundreds of gigabytes. It also reads a cell with a spreadsheet error as an empty one. Both are found
here, in the parts themselves.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase, digits
from typing import IO

import numpy as np
import numpy.typing as npt

from rainer.importers.wmt.faults import ExtractRefusedError, Fault, Kind, refuse
from rainer.importers.wmt.unreadable import ODS_CONTENT, OLE, XLSX_INDEX, ZIP, refusal

_CHUNK = 1 << 20
_NO_SHEETS = {"xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/theme1.xml"}
# Longer than any cell's opening tag, so that one split between two chunks is still seen whole.
_OVERLAP = 512


# All that the standard library raises on a spoilt or encrypted archive, whichever byte is wrong.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, KeyError, OSError)


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is opened. A national extract is some 20,000 rows and 90 MB unpacked."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 400_000_000
    rows: int = 99_999
    columns: int = 256


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds #N/A or the like: the part of the archive it is in, and its reference (`N14`)."""

    part: str
    reference: str

    @property
    def row(self) -> int:
        return int(self.reference.lstrip(ascii_uppercase))

    @property
    def column_index(self) -> int:
        """Counted from 0 at column A."""
        return _column(self.reference.rstrip(digits).encode()) - 1


def inspect(path: Path, *, limits: Limits = LIMITS) -> list[ErrorCell]:
    """Refuse a file that is no workbook or is too large; give the cells that hold errors.

    Raises ExtractRefusedError, and OSError where the file cannot be read at all.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise _too_large(f"{size / 1e6:,.0f} MB", f"Files up to {limits.file_bytes / 1e6:,.0f} MB are opened.")
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(OLE):
        # An old .xls, or an encrypted .xlsx; the reader tells them apart. An .xls has 65,536 rows at most.
        return []
    if not start.startswith(ZIP):
        raise refusal(path)
    try:
        return _inspect_zip(path, limits)
    except UNREADABLE:
        raise refusal(path) from None


def _too_large(found: str, advice: str, sheet: str = "") -> ExtractRefusedError:
    return refuse(Fault(Kind.TOO_LARGE, advice, sheet=sheet, found=found))


def _inspect_zip(path: Path, limits: Limits) -> list[ErrorCell]:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        advice = f"Files up to {limits.unpacked_bytes / 1e6:,.0f} MB unpacked are opened."
        raise _too_large(f"{unpacked / 1e6:,.0f} MB once unpacked", advice)
    names = [part.filename for part in parts]
    if not {XLSX_INDEX, ODS_CONTENT} & set(names):
        raise refusal(path)
    searched = [name for name in names if name.endswith(".xml") and name not in _NO_SHEETS]
    # Unpacking and searching both let other threads run.
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda name: _inspect_part(path, name, limits), searched)
        return [cell for cells in found for cell in cells]


def _inspect_part(path: Path, name: str, limits: Limits) -> list[ErrorCell]:
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        if name == ODS_CONTENT:
            _inspect_ods(file, limits)
            return []
        return [ErrorCell(name, reference) for reference in _inspect_sheet(file, limits)]


def _inspect_sheet(file: IO[bytes], limits: Limits) -> Iterator[str]:
    for chunk in _chunks(file):
        if far := _cell_beyond(chunk, limits):
            advice = f"Sheets up to {limits.rows:,} rows and {limits.columns} columns are opened."
            raise _too_large(f"a cell at {far}", advice)
        if b'"e"' in chunk or b"'e'" in chunk:
            yield from (found.group(1).decode() for found in _ERROR_CELL.finditer(chunk))


_ERROR_CELL = re.compile(
    rb"<c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']",
)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    kept = b""
    while block := file.read(_CHUNK):
        chunk = kept + block
        # Cut before the last tag begun, so that no tag is looked at twice or in halves.
        cut = chunk.rfind(b"<", len(chunk) - _OVERLAP) if len(chunk) > _OVERLAP else 0
        cut = cut if cut > 0 else len(chunk)
        kept = chunk[cut:] if len(block) == _CHUNK else b""
        yield chunk[:cut] if len(block) == _CHUNK else chunk
    if kept:
        yield kept


# A reference, to the end of its tag. A tag that closes itself is a cell with no value, which takes no room.
_REFERENCE = re.compile(rb"[\"']([A-Za-z]+)([0-9]+)[\"'][^>]*(?<!/)>")
_CELL_ATTRIBUTE = re.compile(rb"\sr\s*=\s*\Z")
# Cells may also leave their reference out and count on from the row's own number.
_ROW = re.compile(rb"<row\b[^>]*\br=[\"']([0-9]{5,})[\"'][^>]*(?<!/)>")
_PADDING = b" " * 16


def _cell_beyond(chunk: bytes, limits: Limits) -> str | None:
    """The reference of a filled cell outside the limits, if there is one; None if not.

    A reference stands in quotes: letters, then digits. Those with so many letters or digits that they could
    be outside are found with array operations, and only they are read one by one.
    """
    for row in _ROW.finditer(chunk):
        if _is_over(row[1], limits.rows) and _has_values(chunk, row.end()):
            return f"row {row[1].decode()}"
    codes = np.frombuffer(chunk + _PADDING, dtype=np.uint8)
    for start in _candidates(codes, limits, has_single_quotes=b"'" in chunk):
        found = _REFERENCE.match(chunk, int(start))
        if not found or not _CELL_ATTRIBUTE.search(chunk[max(0, start - 8) : start]):
            continue
        if _column(found[1]) > limits.columns or _is_over(found[2], limits.rows):
            return (found[1] + found[2]).decode()
    return None


def _is_over(digits: bytes, limit: int) -> bool:
    return len(digits) > _LONGEST_NUMBER or int(digits) > limit


_LONGEST_NUMBER = 9


def _has_values(chunk: bytes, start: int) -> bool:
    """Whether the row that begins here holds a value; a row cut off by the end of the chunk is taken to."""
    end = chunk.find(b"</row", start)
    return end < 0 or b"<v" in chunk[start:end] or b"<is" in chunk[start:end]


def _candidates(codes: npt.NDArray[np.uint8], limits: Limits, *, has_single_quotes: bool) -> npt.NDArray[np.intp]:
    searched = codes[: -len(_PADDING)]
    marks = searched == ord('"')
    if has_single_quotes:
        marks |= searched == ord("'")
    quotes = np.flatnonzero(marks)
    # Every further look is at the quotes a letter follows: the cell references and little else.
    quotes = quotes[_letters(codes[quotes + 1]) < 26]
    first, second = _letters(codes[quotes + 1]), _letters(codes[quotes + 2])
    two_letters = second < 26
    wide = _letters(codes[quotes + 3]) < 26
    past = (first.astype(np.int16) + 1) * 26 + second.astype(np.int16) + 1 > limits.columns
    too_many_digits = len(str(limits.rows)) + 1
    letters = 1 + two_letters + (two_letters & wide)
    after = quotes + letters
    deep = _is_digit(codes[after + 1]) & _is_digit(codes[after + too_many_digits])
    found: npt.NDArray[np.intp] = quotes[(two_letters & (wide | past)) | deep]
    return found


def _letters(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Each byte's place in the alphabet from 0, large or small; 26 and more for what is no letter."""
    places: npt.NDArray[np.uint8] = (codes & np.uint8(0xDF)) - np.uint8(ord("A"))
    return places


def _is_digit(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = codes - np.uint8(ord("0")) < 10
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _inspect_ods(file: IO[bytes], limits: Limits) -> None:
    """An .ods file writes a run of equal rows or cells once, with a count: add the counts up."""
    from xml.parsers import expat

    shape = _OdsShape(limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = shape.start
    try:
        parser.ParseFile(file)
    except expat.ExpatError:
        raise ValueError("The contents of the .ods file are no XML.") from None


class _OdsShape:
    """Walks the table elements of an .ods file and refuses a filled cell outside the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row = self.column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "table":
            self.row = 0
        elif local == "table-row":
            self.row += _repeated(attributes, "rows")
            self.column = 0
        elif local in ("table-cell", "covered-table-cell"):
            self.column += _repeated(attributes, "columns")
            if any(key.endswith(" value-type") for key in attributes):
                self._check()

    def _check(self) -> None:
        if self.row > self.limits.rows or self.column > self.limits.columns:
            advice = f"Sheets up to {self.limits.rows:,} rows and {self.limits.columns} columns are opened."
            raise _too_large(f"a filled cell at row {self.row:,}, column {self.column:,}", advice)


def _repeated(attributes: dict[str, str], what: str) -> int:
    for key, value in attributes.items():
        if key.endswith(f" number-{what}-repeated") and value.isdigit():
            return int(value)
    return 1
