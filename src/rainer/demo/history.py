"""A year of nightly readings, worked out from who held whom on each day by the same rule as tonight's."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from rainer.cases.models import CaseHolding
from rainer.demo.rows import Rows
from rainer.policy.allocation import must_not_wait_groups
from rainer.policy.rulebook import Place
from rainer.policy.workload import CaseLine, Grade, PractitionerLoadInputs, Reports, practitioner_load
from rainer.workforce.models import PractitionerTeam, Reduction
from rainer.workload.figures import FIGURES, figures
from rainer.workload.inputs import CASE_FIELDS, case_line, variant_of
from rainer.workload.kept import digest_of, facts_of
from rainer.workload.models import LoadFacts, LoadReading, PlaceReading, ReportTally

DAYS = 364


@dataclass(frozen=True)
class Held:
    starts: date
    ends: date | None
    case_id: int
    facts: dict[str, Any]


def write(*, on: date, days: int = DAYS) -> dict[str, int]:
    """Readings for each of the `days` before `on` (not `on` itself: the nightly operation takes that one)."""
    rows = Rows()
    rows.table(LoadFacts, "digest", "facts")
    rows.table(LoadReading, "practitioner_team_id", "on", "source", "facts_id", *FIGURES)
    rows.table(
        PlaceReading,
        "unit_id",
        "on",
        "people",
        "nobody_named",
        "must_not_wait",
        "nobody_named_points",
        "facts",
        "teams",
    )
    known: dict[str, int] = {}
    held = _held()
    reductions = _reductions()
    tallies = {t.practitioner_team_id: Reports(t.sdr, t.fdr) for t in ReportTally.objects.all()}
    for worker in _workers():
        for day, inputs, is_new, made in _days(worker, held, reductions, tallies, on=on, days=days):
            if is_new:
                facts = facts_of(inputs)
                digest = digest_of(facts)
                if digest not in known:
                    known[digest] = rows.add(LoadFacts, digest, json.dumps(facts))
                kept = known[digest]
            rows.add(LoadReading, worker["id"], day, "record", kept, *made)
    _places(rows, on=on, days=days)
    return rows.write()


def _workers() -> list[dict[str, Any]]:
    fields = (
        "id", "starts", "ends", "practitioner__grade", "team__kind", "team__unit__code", "team__unit__region__code",
        "contracted_hours__hours",
    )  # fmt: skip
    return [dict(row) for row in PractitionerTeam.objects.order_by("id").values(*fields)]


def _held() -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    names = [f"case__{name}" for name in CASE_FIELDS]
    for row in CaseHolding.objects.order_by("case__starts", "case_id").values(
        "practitioner_team_id", "case_id", "starts_at", "ends_at", *names
    ):
        facts = {name: row[f"case__{name}"] for name in CASE_FIELDS}
        ends = None if row["ends_at"] is None else timezone.localdate(row["ends_at"])
        held = Held(timezone.localdate(row["starts_at"]), ends, row["case_id"], facts)
        found[row["practitioner_team_id"]].append(held)
    return found


def _reductions() -> dict[int, list[Reduction]]:
    found: dict[int, list[Reduction]] = defaultdict(list)
    for row in Reduction.objects.order_by("id"):
        found[row.practitioner_team_id].append(row)
    return found


def _days(
    worker: dict[str, Any],
    held: dict[int, list[Held]],
    reductions: dict[int, list[Reduction]],
    tallies: dict[int, Reports],
    *,
    on: date,
    days: int,
) -> Iterator[tuple[date, PractitionerLoadInputs, bool, list[Any]]]:
    """Each day the worker was in the team: its inputs, whether they are new that day, and the figures."""
    place = Place(region=worker["team__unit__region__code"], unit=worker["team__unit__code"])
    mine, off = held.get(worker["id"], []), reductions.get(worker["id"], [])
    before: tuple[Any, ...] | None = None
    inputs = PractitionerLoadInputs(Grade("DMY"))
    made: list[Any] = []
    turning = _turning_days(mine, off)
    for back in range(days, 0, -1):
        day = on - timedelta(days=back)
        if day < worker["starts"] or (worker["ends"] is not None and day > worker["ends"]):
            continue
        if before is not None and day not in turning:
            yield day, inputs, False, made
            continue
        lines = tuple(case_line(h.facts, on=day) for h in mine if h.starts <= day and (h.ends is None or day < h.ends))
        hours = tuple(float(r.hours) for r in off if r.starts <= day <= r.ends)
        if (lines, hours) != before:
            inputs = _inputs(worker, lines, hours, tallies.get(worker["id"], Reports()))
            answer = practitioner_load(inputs, on=day, place=place).answer
            assert answer is not None
            found = figures(answer, inputs)
            made = [found[name] for name in FIGURES]
            yield day, inputs, True, made
        else:
            yield day, inputs, False, made
        before = (lines, hours)


def _turning_days(held: list[Held], off: list[Reduction]) -> set[date]:
    """The days on which anything the rule reads can change."""
    after = timedelta(days=1)
    turning = {h.starts for h in held} | {h.ends for h in held if h.ends}
    turning |= {h.facts["ends_expected"] + after for h in held if h.facts["ends_expected"]}
    return turning | {r.starts for r in off} | {r.ends + after for r in off}


def _inputs(
    worker: dict[str, Any], lines: tuple[CaseLine, ...], hours: tuple[float, ...], reports: Reports
) -> PractitionerLoadInputs:
    return PractitionerLoadInputs(
        grade=Grade(worker["practitioner__grade"]),
        contracted_hours=float(worker["contracted_hours__hours"]),
        reductions=hours,
        cases=lines,
        reports=reports,
        variant=variant_of(worker["team__kind"]),
    )


# Every case adds one person on its first day and takes one off on its last; a holding does the same to those named.
PEOPLE = """
WITH turns AS (
    SELECT c.team_id, c.starts AS day, 1 AS people, 0 AS named, c.points, c.waiting_group FROM cases_case c
    UNION ALL
    SELECT c.team_id, c.closed_on, -1, 0, c.points, c.waiting_group FROM cases_case c WHERE c.closed_on IS NOT NULL
    UNION ALL
    SELECT c.team_id, h.starts_at::date, 0, 1, c.points, c.waiting_group
      FROM cases_caseholding h JOIN cases_case c ON c.id = h.case_id
    UNION ALL
    SELECT c.team_id, h.ends_at::date, 0, -1, c.points, c.waiting_group
      FROM cases_caseholding h JOIN cases_case c ON c.id = h.case_id WHERE h.ends_at IS NOT NULL),
