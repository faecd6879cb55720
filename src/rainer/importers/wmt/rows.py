"""An extract as arrays, one line for each practitioner in each team, joined as the nightly tool joins it.

Practitioners start from the sheet of all cases (or of prison teams); filtered counts, transition-to-adulthood
counts and court reports are looked up by staff code and team. What finds nobody is counted in `Leftovers`, so
that no case disappears in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from rainer.importers.wmt import check, read
from rainer.importers.wmt.archive import LIMITS, Limits
from rainer.importers.wmt.check import Counts, Key
from rainer.importers.wmt.columns import (
    ALL_CASES,
    CASE_COUNT,
    CONTACTS,
    COUNT_SHEETS,
    COUNTED_TIERS,
    COURT_REPORTS,
    FILTERED,
    FLAG_SHEETS,
    OMIC,
    STATES,
    T2A,
    tier_columns,
)
from rainer.importers.wmt.faults import Fault, Faults
from rainer.importers.wmt.read import Sheet

Variant = Literal["standard", "omic"]
CELLS = (len(STATES), len(COUNTED_TIERS))
REPORT_COLUMNS = ("sdr_last_30", "sdr_conv_last_30", "oral_reports", "sdr_due_next_30")
IDENTITY_COLUMNS = (
    "region_desc region_code pdu_desc pdu_code team_desc team_code om_surname om_forename om_key om_grade_code"
).split()


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A sheet of counts. `cells` is rows by state by tier (untiered first); `case_counts` its own total a row."""

    name: str
    sheet: Sheet
    keys: list[Key]
    cells: Counts
    first_16_weeks: Counts
    case_counts: Counts


@dataclass(frozen=True, slots=True)
class Reports:
    """Court reports by practitioner-team: rows by `REPORT_COLUMNS`."""

    keys: list[Key]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Contact:
    """Case management support: `doer` did the work on a case that `holder` holds."""

    day: date | None
    code: str
    doer: Key
    holder: Key


@dataclass(frozen=True, slots=True)
class FlaggedCase:
    """A case on one of the flag sheets, as the extract has it."""

    kind: str
    row_type: str
    crn: str
    tier_code: str
    key: Key
    state: str


