"""People with nobody named, and the points their supervision would be."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db import connection

from rainer.organisation.models import DeliveryUnit
from rainer.policy.allocation import must_not_wait_groups
from rainer.policy.allocation.waiting_order import GROUPS
from rainer.rulebook.queries import place_of, rulebook_now

By = Literal["team", "unit", "region", "nation"]
COLUMNS: dict[By, str] = {"team": "t.id", "unit": "t.unit_id", "region": "u.region_id", "nation": "0"}

# A placeholder officer is nobody: its cases count here whether they came as rows or as counts of an extract.
NOBODY = """
WITH here AS (
    SELECT t.id, COALESCE(%(local)s::jsonb -> t.unit_id::text, %(nation)s::jsonb) AS urgent
      FROM organisation_team t JOIN organisation_deliveryunit u ON u.id = t.unit_id WHERE {where}
), found AS (
    SELECT c.team_id, 1 AS people, 1 AS without_row, COALESCE(c.points, 0) AS points,
           (here.urgent @> to_jsonb(c.waiting_group))::int AS urgent, (c.points IS NULL)::int AS unscored
      FROM here
      JOIN cases_case c ON c.team_id = here.id
     WHERE c.closed_on IS NULL AND c.practitioner_team_id IS NULL
    UNION ALL
    SELECT p.team_id, l.cases, 0, l.case_points, 0, l.unscored_cases
      FROM here
      JOIN workforce_practitionerteam p ON p.team_id = here.id AND p.is_placeholder
      JOIN workload_currentload l ON l.practitioner_team_id = p.id
    UNION ALL
    SELECT c.team_id, 0, 0, 0, (here.urgent @> to_jsonb(c.waiting_group))::int, 0
      FROM cases_case c
      JOIN workforce_practitionerteam p ON p.id = c.practitioner_team_id AND p.is_placeholder
      JOIN here ON here.id = c.team_id
     WHERE c.closed_on IS NULL
)
SELECT {column}, sum(f.people), sum(f.without_row), sum(f.points), sum(f.urgent), sum(f.unscored),
       COALESCE(sum(f.people) FILTER (WHERE t.kind = 'prison'), 0),
       COALESCE(sum(f.points) FILTER (WHERE t.kind = 'prison'), 0)
  FROM found f
  JOIN organisation_team t ON t.id = f.team_id
  JOIN organisation_deliveryunit u ON u.id = t.unit_id
 GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class NobodyNamed:
    """How many people have nobody named, how many of them must not wait, and their points.

    `unscored` of them carry no points because no weight is in force. `without_row` are those whom no
    practitioner-team's load counts, not even a placeholder's. `prison` and `prison_points` are those of prison teams,
    whose points are of another measure.
    """

    people: int = 0
    without_row: int = 0
    points: int = 0
    must_not_wait: int = 0
    unscored: int = 0
    prison: int = 0
    prison_points: int = 0

    @property
    def here(self) -> int:
        """Those whose points are counted with this place's; the others stand beside it with its prison teams."""
        return self.people - self.prison

    def of_one_measure(self, *, prison_apart: bool) -> NobodyNamed:
        """Without the points of prison teams where those stand apart; where they do not, nothing is apart."""
        if prison_apart:
            return replace(self, points=self.points - self.prison_points)
        return replace(self, prison=0, prison_points=0)

    def __add__(self, other: NobodyNamed) -> NobodyNamed:
        return NobodyNamed(
            self.people + other.people,
            self.without_row + other.without_row,
            self.points + other.points,
            self.must_not_wait + other.must_not_wait,
            self.unscored + other.unscored,
            self.prison + other.prison,
            self.prison_points + other.prison_points,
        )


def nobody_named(*, by: By, on: date, within: By = "nation", place_id: int | None = None) -> dict[int, NobodyNamed]:
    """By place of the kind `by`, for those inside one place or everywhere. Absent places have none.

    As many queries whatever is counted. Who must not wait is told by the groups the rulebook names in each unit.
    """
    where = "TRUE" if within == "nation" else f"{COLUMNS[within]} = %(place)s"
    found: dict[int, NobodyNamed] = defaultdict(NobodyNamed)
    with connection.cursor() as cursor:
        cursor.execute(NOBODY.format(column=COLUMNS[by], where=where), {"place": place_id, **_urgent_groups(on)})
        found.update({place: NobodyNamed(*map(int, counts)) for place, *counts in cursor.fetchall()})
    return found


def _urgent_groups(on: date) -> dict[str, str]:
    """The groups that must not wait: the nation's, and those of units where a local value may say otherwise."""
    book = rulebook_now()
    local: dict[int, tuple[int, ...]] = {}
    if any(value.is_local for value in book.parameter(GROUPS).values):
        local = {
            unit.pk: must_not_wait_groups(on=on, place=place_of(unit), rulebook=book)
            for unit in DeliveryUnit.objects.select_related("region")
        }
    return {"nation": json.dumps(must_not_wait_groups(on=on, rulebook=book)), "local": json.dumps(local)}


# A day kept for the unit as a whole only has no teams: its counts then stand under place 0, under no part.
PAST = """
SELECT {column}, sum(COALESCE(x.people, r.nobody_named)), 0, sum(COALESCE(x.points, r.nobody_named_points)),
       sum(COALESCE(x.urgent, r.must_not_wait)), 0,
       COALESCE(sum(x.people) FILTER (WHERE t.kind = 'prison'), 0),
       COALESCE(sum(x.points) FILTER (WHERE t.kind = 'prison'), 0)
  FROM workload_placereading r
  JOIN organisation_deliveryunit u ON u.id = r.unit_id
  LEFT JOIN LATERAL jsonb_to_recordset(r.teams) AS x(team int, people int, points int, urgent int) ON TRUE
  LEFT JOIN organisation_team t ON t.id = x.team
 WHERE r.on = %s AND {where}
 GROUP BY 1
"""
PAST_COLUMNS: dict[By, str] = {
    "team": "COALESCE(x.team, 0)", "unit": "u.id", "region": "u.region_id", "nation": "0",
}  # fmt: skip


def nobody_on(day: date, *, by: By, within: By = "nation", place_id: int | None = None) -> dict[int, NobodyNamed]:
    """As it was read on a past night. What was not kept by team stands under place 0; of a team alone it is empty."""
    where = "TRUE" if within == "nation" else f"{PAST_COLUMNS[within]} = %s"
    with connection.cursor() as cursor:
        sql = PAST.format(column=PAST_COLUMNS[by], where=where)
        cursor.execute(sql, [day] if within == "nation" else [day, place_id])
        return {place: NobodyNamed(*map(int, counts)) for place, *counts in cursor.fetchall()}
