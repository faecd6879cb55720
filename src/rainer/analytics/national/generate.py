"""A seeded, made-up nation as the two Parquet files, for benchmarks and tests. Nobody in it exists."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from rainer.analytics.national import schema

TEAMS_A_UNIT, UNITS_A_REGION = 9, 9
PRACTITIONERS_A_TEAM = 16
_CHUNK = 2_000_000


def generate(folder: Path, *, cases: int, practitioner_teams: int, seed: int = 1) -> None:
    """Write `cases.parquet` and `practitioner_teams.parquet` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    with duckdb.connect() as connection:
        _write(connection, _practitioner_teams(random, practitioner_teams), folder / "practitioner_teams.parquet")
        parts = []
        for start in range(0, cases, _CHUNK):
            part = folder / f"cases-{start}.part"
            _write(connection, _cases(random, min(_CHUNK, cases - start), practitioner_teams), part)
            parts.append(part)
        files = [str(part) for part in parts]
        connection.execute(
            f"COPY (SELECT * FROM read_parquet({files!r})) TO '{folder / 'cases.parquet'}' (FORMAT parquet)"  # noqa: S608
        )
    for part in parts:
        part.unlink()


def _write(connection: duckdb.DuckDBPyConnection, columns: dict[str, np.ndarray], path: Path) -> None:
    wanted = schema.PRACTITIONER_TEAMS if "team" in columns else schema.CASES
    connection.register("columns", columns)
    picked = ", ".join(f"CAST({null_nan(name)} AS {kind}) AS {name}" for name, kind in wanted.items())
    connection.execute(f"COPY (SELECT {picked} FROM columns) TO '{path}' (FORMAT parquet)")  # noqa: S608
    connection.unregister("columns")


def null_nan(name: str) -> str:
    return f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if name == "contracted_hours" else name


def _practitioner_teams(random: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    ids = np.arange(count)
    team = ids // PRACTITIONERS_A_TEAM
    unit = team // TEAMS_A_UNIT
    hours = random.choice([37.0, 30.0, 22.5, 18.5, 0.0, np.nan], count, p=[0.6, 0.1, 0.1, 0.05, 0.02, 0.13])
    reductions = random.choice([0.0, 1.8, 3.7, 7.4, 37.0], count, p=[0.6, 0.15, 0.1, 0.1, 0.05])
    return {
        "id": ids,
        "team": team,
        "unit": unit,
        "region": unit // UNITS_A_REGION,
        "grade": random.integers(0, len(schema.GRADES), count),
        "contracted_hours": hours,
        "reduction_hours": reductions,
        "standard_reports": random.poisson(0.4, count),
        "fast_reports": random.poisson(0.6, count),
        "support_points": random.choice([-18, -9, 0, 9, 26], count),
    }


def _cases(random: np.random.Generator, count: int, practitioner_teams: int) -> dict[str, np.ndarray]:
    v2 = sum(scheme == "v2" for scheme, _ in schema.TIER_CODES)
    tier = random.integers(0, v2, count)
    tier[random.random(count) < 0.02] = v2  # a v3 tier, for which no weight is set
    tier[random.random(count) < 0.01] = schema.NO_CODE
    state = random.integers(0, len(schema.STATES), count)
    state[random.random(count) < 0.01] = schema.NO_CODE
    flags = np.where(random.random(count) < 0.05, schema.T2A, 0)
    for bit in schema.INACTIVE.values():
        flags = flags | np.where(random.random(count) < 0.03, bit, 0)
    return {
        "practitioner_team": random.integers(0, practitioner_teams, count),
        "tier": tier,
        "state": state,
        "flags": flags,
    }
