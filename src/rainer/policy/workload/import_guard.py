"""The guard before a nightly extract is read: transition-to-adulthood cases are a part of all cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

Count = int | float | str | None


@dataclass(frozen=True, slots=True)
class ImportGuardInputs:
    """The case count of every row of the two sheets, as the cells hold it; an empty cell is 0.

    `accept_excess` is the override, recorded with the import. It never accepts a cell that is not a count.
    """

    t2a_counts: tuple[Count, ...]
    filtered_counts: tuple[Count, ...]
    accept_excess: bool = False


@dataclass(frozen=True, slots=True)
class GuardResult:
    """Whether the file may be read. A total is None where a cell of its sheet is not a count."""

    accepted: bool
    t2a_total: int | None
    filtered_total: int | None
    refusal: Literal["not_a_count", "t2a_excess"] | None
    overridden: bool
    bad_cells: tuple[str, ...]


@rule("workload.import_guard")
def import_guard(
    inputs: ImportGuardInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[GuardResult]:
    """Whether a nightly extract may be read: its T2A cases must be fewer than its filtered cases."""
    t2a, bad_t2a = _total(inputs.t2a_counts, "T2A")
    filtered, bad_filtered = _total(inputs.filtered_counts, "filtered")
    result = _judge(t2a, filtered, bad_t2a + bad_filtered, inputs.accept_excess)
    steps = (
        Step("t2a", "Cases in the T2A sheet", f"{len(inputs.t2a_counts)} rows", t2a),
        Step("filtered", "Cases in the filtered sheet", f"{len(inputs.filtered_counts)} rows", filtered),
    )
    return Outcome("workload.import_guard", on, place, result, steps, sentence=_sentence(result))


def _total(counts: Sequence[Count], sheet: str) -> tuple[int | None, tuple[str, ...]]:
    """The sum, None with the bad cells named where one is not a count. Rows are numbered from 1."""
    total, bad = 0, []
    for number, cell in enumerate(counts, start=1):
        count = whole_count(cell)
        if count is None:
            bad.append(f"{sheet} row {number}: {cell!r}")
        else:
            total += count
    return (None if bad else total), tuple(bad)


def whole_count(cell: Count) -> int | None:
    """A count as a whole number from 0; an empty cell is 0; None for anything that is not a count."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return 0
    try:
        number = float(cell)
    except ValueError:
        return None
    return int(number) if number.is_integer() and number >= 0 else None


def _judge(t2a: int | None, filtered: int | None, bad: tuple[str, ...], accept_excess: bool) -> GuardResult:
    if t2a is None or filtered is None:
        return GuardResult(False, t2a, filtered, "not_a_count", False, bad)
    if t2a < filtered:
        return GuardResult(True, t2a, filtered, None, False, ())
    return GuardResult(accept_excess, t2a, filtered, None if accept_excess else "t2a_excess", accept_excess, ())


def _sentence(result: GuardResult) -> str:
    if result.refusal == "not_a_count":
        return f"The file is refused: {'; '.join(result.bad_cells[:5])} is not a count of cases."
    sums = f"{result.t2a_total:,} T2A cases and {result.filtered_total:,} filtered cases"
    if result.refusal:
        return f"The file is refused: it has {sums}, and T2A cases are a part of all cases."
    return f"The file has {sums}" + (", accepted by override." if result.overridden else ".")
