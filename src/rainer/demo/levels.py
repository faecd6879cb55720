"""Levels of serious harm that were lowered in the last quarters, and in Fellside eleven soon after a move.

Set by set in SQL: a flag of the level above stood before the present one, and made way for it on a day. What follows
from that is read off the record by the same operations as anywhere.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from rainer.assurance.operations.levels import fill_levels
from rainer.assurance.operations.signals import look_for_signals
from rainer.assurance.quarters import Quarter

SHARE = 0.075  # of people with a practitioner, lowered in the quarters that are shown
QUARTERS = 2  # whole ones, and the present one
PLANTED, PLANTED_TEAM = 11, "Fellside"

# People of community teams with one flag of serious harm, which could have been higher; who held the case on a day, and a
# number of their own from 0 to 1, the same every time.
PEOPLE = """
WITH people AS MATERIALIZED (
    SELECT r.id AS flag, r.person_id, r.type_code, r.starts, c.id AS case_id, t.name AS team,
           ('x' || substr(md5(p.crn || 'level'), 1, 7))::bit(28)::int / 268435456.0 AS dice,
           ('x' || substr(md5(p.crn || 'day'), 1, 7))::bit(28)::int / 268435456.0 AS dice_of_day
      FROM cases_registration r
      JOIN cases_person p ON p.id = r.person_id
      JOIN cases_case c ON c.person_id = p.id AND c.closed_on IS NULL AND c.practitioner_team_id IS NOT NULL
      JOIN organisation_team t ON t.id = c.team_id AND t.kind = 'community'
     WHERE r.type_code IN ('RLRH', 'RMRH', 'RHRH') AND r.ends IS NULL),
"""
# Lowered on some day of the quarters, wherever the flag stood a while before.
AT_LARGE = """
chosen AS (
    SELECT flag, person_id, type_code, starts, case_id, day
      FROM (SELECT p.*, %(from)s::date + (dice_of_day * (%(on)s::date - %(from)s::date))::int AS at_random FROM people p) p
           CROSS JOIN LATERAL (SELECT at_random - greatest(extract(isodow FROM at_random)::int - 5, 0) AS day) d
     WHERE dice < %(share)s AND starts < day - 45 AND day < %(on)s),
"""
# Lowered within weeks of coming to a practitioner, a look before it three days earlier and nothing heard between.
AFTER_A_MOVE = """
chosen AS (
    SELECT flag, person_id, type_code, starts, case_id, day
      FROM (SELECT p.*, h.starts_at::date + 8 + (dice_of_day * 20)::int AS at_random, h.ends_at
              FROM people p JOIN cases_caseholding h ON h.case_id = p.case_id
             WHERE p.team = %(team)s AND p.dice >= %(share)s AND p.type_code IN ('RLRH', 'RMRH')) p
           CROSS JOIN LATERAL (SELECT at_random - greatest(extract(isodow FROM at_random)::int - 5, 0) AS day) d
     WHERE day >= %(from)s AND day < %(until)s AND starts < day - 20 AND (ends_at IS NULL OR ends_at::date > day)
       AND NOT EXISTS (SELECT 1 FROM supervision_contact s WHERE s.person_id = p.person_id AND s.attended = 'yes'
                          AND s.at::date BETWEEN day - 3 AND day)
       AND NOT EXISTS (SELECT 1 FROM cases_registration o WHERE o.person_id = p.person_id AND o.id <> p.flag
                          AND (o.starts BETWEEN day - 3 AND day OR o.ends BETWEEN day - 3 AND day))
     ORDER BY dice LIMIT %(planted)s),
"""
LOWER = """
held AS (
    SELECT c.*, (SELECT s.user_id FROM cases_caseholding h
                   JOIN workforce_practitionerteam pt ON pt.id = h.practitioner_team_id
                   JOIN organisation_practitioner s ON s.id = pt.practitioner_id
                  WHERE h.case_id = c.case_id AND h.starts_at::date <= c.day
                    AND (h.ends_at IS NULL OR h.ends_at::date > c.day)
                  ORDER BY h.starts_at DESC LIMIT 1) AS by_id
      FROM chosen c),
above AS (
    INSERT INTO cases_registration (person_id, type_code, level, category, starts, ends, is_staff_safety, notes,
                                    made_by_id, removed_by_id, removal_reason)
    SELECT h.person_id, CASE h.type_code WHEN 'RLRH' THEN 'RMRH' WHEN 'RMRH' THEN 'RHRH' ELSE 'RVHR' END, '', '',
           h.starts, h.day, false, '', r.made_by_id, h.by_id, 'Talked through; the level is lower now.'
      FROM held h JOIN cases_registration r ON r.id = h.flag WHERE h.by_id IS NOT NULL
    RETURNING id, person_id),
reviewed AS (
    UPDATE cases_registrationreview v SET registration_id = a.id
      FROM held h JOIN above a USING (person_id) WHERE v.registration_id = h.flag AND v.done_on < h.day),
begun AS (
    UPDATE cases_registration r SET starts = h.day, made_by_id = h.by_id
      FROM held h JOIN above a USING (person_id) WHERE r.id = h.flag)
"""
COUNT = "SELECT count(*) FROM above"
LOOKED_BEFORE = """
, looked AS (
    INSERT INTO cases_registrationreview (registration_id, done_on, notes, by_id)
    SELECT a.id, h.day - 3, 'Stays.', h.by_id FROM held h JOIN above a USING (person_id))
SELECT count(*) FROM above
"""


def write(*, on: date) -> int:
    """Returns how many levels were lowered in all. The looks and the questions that follow are kept too."""
    last = Quarter.of(on).before()
    asked: dict[str, Any] = {
        "on": on, "from": Quarter.of(on).before(QUARTERS).first, "share": SHARE, "team": PLANTED_TEAM,
        "planted": PLANTED,
    }  # fmt: skip
    lowered: int = 0
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE + AT_LARGE + LOWER + COUNT, asked)
        lowered += cursor.fetchone()[0]
        planted = {**asked, "from": last.first, "until": Quarter.of(on).first}
        cursor.execute(PEOPLE + AFTER_A_MOVE + LOWER + LOOKED_BEFORE, planted)
        lowered += cursor.fetchone()[0]
    fill_levels()
    look_for_signals()
    return lowered
