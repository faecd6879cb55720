"""The figures a load is kept as."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from rainer.policy.workload import Load, PractitionerLoadInputs, half_up

STATES = ("community", "custody", "licence")
FIGURES = (
    "case_points", "report_points", "cms_points", "total_points", "available_points", "percent", "contracted_hours",
    "reduction_hours", "cases", "community_cases", "custody_cases", "licence_cases", "unscored_cases",
)  # fmt: skip


def figures(load: Load, inputs: PractitionerLoadInputs) -> dict[str, Any]:
    """What is stored of a load, by field. Comparisons use points over points, never the rounded per cent kept here."""
    by_state = cases_by_state(inputs)
    return {
        "case_points": half_up(load.case_points),
        "report_points": half_up(load.report_points),
        "cms_points": load.cms_points,
        "total_points": load.total_points,
        "available_points": load.available_points,
        "percent": None if load.percent is None else round(Decimal(load.percent), 4),
        "contracted_hours": Decimal(str(load.contracted_hours)),
        "reduction_hours": Decimal(str(load.reduction_hours)),
        "cases": sum(by_state.values()),
        **{f"{state}_cases": by_state[state] for state in STATES},
        "unscored_cases": load.cases_unscored,
    }


def cases_by_state(inputs: PractitionerLoadInputs) -> Counter[str]:
    counts: Counter[str] = Counter(case.state.value for case in inputs.cases if case.state)
    for cell in inputs.cells:
        counts[cell.state.value] += cell.all if cell.t2a or inputs.variant == "omic" else cell.filtered
    return counts
