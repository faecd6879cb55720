"""Rows of an extract that belong to no practitioner-team: counted, so that no case disappears in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rainer.importers.wmt.check import Counts
from rainer.importers.wmt.columns import ALL_CASES, COURT_REPORTS, FILTERED, OMIC, T2A
from rainer.importers.wmt.sheets import CountSheet, Reports


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


def leftovers(counts: dict[str, CountSheet], reports: Reports) -> list[Leftovers]:
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
