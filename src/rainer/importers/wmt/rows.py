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
    COURT_REPORTS,
    FILTERED,
    FLAG_SHEETS,
    OMIC,
    T2A,
)
from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.importers.wmt.leftovers import Leftovers, leftovers
from rainer.importers.wmt.renaming import Renaming, grades_said
from rainer.importers.wmt.sheets import (
    NO_REPORTS,
    PEOPLE_SHEETS,
    REPORT_COLUMNS,
    Contact,
    CountSheet,
    FlaggedCase,
    Reports,
    contacts_of,
    count_sheet,
    flags_of,
    reports_of,
)
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.grades import Grade, grade_codes
from rainer.policy.workload.import_guard import GuardResult, ImportGuardInputs, import_guard

Variant = Literal["standard", "omic"]


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


@dataclass(frozen=True)
class Extract:
    """A whole extract, checked. `grades` are those its codes stand for; `grade_warnings` are rows whose grade code is not
    listed; `called` is what it calls its sheets and columns (see `Faults`)."""

    standard: PractitionerTeams
    omic: PractitionerTeams
    contacts: list[Contact]
    flags: list[FlaggedCase]
    leftovers: list[Leftovers]
    grade_warnings: list[Fault]
    guard: GuardResult
    grades: dict[str, Grade]
    datestamp: date | None
    called: dict[tuple[str, str], str]


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
    renamed: Sequence[Renaming] = (),
    limits: Limits = LIMITS,
) -> Extract:
    """Read and check a workbook. Raises ExtractRefusedError with every fault, and OSError.

    With `strict_grades` a grade code that is not listed is a fault; without, it is kept as a warning and the
    practitioner counts as of no known grade. `accept_t2a_excess` overrides the import guard and nothing else.
    `renamed` says under which names this file has sheets and columns, and which grades its codes stand for.
    """
    faults = Faults()
    grades = grades_said(renamed) | grade_codes(on=on, place=place, rulebook=rulebook)
    counts: dict[str, CountSheet] = {}
    warnings: list[Fault] = []
    reports, contacts, flags = NO_REPORTS, list[Contact](), list[FlaggedCase]()
    for sheet in read.sheets(path, faults, renamed=renamed, limits=limits):
        if sheet.name in COUNT_SHEETS:
            counts[sheet.name] = count_sheet(sheet, faults)
        if sheet.name in PEOPLE_SHEETS:
            warnings += check.unknown_grades(sheet, grades)
        elif sheet.name == COURT_REPORTS:
            reports = reports_of(sheet, faults)
        elif sheet.name == CONTACTS:
            contacts = contacts_of(sheet, faults)
        elif sheet.name in FLAG_SHEETS:
            flags += flags_of(sheet)
    for warning in warnings if strict_grades else ():
        faults.add(warning)
    guard = _guard(counts, faults, on=on, accept_excess=accept_t2a_excess)
    faults.refuse_if_any()
    return Extract(
        standard=_standard(counts, reports),
        omic=_omic(counts),
        contacts=contacts,
        flags=flags,
        leftovers=leftovers(counts, reports),
        grade_warnings=[faults.as_called(warning) for warning in warnings],
        guard=guard,
        grades=grades,
        datestamp=counts[ALL_CASES].datestamp,
        called=faults.called,
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
        filtered = faults.called.get((FILTERED, ""), FILTERED)
        advice = (
            f"The sum must be less than {result.filtered_total:,}, the sum in {filtered}: "
            "T2A cases are a part of all cases."
        )
        faults.add(Fault(Kind.T2A_EXCESS, advice, T2A, column=CASE_COUNT, found=f"{result.t2a_total:,}"))
    return result


def _case_counts(counts: dict[str, CountSheet], name: str) -> tuple[int, ...]:
    return tuple(counts[name].case_counts.tolist()) if name in counts else ()


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
