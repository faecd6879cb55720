"""Grades, and the grade that a case system's code stands for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rainer.policy.rulebook import NATION, Place, Rulebook, national


class Grade(StrEnum):
    """A practitioner's grade. Trap: the case system's *code* PSO means the grade PO."""

    PO = "PO"
    SPO = "SPO"
    PSO = "PSO"
    TRAINEE = "TPO"
    UNKNOWN = "DMY"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Grade.PO: "Probation officer",
    Grade.SPO: "Senior probation officer",
    Grade.PSO: "Probation services officer",
    Grade.TRAINEE: "Trainee",
    Grade.UNKNOWN: "Grade not known",
}


def grade_codes(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, Grade]:
    """Every case-system grade code with its grade; a code not in it stands for no known grade."""
    by_grade = (rulebook or national()).value("workload.grade_codes", on=on, place=place).value
    return {code: Grade(grade) for grade, codes in by_grade.items() for code in codes}


def grade_from_code(code: str | None, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Grade:
    """The grade of a case-system code, exact and case-sensitive; anything not listed is not known."""
    if code is None:
        return Grade.UNKNOWN
    return grade_codes(on=on, place=place, rulebook=rulebook).get(code, Grade.UNKNOWN)
