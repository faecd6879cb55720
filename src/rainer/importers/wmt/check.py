"""The cells of a sheet as numbers, dates and keys; each one that is not what its column needs is a fault."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import chain, compress
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.importers.wmt.read import Cell, Sheet

Counts = npt.NDArray[np.int64]
Key = tuple[str, str]
"""A practitioner-team: staff code and team code."""

HIGHEST_COUNT = 1_000_000


def whole_numbers(sheet: Sheet, columns: Sequence[str], faults: Faults) -> Counts:
    """Those columns as whole numbers, 0 or more: rows by columns. An empty cell or a missing column is 0."""
    numbers = np.zeros((len(sheet.rows), len(columns)), dtype=np.int64)
    present = [column for column in columns if column in sheet.places]
    if not present or not sheet.rows:
        return numbers
    taken = itemgetter(*[sheet.places[column] for column in present])
    rows = map(taken, sheet.rows)
    cells = list(chain.from_iterable(rows)) if len(present) > 1 else list(rows)
    block = _block(sheet, present, cells, faults).reshape(len(sheet.rows), len(present))
    if len(present) == len(columns):
        return block
    numbers[:, [columns.index(column) for column in present]] = block
    return numbers


def _block(sheet: Sheet, columns: Sequence[str], cells: list[Cell], faults: Faults) -> Counts:
    """The cells, row by row, as counts; faulty ones are reported and read as 0."""
    block = np.zeros(len(cells), dtype=np.int64)
    filled = list(filter(None, cells))
    # The types are looked at because NumPy would turn True, "nan" or a date into a number; False is not filled,
    # and shows as a cell that is neither filled nor empty.
    if set(map(type, filled)) <= {float, int} and cells.count("") + len(filled) == len(cells):
        values = np.array(filled, dtype=np.float64)
        if _are_counts(values):
            at = np.fromiter(compress(range(len(cells)), cells), dtype=np.intp, count=len(filled))
            block[at] = values
            return block
    block[:] = [_count(sheet, columns, at, cell, faults) for at, cell in enumerate(cells)]
    return block


def _are_counts(values: npt.NDArray[np.float64]) -> bool:
    return bool(np.all((values >= 0) & (values <= HIGHEST_COUNT) & (values == np.floor(values))))


def _count(sheet: Sheet, columns: Sequence[str], at: int, cell: Cell, faults: Faults) -> float:
    if cell == "" or cell is None:
        return 0.0
    number = _number(cell)
    kind, advice = _what_is_wrong(number)
    if kind is None:
        return number or 0.0
    row, column = divmod(at, len(columns))
    faults.add(Fault(kind, advice, sheet.name, sheet.row_numbers[row], columns[column], found(cell)))
    return 0.0


def _number(cell: Cell) -> float | None:
    """A number, or a text of digits with at most a sign and a point; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str) and cell.isascii() and cell.lstrip("+-").replace(".", "", 1).isdigit():
        return float(cell) if cell.count("-") + cell.count("+") <= 1 else None
    return None


def _what_is_wrong(number: float | None) -> tuple[Kind | None, str]:
    if number is None:
        return Kind.NOT_A_NUMBER, "A whole number, 0 or more."
    if number < 0:
        return Kind.NEGATIVE, "A whole number, 0 or more."
    if number > HIGHEST_COUNT:
        return Kind.TOO_HIGH, f"A whole number up to {HIGHEST_COUNT:,}."
    if number != int(number):
        return Kind.NOT_WHOLE, "A whole number, 0 or more."
    return None, ""


def found(cell: Cell) -> str:
    """A cell as a fault shows it: text in quotes, so that spaces are seen, and cut where it is long."""
    if isinstance(cell, str):
        text = cell if len(cell) <= 40 else f"{cell[:40]}…"
        return f"“{text}”"
    if isinstance(cell, date):
        return f"a date, {cell.isoformat()}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def dates(sheet: Sheet, column: str, faults: Faults) -> list[date | None]:
    """The column as days; None where the cell is empty. Text is read as dd/mm/yyyy or yyyy-mm-dd."""
    days = []
    for number, cell in zip(sheet.row_numbers, sheet.cells(column), strict=True):
        day = as_day(cell)
        if day is None and cell != "":
            advice = "A date, like 27/11/2026."
            faults.add(Fault(Kind.NOT_A_DATE, advice, sheet.name, number, column, found(cell)))
        days.append(day)
    return days


def as_day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in ("%d/%m/%Y", "%Y-%m-%d") if isinstance(cell, str) else ():
        try:
            return datetime.strptime(cell, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return None


def keys(sheet: Sheet, faults: Faults) -> list[Key]:
    """Staff code and team code of each row. A row with no staff code belongs to nobody and is no fault."""
    pairs = list(zip(sheet.texts("om_key"), sheet.texts("team_code"), strict=True))
    if not {"om_key", "team_code"} <= sheet.places.keys():
        return pairs
    first: dict[Key, int] = {}
    for pair, number in zip(pairs, sheet.row_numbers, strict=True):
        staff, team = pair
        if not staff:
            continue
        if not team:
            advice = "Add the code of the team this practitioner's row is for."
            faults.add(Fault(Kind.NO_TEAM, advice, sheet.name, number, "team_code", "nothing"))
        elif (seen := first.setdefault(pair, number)) != number:
            advice = f"Keep one row: row {seen} has the same practitioner and team."
            faults.add(Fault(Kind.REPEATED_KEY, advice, sheet.name, number, "om_key", f"{staff} in {team}"))
    return pairs


def unknown_grades(sheet: Sheet, known: Collection[str]) -> list[Fault]:
    """A fault for each row whose grade code is not listed. A blank code is no fault: nobody recorded one."""
    rows = zip(sheet.row_numbers, sheet.texts("om_grade_code"), sheet.texts("om_key"), strict=True)
    # Not "or nothing": a row with no grade stands for nobody.
    advice = "A listed grade code."
    return [
        Fault(Kind.UNKNOWN_GRADE, advice, sheet.name, number, "om_grade_code", found(code), unused=(code,))
        for number, code, staff in rows
        if staff and code.strip() and code not in known
    ]  # fmt: skip
