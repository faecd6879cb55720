"""What staff a unit has: posts, who fills them, who is away today, who has left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

STAFFING = """
WITH posts AS (
    SELECT id, unit_id, fte_target, starts FROM workforce_post
     WHERE unit_id = ANY(%(units)s) AND role = 'practitioner' AND starts <= %(on)s AND (ends IS NULL OR ends >= %(on)s)),
holdings AS (
    SELECT p.unit_id, h.fte, h.starts, h.practitioner_id FROM workforce_holding h JOIN posts p ON p.id = h.post_id
     WHERE h.starts <= %(on)s AND (h.ends IS NULL OR h.ends >= %(on)s)),
away AS (
    SELECT DISTINCT a.practitioner_id FROM workforce_absence a
     WHERE a.starts <= %(on)s AND (a.ends IS NULL OR a.ends >= %(on)s)),
people AS (
    SELECT DISTINCT t.unit_id, s.id, s.left_on
      FROM workforce_practitionerteam pt
      JOIN organisation_team t ON t.id = pt.team_id
      JOIN organisation_practitioner s ON s.id = pt.practitioner_id
     WHERE t.unit_id = ANY(%(units)s) AND t.kind = 'community' AND NOT pt.is_placeholder AND pt.starts <= %(on)s)
SELECT u.id,
       (SELECT sum(fte_target) FROM posts WHERE unit_id = u.id),
       (SELECT coalesce(sum(fte), 0) FROM holdings WHERE unit_id = u.id),
       (SELECT coalesce(sum(h.fte), 0) FROM holdings h JOIN away USING (practitioner_id) WHERE h.unit_id = u.id),
       (SELECT count(*) FROM people WHERE unit_id = u.id AND (left_on IS NULL OR left_on > %(on)s)),
       (SELECT count(*) FROM people WHERE unit_id = u.id AND left_on > %(year_ago)s AND left_on <= %(on)s),
       (SELECT max(greatest(h.starts, p.starts)) FROM posts p LEFT JOIN workforce_holding h ON h.post_id = p.id
         AND h.starts <= %(on)s WHERE p.unit_id = u.id)
  FROM organisation_deliveryunit u WHERE u.id = ANY(%(units)s)
"""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Practitioner posts in full-time equivalents (None: none recorded), and people who work or left, of a unit or of
    several added up."""

    posts: float | None
    filled: float
    away: float
    people: int
    left_in_a_year: int
    updated_on: date | None

    @property
    def empty_percent(self) -> float | None:
        return 100 * (1 - self.filled / self.posts) if self.posts else None

    @property
    def present(self) -> float:
        return self.filled - self.away

    @property
    def left_share(self) -> float | None:
        """Leavers in twelve months of those who were there: the people now and those who left."""
        total = self.people + self.left_in_a_year
        return 100 * self.left_in_a_year / total if total else None


def unit_staffing(unit_id: int, *, on: date) -> Staffing:
    """One query."""
    return staffing_by_unit([unit_id], on=on)[unit_id]


def staffing_by_unit(unit_ids: Collection[int], *, on: date) -> dict[int, Staffing]:
    """Each unit's by its id; one query whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(STAFFING, {"units": list(unit_ids), "on": on, "year_ago": on - timedelta(days=365)})
        return {
            unit: Staffing(None if posts is None else float(posts), float(filled), float(away), people, left, updated)
            for unit, posts, filled, away, people, left, updated in cursor.fetchall()
        }


def added_up(several: Collection[Staffing]) -> Staffing:
    """Posts are known where every unit's are; the last change is the oldest of the units' last changes."""
    posts = [one.posts for one in several]
    changed = [one.updated_on for one in several]
    return Staffing(
        posts=None if not posts or None in posts else sum(post for post in posts if post is not None),
        filled=sum(one.filled for one in several),
        away=sum(one.away for one in several),
        people=sum(one.people for one in several),
        left_in_a_year=sum(one.left_in_a_year for one in several),
        updated_on=None if not changed or None in changed else min(day for day in changed if day is not None),
    )
