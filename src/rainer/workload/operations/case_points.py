"""Points of each case, kept on it so that people nobody holds can be counted in work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from rainer.policy.rulebook import Place, Rulebook
from rainer.rulebook.queries import rulebook_now
from rainer.workload.inputs import points_of_kind

KINDS = """
SELECT r.code, u.code, t.kind, c.state, c.tier_v2, c.tier_v3, c.is_t2a, c.on_warrant, c.only_unpaid_work,
       c.is_overdue_termination OR COALESCE(c.ends_expected < %(on)s, false) AS overdue, array_agg(c.id)
  FROM cases_case c
  JOIN organisation_team t ON t.id = c.team_id
  JOIN organisation_deliveryunit u ON u.id = t.unit_id
  JOIN organisation_region r ON r.id = u.region_id
 WHERE c.closed_on IS NULL AND (%(ids)s::bigint[] IS NULL OR c.id = ANY(%(ids)s::bigint[]))
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
KEEP = """
UPDATE cases_case c SET points = w.points
  FROM unnest(%s::bigint[], %s::integer[]) AS w(id, points)
 WHERE c.id = w.id AND c.points IS DISTINCT FROM w.points
"""


@transaction.atomic
def refresh_case_points(case_ids: Collection[int] | None, *, on: date) -> int:
    """Score these open cases (all of them for None) by the rule for one case; returns how many changed.

    The rule is asked once for each kind of case in each unit; a case with no weight in force keeps no points.
    """
    with connection.cursor() as cursor:
        cursor.execute(KINDS, {"on": on, "ids": None if case_ids is None else list(case_ids)})
        points = list(_scored(cursor.fetchall(), on=on, rulebook=rulebook_now()))
        cursor.execute(KEEP, [[pk for pk, _ in points], [each for _, each in points]])
        return int(cursor.rowcount)


def _scored(rows: Iterable[Sequence[Any]], *, on: date, rulebook: Rulebook) -> Iterable[tuple[int, int | None]]:
    for region, unit, kind, *facts, ids in rows:
        points = points_of_kind(facts, kind, on=on, place=Place(region=region, unit=unit), rulebook=rulebook)
        yield from ((pk, points) for pk in ids)
