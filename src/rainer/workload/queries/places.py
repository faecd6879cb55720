"""The load of places: summed, then divided, and never a mean alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import Max

from rainer.common import clock
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload import action_level, load_percent
from rainer.policy.workload.rollup import HIGH_CENTILE
from rainer.rulebook.queries import place_of, place_of_region
from rainer.workload.models import CurrentLoad
from rainer.workload.queries.nobody import COLUMNS, By, NobodyNamed, nobody_named, nobody_on

Level = Literal["team", "unit", "region", "nation"]
BELOW: dict[str, By] = {"unit": "team", "region": "unit", "nation": "region"}
TO_PLACE = {"team": "practitioner_team__team", "unit": "practitioner_team__team__unit",
            "region": "practitioner_team__team__unit__region"}  # fmt: skip
GROUPS = ("community", "prison", "court", "senior")
NATION_CODE = "all"

# Nobody has less than no time: of each row no more is taken off than its contracted hours.
# Points over points in double precision is the figure the rule for one practitioner compares: never a rounded one.
ROWS = """
WITH rows AS (
    SELECT {child} AS child, p.is_placeholder AS nobody, l.*,
           CASE WHEN l.available_points > 0
                THEN 100 * l.total_points::float8 / l.available_points END AS load,
           t.kind = 'prison' AS apart,
           CASE WHEN t.kind <> 'community' THEN t.kind WHEN s.grade = 'SPO' THEN 'senior' ELSE 'community' END AS grp
      FROM {source} l
      JOIN workforce_practitionerteam p ON p.id = l.practitioner_team_id
      JOIN organisation_practitioner s ON s.id = p.practitioner_id
      JOIN organisation_team t ON t.id = p.team_id
      JOIN organisation_deliveryunit u ON u.id = t.unit_id
     WHERE NOT p.is_placeholder AND {where}
)
SELECT child, grp, apart, count(*), count(load), COALESCE(sum(total_points), 0), COALESCE(sum(available_points), 0),
       COALESCE(sum(total_points) FILTER (WHERE load IS NULL), 0), COALESCE(sum(cases), 0),
       COALESCE(sum(cases) FILTER (WHERE load IS NULL), 0), COALESCE(sum(contracted_hours), 0),
       COALESCE(sum(least(reduction_hours, contracted_hours)), 0), COALESCE(sum(case_points), 0), COALESCE(sum(report_points), 0),
       COALESCE(sum(cms_points), 0), COALESCE(sum(unscored_cases), 0),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY load), percentile_cont(%(high)s) WITHIN GROUP (ORDER BY load),
       max(load), count(*) FILTER (WHERE load >= %(act)s)
  FROM rows
 GROUP BY GROUPING SETS ((child, apart), (grp), (apart))
"""
# Prison teams are scored by weights of their own: their points are never added to those of other teams. A place of
# both is the other teams, its prison teams beside it; a place of prison teams alone is these.
APART = """(t.kind <> 'prison' OR NOT EXISTS (
    SELECT FROM organisation_team ot JOIN organisation_deliveryunit ou ON ou.id = ot.unit_id
     WHERE ot.kind <> 'prison' AND {where}))"""
OTHERS = {"unit": "ot.unit_id = %(place)s", "region": "ou.region_id = %(place)s", "nation": "TRUE"}


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the tree: its level, code, name and row id (0 for the nation), and where its values hold."""

    level: Level
    code: str
    name: str
    pk: int
    place: Place

    @classmethod
    def of_team(cls, team: Team) -> Where:
        return cls("team", team.code, team.name, team.pk, place_of(team.unit))

    @classmethod
    def of_unit(cls, unit: DeliveryUnit) -> Where:
        return cls("unit", unit.code, unit.name, unit.pk, place_of(unit))

    @classmethod
    def of_region(cls, region: Region) -> Where:
        return cls("region", region.code, region.name, region.pk, place_of_region(region))

    @classmethod
    def of_nation(cls) -> Where:
        return cls("nation", NATION_CODE, NATION.nation, 0, NATION)

    @property
    def below(self) -> By | None:
        return BELOW.get(self.level)

    def sql(self) -> str:
        """A condition over teams `t` and units `u`; its parameter `place` is the place's id."""
        return "TRUE" if self.level == "nation" else f"{COLUMNS[self.level]} = %(place)s"

    def sql_of_one_kind(self) -> str:
        """The same, of teams that may be added up."""
        if self.level == "team":
            return self.sql()
        return f"{self.sql()} AND {APART.format(where=OTHERS[self.level])}"


