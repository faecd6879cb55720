"""What a caseload would change: every new row, and every old value beside its new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from rainer.importers.caseload.cells import Identifier
from rainer.importers.caseload.duplicates import Pair
from rainer.importers.caseload.read import Files, Row
from rainer.importers.caseload.standing import Key, Standing

# Column of a file → field of the row, by file; the rest are keys or are looked up.
FIELDS: dict[str, dict[str, str]] = {
    "staff.csv": {
        "forename": "forename", "surname": "surname", "grade": "grade", "in_grade_since": "in_grade_since", "email": "email",
    },
    "people.csv": {
        "forename": "forename", "middle_names": "middle_names", "surname": "surname", "date_of_birth": "date_of_birth",
        "sex": "sex", "pnc": "pnc", "cro": "cro", "prison_number": "prison_number", "postcode": "postcode",
        "no_fixed_abode": "no_fixed_abode",
    },
    "case": {"state": "state", "received_on": "received_on", "tier": "tier_v2", "t2a": "is_t2a",
             "sexual_offence": "sexual_offence"},
    "event": {"court": "court", "convicted_on": "convicted_on", "main_offence": "main_offence", "offence_code": "offence_code"},
    "sentence": {
        "kind": "kind", "starts": "starts", "ends": "ends", "release_expected_on": "release_expected_on",
        "released_on": "released_on", "terminated_on": "terminated_on",
    },
    "requirements.csv": {
        "length": "length", "unit": "unit", "restrictive": "is_restrictive", "terminated_on": "terminated_on",
    },
    "registrations.csv": {
        "level": "level", "category": "category", "next_review": "next_review", "ends": "ends",
        "staff_safety": "is_staff_safety",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of the database that a file makes or changes. `old` is None where it is new."""

    code: str
    name: str
    row: Row
    old: Any
    fields: dict[str, Any]
    changed: dict[str, tuple[Any, Any]]

    def lines(self, *, hidden: bool) -> Iterator[list[str]]:
        """As the page lists it. Of a restricted record only its CRN is said."""
        if hidden:
            yield [self.code, "Restricted record", "", "", ""]
        elif self.old is None:
            yield [self.code, self.name, "", "", "new"]
        else:
            for what, (before, after) in self.changed.items():
                yield [self.code, self.name, what.replace("_", " "), said(before), said(after) or "nothing"]


