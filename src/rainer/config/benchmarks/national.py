"""The national recompute from Parquet, beside the least DuckDB can do with the same file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis

from rainer.analytics.national.generate import generate
from rainer.analytics.national.recompute import Recompute
from rainer.config.benchmarks import Reading, median_seconds

NAME = "national"
SUMMARY = "points, available points and every rollup of the nation, from Parquet, on two threads"
ON = date(2026, 11, 9)
PRACTITIONER_TEAMS = 16_000
THREADS = 2
TIMES_THE_FLOOR = 4.0
CASES_A_SECOND = 8_000_000


def run() -> list[Reading]:
    return [_reading(250_000, limit=TIMES_THE_FLOOR), _reading(10_000_000, cases_a_second=CASES_A_SECOND)]


def _reading(cases: int, *, limit: float | None = None, cases_a_second: int | None = None) -> Reading:
    with TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, cases=cases, practitioner_teams=PRACTITIONER_TEAMS)
        connection = ibis.duckdb.connect(threads=THREADS)
        whole = Recompute(connection, folder, on=ON)
        least = f"SELECT practitioner_team, sum(tier) FROM '{folder / 'cases.parquet'}' GROUP BY 1"  # noqa: S608
        seconds = median_seconds(whole.run, runs=7)
        floor = median_seconds(lambda: connection.raw_sql(least).fetchall(), runs=7)
    return Reading(
        name=f"{cases:,} cases, {PRACTITIONER_TEAMS:,} practitioner-teams",
        seconds=seconds,
        floor_seconds=floor,
        floor_name="group by practitioner, sum one column",
        limit=limit,
        limit_seconds=cases / cases_a_second if cases_a_second else None,
        facts=(("cases a second", f"{cases / seconds:,.0f}"),),
    )
