"""What applying an extract would change, worked out and listed before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rainer.importers.wmt.check import Key
from rainer.importers.wmt.hours import hours_held
from rainer.importers.wmt.no_load import Why, import_notes, why_no_load
from rainer.importers.wmt.rows import Extract
from rainer.importers.wmt.scores import HoursFacts, Line, place_of_team, score
from rainer.importers.wmt.standing import Standing, Wanted, standing, wanted
from rainer.organisation.models import Team
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import Grade as RuleGrade
from rainer.policy.workload import bulk_parameters
from rainer.policy.workload.capacity import load_percent
from rainer.policy.workload.rounding import half_up_to
from rainer.rulebook.queries import rulebook_now
from rainer.workload.models import CurrentLoad, ExtractCount


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes another. `what` is the field in words, empty for a thing that is new or gone."""

    code: str
    name: str
    what: str = ""
    old: str = ""
    new: str = ""

    @property
    def row(self) -> list[str]:
        """As the page lists it, a grade in words."""
        old, new = (_grade(text) if self.what == "grade" else text for text in (self.old, self.new))
        return [self.code, self.name, self.what, old, new]


def _grade(code: str) -> str:
    return next((grade.label for grade in RuleGrade if grade == code), code)


# Of the files themselves, not of policy: a nightly file is stamped the day before the one it is read on; further apart is worth saying.
DAYS_APART = 1


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


@dataclass(frozen=True)
class Plan:
    """Everything an extract would change. `is_history` is an extract older than the newest one kept: it adds its day
    and whoever is missing, and changes nobody's name, grade, team or standing now."""

    covers: date
    extract: Extract
    wanted: Wanted
    standing: Standing
    lines: list[Line]
    replaces: int
    new_hours: dict[Key, float]
    gone: list[Key] = field(default_factory=list)
    returned: list[Key] = field(default_factory=list)
    marked: list[Key] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    units: list[dict[str, Any]] = field(default_factory=list)
    is_history: bool = False

    @property
    def new_keys(self) -> list[Key]:
        return [key for key in self.wanted.keys if key not in self.standing.in_teams]

    @property
    def warnings(self) -> list[str]:
        """What is worth knowing and in nobody's way."""
        notes = []
        stamp = self.extract.datestamp
        if stamp is not None and abs((self.covers - stamp).days) > DAYS_APART:
            notes.append(
                f"The file says that it is of {_day(stamp)}. It is brought in as {_day(self.covers)}: "
                "where that is the wrong day, bring it in again and choose the right one."
            )
        notes += [f"Counted nowhere: {leftover.words}." for leftover in self.extract.leftovers]
        notes += import_notes(self._without_load())
        if unscored := sum(line.unscored_cases for line in self.lines):
            notes.append(
                f"{unscored:,} {'case has' if unscored == 1 else 'cases have'} no tier, or one with no weight set: not scored, and not zero."
            )
        if own := sum(line.has_own_hours for line in self.lines):
            who = "1 practitioner has" if own == 1 else f"{own:,} practitioners have"
            notes.append(
                f"{who} hours of their own or reductions in Rainer: load here differs from that of the file alone."
            )
        if self.is_history:
            notes.append("A later extract is kept already: this one adds its day and changes nothing of today.")
        return notes

    def _without_load(self) -> Iterator[tuple[Why | None, int]]:
        for line in self.lines:
            is_nobody = line.key in self.wanted.placeholders
            why = why_no_load(is_nobody=is_nobody, grade=line.grade, available_points=line.available_points)
            yield why, line.cases

    @property
    def changes_nothing(self) -> bool:
        """Never: an extract that was applied before is known by its hash, and another one is another reading."""
        return False

    def as_data(self) -> dict[str, Any]:
        """The plan as the page shows it: a summary, units before and after, and every list in full."""
        people = sum(line.cases for line in self.lines)
        return {
            "covers": self.covers.isoformat(),
            "replaces": self.replaces,
            "is_history": self.is_history,
            "guard": [self.extract.guard.t2a_total, self.extract.guard.filtered_total],
            "summary": {"practitioner_teams": len(self.lines), "people": people, "hours": len(self.new_hours)},
            "units": self.units,
            "lists": {name: [change.row for change in rows] for name, rows in self.changes.items() if rows},
        }