def said(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{timezone.localtime(value):%Y-%m-%d}" if isinstance(value, datetime) else str(value)


@dataclass(frozen=True)
class Holder:
    """A stretch of time a practitioner holds a case, from the file. `ends_at` is None while it lasts."""

    key: Key
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    row: Row


@dataclass(frozen=True)
class CaseloadPlan:
    """Everything a caseload would change, and what stands in the way of nothing (`warnings`)."""

    files: Files
    now: Standing
    today: date
    edits: dict[str, list[Edit]]
    holders: dict[str, list[Holder]]
    moved: list[list[str]]
    contacts: list[Row]
    new_hours: list[Row]
    pairs: list[Pair]
    hidden: frozenset[str]
    warnings: list[str] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (any(self.edits.values()) or self.moved or self.contacts or self.new_hours or self.pairs)

    def _sentences(self) -> Iterator[Edit]:
        """Events and sentences; what is new with its event is new once."""
        new = {edit.row.number for edit in self.edits["event"] if edit.old is None}
        yield from self.edits["event"]
        yield from (edit for edit in self.edits["sentence"] if edit.old is not None or edit.row.number not in new)

    def as_data(self) -> dict[str, Any]:
        edits, hidden = self.edits, self.hidden
        lists = {
            "regions_new": listed(edits["region"]),
            "units_new": listed(edits["unit"]),
            "teams_new": listed(e for e in edits["team"] if e.old is None),
            "places_changed": listed(e for e in edits["team"] if e.old is not None),
            "practitioners_new": listed(e for e in edits["staff.csv"] if e.old is None),
            "practitioners_changed": listed(e for e in edits["staff.csv"] if e.old is not None),
            "in_team_new": listed(edits["in_team"]),
            "hours_changed": [[r["staff_code"], "", r["team_code"], "", f"{r['hours']:g}"] for r in self.new_hours],
            "people_new": listed((e for e in edits["people.csv"] if e.old is None), hidden),
            "people_changed": listed(
                (
                    *(e for e in edits["people.csv"] if e.old is not None),
                    *(e for e in edits["case"] if e.old is not None),
                ),
                hidden,
            ),
            "sentences_changed": listed(self._sentences(), hidden),
            "requirements_changed": listed(edits["requirements.csv"], hidden),
            "registrations_changed": listed(edits["registrations.csv"], hidden),
            "managers_changed": [
                [row[0], "Restricted record", "", "", ""] if row[0] in hidden else row for row in self.moved
            ],
            "contacts_new": [
                [r["crn"], "", r["type_code"], "", said(r["at"])] for r in self.contacts if r["crn"] not in hidden
            ],
            "duplicates": [
                [pair.one, pair.other, ", ".join(pair.evidence), "", ""]
                for pair in self.pairs
                if pair.one not in hidden and pair.other not in hidden
            ],
        }
        return {
            "summary": {
                "people": len(self.files.of("people.csv")),
                "sentences": len(self.files.of("sentences.csv")),
                "registrations": len(self.files.of("registrations.csv")),
                "staff": len({row["staff_code"] for row in self.files.of("staff.csv")}),
            },
            "lists": {name: rows for name, rows in lists.items() if rows},
        }


def listed(edits: Iterable[Edit], hidden: Iterable[str] = ()) -> list[list[str]]:
    return [line for edit in edits for line in edit.lines(hidden=edit.code in set(hidden))]


def make_edits(files: Files, now: Standing) -> dict[str, list[Edit]]:
    """Every new or changed row, by kind, in the order of the files."""
    found: dict[str, list[Edit]] = defaultdict(list)
    _add_places(files, now, found)
    _add_staff(files, now, found)
    for row in files.of("people.csv"):
        name = f"{row['forename']} {row['surname']}"
        _add(found, "people.csv", row, row["crn"], name, now.people.get(row["crn"]), FIELDS["people.csv"])
        case = now.cases.get(row["crn"])
        _add(found, "case", row, row["crn"], name, case, FIELDS["case"], _case_team(row, case))
    names = {row["crn"]: f"{row['forename']} {row['surname']}" for row in files.of("people.csv")}
    for row in files.of("sentences.csv"):
        event = now.events.get((row["crn"], row["event"]))
        name = f"{names[row['crn']]}, event {row['event']}"
        _add(found, "event", row, row["crn"], name, event, FIELDS["event"])
        sentence = getattr(event, "sentence", None) if event is not None else None
        _add(found, "sentence", row, row["crn"], name, sentence, FIELDS["sentence"])
    for row in files.of("requirements.csv"):
        old = now.requirements.get((row["crn"], row["event"], row["code"]))
        name = f"{names[row['crn']]}, {row['code']}"
        _add(found, "requirements.csv", row, row["crn"], name, old, FIELDS["requirements.csv"])
    for row in files.of("registrations.csv"):
        flag = now.registrations.get((row["crn"], row["type_code"], row["starts"]))
        name = f"{names[row['crn']]}, {row['type_code']}"
        _add(found, "registrations.csv", row, row["crn"], name, flag, FIELDS["registrations.csv"])
    return found


def _case_team(row: Row, case: Any) -> dict[str, tuple[Any, Any]]:
    """A case nobody holds stands where people.csv says; a held one goes with its holder."""
    if case is None or case.practitioner_team_id is not None or case.team.code == row["team_code"]:
        return {}
    return {"team": (case.team.code, row["team_code"])}


def _add_places(files: Files, now: Standing, found: dict[str, list[Edit]]) -> None:
    seen: set[Key] = set()
    for row in files.of("teams.csv"):
        for kind, code, held in (("region", row["region_code"], now.regions), ("unit", row["unit_code"], now.units)):
            if code not in held and (kind, code) not in seen:
                seen.add((kind, code))
                found[kind].append(Edit(code, row[kind], row, None, {}, {}))
        old = now.teams.get(row["team_code"])
        fields = {"team": "name", "kind": "kind", "office": "office"}
        unit = {} if old is None or old.unit.code == row["unit_code"] else {"unit": (old.unit.code, row["unit_code"])}
        _add(found, "team", row, row["team_code"], row["team"], old, fields, unit)


def _add_staff(files: Files, now: Standing, found: dict[str, list[Edit]]) -> None:
    seen: set[str] = set()
    for row in files.of("staff.csv"):
        code = row["staff_code"]
        name = f"{row['forename'] or ''} {row['surname'] or ''}".strip() or code
        if code not in seen:
            seen.add(code)
            _add(found, "staff.csv", row, code, name, now.staff.get(code), FIELDS["staff.csv"])
        if (code, row["team_code"]) not in now.in_teams:
            found["in_team"].append(Edit(code, f"{name}, {row['team_code']}", row, None, {}, {}))


def _add(
    found: dict[str, list[Edit]],
    kind: str,
    row: Row,
    code: str,
    name: str,
    old: Model | None,
    columns: dict[str, str],
    also: dict[str, tuple[Any, Any]] | None = None,
) -> None:
    """Keep the row if it is new or changes something. A column its file does not have says nothing."""
    fields = dict(_values(row, columns, old))
    changed = dict(also or {})
    if old is not None:
        changed |= {n: (getattr(old, n), value) for n, value in fields.items() if getattr(old, n) != value}
        if not changed:
            return
    found[kind].append(Edit(code, name, row, old, fields, changed))


def _values(row: Row, columns: dict[str, str], old: Model | None) -> Iterator[tuple[str, Any]]:
    for column, name in columns.items():
        if not row.has(column):
            continue
        value = row[column]
        if column == "tier" and value is None:
            continue  # Rainer works it out; an answer it has stands
        if isinstance(value, Identifier):
            if column == "pnc":
                yield "pnc_as_given", value.as_given if value.as_given != value.canonical else ""
            value = value.kept
        yield name, _empty(column) if value is None else value


_TEXTS = {
    "forename", "surname", "email", "middle_names", "sex", "pnc", "cro", "prison_number", "postcode", "court",
    "main_offence", "offence_code", "unit", "level", "category", "office",
}  # fmt: skip


def _empty(column: str) -> Any:
    """What an empty cell is kept as: empty text, no, no grade recorded, a community team, or nothing known."""
    if column in _TEXTS:
        return ""
    return {"no_fixed_abode": False, "t2a": False, "restrictive": False, "staff_safety": False, "grade": "DMY",
            "kind": "community"}.get(column)  # fmt: skip


def new_hours(files: Files, now: Standing) -> list[Row]:
    """Hours that Rainer does not have from that day. Without a day they hold from the first day in the team."""
    return [
        row
        for row in files.of("staff.csv")
        if row["hours"] is not None
        and (
            (held := now.hours.get((row["staff_code"], row["team_code"], row["hours_from"] or row["starts"]))) is None
            or held.hours != row["hours"]
        )
    ]


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def new_contacts(files: Files, now: Standing) -> list[Row]:
    return [row for row in files.of("contacts.csv") if (row["crn"], row["type_code"], row["at"]) not in now.contacts]
