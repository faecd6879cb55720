"""An extract as arrays, one line for each practitioner in each team, joined as the nightly tool joins it.

Practitioners start from the sheet of all cases (or of prison teams); filtered counts, transition-to-adulthood
counts and court reports are looked up by staff code and team. What finds nobody is counted in `Leftovers`, so
that no case disappears in silence.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.importers.wmt.read import Sheet
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.grades import grade_codes
from rainer.policy.workload.import_guard import GuardResult, ImportGuardInputs, import_guard

Variant = Literal["standard", "omic"]
CELLS = (len(STATES), len(COUNTED_TIERS))
# Practitioners come from these; the other sheets are looked up from them.
PEOPLE_SHEETS = (ALL_CASES, OMIC)
REPORT_COLUMNS = ("sdr_last_30", "sdr_conv_last_30", "oral_reports", "sdr_due_next_30")
IDENTITY_COLUMNS = (
    "region_desc", "region_code", "pdu_desc", "pdu_code", "team_desc", "team_code",
    "om_surname", "om_forename", "om_key", "om_grade_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A sheet of counts: `cells` is rows by state by tier, `case_counts` the sheet's own total of a row.

    `identity` and `datestamp` are read only where practitioners start from (`PEOPLE_SHEETS`).
    """

    identity: dict[str, list[str]]
    row_numbers: list[int]
    keys: list[Key]
    cells: Counts
    first_16_weeks: Counts
    case_counts: Counts
    datestamp: date | None


@dataclass(frozen=True, slots=True)
class Reports:
    """Court reports by practitioner-team: rows by `REPORT_COLUMNS`."""

    keys: list[Key]
    counts: Counts


NO_REPORTS = Reports([], np.zeros((0, len(REPORT_COLUMNS)), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Contact:
    """Case management support: `doer` did the work on a case that `holder` holds."""

    day: date | None
    code: str
    doer: Key
    holder: Key
    contact_id: str
    crn: str


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
    """Rows of a sheet that belong to no practitioner-team: how many, and the cases or reports they count."""

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
    guard: GuardResult
    datestamp: date | None


@contextmanager
def _collector_off() -> Iterator[None]:
    """Millions of cells are made, none of them in a cycle, and the collector would walk them time and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_off()
def load(
    path: Path,
    *,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
    strict_grades: bool = True,
    accept_t2a_excess: bool = False,
    limits: Limits = LIMITS,
) -> Extract:
    """Read and check a workbook. Raises ExtractRefusedError with every fault, and OSError.

    With `strict_grades` a grade code that is not listed is a fault; without, it is kept as a warning and the
    practitioner counts as of no known grade. `accept_t2a_excess` overrides the import guard and nothing else.
    """
    faults = Faults()
    grades = grade_codes(on=on, place=place, rulebook=rulebook)
    counts: dict[str, CountSheet] = {}
    warnings: list[Fault] = []
    reports, contacts, flags = NO_REPORTS, list[Contact](), list[FlaggedCase]()
    for sheet in read.sheets(path, faults, limits=limits):
        if sheet.name in COUNT_SHEETS:
            counts[sheet.name] = _count_sheet(sheet, faults)
        if sheet.name in PEOPLE_SHEETS:
            warnings += check.unknown_grades(sheet, grades)
        elif sheet.name == COURT_REPORTS:
            reports = _reports(sheet, faults)
        elif sheet.name == CONTACTS:
            contacts = _contacts(sheet, faults)
        elif sheet.name in FLAG_SHEETS:
            flags += _flags(sheet)
    for warning in warnings if strict_grades else ():
        faults.add(warning)
    guard = _guard(counts, faults, on=on, accept_excess=accept_t2a_excess)
    faults.refuse_if_any()
    return Extract(
        standard=_standard(counts, reports),
        omic=_omic(counts),
        contacts=contacts,
        flags=flags,
        leftovers=_leftovers(counts, reports),
        grade_warnings=warnings,
        guard=guard,
        datestamp=counts[ALL_CASES].datestamp,
    )


def _count_sheet(sheet: Sheet, faults: Faults) -> CountSheet:
    columns = (*tier_columns(), "comin1st16weeks", "licin1st16weeks", CASE_COUNT)
    numbers = check.whole_numbers(sheet, columns, faults)
    has_people = sheet.name in PEOPLE_SHEETS
    stamps = sheet.cells("datestamp") if has_people else []
    days = (day for cell in stamps if (day := check.as_day(cell)) is not None)
    return CountSheet(
        identity={name: sheet.texts(name) for name in IDENTITY_COLUMNS} if has_people else {},
        row_numbers=sheet.row_numbers,
        keys=check.keys(sheet, faults),
        cells=numbers[:, :-3].reshape(-1, *CELLS),
        first_16_weeks=numbers[:, -3:-1].sum(axis=1),
        case_counts=numbers[:, -1],
        datestamp=max(days, default=None),
    )


def _guard(counts: dict[str, CountSheet], faults: Faults, *, on: date, accept_excess: bool) -> GuardResult:
    """The rule's judgement of the two sums; a refusal is a fault, unless their cells are faults already."""
    inputs = ImportGuardInputs(
        t2a_counts=_case_counts(counts, T2A),
        filtered_counts=_case_counts(counts, FILTERED),
        accept_excess=accept_excess,
    )
    result = import_guard(inputs, on=on).answer
    assert result is not None
    if not result.accepted and not any(faults.spoil(sheet, CASE_COUNT) for sheet in (T2A, FILTERED)):
        advice = (
            f"The sum must be less than {result.filtered_total:,}, the sum in {FILTERED}: "
            "T2A cases are a part of all cases."
        )
        faults.add(Fault(Kind.T2A_EXCESS, advice, T2A, column="V-CRN_Count", found=f"{result.t2a_total:,}"))
    return result


def _case_counts(counts: dict[str, CountSheet], name: str) -> tuple[int, ...]:
    return tuple(counts[name].case_counts.tolist()) if name in counts else ()


def _reports(sheet: Sheet, faults: Faults) -> Reports:
    return Reports(check.keys(sheet, faults), check.whole_numbers(sheet, REPORT_COLUMNS, faults))


def _contacts(sheet: Sheet, faults: Faults) -> list[Contact]:
    days = check.dates(sheet, "contact_date", faults)
    doers = zip(sheet.texts("contact_staff_key"), sheet.texts("contact_team_key"), strict=True)
    holders = zip(sheet.texts("om_key"), sheet.texts("om_team_key"), strict=True)
    identity = sheet.texts("contact_id"), sheet.texts("crn")
    rows = zip(days, sheet.texts("contact_type_code"), doers, holders, *identity, strict=True)
    return [Contact(*row) for row in rows]


def _flags(sheet: Sheet) -> list[FlaggedCase]:
    names = ("row_type", "case_ref_no", "tier_code", "om_key", "team_code", "location")
    rows = zip(*(sheet.texts(name) for name in names), strict=True)
    return [
        FlaggedCase(sheet.name, kind, crn, tier, (staff, team), state) for kind, crn, tier, staff, team, state in rows
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
    return PractitionerTeams(
        variant=variant,
        identity={name: [column[i] for i in named] for name, column in base.identity.items()},
        keys=[base.keys[i] for i in named],
        row_numbers=[base.row_numbers[i] for i in named],
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
    if keys == wanted:
        return values
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