def make_plan(extract: Extract, *, covers: date) -> Plan:
    """Compare the extract with what Rainer holds. Reads only; as many queries for a nation as for a team."""
    rulebook = rulebook_now()
    picture = wanted(extract, extract.grades)
    now = standing(covers=covers)
    is_history = now.newest is not None and covers < now.newest
    new_hours = _default_hours(picture, now, covers=covers, rulebook=rulebook)
    hours = hours_held(on=covers, rulebook=rulebook) | {key: HoursFacts(given) for key, given in new_hours.items()}
    gone = [] if is_history else _gone(picture, now)
    plan = Plan(
        covers=covers,
        extract=extract,
        wanted=picture,
        standing=now,
        lines=score(extract, picture, hours, on=covers, rulebook=rulebook),
        replaces=ExtractCount.objects.filter(on=covers).count(),
        new_hours=new_hours,
        gone=gone,
        returned=[] if is_history else _returned(picture, now),
        marked=[] if is_history else _marked(picture, now),
        is_history=is_history,
    )
    plan.changes.update(_changes(plan))
    plan.units.extend(_units(plan))
    return plan


def _default_hours(picture: Wanted, now: Standing, *, covers: date, rulebook: Rulebook) -> dict[Key, float]:
    """Hours of a practitioner-team that is new: the default of the grade, where the grade has one."""
    found: dict[Key, float] = {}
    tables: dict[tuple[Any, str], Mapping[str, float]] = {}
    for key in picture.keys:
        if key in now.in_teams or key in picture.placeholders:
            continue
        variant = "omic" if picture.teams[key[1]].kind == Team.Kind.PRISON else "standard"
        place = place_of_team(picture, key[1])
        if (place, variant) not in tables:
            parameters = bulk_parameters(on=covers, place=place, variant=variant, rulebook=rulebook)  # type: ignore[arg-type]
            tables[place, variant] = parameters.default_hours
        if hours := tables[place, variant].get(picture.staff[key[0]].grade):
            found[key] = hours
    return found


def _gone(picture: Wanted, now: Standing) -> list[Key]:
    """Those the extract before had and this one has not, in a team that this one has."""
    here = set(picture.keys)
    missing = (key for key in now.in_newest if key not in here and key[1] in picture.teams)
    return sorted(key for key in missing if now.in_teams[key].ends is None)


def _returned(picture: Wanted, now: Standing) -> list[Key]:
    return [key for key in picture.keys if key in now.in_teams and now.in_teams[key].ends is not None]


def _marked(picture: Wanted, now: Standing) -> list[Key]:
    """Those that were a person and are now a placeholder, or the other way about."""
    known = (key for key in picture.keys if key in now.in_teams)
    return [key for key in known if now.in_teams[key].is_placeholder != (key in picture.placeholders)]


def _changes(plan: Plan) -> dict[str, list[Change]]:
    picture, now = plan.wanted, plan.standing
    found = {
        "regions_new": [Change(c, name) for c, name in picture.regions.items() if c not in now.regions],
        "units_new": [Change(c, unit.name) for c, unit in picture.units.items() if c not in now.units],
        "teams_new": [Change(c, team.name) for c, team in picture.teams.items() if c not in now.teams],
        "practitioners_new": [
            Change(c, s.words, "grade", "", s.grade) for c, s in picture.staff.items() if c not in now.staff
        ],
        "in_team_new": [_in_team(plan, key) for key in plan.new_keys],
        "hours_new": [
            Change(key[0], picture.staff[key[0]].words, key[1], "", f"{hours:g}")
            for key, hours in plan.new_hours.items()
        ],
    }
    if plan.is_history:
        return found
    return found | {
        "gone": [Change(key[0], now.staff[key[0]][1].words, now.teams[key[1]][1].name) for key in plan.gone],
        "returned": [_in_team(plan, key) for key in plan.returned],
        "marked": [_in_team(plan, key) for key in plan.marked],
        "practitioners_changed": list(_staff_changes(picture, now)),
        "places_changed": list(_place_changes(picture, now)),
    }


