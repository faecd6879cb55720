"""Recompute the nation's load from the Parquet files of `schema.py`: the rule of one practitioner, for all at once.

Ibis expressions on DuckDB. They read the same dated parameters as `workload.practitioner_load`, and a property test
holds the two equal.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import ibis
from ibis import ir

from rainer.analytics.national import schema
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload import BulkParameters, bulk_parameters, weight_table
from rainer.policy.workload.points import share_removed
from rainer.policy.workload.thresholds import threshold_rows

LEVELS = ("team", "unit", "region", "nation")
_STATES, _FLAGS = 4, 16


class Recompute:
    """The recompute of one folder for a day and a place: written as SQL once, run as often as the files change.

    `run` leaves the tables named in `tables` in the connection: `practitioner_team`, one row each, and `team`, `unit`,
    `region`, `nation`. Percentages are unrounded, and null where no time is available. Raises WrongSchemaError.
    """

    def __init__(
        self, connection: Any, folder: Path, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
    ) -> None:
        self._connection = connection
        cases = _read(connection, folder, "cases", schema.CASES)
        teams = _read(connection, folder, "practitioner_teams", schema.PRACTITIONER_TEAMS)
        known = self._small(weight_rows(on=on, place=place, rulebook=rulebook), {"code": "int32", "points": "float64"})
        bulk = bulk_parameters(on=on, place=place, rulebook=rulebook)
        grades = self._small(
            grade_rows(bulk), dict.fromkeys(("nominal", "default_hours", "full_week"), "float64") | {"grade": "uint8"}
        )
        act = next(row for row in threshold_rows(on=on, place=place, rulebook=rulebook)[0] if row["name"] == "act")
        self.tables: dict[str, str] = {}
        self._statements: list[str] = []
        held = self._keep("held", case_points(cases, known))
        loads = self._keep("practitioner_team", practitioner_loads(teams, held, grades, bulk.report_points))
        for level in LEVELS:
            self._keep(level, rollup(loads, level, act["level"]))

    def run(self) -> None:
        # The order of rows means nothing here, and keeping it costs a third of the time.
        self._connection.raw_sql("SET preserve_insertion_order = false")
        for statement in self._statements:
            self._connection.raw_sql(statement)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of one of the tables, as dictionaries."""
        cursor = self._connection.raw_sql(f"SELECT * FROM {self.tables[table]} ORDER BY 1")  # noqa: S608
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _small(self, rows: dict[str, list[Any]], columns: dict[str, str]) -> ir.Table:
        """A table of parameters, kept as a table so that DuckDB knows how small it is."""
        name = ibis.util.gen_name("parameters")
        return self._connection.create_table(name, ibis.memtable(rows, schema=columns), temp=True)

    def _keep(self, name: str, table: ir.Table) -> ir.Table:
        self.tables[name] = ibis.util.gen_name(f"load_{name}")
        sql = ibis.to_sql(table, dialect="duckdb")
        self._connection.raw_sql(f"CREATE TEMP TABLE {self.tables[name]} AS SELECT * FROM ({sql}) LIMIT 0")  # noqa: S608
        self._statements.append(f"CREATE OR REPLACE TEMP TABLE {self.tables[name]} AS {sql}")
        return self._connection.table(self.tables[name], database=("temp", "main"))


def _read(connection: Any, folder: Path, name: str, wanted: dict[str, str]) -> ir.Table:
    path = folder / f"{name}.parquet"
    found = connection.raw_sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()  # noqa: S608
    schema.check({row[0]: row[1] for row in found}, wanted, path.name)
    return connection.read_parquet(path)


def weights(*, on: date, place: Place, rulebook: Rulebook | None) -> dict[int, float]:
    """Points of one case by its code (tier, state and flags as one number), for every tier, state and set of flags that has a weight."""
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


def weight_rows(*, on: date, place: Place, rulebook: Rulebook | None) -> dict[str, list[Any]]:
    table = weights(on=on, place=place, rulebook=rulebook)
    return {"code": list(table), "points": list(table.values())}


def grade_rows(bulk: BulkParameters) -> dict[str, list[Any]]:
    return {
        "grade": list(range(len(schema.GRADES))),
        "nominal": [float(bulk.nominal_target[g]) for g in schema.GRADES],
        "default_hours": [float(bulk.default_hours.get(g, 0)) for g in schema.GRADES],
        "full_week": [float(bulk.hours_divisor.get(g, 0)) for g in schema.GRADES],
    }


def case_points(cases: ir.Table, known: ir.Table) -> ir.Table:
    """Points, cases and cases no weight is set for, by practitioner-team."""
    code = (
        cases.tier.cast("int32") * (_STATES * _FLAGS) + cases.state.cast("int32") * _FLAGS + cases.flags.cast("int32")
    )
    # A case with no state is given none of the codes that have a weight.
    code = ibis.ifelse(cases.state < _STATES, code, -1)
    scored = cases.select("practitioner_team", code=code.cast("int32")).left_join(known, "code")
    return scored.group_by("practitioner_team").aggregate(
        case_points=scored.points.sum(), cases=scored.count(), scored=scored.points.count()
    )


def practitioner_loads(teams: ir.Table, held: ir.Table, by_grade: ir.Table, report_points: dict[str, int]) -> ir.Table:
    """Every practitioner-team with its points, available points and load; one with no cases holds 0 points."""
    joined = teams.join(by_grade, "grade").left_join(held, teams.id == held.practitioner_team)
    base = ibis.coalesce(joined.contracted_hours, joined.default_hours)
    # A hair is added before the fraction is dropped: what is whole in decimals may be just under it in binary.
    room = (joined.nominal * (base - joined.reduction_hours) / joined.full_week + 1e-6).floor()
    reports = joined.standard_reports * report_points["standard"] + joined.fast_reports * report_points["fast"]
    total = ibis.coalesce(joined.case_points, 0.0) + reports + joined.support_points
    loads = joined.select(
        "id", "team", "unit", "region", "reduction_hours", "support_points",
        contracted_hours=base,
        cases=ibis.coalesce(joined.cases, 0),
        unscored=ibis.coalesce(joined.cases - joined.scored, 0),
        total_points=(total + 0.5).floor().cast("int64"),
        available_points=ibis.ifelse((base > 0) & (joined.full_week > 0) & (room > 0), room, 0).cast("int64"),
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
        points_without_time=ibis.coalesce(keyed.total_points.sum(where=keyed.percent.isnull()), 0),
        median=keyed.percent.quantile(0.5),
        ninetieth=keyed.percent.quantile(0.9),
        maximum=keyed.percent.max(),
        at_or_over=keyed.count(where=keyed.percent >= act_level),
    )
    return summed.mutate(
        percent=_percent(summed.total_points, summed.available_points),
        cms_percent=_percent(summed.cms_points, summed.available_points),
        reduction_percent=_percent(summed.reduction_hours, summed.contracted_hours),
        share_at_or_over=_percent(summed.at_or_over, summed.with_load) / 100,
    )
