"""Weights and the other figures of the workload rulebook, read once for a day and a place.

One practitioner's load, the nation-wide engine and the spreadsheet report read the same `WorkloadTables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.workload.tiers import TIERS, CaseState, Scheme

Variant = Literal["standard", "omic"]
Flags = tuple[str, ...]
T2A: Flags = ("t2a",)
PLAIN: Flags = ()

# A missing file is a table with no weights: v3 has none for transition to adulthood, and prisons none of it.
WEIGHT_KEYS: Mapping[tuple[str, Flags, Variant], str] = {
    ("v2", PLAIN, "standard"): "workload.weights_v2",
    ("v2", PLAIN, "omic"): "workload.weights_v2_prison",
    ("v2", T2A, "standard"): "workload.weights_v2_t2a",
    ("v2", T2A, "omic"): "workload.weights_v2_t2a",
    ("v3", PLAIN, "standard"): "workload.weights_v3",
    ("v3", PLAIN, "omic"): "workload.weights_v3",
    ("v3", T2A, "standard"): "workload.weights_v3",
    ("v3", T2A, "omic"): "workload.weights_v3",
}

READS = (
    *dict.fromkeys(WEIGHT_KEYS.values()),
    "workload.retained_percent",
    "workload.report_points",
    "workload.parole_points",
    "workload.arms_points",
    "workload.cms_points",
    "workload.default_hours",
    "workload.default_hours_prison",
    "workload.full_time_hours",
    "workload.nominal_target",
)


class WeightLookup(NamedTuple):
    """The weight of one tier in one state: `points` is None where no weight is set, which is never zero."""

    points: int | None
    value: Value | None
    scheme: str
    tier: str
    state: str
    flags: Flags

    @property
    def is_set(self) -> bool:
        return self.points is not None

    @property
    def words(self) -> str:
        return "no weight set" if self.points is None else f"{self.points} points"


@dataclass(frozen=True)
class WorkloadTables:
    """Every figure a load is worked out from, in force on a day, in a place, for one variant."""

    on: date
    place: Place
    variant: Variant
    weights: Mapping[tuple[str, Flags], tuple[Mapping[str, Mapping[str, int]], Value | None]]
    retained: Value
    reports: Value
    parole: Value
    arms: Value
    cms: Value
    default_hours: Value
    full_time_hours: Value
    nominal_target: Value

    def weight(self, *, scheme: str, tier: str, state: str, flags: Flags = PLAIN) -> WeightLookup:
        table, value = self.weights[scheme, flags]
        return WeightLookup(table.get(state, {}).get(tier), value, scheme, tier, state, flags)

    def retained_percent(self, kind: str, flags: Flags = PLAIN) -> float:
        """The share of its points that an inactive case of the kind keeps, 0 to 100."""
        return float(self.retained.value["t2a" if flags == T2A else "standard"][kind])

    @property
    def hours_divisor(self) -> Mapping[str, float]:
        """The full week by grade: the grade's default hours or, where they are 0, its full-time hours."""
        full = self.full_time_hours.value
        return {grade: hours or full[grade] for grade, hours in self.default_hours.value.items()}


def workload_tables(
    *, on: date, place: Place = NATION, variant: Variant = "standard", rulebook: Rulebook | None = None
) -> WorkloadTables:
    """The figures in force. Raises NoValueInForceError before the first day any of them holds."""
    return _read(rulebook or national(), on, place, variant)


@lru_cache(maxsize=256)
def _read(rulebook: Rulebook, on: date, place: Place, variant: Variant) -> WorkloadTables:
    def value(name: str) -> Value:
        return rulebook.value(f"workload.{name}", on=on, place=place)

    weights: dict[tuple[str, Flags], tuple[Mapping[str, Mapping[str, int]], Value | None]] = {}
    for (scheme, flags, of_variant), key in WEIGHT_KEYS.items():
        if of_variant == variant:
            held = rulebook.get(key, on=on, place=place)
            weights[scheme, flags] = (held.value if held else {}, held)
    return WorkloadTables(
        on=on,
        place=place,
        variant=variant,
        weights=weights,
        retained=value("retained_percent"),
        reports=value("report_points"),
        parole=value("parole_points"),
        arms=value("arms_points"),
        cms=value("cms_points"),
        default_hours=value("default_hours_prison" if variant == "omic" else "default_hours"),
        full_time_hours=value("full_time_hours"),
        nominal_target=value("nominal_target"),
    )


def weight_table(
    *,
    on: date,
    place: Place = NATION,
    scheme: Scheme = "v2",
    variant: Variant = "standard",
    rulebook: Rulebook | None = None,
) -> dict[tuple[str, str, Flags], int | None]:
    """Points by (state, tier, flags) for every tier of the scheme; None where no weight is set."""
    tables = workload_tables(on=on, place=place, variant=variant, rulebook=rulebook)
    return {
        (state.value, tier, flags): tables.weight(scheme=scheme, tier=tier, state=state.value, flags=flags).points
        for state in CaseState
        for tier in TIERS[scheme]
        for flags in (PLAIN, T2A)
    }


@dataclass(frozen=True, slots=True)
class BulkParameters:
    """The same figures as plain dictionaries, for code that works on whole tables at once.

    Hours are a week; grades are their codes. `hours_divisor` is what contracted hours are divided by;
    `retained_percent` is keyed by "standard" or "t2a", then by kind of inactive case.
    """

    nominal_target: dict[str, int]
    default_hours: dict[str, float]
    hours_divisor: dict[str, float]
    retained_percent: dict[str, dict[str, float]]
    report_points: dict[str, int]
    parole_points: int
    arms_points: dict[str, int]
    cms_points: dict[str, int]
    cms_counting_days: int
    values: tuple[Value, ...]


def bulk_parameters(
    *, on: date, place: Place = NATION, variant: Variant = "standard", rulebook: Rulebook | None = None
) -> BulkParameters:
    """Everything but the weights (see `weight_table`) that a bulk calculation needs, in force on the day."""
    tables = workload_tables(on=on, place=place, variant=variant, rulebook=rulebook)
    days = (rulebook or national()).value("workload.cms_counting_days", on=on, place=place)
    return BulkParameters(
        nominal_target=dict(tables.nominal_target.value),
        default_hours=dict(tables.default_hours.value),
        hours_divisor=dict(tables.hours_divisor),
        retained_percent={kind: dict(shares) for kind, shares in tables.retained.value.items()},
        report_points=dict(tables.reports.value),
        parole_points=tables.parole.value,
        arms_points=dict(tables.arms.value),
        cms_points=dict(tables.cms.value),
        cms_counting_days=days.value,
        values=(*_weight_values(tables), tables.retained, tables.reports, tables.parole, tables.arms,
                tables.cms, tables.default_hours, tables.full_time_hours, tables.nominal_target, days),
    )  # fmt: skip


def _weight_values(tables: WorkloadTables) -> tuple[Value, ...]:
    return tuple({v.key: v for _, v in tables.weights.values() if v is not None}.values())
