"""Recompute the nation's load from the Parquet files of `schema.py`: the rule of one practitioner, for all at once.

Ibis expressions on DuckDB. They read the same dated parameters as `workload.practitioner_load`, and a property test
holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import ibis
from ibis import ir

from rainer.analytics.national import schema
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload import bulk_parameters, weight_table
from rainer.policy.workload.points import share_removed
from rainer.policy.workload.thresholds import threshold_rows

LEVELS = ("team", "unit", "region", "nation")
_STATES, _FLAGS = 4, 16


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Tables in the connection they were made in: one row a practitioner-team; and one row a team, unit, ….

    Percentages are unrounded and null where no time is available.
    """

    practitioner_teams: ir.Table
    rollups: dict[str, ir.Table]


def recompute(
    connection: ibis.backends.duckdb.Backend,
    folder: Path,
    *,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
) -> Recomputed:
    """Points, available points and load of each practitioner-team, and every rollup. Raises WrongSchemaError."""
    cases = _read(connection, folder, "cases", schema.CASES)
    teams = _read(connection, folder, "practitioner_teams", schema.PRACTITIONER_TEAMS)
    held = case_points(cases, on=on, place=place, rulebook=rulebook)
    loads = _kept(connection, practitioner_loads(teams, held, on=on, place=place, rulebook=rulebook))
    act = next(row for row in threshold_rows(on=on, place=place, rulebook=rulebook)[0] if row["name"] == "act")
    rollups = {
        level: _kept(connection, rollup(loads, level, act["level"])) for level in LEVELS
    }
    return Recomputed(loads, rollups)


def _read(connection: Any, folder: Path, name: str, wanted: dict[str, str]) -> ir.Table:
    path = folder / f"{name}.parquet"
    found = connection.raw_sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    schema.check({row[0]: row[1] for row in found}, wanted, path.name)
    return connection.read_parquet(path)


def _kept(connection: Any, table: ir.Table) -> ir.Table:
    return connection.create_table(ibis.util.gen_name("load"), table, temp=True)


def weights(*, on: date, place: Place, rulebook: Rulebook | None) -> dict[int, float]:
    """Points of one case by its code (see `_code`), for every tier, state and set of flags that has a weight."""
    tables = {s: weight_table(on=on, place=place, scheme=s, rulebook=rulebook) for s in ("v2", "v3")}
    retained = bulk_parameters(on=on, place=place, rulebook=rulebook).retained_percent
    points = {}
    for (tier, (scheme, name)), (state, word), flags in product(
        enumerate(schema.TIER_CODES), enumerate(schema.STATES), range(_FLAGS)
    ):
        t2a = bool(flags & schema.T2A)
        weight = tables[scheme][word, name, ("t2a",) if t2a else ()]
        if weight is not None:
            shares = retained["t2a" if t2a else "standard"]
            keeps = min((shares[k] for k, bit in schema.INACTIVE.items() if flags & bit), default=100)
            points[(tier * _STATES + state) * _FLAGS + flags] = weight - weight * share_removed(keeps) / 100
    return points


def case_points(cases: ir.Table, *, on: date, place: Place, rulebook: Rulebook | None) -> ir.Table:
    """Points, cases and cases no weight is set for, by practitioner-team."""
    table = weights(on=on, place=place, rulebook=rulebook)
    known = ibis.memtable({"code": list(table), "points": list(table.values())}, schema={"code": "int32", "points": "float64"})
    state = ibis.ifelse(cases.state >= _STATES, _STATES - 1, cases.state)
    code = ((cases.tier.cast("int32") * _STATES + state.cast("int32")) * _FLAGS + cases.flags.cast("int32")).cast("int32")
    scored = cases.select("practitioner_team", code=code).left_join(known, "code")
    return scored.group_by("practitioner_team").aggregate(
        case_points=scored.points.sum(), cases=scored.count(), scored=scored.points.count()
    )


def practitioner_loads(
    teams: ir.Table, held: ir.Table, *, on: date, place: Place, rulebook: Rulebook | None
) -> ir.Table:
    """Every practitioner-team with its points, available points and load; one with no cases holds 0 points."""
    bulk = bulk_parameters(on=on, place=place, rulebook=rulebook)
    by_grade = ibis.memtable(
        {
            "grade": list(range(len(schema.GRADES))),
            "nominal": [float(bulk.nominal_target[g]) for g in schema.GRADES],
            "default_hours": [float(bulk.default_hours.get(g, 0)) for g in schema.GRADES],
            "full_week": [float(bulk.hours_divisor.get(g, 0)) for g in schema.GRADES],
        },
        schema={"grade": "uint8", "nominal": "float64", "default_hours": "float64", "full_week": "float64"},
    )
    joined = teams.join(by_grade, "grade").left_join(held, teams.id == held.practitioner_team)
    base = ibis.coalesce(joined.contracted_hours, joined.default_hours)
    # A hair is added before the fraction is dropped: what is whole in decimals may be just under it in binary.
    room = (joined.nominal * (base - joined.reduction_hours) / joined.full_week + 1e-6).floor()
    reports = joined.standard_reports * bulk.report_points["standard"] + joined.fast_reports * bulk.report_points["fast"]
    total = ibis.coalesce(joined.case_points, 0.0) + reports + joined.support_points
    loads = joined.select(
        "id", "team", "unit", "region", "reduction_hours", "support_points",
        contracted_hours=base,
        cases=ibis.coalesce(joined.cases, 0),
        unscored=ibis.coalesce(joined.cases - joined.scored, 0),
        total_points=(total + 0.5).floor(),
        available_points=ibis.ifelse((base > 0) & (joined.full_week > 0) & (room > 0), room, 0.0),
    )  # fmt: skip
    return loads.mutate(percent=_percent(loads.total_points, loads.available_points))


def _percent(part: Any, whole: Any) -> Any:
    return ibis.ifelse(whole > 0, 100 * part / whole, ibis.null("float64"))


def rollup(loads: ir.Table, level: str, act_level: float) -> ir.Table:
    """Sum first, divide last, and never a mean alone: one row for each team, unit, region, or the nation."""
    keyed = loads.mutate(nation=ibis.literal(0)) if level == "nation" else loads
    summed = keyed.group_by(level).aggregate(
        practitioner_teams=keyed.count(),
        total_points=keyed.total_points.sum(),
        available_points=keyed.available_points.sum(),
        cms_points=keyed.support_points.sum(),
        contracted_hours=keyed.contracted_hours.sum(),
        reduction_hours=keyed.reduction_hours.sum(),
        cases=keyed.cases.sum(),
        unscored=keyed.unscored.sum(),
        with_load=keyed.percent.count(),
        not_available=keyed.percent.isnull().sum(),
        points_without_time=keyed.total_points.sum(where=keyed.percent.isnull()),
        median=keyed.percent.quantile(0.5),
        ninetieth=keyed.percent.quantile(0.9),
        maximum=keyed.percent.max(),
        at_or_over=(keyed.percent >= act_level).sum(),
    )
    return summed.mutate(
        percent=_percent(summed.total_points, summed.available_points),
        cms_percent=_percent(summed.cms_points, summed.available_points),
        reduction_percent=_percent(summed.reduction_hours, summed.contracted_hours),
        share_at_or_over=_percent(summed.at_or_over, summed.with_load) / 100,
    )
