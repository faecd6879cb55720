"""Load day by day, from the nightly readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from rainer.policy.workload import load_percent
from rainer.workload.models import LoadReading
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


def own_days(practitioner_team_id: int, *, on: date, weeks: int) -> list[Day]:
    rows = readings_of(practitioner_team_id).filter(on__gt=on - timedelta(weeks=weeks), on__lte=on).order_by("on")
    return [Day(*row) for row in rows.values_list("on", "total_points", "available_points")]


def place_days(where: Where, *, on: date, weeks: int) -> list[Day]:
    """The place on each night, points summed before they are divided."""
    condition = where.sql()
    with connection.cursor() as cursor:
        cursor.execute(
            SERIES.format(where=condition),
            {"since": on - timedelta(weeks=weeks), "on": on, "place": where.pk},
        )
        return [Day(day, int(total), int(available)) for day, total, available in cursor.fetchall()]


def weekly(where: Where, *, on: date, weeks: int) -> dict[int, dict[date, Day]]:
    """By part of the place, then by Monday: the last night of that week that was read."""
    condition = where.sql()
    child = {"team": "p.id", "unit": "t.id", "region": "t.unit_id", "nation": "u.region_id"}[where.level]
    since = on - timedelta(days=on.weekday(), weeks=weeks - 1)
    found: dict[int, dict[date, Day]] = {}
    with connection.cursor() as cursor:
        cursor.execute(WEEKS.format(child=child, where=condition), {"since": since, "on": on, "place": where.pk})
        for part, monday, total, available in cursor.fetchall():
            found.setdefault(part, {})[monday] = Day(monday, int(total), int(available))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """Readings in a row at or over a level, from the first to the last of them."""

    starts: date
    ends: date
    readings: int

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1


def runs_over(days: list[Day], *, level: float) -> list[Run]:
    """Every run at or over the level, oldest first. A night without a percentage neither breaks nor counts."""
    runs: list[Run] = []
    broken = True
    for day in days:
        if day.percent is None:
            continue
        if day.percent < level:
            broken = True
        elif broken:
            runs, broken = [*runs, Run(day.on, day.on, 1)], False
        else:
            runs[-1] = Run(runs[-1].starts, day.on, runs[-1].readings + 1)
    return runs
