"""Cases and extract cells, each with the points it came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rainer.policy.outcome import Step
from rainer.policy.workload.load_types import CaseLine, Cell, Compatibility, PractitionerLoadInputs
from rainer.policy.workload.points import cell_points, share_removed
from rainer.policy.workload.rounding import plain
from rainer.policy.workload.tiers import UNTIERED, CaseState, Scheme
from rainer.policy.workload.weights import PLAIN, Flags, Variant, WeightLookup, WorkloadTables

NO_SENTENCE = "no active sentence"
UNTIERED_CASE = "no tier"
NO_WEIGHT = "no weight set"
INACTIVE_WORDS = {"warrant": "active warrant", "upw": "unpaid work alone", "overdue": "past its end"}


@dataclass(frozen=True, slots=True)
class Line:
    """A case or a cell with what it came to; `points` is None where it carries none."""

    state: CaseState | None
    tier: str | None
    scheme: Scheme
    flags: Flags
    count: int
    points: float | None
    reason: str
    step: Step


def look_up(case: CaseLine, tables: WorkloadTables) -> tuple[str, WeightLookup | None]:
    """Why the case has no points (empty when it has) and its weight, if there was one to look for."""
    if case.state is None:
        return NO_SENTENCE, None
    if case.tier is None or case.tier == UNTIERED:
        return UNTIERED_CASE, None
    lookup = tables.weight(scheme=case.scheme, tier=case.tier, state=case.state.value, flags=case.flags)
    return ("" if lookup.is_set else NO_WEIGHT), lookup


def retained_percent(case: CaseLine, tables: WorkloadTables) -> float:
    """The least that any of the case's inactive flags keeps, so that two flags never count twice."""
    return min((tables.retained_percent(kind, case.flags) for kind in case.inactive), default=100.0)


def kept(weight: int, retained: float) -> float:
    lost: float = plain(weight * share_removed(retained) / 100)
    return weight - lost


def case_words(case: CaseLine) -> str:
    parts = [case.tier or "no tier", case.state.value if case.state else NO_SENTENCE]
    if case.t2a:
        parts.append("transition to adulthood")
    parts += [INACTIVE_WORDS[kind] for kind in case.inactive]
    return ", ".join(parts)


def case_line(case: CaseLine, tables: WorkloadTables) -> Line:
    reason, lookup = look_up(case, tables)
    points: float | None = None
    if lookup is not None and lookup.points is not None:
        points = kept(lookup.points, retained_percent(case, tables)) if case.inactive else lookup.points
    step = Step("case", case.crn, case_words(case), points, lookup.value if lookup else None)
    return Line(case.state, case.tier, case.scheme, case.flags, 1, points, reason, step)


def counted(cell: Cell, variant: Variant) -> int:
    return cell.all if cell.t2a or variant == "omic" else cell.filtered


def cell_line(cell: Cell, tables: WorkloadTables, inputs: PractitionerLoadInputs) -> Line:
    count = counted(cell, inputs.variant)
    label = f"{cell.tier}{' T2A' if cell.t2a else ''}"
    if cell.tier == UNTIERED:
        step = Step("cell", label, f"{count} cases", None)
        return Line(cell.state, None, cell.scheme, cell.flags, count, None, UNTIERED_CASE, step)
    lookup = tables.weight(scheme=cell.scheme, tier=cell.tier, state=cell.state.value, flags=cell.flags)
    if lookup.points is None:
        step = Step("cell", label, f"{count} cases", None, lookup.value)
        return Line(cell.state, cell.tier, cell.scheme, cell.flags, count, None, NO_WEIGHT, step)
    points = _cell_points(cell, count, lookup.points, tables, inputs.compatibility)
    step = Step("cell", label, f"{count} × {lookup.points}", points, lookup.value)
    return Line(cell.state, cell.tier, cell.scheme, cell.flags, count, points, "", step)


def _cell_points(cell: Cell, count: int, weight: int, tables: WorkloadTables, compatibility: Compatibility) -> float:
    inactive = {"warrant": cell.warrant, "upw": cell.upw, "overdue": cell.overdue}
    points: float = plain(
        cell_points(
            total=count,
            weight=weight,
            inactive=inactive,
            retained_percent=tables.retained.value["t2a" if cell.t2a else "standard"],
            subtract_inactive=cell.t2a,
        )
    )
    return points if compatibility.double_flags else max(points, 0)


def projected_licence(lines: Iterable[Line], tables: WorkloadTables) -> int:
    """What a prison team's custody cases would come to at licence weights, T2A cases left out."""
    total = 0
    for line in lines:
        if line.state is CaseState.CUSTODY and line.tier and line.flags == PLAIN:
            weight = tables.weight(scheme=line.scheme, tier=line.tier, state=CaseState.LICENCE.value)
            total += line.count * (weight.points or 0)
    return total