@dataclass(frozen=True)
class PractitionerTeams:
    """Practitioner-teams of one variant, in workbook order; every array has one line for each.

    `filtered` are the counts that are scored (prison teams have no filtered sheet: theirs are all cases),
    `all_cases` those with inactive cases still inside. Both, and `t2a`, are lines by state by tier.
    """

    variant: Variant
    identity: dict[str, list[str]]
    keys: list[Key]
    row_numbers: list[int]
    filtered: Counts
    all_cases: Counts
    t2a: Counts
    reports: Counts
    first_16_weeks: Counts

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows of a sheet that belong to no practitioner-team of the extract: how many rows, and cases or reports."""

    sheet: str
    why: Literal["no practitioner", "no row in wmt_extract"]
    rows: int
    counted: int
    unit: Literal["cases", "reports"] = "cases"

    @property
    def words(self) -> str:
        row = "row" if self.rows == 1 else "rows"
        unit = self.unit.removesuffix("s") if self.counted == 1 else self.unit
        return f"{self.sheet}: {self.rows:,} {row} with counts but {self.why}: {self.counted:,} {unit}"


@dataclass(frozen=True)
class Extract:
    """A whole extract, checked. `grade_warnings` are rows whose grade code is not listed."""

    standard: PractitionerTeams
    omic: PractitionerTeams
    contacts: list[Contact]
    flags: list[FlaggedCase]
    leftovers: list[Leftovers]
    grade_warnings: list[Fault]
    case_sums: dict[str, int]
    datestamp: date | None


def load(
    path: Path, *, known_grades: Sequence[str] | frozenset[str], strict_grades: bool, limits: Limits = LIMITS
) -> Extract:
    """Read and check a workbook. Raises ExtractRefusedError with every fault found; OSError if it is not there.

    With `strict_grades` a grade code that is not listed is a fault; without, it is kept as a warning and the
    practitioner counts as of no known grade.
    """
    faults = Faults()
    sheets = read.read_sheets(path, faults, limits=limits)
    # Without its sheets and columns a workbook's cells cannot be judged, so these faults are told first.
    faults.refuse_if_any()
    counts = {name: _count_sheet(sheets[name], faults) for name in COUNT_SHEETS}
    warnings = [
        fault for name in (ALL_CASES, OMIC) for fault in check.unknown_grades(sheets[name], known_grades)
    ]
    for warning in warnings if strict_grades else ():
        faults.add(warning)
    reports = _reports(sheets[COURT_REPORTS], faults)
    contacts = _contacts(sheets[CONTACTS], faults)
    faults.refuse_if_any()
    return Extract(
        standard=_standard(counts, reports),
        omic=_omic(counts),
        contacts=contacts,
        flags=[flag for name in FLAG_SHEETS for flag in _flags(sheets[name])],
        leftovers=_leftovers(counts, reports),
        grade_warnings=warnings,
        case_sums={name: int(sheet.case_counts.sum()) for name, sheet in counts.items()},
        datestamp=_datestamp(sheets[ALL_CASES]),
    )


def _count_sheet(sheet: Sheet, faults: Faults) -> CountSheet:
    columns = (*tier_columns(), "comin1st16weeks", "licin1st16weeks", CASE_COUNT)
    numbers = check.whole_numbers(sheet, columns, faults)
    return CountSheet(
        name=sheet.name,
        sheet=sheet,
        keys=check.keys(sheet, faults),
        cells=numbers[:, :-3].reshape(-1, *CELLS),
        first_16_weeks=numbers[:, -3:-1].sum(axis=1),
        case_counts=numbers[:, -1],
    )


def _reports(sheet: Sheet, faults: Faults) -> Reports:
    return Reports(check.keys(sheet, faults), check.whole_numbers(sheet, REPORT_COLUMNS, faults))


def _contacts(sheet: Sheet, faults: Faults) -> list[Contact]:
    days = check.dates(sheet, "contact_date", faults)
    doers = zip(sheet.texts("contact_staff_key"), sheet.texts("contact_team_key"), strict=True)
    holders = zip(sheet.texts("om_key"), sheet.texts("om_team_key"), strict=True)
    rows = zip(days, sheet.texts("contact_type_code"), doers, holders, strict=True)
    return [Contact(*row) for row in rows]


def _flags(sheet: Sheet) -> list[FlaggedCase]:
    names = ("row_type", "case_ref_no", "tier_code", "om_key", "team_code", "location")
    rows = zip(*(sheet.texts(name) for name in names), strict=True)
    return [
        FlaggedCase(sheet.name, kind, crn, tier, (staff, team), state)
        for kind, crn, tier, staff, team, state in rows
    ]


def _standard(counts: dict[str, CountSheet], reports: Reports) -> PractitionerTeams:
    base = counts[ALL_CASES]
    named = _named(base)
    keys = [base.keys[i] for i in named]
    filtered = counts[FILTERED]
    return _practitioner_teams(
        "standard",
        base,
        named,
        filtered=_looked_up(filtered.cells, filtered.keys, keys),
        t2a=_looked_up(counts[T2A].cells, counts[T2A].keys, keys),
        reports=_looked_up(reports.counts, reports.keys, keys),
    )


def _omic(counts: dict[str, CountSheet]) -> PractitionerTeams:
    base = counts[OMIC]
    named = _named(base)
    keys = [base.keys[i] for i in named]
    return _practitioner_teams(
        "omic",
        base,
        named,
        filtered=base.cells[named],
        t2a=_looked_up(counts[T2A].cells, counts[T2A].keys, keys),
        reports=np.zeros((len(named), len(REPORT_COLUMNS)), dtype=np.int64),
    )


def _practitioner_teams(
    variant: Variant,
    base: CountSheet,
    named: npt.NDArray[np.intp],
    *,
    filtered: Counts,
    t2a: Counts,
    reports: Counts,
) -> PractitionerTeams:
    texts = {name: base.sheet.texts(name) for name in IDENTITY_COLUMNS}
    return PractitionerTeams(
        variant=variant,
        identity={name: [column[i] for i in named] for name, column in texts.items()},
        keys=[base.keys[i] for i in named],
        row_numbers=[base.sheet.row_numbers[i] for i in named],
        filtered=filtered,
        all_cases=base.cells[named],
        t2a=t2a,
        reports=reports,
        first_16_weeks=base.first_16_weeks[named],
    )


def _named(sheet: CountSheet) -> npt.NDArray[np.intp]:
    """The lines that name a practitioner."""
    return np.array([i for i, (staff, _) in enumerate(sheet.keys) if staff], dtype=np.intp)


def _looked_up(values: Counts, keys: Sequence[Key], wanted: Sequence[Key]) -> Counts:
    """The line of `values` for each wanted key; zeros where there is none."""
    places = {key: place for place, key in enumerate(keys) if key[0]}
    nowhere = len(values)
    chosen = np.array([places.get(key, nowhere) for key in wanted], dtype=np.intp)
    padded: Counts = np.concatenate([values, np.zeros((1, *values.shape[1:]), dtype=np.int64)])
    return padded[chosen]


def _leftovers(counts: dict[str, CountSheet], reports: Reports) -> list[Leftovers]:
    standard = {key for key in counts[ALL_CASES].keys if key[0]}
    everyone = standard | {key for key in counts[OMIC].keys if key[0]}
    found = []
    for name, sheet in counts.items():
        per_row = sheet.cells.sum(axis=(1, 2))
        nobody = np.array([not staff for staff, _ in sheet.keys], dtype=bool)
        found.append(Leftovers(name, "no practitioner", *_tally(per_row, nobody)))
        home = everyone if name == T2A else standard
        if name in (FILTERED, T2A):
            apart = np.array([bool(key[0]) and key not in home for key in sheet.keys], dtype=bool)
            found.append(Leftovers(name, "no row in wmt_extract", *_tally(per_row, apart)))
    written = reports.counts[:, :2].sum(axis=1)
    apart = np.array([key not in standard for key in reports.keys], dtype=bool)
    found.append(Leftovers(COURT_REPORTS, "no row in wmt_extract", *_tally(written, apart), unit="reports"))
    return [leftover for leftover in found if leftover.rows]


def _tally(per_row: Counts, chosen: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Rows among those chosen that count anything, and what they count in all."""
    counted = per_row[chosen]
    return int((counted > 0).sum()), int(counted.sum())


def _datestamp(sheet: Sheet) -> date | None:
    """The latest day the extract says it is of."""
    days = [day for cell in sheet.cells("datestamp") if (day := check.as_day(cell)) is not None]
    return max(days, default=None)
