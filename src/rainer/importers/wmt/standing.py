"""What Rainer holds now of the places and people an extract speaks of, and what the extract says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rainer.importers.wmt.check import Key
from rainer.importers.wmt.no_load import stands_for_nobody
from rainer.importers.wmt.rows import Extract, PractitionerTeams
from rainer.organisation.models import DeliveryUnit, Grade, Practitioner, Region, Team
from rainer.policy.workload import Grade as RuleGrade
from rainer.workload.models import ExtractCount

NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Staff:
    forename: str
    surname: str
    grade: str

    @property
    def words(self) -> str:
        return f"{self.forename} {self.surname}".strip() or "no name"


@dataclass(frozen=True, slots=True)
class TeamFacts:
    name: str
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    name: str
    region: str


@dataclass(frozen=True)
class Wanted:
    """The extract's own picture, by code. `placeholders` are the practitioner-teams that stand for nobody."""

    regions: dict[str, str]
    units: dict[str, UnitFacts]
    teams: dict[str, TeamFacts]
    staff: dict[str, Staff]
    keys: list[Key]
    placeholders: set[Key]


def wanted(extract: Extract, grades: dict[str, RuleGrade]) -> Wanted:
    """Places, people and practitioner-teams as the extract has them. The first row that names something wins.

    A grade left blank in one row never hides the grade another row gives.
    """
    found = Wanted({}, {}, {}, {}, [], set())
    for teams in (extract.standard, extract.omic):
        kind = Team.Kind.PRISON if teams.variant == "omic" else Team.Kind.COMMUNITY
        for key, row in zip(teams.keys, identities(teams), strict=True):
            region = row["region_code"] or row["region_desc"].strip() or NOT_KNOWN
            unit = row["pdu_code"] or row["pdu_desc"].strip() or NOT_KNOWN
            found.regions.setdefault(region, row["region_desc"].strip() or region)
            found.units.setdefault(unit, UnitFacts(row["pdu_desc"].strip() or unit, region))
            found.teams.setdefault(key[1], TeamFacts(row["team_desc"].strip() or key[1], unit, kind))
            _add_staff(found, key, row, grades)
    return found


def identities(teams: PractitionerTeams) -> Iterator[dict[str, str]]:
    names = list(teams.identity)
    for row in zip(*teams.identity.values(), strict=True):
        yield dict(zip(names, row, strict=True))


def _add_staff(found: Wanted, key: Key, row: dict[str, str], grades: dict[str, RuleGrade]) -> None:
    code, grade_code = key[0], row["om_grade_code"]
    grade = grades.get(grade_code, RuleGrade.UNKNOWN).value
    known = found.staff.get(code)
    if known is None or (known.grade == Grade.NONE and grade != Grade.NONE):
        found.staff[code] = Staff(row["om_forename"].strip(), row["om_surname"].strip(), grade)
    found.keys.append(key)
    if stands_for_nobody(code, grade_code):
        found.placeholders.add(key)


@dataclass(frozen=True, slots=True)
class InTeam:
    """A practitioner-team as Rainer has it."""

    pk: int
    starts: date
    ends: date | None
    is_placeholder: bool


@dataclass(frozen=True)
class Standing:
    """Rainer's own picture, by code, with the ids of its rows. `newest` is the day of the latest extract kept."""

    regions: dict[str, tuple[int, str]]
    units: dict[str, tuple[int, UnitFacts]]
    teams: dict[str, tuple[int, TeamFacts]]
    staff: dict[str, tuple[int, Staff]]
    in_teams: dict[Key, InTeam]
    newest: date | None
    in_newest: set[Key]


def standing(*, covers: date) -> Standing:
    """Seven queries, whatever the extract's size. `newest` looks away from the day covered itself."""
    extracts = ExtractCount.objects.exclude(on=covers)
    newest = extracts.order_by("-on").values_list("on", flat=True).first()
    keys = ("practitioner_team__practitioner__code", "practitioner_team__team__code")
    in_newest = extracts.filter(on=newest).values_list(*keys) if newest else ()
    regions = {code: (pk, name) for pk, code, name in Region.objects.values_list("id", "code", "name")}
    units = DeliveryUnit.objects.values_list("id", "code", "name", "region__code")
    teams = Team.objects.values_list("id", "code", "name", "unit__code", "kind")
    staff = Practitioner.objects.values_list("id", "code", "forename", "surname", "grade")
    return Standing(
        regions=regions,
        units={code: (pk, UnitFacts(name, region)) for pk, code, name, region in units},
        teams={code: (pk, TeamFacts(name, unit, kind)) for pk, code, name, unit, kind in teams},
        staff={code: (pk, Staff(forename, surname, grade)) for pk, code, forename, surname, grade in staff},
        in_teams=_in_teams(),
        newest=newest,
        in_newest=set(in_newest),
    )


def _in_teams() -> dict[Key, InTeam]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, t.code, p.id, p.starts, p.ends, p.is_placeholder FROM workforce_practitionerteam p"
            " JOIN organisation_practitioner s ON s.id = p.practitioner_id JOIN organisation_team t ON t.id = p.team_id"
        )
        return {(staff, team): InTeam(*rest) for staff, team, *rest in cursor}
