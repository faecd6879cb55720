"""What staff a unit has: posts, who fills them, who is away today, who has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

STAFFING = """
WITH posts AS (
    SELECT id, fte_target, starts FROM workforce_post
     WHERE unit_id = %(unit)s AND role = 'practitioner' AND starts <= %(on)s AND (ends IS NULL OR ends >= %(on)s)),
holdings AS (
    SELECT h.fte, h.starts, h.practitioner_id FROM workforce_holding h JOIN posts p ON p.id = h.post_id
     WHERE h.starts <= %(on)s AND (h.ends IS NULL OR h.ends >= %(on)s)),
away AS (
    SELECT DISTINCT a.practitioner_id FROM workforce_absence a
     WHERE a.starts <= %(on)s AND (a.ends IS NULL OR a.ends >= %(on)s)),
people AS (
    SELECT s.id, s.left_on FROM organisation_practitioner s
     WHERE EXISTS (SELECT 1 FROM workforce_practitionerteam pt JOIN organisation_team t ON t.id = pt.team_id
                    WHERE pt.practitioner_id = s.id AND t.unit_id = %(unit)s AND t.kind = 'community'
                      AND NOT pt.is_placeholder AND pt.starts <= %(on)s))
SELECT (SELECT sum(fte_target) FROM posts),
       (SELECT coalesce(sum(fte), 0) FROM holdings),
       (SELECT coalesce(sum(h.fte), 0) FROM holdings h JOIN away USING (practitioner_id)),
       (SELECT count(*) FROM people WHERE left_on IS NULL OR left_on > %(on)s),
       (SELECT count(*) FROM people WHERE left_on > %(year_ago)s AND left_on <= %(on)s),
       (SELECT max(greatest(h.starts, p.starts)) FROM posts p LEFT JOIN workforce_holding h ON h.post_id = p.id
         AND h.starts <= %(on)s)
"""


@dataclass(frozen=True, slots=True)
class Staffing:
    """A unit's practitioner posts in full-time equivalents (None: none recorded), and people who work or left."""

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
    with connection.cursor() as cursor:
        cursor.execute(STAFFING, {"unit": unit_id, "on": on, "year_ago": on - timedelta(days=365)})
        posts, filled, away, people, left, updated = cursor.fetchone()
    return Staffing(None if posts is None else float(posts), float(filled), float(away), people, left, updated)
