"""Write what a plan says. The caller holds the transaction: all of it happens, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from rainer.cases.models import CaseHolding
from rainer.common.bulk import copy_rows
from rainer.importers.wmt import scores, texts
from rainer.importers.wmt.check import Key
from rainer.importers.wmt.plan import Plan
from rainer.importers.wmt.scores import Line
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
from rainer.workforce.models import ContractedHours, PractitionerTeam
from rainer.workload.figures import FIGURES
from rainer.workload.models import ExtractCount, LoadFacts, LoadReading, SupportContact
from rainer.workload.operations import refresh_load

SOURCE = "extract"
_FIGURE_COLUMNS = ", ".join(FIGURES)


def apply(plan: Plan, *, at: datetime, today: date) -> dict[str, int]:
    """Write places, people, counts, contacts and the day's readings; returns rows written by table."""
    ids = _places_and_people(plan)
    written = {"hours": _hours(plan, ids), **_day(plan, ids), "contacts": _contacts(plan, ids)}
    if not plan.is_history:
        _standing_now(plan, ids, at=at, today=today)
    return written


def _places_and_people(plan: Plan) -> dict[Key, int]:
    """Everyone and everywhere the extract names exists now; the id of each practitioner-team."""
    want, now = plan.wanted, plan.standing
    regions = {code: pk for code, (pk, _) in now.regions.items()}
    regions |= _new(Region, ("code", "name"), [(c, n) for c, n in want.regions.items() if c not in regions])
    units = {code: pk for code, (pk, _) in now.units.items()}
    rows = [(c, u.name, regions[u.region]) for c, u in want.units.items() if c not in units]
    units |= _new(DeliveryUnit, ("code", "name", "region_id"), rows)
    teams = {code: pk for code, (pk, _) in now.teams.items()}
    new_teams = [(c, t.name, units[t.unit], t.kind, "") for c, t in want.teams.items() if c not in teams]
    teams |= _new(Team, ("code", "name", "unit_id", "kind", "office"), new_teams)
    staff = {code: pk for code, (pk, _) in now.staff.items()}
    people = [(c, s.forename, s.surname, s.grade, "") for c, s in want.staff.items() if c not in staff]
    staff |= _new(Practitioner, ("code", "forename", "surname", "grade", "email"), people)
    if not plan.is_history:
        _change_places(plan, regions, units)
        _change_staff(plan)
    ids = {key: row.pk for key, row in now.in_teams.items()}
    links = [(staff[key[0]], teams[key[1]], plan.covers, key in want.placeholders) for key in plan.new_keys]
    made = _copied(PractitionerTeam, ("practitioner_id", "team_id", "starts", "is_placeholder"), links)
    return ids | dict(zip(plan.new_keys, made, strict=True))


def _new(model: type[Model], columns: Sequence[str], rows: list[tuple[Any, ...]]) -> dict[str, int]:
    """Add rows whose first column is their code; ids by code."""
    return dict(zip((row[0] for row in rows), _copied(model, columns, rows), strict=True))


def _copied(model: type[Model], columns: Sequence[str], rows: list[tuple[Any, ...]]) -> list[int]:
    """COPY rows in under ids taken from the table's own sequence, so that they are known without asking again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(rows)],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    copy_rows(model, ("id", *columns), ((pk, *row) for pk, row in zip(ids, rows, strict=True)))
    return ids


def _change_places(plan: Plan, regions: dict[str, int], units: dict[str, int]) -> None:
    want, now = plan.wanted, plan.standing
    Region.objects.bulk_update(
        [
            Region(id=pk, name=want.regions[c])
            for c, (pk, name) in now.regions.items()
            if want.regions.get(c, name) != name
        ],
        ["name"],
    )
    moved = [
        DeliveryUnit(id=pk, name=new.name, region_id=regions[new.region])
        for code, (pk, old) in now.units.items()
        if (new := want.units.get(code, old)) != old
    ]
    DeliveryUnit.objects.bulk_update(moved, ["name", "region"], batch_size=500)
    teams = [
        Team(id=pk, name=team.name, unit_id=units[team.unit], kind=team.kind)
        for code, (pk, was) in now.teams.items()
        if (team := want.teams.get(code, was)) != was
    ]
    Team.objects.bulk_update(teams, ["name", "unit", "kind"], batch_size=500)


def _change_staff(plan: Plan) -> None:
    """New names and grades. A grade that changed is held from the day covered."""
    changed = [
        (pk, old, new)
        for code, (pk, old) in plan.standing.staff.items()
        if (new := plan.wanted.staff.get(code, old)) != old
    ]
    named = [Practitioner(id=pk, forename=new.forename, surname=new.surname) for pk, _old, new in changed]
    Practitioner.objects.bulk_update(named, ["forename", "surname"], batch_size=500)
    graded = [
        Practitioner(id=pk, grade=new.grade, in_grade_since=plan.covers)
        for pk, old, new in changed
        if old.grade != new.grade
    ]
    Practitioner.objects.bulk_update(graded, ["grade", "in_grade_since"], batch_size=500)


def _hours(plan: Plan, ids: dict[Key, int]) -> int:
    rows = ((ids[key], plan.covers, hours) for key, hours in plan.new_hours.items())
    return copy_rows(ContractedHours, ("practitioner_team_id", "starts", "hours"), rows)


def _day(plan: Plan, ids: dict[Key, int]) -> dict[str, int]:
    """Counts and readings of the day in place of those an earlier file gave it."""
    ExtractCount.objects.filter(on=plan.covers)._raw_delete("default")
    facts: list[tuple[str, str]] = []
    columns = ("practitioner_team_id", "on", "counts", "variant", "sdr", "fdr", "cms_points")
    counts = copy_rows(ExtractCount, columns, _counts(plan, ids, facts))
    kept, new = _keep_facts(dict(facts))
    readings = _readings(plan, ids, [kept[digest] for digest, _ in facts])
    return {"counts": counts, "facts": new, "readings": readings}


def _counts(plan: Plan, ids: dict[Key, int], facts: list[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Rows of `ExtractCount`, written out while the database takes in those before; `facts` fills on the way."""
    teams, cut = (plan.extract.standard, plan.extract.omic), len(plan.extract.standard)
    for part, lines in zip(teams, (plan.lines[:cut], plan.lines[cut:]), strict=True):
        for line, (counts, told, digest) in zip(lines, texts.texts(part, lines), strict=True):
            facts.append((digest, told))
            reports = line.reports
            yield ids[line.key], plan.covers, counts, line.variant, reports.standard, reports.fast, line.cms_points


