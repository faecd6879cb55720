"""Which cases are inactive for their points, read from the record's own facts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from rainer.rulebook.queries import rulebook_now

# A person about whom nothing of the kind is recorded keeps what an import said of them.
FLAGS = """
WITH wanted AS (
    SELECT c.id, c.person_id FROM cases_case c
     WHERE c.closed_on IS NULL AND (%(ids)s::bigint[] IS NULL OR c.id = ANY(%(ids)s::bigint[]))),
requirements AS (
    SELECT w.id, bool_and(r.code = ANY(%(unpaid)s)) FILTER (WHERE r.terminated_on IS NULL OR r.terminated_on > %(on)s) AS only_unpaid
      FROM wanted w
      JOIN cases_sentenceevent e ON e.person_id = w.person_id AND e.is_active
      JOIN cases_requirement r ON r.event_id = e.id
     GROUP BY 1),
outcomes AS (
    SELECT DISTINCT ON (w.id) w.id, x.outcome_code = ANY(%(warrant)s) AS warrant
      FROM wanted w JOIN supervision_contact x ON x.person_id = w.person_id
     WHERE x.outcome_code <> '' AND x.at < %(on)s::date + 1
     ORDER BY w.id, x.at DESC)
UPDATE cases_case c
   SET only_unpaid_work = COALESCE(f.only_unpaid, c.only_unpaid_work), on_warrant = COALESCE(f.warrant, c.on_warrant)
  FROM (SELECT w.id, q.only_unpaid, o.warrant FROM wanted w LEFT JOIN requirements q USING (id) LEFT JOIN outcomes o USING (id)) f
 WHERE c.id = f.id
   AND (COALESCE(f.only_unpaid, c.only_unpaid_work), COALESCE(f.warrant, c.on_warrant))
       IS DISTINCT FROM (c.only_unpaid_work, c.on_warrant)
"""


@transaction.atomic
def refresh_case_flags(case_ids: Collection[int] | None, *, on: date) -> int:
    """Mark these open cases (all of them for None): unpaid work alone, warrant outstanding. Returns how many changed.

    Unpaid work is alone when every open requirement is unpaid work; a warrant stands while the last outcome
    recorded says so. Past its end is worked out on the day a case is scored.
    """
    codes = rulebook_now().value("workload.inactive_codes", on=on).value
    with connection.cursor() as cursor:
        cursor.execute(
            FLAGS,
            {
                "ids": None if case_ids is None else list(case_ids),
                "on": on,
                "unpaid": codes["unpaid_work_requirements"],
                "warrant": codes["warrant_outcomes"],
            },
        )
        return int(cursor.rowcount)
