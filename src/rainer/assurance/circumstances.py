"""What was so when a level was looked at: whose case it was and for how long, loads, what had come since. One query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from rainer.assurance.looks import Look
from rainer.policy.rulebook import Rulebook

CHECKS = ("rosh_police_check", "rosh_police_check_used", "rosh_children_check", "rosh_children_check_used")
FOUND = """
WITH looks AS MATERIALIZED (
    SELECT n, person_id, at, before_at, by_id, level, about, (at AT TIME ZONE %(zone)s)::date AS day,
           (before_at AT TIME ZONE %(zone)s)::date AS before_day
      FROM unnest(%(people)s::bigint[], %(at)s::timestamptz[], %(before)s::timestamptz[], %(by)s::bigint[],
                  %(level)s::text[], %(about)s::text[])
           WITH ORDINALITY AS x(person_id, at, before_at, by_id, level, about, n))
SELECT l.n, c.id, coalesce(pt.team_id, c.team_id), h.practitioner_team_id,
       l.day - (h.starts_at AT TIME ZONE %(zone)s)::date, held.percent, decided.percent,
       array_remove(ARRAY[
           CASE WHEN EXISTS (
               SELECT 1 FROM supervision_contact s
                WHERE s.person_id = l.person_id AND s.attended = 'yes' AND NOT s.is_system AND s.cancelled_at IS NULL
                  AND s.at > l.before_at AND s.at <= l.at) THEN 'contact' END,
           CASE WHEN EXISTS (
               SELECT 1 FROM cases_registration r
                WHERE r.person_id = l.person_id AND r.type_code <> ALL(%(rosh)s)
                  AND ((r.starts > l.before_day AND r.starts <= l.day) OR (r.ends > l.before_day AND r.ends <= l.day))
           ) THEN 'flag' END,
           CASE WHEN EXISTS (
               SELECT 1 FROM cases_sentenceevent e LEFT JOIN cases_offence o ON o.event_id = e.id
                WHERE e.person_id = l.person_id
                  AND ((e.convicted_on > l.before_day AND e.convicted_on <= l.day)
                       OR (e.offence_on > l.before_day AND e.offence_on <= l.day)
                       OR (o.on > l.before_day AND o.on <= l.day))) THEN 'offence' END,
           CASE WHEN EXISTS (
               SELECT 1 FROM assessments_answerchange a JOIN assessments_assessmentrecord r ON r.id = a.record_id
                WHERE r.person_id = l.person_id AND a.at > l.before_at AND a.at <= l.at
                  AND a.question = ANY(%(checks)s)) THEN 'check' END,
           CASE WHEN EXISTS (
               SELECT 1 FROM assessments_answerchange a JOIN assessments_assessmentrecord r ON r.id = a.record_id
                WHERE r.person_id = l.person_id AND a.at > l.before_at AND a.at <= l.at
                  AND a.question <> ALL(%(checks)s)) THEN 'answer' END], NULL),
       signed.by_id, kept.id
  FROM looks l
  JOIN LATERAL (
      SELECT c.id, c.team_id FROM cases_case c WHERE c.person_id = l.person_id
       ORDER BY (c.starts <= l.day AND (c.closed_on IS NULL OR c.closed_on >= l.day)) DESC, c.starts DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (
      SELECT h.practitioner_team_id, h.starts_at FROM cases_caseholding h
       WHERE h.case_id = c.id AND h.starts_at <= l.at AND (h.ends_at IS NULL OR h.ends_at > l.at)
       ORDER BY h.starts_at DESC LIMIT 1) h ON true
  LEFT JOIN workforce_practitionerteam pt ON pt.id = h.practitioner_team_id
  LEFT JOIN LATERAL (
      SELECT r.percent FROM workload_loadreading r
       WHERE r.practitioner_team_id = h.practitioner_team_id AND r.on <= l.day AND r.on >= l.day - %(days)s
       ORDER BY r.on DESC LIMIT 1) held ON true
  LEFT JOIN LATERAL (
      SELECT r.percent FROM organisation_practitioner p
        JOIN workforce_practitionerteam t ON t.practitioner_id = p.id
        JOIN workload_loadreading r ON r.practitioner_team_id = t.id AND r.on <= l.day AND r.on >= l.day - %(days)s
       WHERE p.user_id = l.by_id ORDER BY r.on DESC, r.percent DESC NULLS LAST LIMIT 1) decided ON true
  LEFT JOIN LATERAL (
      SELECT k.by_id FROM assessments_countersignature k JOIN assessments_assessmentrecord r ON r.id = k.record_id
       WHERE r.person_id = l.person_id AND r.rosh = l.level AND k.decision = 'signed' AND k.decided_at <= l.at
         AND k.decided_at >= l.at - make_interval(days => %(signed)s)
       ORDER BY k.decided_at DESC, k.id DESC LIMIT 1) signed ON true
  LEFT JOIN LATERAL (
      SELECT d.id FROM workload_decisioncircumstances d
       WHERE l.about <> '' AND d.about = l.about AND d.at <= l.at ORDER BY d.at DESC, d.id DESC LIMIT 1) kept ON true
 ORDER BY l.n
"""
COLUMNS = (
    "case_id", "team_id", "holder_id", "days_held", "holder_load", "decider_load", "new_information", "signed_by_id",
    "circumstances_id",
)  # fmt: skip


def circumstances_of(
    looks: Sequence[Look], *, rosh: Sequence[str], on: date, zone: str, rulebook: Rulebook
) -> list[dict[str, Any]]:
    """By field of `LevelChange`, in the order given."""
    settings = rulebook.value("watch.patterns", on=on).value
    asked = {
        "people": [one.person_id for one in looks],
        "at": [one.at for one in looks],
        "before": [one.before_at for one in looks],
        "by": [one.by_id for one in looks],
        "level": [one.after for one in looks],
        "about": [one.about for one in looks],
        "rosh": list(rosh),
        "checks": list(CHECKS),
        "days": settings["reading_days"],
        "signed": settings["signed_days"],
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        return [dict(zip(COLUMNS, row[1:], strict=True)) for row in cursor.fetchall()]
