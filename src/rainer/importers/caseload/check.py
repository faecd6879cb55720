"""Rows checked against each other and against what Rainer has: references, dates in order, area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from rainer.importers.caseload.cells import Kind
from rainer.importers.caseload.read import Files, Row
from rainer.importers.caseload.standing import Standing
from rainer.importers.wmt.faults import Fault, Faults
from rainer.organisation.access import Area
from rainer.organisation.models import Team

# (file, earlier column, later column): the later may not come before the earlier.
_ORDER = (
    ("people.csv", "date_of_birth", "received_on"),
    ("sentences.csv", "starts", "ends"),
    ("sentences.csv", "convicted_on", "terminated_on"),
    ("sentences.csv", "convicted_on", "released_on"),
    ("registrations.csv", "starts", "next_review"),
    ("registrations.csv", "starts", "ends"),
    ("managers.csv", "since", "until"),
)
_NOT_TO_COME = (
    ("people.csv", "date_of_birth"),
    ("people.csv", "received_on"),
    ("sentences.csv", "convicted_on"),
    ("sentences.csv", "released_on"),
    ("registrations.csv", "starts"),
    ("managers.csv", "since"),
)
_MAPPA_LEVELS, _MAPPA_CATEGORIES = ("M0", "M1", "M2", "M3"), ("M1", "M2", "M3", "M4", "X9")


def check(files: Files, now: Standing, area: Area, faults: Faults, *, on: date) -> None:
    """Add every fault there is between rows, files and the record."""
    _references(files, now, faults)
    _orders(files, faults, on=on)
    _holders(files, faults)
    _registers(files, faults)
    _places(files, now, area, faults)


def _references(files: Files, now: Standing, faults: Faults) -> None:
    people = {row["crn"] for row in files.of("people.csv")}
    for name in ("sentences.csv", "requirements.csv", "registrations.csv", "managers.csv", "contacts.csv"):
        _refer(
            files, name, ("crn",), {(crn,) for crn in people}, "people.csv", "people.csv has no such person.", faults
        )
    events = {(row["crn"], row["event"]) for row in files.of("sentences.csv")} | set(now.events)
    advice = "sentences.csv has no such event."
    _refer(files, "requirements.csv", ("crn", "event"), events, "sentences.csv", advice, faults)
    teams = {(row["team_code"],) for row in files.of("teams.csv")} | {(code,) for code in now.teams}
    advice = "Neither teams.csv nor Rainer has such a team."
    for name in ("staff.csv", "people.csv"):
        _refer(files, name, ("team_code",), teams, "teams.csv", advice, faults)
    staff = {(row["staff_code"], row["team_code"]) for row in files.of("staff.csv")} | set(now.in_teams)
    advice = "Neither staff.csv nor Rainer has this practitioner in this team."
    _refer(files, "managers.csv", ("staff_code", "team_code"), staff, "staff.csv", advice, faults)


def _refer(
    files: Files, name: str, columns: tuple[str, ...], known: set[Any], there: str, advice: str, faults: Faults
) -> None:
    """A fault for each row that names what the file `there` has not. Where that was not read, one fault says so already."""
    for row in files.of(name) if there not in files.unread else ():
        key = tuple(row[column] for column in columns)
        if None not in key and key not in known:
            found = " ".join(str(part) for part in key)
            faults.add(Fault(Kind.NOT_THERE, advice, row.file, row.number, columns[-1], found))


def _orders(files: Files, faults: Faults, *, on: date) -> None:
    for name, first, later in _ORDER:
        for row in files.of(name):
            if row[first] and row[later] and row[later] < row[first]:
                advice = f"Not before {first}, {row[first]}."
                faults.add(Fault(Kind.OUT_OF_ORDER, advice, name, row.number, later, str(row[later])))
    for name, column in _NOT_TO_COME:
        for row in files.of(name):
            if row[column] and row[column] > on:
                faults.add(Fault(Kind.OUT_OF_ORDER, "Today or earlier.", name, row.number, column, str(row[column])))


def _holders(files: Files, faults: Faults) -> None:
    """One holder at a time: each row begins no sooner than the one before it ended."""
    for rows in by_person(files.of("managers.csv")).values():
        for before, after in pairwise(rows):
            if before["until"] is None or before["until"] > after["since"]:
                advice = f"Not before {before['until'] or 'the one before it has ended'}: row {before.number} holds the case."
                found = str(after["since"])
                faults.add(Fault(Kind.OUT_OF_ORDER, advice, "managers.csv", after.number, "since", found))


def by_person(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows with a person and a first day, by person, in order of that day."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["crn"] and row["since"]:
            found[row["crn"]].append(row)
    return {crn: sorted(theirs, key=lambda row: row["since"]) for crn, theirs in found.items()}


def _registers(files: Files, faults: Faults) -> None:
    for row in files.of("registrations.csv"):
        if row["type_code"] != "MAPP":
            continue
        for column, known in (("level", _MAPPA_LEVELS), ("category", _MAPPA_CATEGORIES)):
            if row[column] and row[column] not in known:
                advice = f"One of {', '.join(known)}."
                faults.add(Fault(Kind.NOT_LISTED, advice, row.file, row.number, column, f"“{row[column]}”"))


def _places(files: Files, now: Standing, area: Area, faults: Faults) -> None:
    """Whoever brings the file in may only write where their work is."""
    if area.everywhere:
        return
    advice = "Ask someone whose work covers this team to bring it in."
    for name in ("teams.csv", "staff.csv", "people.csv", "managers.csv"):
        for row in files.of(name):
            for team in _teams_of(row, now):
                if team is None or not area.holds_team(team):
                    faults.add(Fault(Kind.NOT_YOURS, advice, name, row.number, "team_code", str(row["team_code"])))
                    break


def _teams_of(row: Row, now: Standing) -> Iterator[Team | None]:
    """The team a row names, and the team that holds the person now."""
    yield now.teams.get(row["team_code"])
    case = now.cases.get(row["crn"]) if row.file == "people.csv" else None
    if case is not None:
        yield now.teams.get(case.team.code)
