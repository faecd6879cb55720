"""Load day by day, from the nightly readings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from rainer.policy.workload import load_percent
from rainer.workload.models import CurrentLoad, LoadReading
from rainer.workload.queries.places import Where

SERIES = """
SELECT l.on, sum(l.total_points), sum(l.available_points)
  FROM workload_loadreading l
  JOIN workforce_practitionerteam p ON p.id = l.practitioner_team_id AND NOT p.is_placeholder
  JOIN organisation_team t ON t.id = p.team_id
  JOIN organisation_deliveryunit u ON u.id = t.unit_id
 WHERE l.on >= %(since)s AND l.on <= %(on)s AND {where}
 GROUP BY 1 ORDER BY 1
"""
# The nights that were read are looked for day by day: readings are many, days are few.
WEEKS = """
SELECT {child}, date_trunc('week', l.on)::date, sum(l.total_points), sum(l.available_points)
  FROM workload_loadreading l
  JOIN (SELECT max(day)::date AS on FROM generate_series(%(since)s::timestamp, %(on)s::timestamp, '1 day') day
         WHERE EXISTS (SELECT 1 FROM workload_loadreading d WHERE d.on = day::date)
         GROUP BY date_trunc('week', day)) last ON last.on = l.on
  JOIN workforce_practitionerteam p ON p.id = l.practitioner_team_id AND NOT p.is_placeholder
  JOIN organisation_team t ON t.id = p.team_id
  JOIN organisation_deliveryunit u ON u.id = t.unit_id
 WHERE {where}
 GROUP BY 1, 2
 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Day:
    """A load on a day; the percentage is unrounded, None is not available."""

    on: date
    total: int
    available: int

    @property
    def percent(self) -> float | None:
        return load_percent(self.total, self.available)


def readings_of(practitioner_team_id: int) -> QuerySet[LoadReading]:
    """Every reading of a practitioner-team, newest first."""
    return LoadReading.objects.filter(practitioner_team=practitioner_team_id).order_by("-on")


def percent_on_days(practitioner_team_id: int, days: Collection[date]) -> dict[date, float]:
    """The load read on each of these days, where it was read and is known. One query."""
    rows = (
        readings_of(practitioner_team_id)
        .filter(on__in=list(days))
        .values_list("on", "total_points", "available_points")
    )
    found = {on: load_percent(total, available) for on, total, available in rows}
    return {on: percent for on, percent in found.items() if percent is not None}


def own_days(practitioner_team_id: int, *, on: date, weeks: int) -> list[Day]:
    rows = readings_of(practitioner_team_id).filter(on__gt=on - timedelta(weeks=weeks), on__lte=on).order_by("on")
    return [Day(*row) for row in rows.values_list("on", "total_points", "available_points")]


def place_days(where: Where, *, on: date, weeks: int) -> list[Day]:
    """The place on each night, points summed before they are divided."""
    condition = where.sql_of_one_kind()
    with connection.cursor() as cursor:
        cursor.execute(
            SERIES.format(where=condition),
            {"since": on - timedelta(weeks=weeks), "on": on, "place": where.pk},
        )
        return [Day(day, int(total), int(available)) for day, total, available in cursor.fetchall()]


def weekly(where: Where, *, on: date, weeks: int) -> dict[int, dict[date, Day]]:
    """By part of the place, then by Monday: the last night of that week that was read."""
    # Teams are of one kind each; wider parts are drawn without their prison teams, as their loads stand in tables.
    condition = where.sql() if where.level in ("team", "unit") else where.sql_of_one_kind()
    child = {"team": "p.id", "unit": "t.id", "region": "t.unit_id", "nation": "u.region_id"}[where.level]
    since = on - timedelta(days=on.weekday(), weeks=weeks - 1)
    found: dict[int, dict[date, Day]] = {}
    with connection.cursor() as cursor:
        cursor.execute(WEEKS.format(child=child, where=condition), {"since": since, "on": on, "place": where.pk})
        for part, monday, total, available in cursor.fetchall():
            found.setdefault(part, {})[monday] = Day(monday, int(total), int(available))
    return found


SINCE = """
SELECT wanted.id, first.on
  FROM unnest(%(ids)s::bigint[], %(levels)s::float8[]) AS wanted(id, level)
 CROSS JOIN LATERAL (
    SELECT l.on FROM workload_loadreading l
     WHERE l.practitioner_team_id = wanted.id AND l.available_points > 0 AND l.on <= %(on)s
       AND l.on > COALESCE((
            SELECT u.on FROM workload_loadreading u
             WHERE u.practitioner_team_id = wanted.id AND u.available_points > 0 AND u.on <= %(on)s
               AND 100 * u.total_points::float8 / u.available_points < wanted.level
             ORDER BY u.on DESC LIMIT 1), '-infinity'::date)
     ORDER BY l.on LIMIT 1) first
"""


def over_since(levels: Mapping[int, float], *, on: date) -> dict[int, date]:
    """The first reading of the run at or over its level that each of these practitioner-teams stands in on the day.

    `levels` is by id; whoever last read under theirs, or was never read, is absent. Every reading counts, however
    old; nights without a reading, or without available time, neither break a run nor begin one. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"ids": list(levels), "levels": list(levels.values()), "on": on})
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Run:
    """A load at or over a level: since when, and on how many days with a reading, today's load counted as one."""

    since: date
    days: int


def run_now(load: CurrentLoad, *, level: float, on: date) -> Run | None:
    """The run a load stands in now, with its length; None under the level, or with no available time."""
    percent = load_percent(load.total_points, load.available_points)
    if percent is None or percent < level:
        return None
    before = on - timedelta(days=1)
    since = over_since({load.pk: level}, on=before).get(load.pk)
    if since is None:
        return Run(on, 1)
    read = readings_of(load.pk).filter(on__gte=since, on__lte=before, available_points__gt=0).count()
    return Run(since, read + 1)


def with_now(days: list[Day], now: Day) -> list[Day]:
    """The days with the load as it stands at the end, in place of that day's own reading."""
    return [*(day for day in days if day.on < now.on), now]
