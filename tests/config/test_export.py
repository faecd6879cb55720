"""The exported files hold what the load rests on, and the national recompute reads them as they are."""

from __future__ import annotations

import json
from datetime import timedelta

import duckdb
import pytest

from rainer.analytics.national import schema
from rainer.config import cli
from rainer.config.commands.exporting import export
from tests import make


def test_the_files_are_of_the_documented_schema(world, today, tmp_path):
    make.reduction(world.aisha, on=today, hours=4)
    make.case(held_by=world.aisha, state="licence", tier_v2="A1", is_t2a=True, on_warrant=True)
    counts = export(tmp_path, on=today)
    assert json.loads((tmp_path / "export.json").read_text())["schema"] == str(schema.VERSION)
    with duckdb.connect() as connection:
        cases = connection.read_parquet(str(tmp_path / "cases.parquet"))
        teams = connection.read_parquet(str(tmp_path / "practitioner_teams.parquet"))
        places = connection.read_parquet(str(tmp_path / "places.parquet"))
        for table, wanted in ((cases, schema.CASES), (teams, schema.PRACTITIONER_TEAMS)):
            schema.check(dict(zip(table.columns, map(str, table.types), strict=True)), wanted, "file")
        assert (len(cases), len(teams), len(places)) == (3, 3, 6)
        assert counts == {"cases": 3, "practitioner_teams": 3}
        (aisha,) = teams.filter(f"reduction_hours = 4 AND team = {world.fellside.pk}").fetchall()
        held = sorted(cases.filter(f"practitioner_team = {aisha[0]}").fetchall())
    flags = schema.T2A + schema.WARRANT
    assert {row[3] for row in held} == {0, flags}
    assert aisha[:5] == (aisha[0], world.fellside.pk, world.harrowgate.pk, world.region.pk, schema.GRADES.index("PO"))


def test_a_service_without_cases_exports_empty_files(db, today, tmp_path):
    assert export(tmp_path, on=today) == {"cases": 0, "practitioner_teams": 0}


@pytest.mark.parametrize("words", [("export", "{folder}"), ("import", "wmt", "{file}", "--simulate")])
def test_a_day_to_come_holds_nothing_yet(db, today, tmp_path, capsys, words):
    file = tmp_path / "nightly.xlsx"
    file.write_bytes(b"")
    tomorrow = (today + timedelta(days=1)).isoformat()
    words = [word.format(folder=tmp_path / "out", file=file) for word in words]
    assert cli.main([*words, "--on", tomorrow]) == 1
    assert f"{tomorrow} is still to come" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
