"""The recompute of the nation and the rule of one practitioner give the same figures, on random worlds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rainer.analytics.national import schema
from rainer.analytics.national.generate import generate
from rainer.analytics.national.recompute import LEVELS, Recompute
from rainer.policy.workload import CaseLine, Grade, Load, PractitionerLoadInputs, Reports, practitioner_load
from rainer.policy.workload.rollup import LoadRow, RollupInputs, rollup
from rainer.policy.workload.tiers import CaseState

DAYS = st.sampled_from([date(2021, 1, 1), date(2026, 11, 9)])


def load_of(team: dict[str, object], cases: list[dict[str, int]], on: date) -> Load:
    """The load by the rule. Support work has no codes in the file, so its points are added by hand."""
    hours = team["contracted_hours"]
    inputs = PractitionerLoadInputs(
        grade=list(Grade)[int(str(team["grade"]))],
        contracted_hours=None if hours is None else float(str(hours)),
        reductions=(float(str(team["reduction_hours"])),),
        cases=tuple(_line(case) for case in cases),
        reports=Reports(standard=int(str(team["standard_reports"])), fast=int(str(team["fast_reports"]))),
    )
    answer = practitioner_load(inputs, on=on).answer
    assert answer is not None
    return answer


def _line(case: dict[str, int]) -> CaseLine:
    tiered = case["tier"] != schema.NO_CODE
    scheme, tier = schema.TIER_CODES[case["tier"]] if tiered else ("v2", None)
    flags = case["flags"]
    return CaseLine(
        crn="X000000",
        tier=tier,
        state=None if case["state"] == schema.NO_CODE else list(CaseState)[case["state"]],
        scheme="v3" if scheme == "v3" else "v2",
        t2a=bool(flags & schema.T2A),
        warrant=bool(flags & schema.WARRANT),
        upw=bool(flags & schema.UPW),
        overdue=bool(flags & schema.OVERDUE),
    )


def read(folder: Path, name: str) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM '{folder / name}.parquet'")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), cases=st.integers(1, 900), teams=st.integers(1, 60), on=DAYS)
def test_the_nation_at_once_equals_one_practitioner_at_a_time(
    tmp_path: Path, seed: int, cases: int, teams: int, on: date
) -> None:
    generate(tmp_path, cases=cases, practitioner_teams=teams, seed=seed)
    whole = Recompute(ibis.duckdb.connect(threads=2), tmp_path, on=on)
    whole.run()
    held: dict[object, list[dict[str, int]]] = {}
    for case in read(tmp_path, "cases"):
        held.setdefault(case["practitioner_team"], []).append({k: int(str(v)) for k, v in case.items()})
    by_id = {team["id"]: team for team in read(tmp_path, "practitioner_teams")}
    rows = whole.rows("practitioner_team")
    assert len(rows) == teams
    for row in rows:
        team = by_id[row["id"]]
        load = load_of(team, held.get(row["id"], []), on)
        assert row["total_points"] == load.total_points + int(str(team["support_points"]))
        assert row["available_points"] == load.available_points
        assert row["unscored"] == load.cases_unscored
        assert row["contracted_hours"] == load.contracted_hours
        if load.percent is None:
            assert row["percent"] is None
        else:
            assert row["percent"] == pytest.approx(100 * row["total_points"] / load.available_points, abs=1e-9)
    for level in LEVELS:
        same_as_the_rule(whole, rows, level, on)


def same_as_the_rule(whole: Recompute, rows: list[dict[str, object]], level: str, on: date) -> None:
    for found in whole.rows(level):
        mine = [r for r in rows if level == "nation" or r[level] == found[level]]
        inputs = RollupInputs(
            tuple(
                LoadRow(
                    total_points=float(str(r["total_points"])),
                    available_points=float(str(r["available_points"])),
                    cms_points=float(str(r["support_points"])),
                    contracted_hours=float(str(r["contracted_hours"])),
                    reduction_hours=float(str(r["reduction_hours"])),
                )
                for r in mine
            )
        )
        wanted = rollup(inputs, on=on).answer
        assert wanted is not None
        assert found["practitioner_teams"] == wanted.count
        assert found["not_available"] == wanted.not_available
        assert found["at_or_over"] == wanted.at_or_over
        assert found["points_without_time"] == wanted.points_without_time
        for name in ("percent", "cms_percent", "reduction_percent", "median", "ninetieth", "maximum"):
            expected = getattr(wanted, name)
            assert found[name] == (None if expected is None else pytest.approx(expected, rel=1e-9)), name


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    generate(tmp_path, cases=5, practitioner_teams=2)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS tier) TO '{tmp_path / 'cases.parquet'}' (FORMAT parquet)")
    with pytest.raises(schema.WrongSchemaError, match=r"cases\.parquet.*practitioner_team"):
        Recompute(ibis.duckdb.connect(), tmp_path, on=date(2026, 11, 9))


def test_the_same_seed_makes_the_same_nation(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, cases=300, practitioner_teams=20, seed=7)
    assert read(tmp_path / "one", "cases") == read(tmp_path / "two", "cases")