@dataclass(frozen=True, slots=True)
class PlaceLoad:
    """The load of a set of practitioner-teams. Points and cases of people without time count in work, not in time.

    Percentages are unrounded; None is not available. `nobody` are the people of the place whom nobody holds.
    """

    people: int = 0
    with_load: int = 0
    points: int = 0
    available: int = 0
    points_without_time: int = 0
    cases: int = 0
    cases_without_time: int = 0
    contracted_hours: float = 0
    reduction_hours: float = 0
    case_points: int = 0
    report_points: int = 0
    cms_points: int = 0
    unscored: int = 0
    median: float | None = None
    ninetieth: float | None = None
    maximum: float | None = None
    at_or_over: int = 0
    nobody: NobodyNamed = field(default_factory=NobodyNamed)

    @property
    def not_available(self) -> int:
        return self.people - self.with_load

    @property
    def percent(self) -> float | None:
        """Named work alone."""
        return load_percent(self.points, self.available)

    @property
    def points_with_nobody(self) -> int:
        """Named work and the people nobody holds."""
        return self.points + self.nobody.points

    @property
    def percent_with_nobody(self) -> float | None:
        return load_percent(self.points_with_nobody, self.available)

    @property
    def everyone(self) -> int:
        """How many people are supervised here: those in someone's name and those in nobody's."""
        return self.cases + self.nobody.people

    @property
    def hours(self) -> float:
        return self.contracted_hours - self.reduction_hours

    @property
    def hours_of_work(self) -> float | None:
        return None if self.percent is None else self.percent * self.hours / 100

    @property
    def share_at_or_over(self) -> float | None:
        return 100 * self.at_or_over / self.with_load if self.with_load else None


@dataclass(frozen=True, slots=True)
class Spread:
    """A place, the places in it by row id, its lines for staff of each kind, and the level at or over which one acts.

    `prison` are the prison teams of a place that has others too, and `prison_children` those of its parts: apart.
    `prison_alone` are parts of prison teams only, which are in no sum of a place that has others.

    On a past day people with nobody named may not have been counted here (`nobody_is_kept` is False), or for a unit
    as a whole only and not by its teams (`parts_are_kept` is False): none is then read where nothing is known.
    """

    whole: PlaceLoad
    children: dict[int, PlaceLoad]
    groups: dict[str, PlaceLoad]
    level: float
    prison: PlaceLoad | None = None
    prison_children: dict[int, PlaceLoad] = field(default_factory=dict)
    prison_alone: frozenset[int] = frozenset()
    nobody_is_kept: bool = True
    parts_are_kept: bool = True


def spread(
    where: Where, *, rulebook: Rulebook, on: date, grades: Sequence[str] = (), reading_of: date | None = None
) -> Spread:
    """The place and its parts in two queries. `grades` keeps some grades; `reading_of` reads a past night.

    People nobody holds have no grade, so a page of some grades leaves them out.
    """
    child = COLUMNS[where.below] if where.below else "0"
    condition = where.sql()
    parameters: dict[str, Any] = {
        "place": where.pk,
        "act": action_level(on=on, place=where.place, rulebook=rulebook),
        "high": HIGH_CENTILE,
    }
    if grades:
        condition, parameters["grades"] = f"{condition} AND s.grade = ANY(%(grades)s)", list(grades)
    if reading_of:
        condition, parameters["on"] = f"{condition} AND l.on = %(on)s", reading_of
    source = "workload_loadreading" if reading_of else "workload_currentload"
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(child=child, where=condition, source=source), parameters)
        rows = cursor.fetchall()
    nobody = {} if grades else _nobody(where, reading_of, on)
    of_whole = sum(nobody.values(), NobodyNamed())
    whole, prison = _apart(r for r in rows if r[0] is None and r[1] is None)
    children, prison_children = _children(rows, nobody)
    return Spread(
        whole=replace(whole or PlaceLoad(), nobody=of_whole.of_one_measure(prison_apart=prison is not None)),
        children=children,
        groups={r[1]: _load(r) for r in rows if r[1] is not None},
        level=parameters["act"],
        prison=prison,
        prison_children=prison_children,
        prison_alone=_prison_alone(rows) if prison else frozenset(),
        nobody_is_kept=not reading_of or bool(nobody),
        parts_are_kept=not reading_of or (bool(nobody) and 0 not in nobody),
    )