def _in_team(plan: Plan, key: Key) -> Change:
    marks = "placeholder" if key in plan.wanted.placeholders else ""
    return Change(key[0], plan.wanted.staff[key[0]].words, plan.wanted.teams[key[1]].name, "", marks)


def _staff_changes(picture: Wanted, now: Standing) -> Iterable[Change]:
    for code, (_pk, old) in now.staff.items():
        new = picture.staff.get(code)
        if new is None:
            continue
        for what in ("forename", "surname", "grade"):
            before, after = getattr(old, what), getattr(new, what)
            if before != after:
                yield Change(code, new.words, what, before, after)


def _place_changes(picture: Wanted, now: Standing) -> Iterable[Change]:
    for code, (_pk, name) in now.regions.items():
        if picture.regions.get(code, name) != name:
            yield Change(code, name, "region", name, picture.regions[code])
    for code, (_pk, old) in now.units.items():
        new = picture.units.get(code, old)
        for what in ("name", "region"):
            if getattr(old, what) != getattr(new, what):
                yield Change(code, old.name, f"unit, {what}", getattr(old, what), getattr(new, what))
    for code, (_pk, was) in now.teams.items():
        team = picture.teams.get(code, was)
        for what in ("name", "unit", "kind"):
            if getattr(was, what) != getattr(team, what):
                yield Change(code, was.name, f"team, {what}", getattr(was, what), getattr(team, what))


def _units(plan: Plan) -> Iterable[dict[str, Any]]:
    """People and load of each unit before and after, prison teams apart. Placeholders are in the load counting all alone."""
    before = _before()
    after: dict[tuple[str, str], list[int]] = {}
    for line in plan.lines:
        team = plan.wanted.teams[line.key[1]]
        kind = "prison" if team.kind == Team.Kind.PRISON else "community"
        row = after.setdefault((team.unit, kind), [0, 0, 0, 0, 0])
        row[0] += 1
        row[1] += line.cases
        row[4] += line.total_points
        if line.key not in plan.wanted.placeholders:
            row[2] += line.total_points
            row[3] += line.available_points
    for (unit, kind), (lines, people, points, room, all_points) in after.items():
        people_before, percent_before = before.get((unit, kind), (None, None))
        yield {
            "code": unit,
            "name": plan.wanted.units[unit].name,
            "kind": kind,
            "practitioner_teams": lines,
            "people_before": people_before,
            "people_after": people,
            "before": percent_before,
            "after": _percent(points, room),
            "after_all": _percent(all_points, room),
        }


def _before() -> dict[tuple[str, str], tuple[int, float | None]]:
    names = (
        "practitioner_team__team__unit__code",
        "practitioner_team__team__kind",
        "practitioner_team__is_placeholder",
        "cases",
        "total_points",
        "available_points",
    )
    sums: dict[tuple[str, str], list[int]] = {}
    for unit, kind, is_nobody, people, points, room in CurrentLoad.objects.values_list(*names).iterator(5000):
        row = sums.setdefault((unit, "prison" if kind == Team.Kind.PRISON else "community"), [0, 0, 0])
        row[0] += people
        row[1] += 0 if is_nobody else points
        row[2] += 0 if is_nobody else room
    return {place: (people, _percent(points, room)) for place, (people, points, room) in sums.items()}


def _percent(points: int, room: int) -> float | None:
    percent = load_percent(points, room)
    return None if percent is None else half_up_to(percent, 1)