def _keep_facts(by_digest: dict[str, str]) -> tuple[dict[str, int], int]:
    """Ids of the kept facts by digest, and how many are new; facts kept on another day are not kept twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, id FROM workload_loadfacts WHERE digest = ANY(%s)", [list(by_digest)])
        kept: dict[str, int] = dict(cursor.fetchall())
    new = [(digest, facts) for digest, facts in by_digest.items() if digest not in kept]
    return kept | _new(LoadFacts, ("digest", "facts"), new), len(new)


def _readings(plan: Plan, ids: dict[Key, int], facts: list[int]) -> int:
    """The day's readings. One that came from Rainer's own record that night gives way to the extract's."""
    theirs = [ids[line.key] for line in plan.lines]
    with connection.cursor() as cursor:
        cursor.execute(
            'DELETE FROM workload_loadreading WHERE "on" = %s AND (source = %s OR practitioner_team_id = ANY(%s))',
            [plan.covers, SOURCE, theirs],
        )
    rows = (
        (pk, plan.covers, SOURCE, fact, *_figures(line))
        for pk, fact, line in zip(theirs, facts, plan.lines, strict=True)
    )
    return copy_rows(LoadReading, ("practitioner_team_id", "on", "source", "facts_id", *FIGURES), rows)


def _figures(line: Line) -> tuple[Any, ...]:
    """In the order of `FIGURES`."""
    community, custody, licence = line.by_state
    return (
        line.case_points, line.report_points, line.cms_points, line.total_points, line.available_points, line.percent,
        line.contracted_hours, line.reduction_hours, line.cases, community, custody, licence, line.unscored_cases,
    )  # fmt: skip


def _contacts(plan: Plan, ids: dict[Key, int]) -> int:
    """The support contacts of the newest extract take the place of all before: the file has every one that counts."""
    if plan.is_history:
        return 0
    SupportContact.objects.all()._raw_delete("default")
    rows = ((c.contact_id, c.crn, day, c.code, ids[c.doer], ids[c.holder]) for c, day in scores.attached(plan.extract))
    return copy_rows(SupportContact, ("contact_id", "crn", "on", "type_code", "done_by_id", "holder_id"), rows)


def _standing_now(plan: Plan, ids: dict[Key, int], *, at: datetime, today: date) -> None:
    """Who left a team, came back or became a placeholder, and the load everyone has now."""
    gone = [ids[key] for key in plan.gone]
    PractitionerTeam.objects.filter(id__in=gone).update(ends=plan.covers - timedelta(days=1))
    PractitionerTeam.objects.filter(id__in=[ids[key] for key in plan.returned]).update(ends=None)
    for is_nobody in (True, False):
        marked = [ids[key] for key in plan.marked if (key in plan.wanted.placeholders) is is_nobody]
        PractitionerTeam.objects.filter(id__in=marked).update(is_placeholder=is_nobody)
    if plan.covers != today:
        refresh_load(None, at=at)
        return
    _load_from_the_day(plan, [ids[line.key] for line in plan.lines], at=at)
    # Whoever had counts in the extract before and has none now is scored from Rainer's own record again, and whoever
    # was given or gave up a case that day is not told by the extract alone.
    left_out = {ids[key] for key in plan.standing.in_newest - set(plan.wanted.keys)}
    refresh_load({*gone, *left_out, *_moved_on(plan.covers)}, at=at)


def _moved_on(day: date) -> set[int]:
    """Practitioner-teams to or from whom a case moved on the day."""
    moved = CaseHolding.objects.filter(Q(starts_at__date=day) | Q(ends_at__date=day))
    return set(moved.values_list("practitioner_team_id", flat=True))


def _load_from_the_day(plan: Plan, theirs: list[int], *, at: datetime) -> None:
    """The day covered is today: the reading just taken is the load now."""
    assignments = ", ".join(f"{name} = EXCLUDED.{name}" for name in ("as_at", "weights_from", *FIGURES))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO workload_currentload (practitioner_team_id, as_at, weights_from, {_FIGURE_COLUMNS})"  # noqa: S608
            f" SELECT practitioner_team_id, %s, weights_from, {_FIGURE_COLUMNS} FROM workload_loadreading"
            " JOIN unnest(%s::bigint[], %s::date[]) AS held (id, weights_from) ON held.id = practitioner_team_id"
            f' WHERE "on" = %s ON CONFLICT (practitioner_team_id) DO UPDATE SET {assignments}',
            [at, theirs, [line.weights_from for line in plan.lines], plan.covers],
        )