def _nobody(where: Where, reading_of: date | None, on: date) -> dict[int, NobodyNamed]:
    """Of each part of the place, or of the place itself where it has none."""
    by, within = where.below or where.level, where.level
    if reading_of:
        return nobody_on(reading_of, by=by, within=within, place_id=where.pk)
    return nobody_named(by=by, on=on, within=within, place_id=where.pk)


def _apart(rows: Iterable[tuple[Any, ...]]) -> tuple[PlaceLoad | None, PlaceLoad | None]:
    """Of the rows of one place: what stands for it, and its prison teams where these are not all there is."""
    by_kind = {row[2]: _load(row) for row in rows}
    if False in by_kind:
        return by_kind[False], by_kind.get(True)
    return by_kind.get(True), None


def _prison_alone(rows: Iterable[tuple[Any, ...]]) -> frozenset[int]:
    kinds: dict[int, set[bool]] = defaultdict(set)
    for part, _group, is_prison, *_numbers in rows:
        if part is not None:
            kinds[part].add(is_prison)
    return frozenset(part for part, found in kinds.items() if found == {True})


def _children(
    rows: Iterable[tuple[Any, ...]], nobody: dict[int, NobodyNamed]
) -> tuple[dict[int, PlaceLoad], dict[int, PlaceLoad]]:
    """By part of the place: what stands for it, and its prison teams beside that."""
    of_part: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        if row[0] is not None:
            of_part[row[0]].append(row)
    apart = {pk: _apart(found) for pk, found in of_part.items()}
    keys = {*apart, *(pk for pk in nobody if pk)}
    whole = {}
    for pk in keys:
        load, prison = apart.get(pk, (None, None))
        held_by_nobody = nobody.get(pk, NONE).of_one_measure(prison_apart=prison is not None)
        whole[pk] = replace(load or PlaceLoad(), nobody=held_by_nobody)
    return whole, {pk: prison for pk, (_whole, prison) in apart.items() if prison is not None}


NONE = NobodyNamed()
NUMBERS = ("people", "with_load", "points", "available", "points_without_time", "cases", "cases_without_time",
           "contracted_hours", "reduction_hours", "case_points", "report_points", "cms_points", "unscored",
           "median", "ninetieth", "maximum", "at_or_over")  # fmt: skip


def _load(row: tuple[Any, ...]) -> PlaceLoad:
    """A row of ROWS after its place and kinds; PostgreSQL's sums come as decimals."""
    facts = dict(zip(NUMBERS, row[3:], strict=True))
    for name in facts.keys() - {"median", "ninetieth", "maximum"}:
        facts[name] = float(facts[name]) if name.endswith("_hours") else int(facts[name])
    return PlaceLoad(**facts)


def before(where: Where, *, on: date, weeks: int, rulebook: Rulebook) -> PlaceLoad | None:
    """The place so many weeks ago, from that night's readings; None where there are none."""
    then = spread_before(where, on=on, weeks=weeks, rulebook=rulebook)
    return then.whole if then else None


def spread_before(where: Where, *, on: date, weeks: int, rulebook: Rulebook) -> Spread | None:
    """The same with its parts."""
    then = spread(where, rulebook=rulebook, on=on, reading_of=on - timedelta(weeks=weeks))
    return then if then.whole.people else None


def as_of(where: Where) -> datetime:
    """When the newest figure of the place was worked out; now, where there is none."""
    inside = {} if where.level == "nation" else {TO_PLACE[where.level]: where.pk}
    newest: datetime | None = CurrentLoad.objects.filter(**inside).aggregate(at=Max("as_at"))["at"]
    return newest or clock.now()


def hidden_by(where: PlaceLoad, parts: dict[str, PlaceLoad], *, points: float) -> tuple[str, float] | None:
    """The part that the place's own figure hides most: above it by so many points of load. None where none is."""
    if where.percent is None:
        return None
    loads = {name: part.percent for name, part in parts.items() if part.percent is not None}
    name = max(loads, key=lambda n: loads[n], default=None)
    if name is None or loads[name] - where.percent < points:
        return None
    return name, loads[name]
