"""`rainer export [DIR]`: what the load rests on, as Parquet in the documented schema, for analysts and the recompute.

The columns are those of `rainer.analytics.national.schema`; `places.parquet` names teams, units and regions, and
`export.json` says of which day and which version the files are. Nobody is named in them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rainer.config.commands.days import day, need_past

if TYPE_CHECKING:
    from rainer.workload.inputs import Gathered

ARROW = {"INTEGER": "int32", "UTINYINT": "uint8", "DOUBLE": "float64"}


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("export", help="write cases and hours as Parquet")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("rainer-export"), metavar="DIR")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day; today if left out")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    from rainer.common import clock

    need_past(arguments.on, today=clock.today(), why="an export holds what has been")
    counts = export(arguments.folder, on=arguments.on or clock.today())
    print(f"{arguments.folder}: {counts['cases']:,} cases, {counts['practitioner_teams']:,} practitioner-teams")
    return 0


def export(folder: Path, *, on: date) -> dict[str, int]:
    """Write the files; returns how many rows each has."""
    from rainer.analytics.national import schema
    from rainer.rulebook.queries import rulebook_now
    from rainer.workload.inputs import load_inputs

    folder.mkdir(parents=True, exist_ok=True)
    gathered = list(load_inputs(None, on=on, rulebook=rulebook_now()))
    places = _places_of(gathered)
    teams = [_practitioner_team(number, g, places[g.practitioner_team_id], on=on) for number, g in enumerate(gathered)]
    cases = [row for number, g in enumerate(gathered) for row in _cases(number, g)]
    facts = {"schema": str(schema.VERSION), "on": on.isoformat()}
    _write(folder / "practitioner_teams.parquet", schema.PRACTITIONER_TEAMS, teams, facts)
    _write(folder / "cases.parquet", schema.CASES, cases, facts)
    _write_places(folder / "places.parquet", facts)
    counts = {"cases": len(cases), "practitioner_teams": len(teams)}
    (folder / "export.json").write_text(json.dumps({**facts, **counts}, indent=2) + "\n", encoding="utf-8")
    return counts


def _places_of(gathered: Iterable[Gathered]) -> dict[int, tuple[int, int, int]]:
    """(team, unit, region) of each practitioner-team, by their ids in places.parquet."""
    from rainer.workforce.models import PractitionerTeam

    ids = [g.practitioner_team_id for g in gathered]
    rows = PractitionerTeam.objects.filter(pk__in=ids).values_list(
        "pk", "team_id", "team__unit_id", "team__unit__region_id"
    )
    return {pk: (team, unit, region) for pk, team, unit, region in rows}


def _practitioner_team(number: int, g: Gathered, place: tuple[int, int, int], *, on: date) -> tuple[Any, ...]:
    from rainer.analytics.national.schema import GRADES

    inputs = g.inputs
    hours = inputs.contracted_hours
    return (
        number,
        *place,
        GRADES.index(inputs.grade.value),
        None if hours is None else float(hours),
        float(sum(inputs.reductions)),
        inputs.reports.standard,
        inputs.reports.fast,
        _support_points(g, on=on),
    )


def _support_points(g: Gathered, *, on: date) -> int:
    """Points of support done for others less done by others, by the rule itself where there is any."""
    from rainer.policy.workload.load import practitioner_load
    from rainer.rulebook.queries import rulebook_now

    if not (g.inputs.done_for_others or g.inputs.done_by_others):
        return 0
    answer = practitioner_load(g.inputs, on=on, place=g.place, rulebook=rulebook_now()).answer
    return answer.cms_points if answer else 0


def _cases(number: int, g: Gathered) -> Iterator[tuple[int, int, int, int]]:
    """A row for each case: those held by name, and those an extract only counts."""
    from rainer.analytics.national import schema

    for line in g.inputs.cases:
        flags = schema.T2A * line.t2a + sum(schema.INACTIVE[kind] for kind in line.inactive)
        yield number, _tier(line.scheme, line.tier), _state(line.state), flags
    # An extract says how many of a count are inactive, not why: all three reasons are set on those.
    away = sum(schema.INACTIVE.values())
    for cell in g.inputs.cells:
        row = number, _tier(cell.scheme, cell.tier), _state(cell.state)
        t2a = schema.T2A * cell.t2a
        yield from [(*row, t2a)] * min(cell.filtered, cell.all)
        yield from [(*row, t2a + away)] * max(cell.all - cell.filtered, 0)


def _tier(scheme: str, tier: str | None) -> int:
    from rainer.analytics.national import schema

    return schema.TIER_CODES.index((scheme, tier)) if (scheme, tier) in schema.TIER_CODES else schema.NO_CODE


def _state(state: Any) -> int:
    from rainer.analytics.national import schema

    return schema.NO_CODE if state is None else schema.STATES.index(state.value)


def _write_places(path: Path, facts: dict[str, str]) -> None:
    from rainer.organisation.models import DeliveryUnit, Region, Team

    columns = {"kind": "string", "id": "int32", "code": "string", "name": "string", "inside": "int32"}
    rows = [
        *(("region", *row, None) for row in Region.objects.order_by("pk").values_list("pk", "code", "name")),
        *(("unit", *row) for row in DeliveryUnit.objects.order_by("pk").values_list("pk", "code", "name", "region_id")),
        *(("team", *row) for row in Team.objects.order_by("pk").values_list("pk", "code", "name", "unit_id")),
    ]
    _write(path, columns, rows, facts)


def _write(path: Path, columns: dict[str, str], rows: list[tuple[Any, ...]], facts: dict[str, str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    shape = pa.schema([(name, ARROW.get(kind, kind)) for name, kind in columns.items()]).with_metadata(facts)
    pieces = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [pa.array(values, type=field.type) for values, field in zip(pieces, shape, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=shape), path)
