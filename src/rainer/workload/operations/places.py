"""The nightly reading of each unit and of its teams: people, those with nobody named, the work those would be."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from rainer.organisation.models import DeliveryUnit, Team
from rainer.workload.models import CurrentLoad, PlaceReading
from rainer.workload.queries.nobody import NobodyNamed, nobody_named

KINDS = """
SELECT t.unit_id, c.state, c.tier_v2, c.tier_v3, c.is_t2a, c.on_warrant, c.only_unpaid_work, c.is_overdue_termination,
       t.kind, t.id, c.points, count(*) AS people
  FROM cases_case c JOIN organisation_team t ON t.id = c.team_id
 WHERE c.closed_on IS NULL AND c.practitioner_team_id IS NULL
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""
NAMES = ("state", "tier_v2", "tier_v3", "t2a", "warrant", "upw", "overdue", "team", "in_team", "points", "people")


@transaction.atomic
def take_place_readings(on: date) -> int:
    """Keep each unit's counts for the day; the same day again replaces them. Returns how many units."""
    held = dict(CurrentLoad.objects.values_list("practitioner_team__team__unit").annotate(n=Sum("cases")).order_by())
    nobody, facts, teams = nobody_named(by="unit", on=on), _kinds(), _teams(on)
    rows = [
        PlaceReading(
            unit_id=unit,
            on=on,
            people=held.get(unit, 0) + nobody[unit].without_row,
            nobody_named=nobody[unit].people,
            must_not_wait=nobody[unit].must_not_wait,
            nobody_named_points=nobody[unit].points,
            facts=facts[unit],
            teams=teams[unit],
        )
        for unit in DeliveryUnit.objects.order_by("id").values_list("id", flat=True)
    ]
    PlaceReading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "on"],
        update_fields=["people", "nobody_named", "must_not_wait", "nobody_named_points", "facts", "teams"],
        batch_size=2000,
    )
    return len(rows)


def _teams(on: date) -> dict[int, list[dict[str, int]]]:
    """Every team's counts, those with nobody waiting too: a team that is absent was not kept."""
    nobody = nobody_named(by="team", on=on)
    found: dict[int, list[dict[str, int]]] = defaultdict(list)
    for team, unit in Team.objects.order_by("id").values_list("id", "unit_id"):
        found[unit].append(team_counts(team, nobody[team]))
    return found


def team_counts(team: int, nobody: NobodyNamed) -> dict[str, int]:
    """One team's entry in `PlaceReading.teams`, as `queries.nobody.nobody_on` reads it."""
    return {"team": team, "people": nobody.people, "points": nobody.points, "urgent": nobody.must_not_wait}


def _kinds() -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(KINDS)
        for unit, *facts in cursor.fetchall():
            found[unit].append(dict(zip(NAMES, facts, strict=True)))
    return found
