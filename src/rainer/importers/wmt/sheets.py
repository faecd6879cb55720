"""Each kind of sheet as read: counts by state and tier, court reports, support contacts, flagged cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rainer.importers.wmt import check
from rainer.importers.wmt.check import Counts, Key
from rainer.importers.wmt.columns import ALL_CASES, CASE_COUNT, COUNTED_TIERS, OMIC, STATES, tier_columns
from rainer.importers.wmt.faults import Faults
from rainer.importers.wmt.read import Sheet

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


def count_sheet(sheet: Sheet, faults: Faults) -> CountSheet:
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


def reports_of(sheet: Sheet, faults: Faults) -> Reports:
    return Reports(check.keys(sheet, faults), check.whole_numbers(sheet, REPORT_COLUMNS, faults))


def contacts_of(sheet: Sheet, faults: Faults) -> list[Contact]:
    days = check.dates(sheet, "contact_date", faults)
    doers = zip(sheet.texts("contact_staff_key"), sheet.texts("contact_team_key"), strict=True)
    holders = zip(sheet.texts("om_key"), sheet.texts("om_team_key"), strict=True)
    identity = sheet.texts("contact_id"), sheet.texts("crn")
    rows = zip(days, sheet.texts("contact_type_code"), doers, holders, *identity, strict=True)
    return [Contact(*row) for row in rows]


def flags_of(sheet: Sheet) -> list[FlaggedCase]:
    names = ("row_type", "case_ref_no", "tier_code", "om_key", "team_code", "location")
    rows = zip(*(sheet.texts(name) for name in names), strict=True)
    return [
        FlaggedCase(sheet.name, kind, crn, tier, (staff, team), state) for kind, crn, tier, staff, team, state in rows
    ]
