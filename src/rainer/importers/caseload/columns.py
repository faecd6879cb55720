"""The files of a caseload and their columns. `docs/how-to/import-caseload.md` says the same in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rainer.importers.caseload import cells
from rainer.importers.caseload.cells import CellError

__all__ = ["FILES", "CellError", "Column", "CsvFile"]


@dataclass(frozen=True, slots=True)
class Column:
    """How a cell is read. A column that is not needed may be left out of the file, and its cells may be empty."""

    read: Callable[[str], Any]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One file: its columns, and the columns that name a row once."""

    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    needed: bool = False


def _needed(read: Callable[[str], Any]) -> Column:
    return Column(read, needed=True)


_CODE, _NAME = cells.text(20), cells.text(60)
FILES: dict[str, CsvFile] = {
    "teams.csv": CsvFile(
        {
            "team_code": _needed(_CODE), "team": _needed(cells.text(100)), "kind": Column(cells.team_kind),
            "office": Column(cells.text(100)), "unit_code": _needed(_CODE), "unit": _needed(cells.text(100)),
            "region_code": _needed(_CODE), "region": _needed(cells.text(100)),
        },
        key=("team_code",),
    ),
    "staff.csv": CsvFile(
        {
            "staff_code": _needed(_CODE), "team_code": _needed(_CODE), "forename": Column(_NAME), "surname": Column(_NAME),
            "grade": Column(cells.grade), "in_grade_since": Column(cells.day), "email": Column(cells.text(254)),
            "starts": _needed(cells.day), "hours": Column(cells.hours), "hours_from": Column(cells.day),
        },
        key=("staff_code", "team_code"),
    ),
    "people.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "forename": _needed(_NAME), "middle_names": Column(cells.text(120)),
            "surname": _needed(_NAME), "date_of_birth": _needed(cells.day), "sex": Column(cells.sex), "pnc": Column(cells.pnc),
            "cro": Column(cells.cro), "prison_number": Column(cells.prison_number), "postcode": Column(cells.text(8)),
            "no_fixed_abode": Column(cells.yes_no), "team_code": _needed(_CODE), "state": _needed(cells.state),
            "received_on": _needed(cells.day), "tier": Column(cells.tier), "t2a": Column(cells.yes_no),
            "sexual_offence": Column(cells.yes_no),
        },
        key=("crn",),
        needed=True,
    ),
    "sentences.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "event": _needed(cells.whole), "court": Column(cells.text(100)),
            "convicted_on": Column(cells.day), "main_offence": Column(cells.text(200)), "offence_code": Column(cells.text(5)),
            "kind": _needed(cells.sentence_kind), "starts": _needed(cells.day), "ends": Column(cells.day),
            "release_expected_on": Column(cells.day), "released_on": Column(cells.day), "terminated_on": Column(cells.day),
        },
        key=("crn", "event"),
        needed=True,
    ),
    "requirements.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "event": _needed(cells.whole), "code": _needed(cells.text(6)),
            "length": Column(cells.whole), "unit": Column(cells.text(8)), "restrictive": Column(cells.yes_no),
            "terminated_on": Column(cells.day),
        },
        key=("crn", "event", "code"),
    ),
    "registrations.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "type_code": _needed(cells.text(6)), "level": Column(cells.text(4)),
            "category": Column(cells.text(4)), "starts": _needed(cells.day), "next_review": Column(cells.day),
            "ends": Column(cells.day), "staff_safety": Column(cells.yes_no),
        },
        key=("crn", "type_code", "starts"),
        needed=True,
    ),
    "managers.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "staff_code": _needed(_CODE), "team_code": _needed(_CODE), "since": _needed(cells.day),
            "until": Column(cells.day), "reason": Column(cells.text(40)),
        },
        key=("crn", "since"),
        needed=True,
    ),
    "contacts.csv": CsvFile(
        {
            "crn": _needed(cells.crn), "type_code": _needed(cells.text(6)), "at": _needed(cells.moment),
            "appointment": Column(cells.yes_no), "outcome_code": Column(cells.text(6)), "attended": Column(cells.attended),
        },
        key=("crn", "type_code", "at"),
    ),
}  # fmt: skip