daily AS (
    SELECT x.team_id, greatest(x.day, %(on)s::date - %(days)s) AS day, sum(people) AS people,
           sum(people - named) AS nobody, coalesce(sum(people - named) FILTER (WHERE waiting_group = ANY(%(urgent)s)), 0) AS urgent,
           sum((people - named) * coalesce(points, 0)) AS points
      FROM turns x WHERE x.day < %(on)s GROUP BY 1, 2),
days AS (SELECT t.id AS team_id, t.unit_id, %(on)s::date - back AS day
           FROM organisation_team t, generate_series(1, %(days)s) back),
by_team AS (
    SELECT unit_id, team_id, day, sum(coalesce(x.people, 0)) OVER w AS people, sum(coalesce(x.nobody, 0)) OVER w AS nobody,
           greatest(sum(coalesce(x.urgent, 0)) OVER w, 0) AS urgent, sum(coalesce(x.points, 0)) OVER w AS points
      FROM days LEFT JOIN daily x USING (team_id, day) WINDOW w AS (PARTITION BY team_id ORDER BY day))
SELECT unit_id, day, sum(people), sum(nobody), sum(urgent), sum(points),
       jsonb_agg(jsonb_build_object('team', team_id, 'people', nobody, 'points', points, 'urgent', urgent))::text
  FROM by_team GROUP BY 1, 2
"""


def _places(rows: Rows, *, on: date, days: int) -> None:
    """People and people with nobody named, by unit and day, from the dates of cases and holdings."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"on": on, "days": days, "urgent": list(must_not_wait_groups(on=on))})
        for unit_id, day, people, nobody, urgent, points, teams in cursor.fetchall():
            rows.add(PlaceReading, unit_id, day, people, nobody, urgent, points, "[]", teams)
