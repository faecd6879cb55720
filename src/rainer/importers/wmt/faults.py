"""What is wrong with an extract, said once for each fault: where, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rainer.common.errors import RainerError
from rainer.importers.wmt.columns import usual_heading

SHOWN = 50
KEPT = 1_000


class Kind(StrEnum):
    """Kinds of fault, in the order they are listed. The value is the heading of the group."""

    NOT_A_WORKBOOK = "Not a workbook"
    TOO_LARGE = "Too large to open"
    BAD_NAME = "Names given that do not fit"
    MISSING_SHEET = "Missing sheets"
    REPEATED_SHEET = "Sheets there twice"
    MISSING_COLUMN = "Missing columns"
    REPEATED_COLUMN = "Columns there twice"
    NOT_A_NUMBER = "Not a number"
    NEGATIVE = "Below zero"
    NOT_WHOLE = "Not a whole number"
    TOO_HIGH = "Too high to be a count"
    NOT_A_DATE = "Not a date"
    ERROR_CELL = "Cells that hold a spreadsheet error"
    NO_TEAM = "Practitioners with no team"
    REPEATED_KEY = "Practitioners there twice in one team"
    UNKNOWN_GRADE = "Grade codes not listed"
    TWO_KINDS = "Teams that are prison teams and others too"
    TOO_LONG = "Text too long to keep"
    NOT_YOURS = "Not in your area"
    T2A_EXCESS = "More T2A cases than cases"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` is the workbook's own row number; sheet and column are empty where none is meant. `title` and
    `heading` are what the file itself calls them. `unused` are the names in the file, of sheets or columns, that may
    be what is missing; or the grade code that is not listed."""

    kind: StrEnum
    advice: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    unused: tuple[str, ...] = ()
    title: str = ""
    heading: str = ""

    @property
    def may_be_overridden(self) -> bool:
        return self.kind is Kind.T2A_EXCESS

    @property
    def shown(self) -> tuple[str, str]:
        """Sheet and column as a reader of the file knows them."""
        return self.title or self.sheet, self.heading or self.column

    @property
    def words(self) -> str:
        title, heading = self.shown
        place = [title] if title else []
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {heading}"] if heading else []
        found = f"found {self.found}. " if self.found else ""
        where = f"{', '.join(place)}: " if place else ""
        return f"{where}{found}{self.advice}"


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults of one kind: those kept, and how many there are in all."""

    kind: StrEnum
    faults: tuple[Fault, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are left when the first `SHOWN` are listed."""
        return max(0, self.total - SHOWN)


class Faults:
    """Faults by kind. All are counted and the first `KEPT` of a kind kept, lest a spoilt file fill memory.

    `called` holds what the file calls its sheets and columns, by the names they are known under.
    """

    def __init__(self, called: dict[tuple[str, str], str] | None = None) -> None:
        self.called: dict[tuple[str, str], str] = {} if called is None else called
        self._kept: dict[StrEnum, list[Fault]] = {}
        self._totals: dict[StrEnum, int] = {}
        self._places: set[tuple[str, str]] = set()

    def add(self, fault: Fault) -> None:
        self._totals[fault.kind] = self._totals.get(fault.kind, 0) + 1
        self._places.add((fault.sheet, fault.column))
        kept = self._kept.setdefault(fault.kind, [])
        if len(kept) < KEPT:
            kept.append(self.as_called(fault))

    def as_called(self, fault: Fault) -> Fault:
        """The fault with the file's own names for its sheet and column."""
        title = self.called.get((fault.sheet, ""), fault.sheet)
        heading = self.called.get((fault.sheet, fault.column), usual_heading(fault.column))
        return replace(fault, title=title, heading=heading)

    def spoil(self, sheet: str, column: str) -> bool:
        """Whether the column, or the sheet as a whole, has a fault, so that its sum means nothing."""
        return bool({(sheet, column), (sheet, "")} & self._places)

    def __len__(self) -> int:
        return sum(self._totals.values())

    def __iter__(self) -> Iterator[Fault]:
        return (fault for group in self.groups() for fault in group.faults)

    def groups(self) -> tuple[FaultGroup, ...]:
        ordered = sorted(self._kept, key=lambda kind: list(kind.__class__.__members__).index(kind.name))
        return tuple(FaultGroup(kind, tuple(self._kept[kind]), self._totals[kind]) for kind in ordered)

    def lines(self, words: Callable[[Fault], str] = lambda fault: fault.words) -> list[str]:
        """Every group for a reader: a heading, its first faults, and how many more there are."""
        lines: list[str] = []
        for group in self.groups():
            lines.append(f"{group.kind.value} ({group.total:,})")
            lines += [f"  {words(fault)}" for fault in group.faults[:SHOWN]]
            lines += [f"  {group.more:,} more like this"] if group.more else []
        return lines

    def refuse_if_any(self) -> None:
        if self:
            raise ExtractRefusedError(self)


class ExtractRefusedError(RainerError):
    """The file has faults, so nothing of it is used. `faults` says what and where."""

    code, status = "extract_refused", 422

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__("\n".join([counted(faults), *faults.lines()]))


def counted(faults: Faults) -> str:
    number = len(faults)
    return f"{number:,} fault{'' if number == 1 else 's'}"


def refuse(fault: Fault) -> ExtractRefusedError:
    """The error for a file that one fault keeps from being read at all."""
    faults = Faults()
    faults.add(fault)
    return ExtractRefusedError(faults)
